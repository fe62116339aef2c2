// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: files, plans, runs side by side, going on after a stop, several writers, halving.
#include <fcntl.h>
#include <sys/stat.h>

#include <QtTest>
#include <atomic>
#include <set>
#include <thread>

#include "core/io/files.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"
#include "core/io/sweep_results.h"
#include "core/io/sweep_runner.h"
#include "core/io/sweep_training.h"

using namespace qonvolve;

namespace {

constexpr const char* kText = R"({
  "format": "qonvolve-sweep", "version": 1, "name": "Small",
  "base": "example:lines",
  "set": {"/data/split/train_limit": 20, "/data/split/validation_limit": 10,
          "/data/split/test_limit": 10},
  "axes": [
    {"name": "optimizer", "path": "/train/optimizer/type", "values": ["adam", "sgd"]},
    {"name": "encoding", "values": [
      {"label": "angle", "set": {}},
      {"label": "dense", "set": {"/stack/0": {"type": "dense_angle", "options": {}},
        "/stack/5/bypassed": true, "/stack/6/bypassed": true}}]}
  ],
  "seeds": {"first": "3", "count": 2},
  "budget": {"epochs": 3}
})";

// The course of a run without times, to compare bit for bit.
QByteArray course(const QString& folder) {
  QByteArray text;
  for (const EpochDone& e : RunFolder(folder).history().epochs) {
    text += QByteArray::number(e.train.loss, 'g', 17) + " " +
            QByteArray::number(e.validation.loss, 'g', 17) + "\n";
  }
  return text;
}

}  // namespace

class TestSweep : public QObject {
  Q_OBJECT
  Catalog catalog_ = makeCatalog();
  QTemporaryDir dir_;

  SweepSpec spec() {
    const SweepReading reading = readSweep(kText);
    [&] {
      QVERIFY2(reading.errors.empty(),
               reading.errors.empty() ? "" : toText(reading.errors.front()).c_str());
    }();
    return reading.spec;
  }

  SweepPlan planned(const SweepSpec& spec) {
    auto plan = planSweep(spec, catalog_, dir_.path().toStdString());
    [&] { QVERIFY2(plan, plan ? "" : toText(plan.error()).c_str()); }();
    return std::move(*plan);
  }

  SweepResults results(const SweepPlan& plan, const SweepStore& store) {
    return collectResults(plan, readStatuses(plan, store));
  }

 private slots:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", dir_.filePath("cache").toUtf8());
    setApplicationIdentity();
  }

  void filesComeBackAsTheyWere() {
    const SweepSpec first = spec();
    QCOMPARE(first.axes.size(), std::size_t{2});
    QCOMPARE(first.axes[0].values[1].label, std::string("sgd"));
    QCOMPARE(first.axes[1].values[1].changes.size(), std::size_t{3});
    QCOMPARE(first.seeds, (std::vector<std::uint64_t>{3, 4}));
    const SweepReading again = readSweep(sweepText(first));
    QVERIFY2(again.errors.empty(), again.errors.empty() ? "" : toText(again.errors[0]).c_str());
    QVERIFY(again.warnings.empty());
    QCOMPARE(again.spec, first);
    QCOMPARE(sweepText(again.spec), sweepText(first));
  }

  void unknownMembersAreKeptAndNamed() {
    std::string text = kText;
    text.insert(text.find("\"base\""), "\"colour\": [1, 2], ");
    const SweepReading reading = readSweep(text);
    QVERIFY(reading.errors.empty());
    QCOMPARE(reading.warnings.size(), std::size_t{1});
    QVERIFY(QString::fromStdString(sweepText(reading.spec)).contains("colour"));
  }

  void mistakesInFilesAreNamed_data() {
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QString>("part");
    QTest::newRow("format") << QByteArray("qonvolve-sweep") << QByteArray("other") << "not a sweep";
    QTest::newRow("newer") << QByteArray("\"version\": 1") << QByteArray("\"version\": 7")
                           << "newer version";
    QTest::newRow("no base") << QByteArray("\"base\": \"example:lines\",") << QByteArray("")
                             << "\"base\" is missing";
    QTest::newRow("path") << QByteArray("\"/train/optimizer/type\"") << QByteArray("\"\"")
                          << "without \"path\"";
    QTest::newRow("seeds") << QByteArray("{\"first\": \"3\", \"count\": 2}") << QByteArray("[1, 1]")
                           << "given twice";
    QTest::newRow("no seeds") << QByteArray("{\"first\": \"3\", \"count\": 2}") << QByteArray("[]")
                              << "no seed";
    QTest::newRow("sampling") << QByteArray("\"budget\"")
                              << QByteArray("\"sampling\": {\"method\": \"gird\"}, \"budget\"")
                              << "Did you mean \"grid\"";
    QTest::newRow("budget") << QByteArray("\"epochs\": 3") << QByteArray("\"epochs\": -3")
                            << "at least 0";
    QTest::newRow("syntax") << QByteArray("\"seeds\":") << QByteArray("\"seeds\"") << "sweep:";
  }
  void mistakesInFilesAreNamed() {
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replace);
    QFETCH(QString, part);
    QByteArray text = kText;
    QVERIFY(text.contains(find));
    text.replace(find, replace);
    const SweepReading reading = readSweep(text.toStdString(), "sweep");
    QVERIFY(!reading.errors.empty());
    const QString error = QString::fromStdString(toText(reading.errors.front()));
    QVERIFY2(error.contains(part), qPrintable(error));
  }

  void aPlanNamesItsRunsForever() {
    const SweepPlan plan = planned(spec());
    QCOMPARE(plan.cells.size(), std::size_t{4});
    QCOMPARE(plan.runs.size(), std::size_t{8});
    QCOMPARE(plan.cells[1].label, std::string("adam, dense"));
    for (const SweepCell& cell : plan.cells) {
      QVERIFY2(!cell.problem, cell.problem ? toText(*cell.problem).c_str() : "");
    }
    QCOMPARE(plan.cells[0].qubits, 8U);
    QCOMPARE(plan.cells[1].qubits, 4U);
    std::set<std::string> ids;
    for (const SweepRun& run : plan.runs) ids.insert(run.id);
    QCOMPARE(ids.size(), std::size_t{8});
    // More values, more seeds: the runs that were there keep their names.
    SweepSpec more = spec();
    more.seeds.push_back(9);
    more.axes[0].values.push_back({"nesterov", {{"/train/optimizer/type", "nesterov"}}});
    std::set<std::string> moreIds;
    for (const SweepRun& run : planned(more).runs) moreIds.insert(run.id);
    QVERIFY(std::includes(moreIds.begin(), moreIds.end(), ids.begin(), ids.end()));
  }

  void aDesignThatCannotRunIsNamedAndTheOthersRun() {
    SweepSpec bad = spec();
    bad.axes[1].values.push_back({"amplitude", {{"/stack/0/type", "amplitude"}}});
    bad.axes[0].values.push_back({"typo", {{"/train/optimizer/type", "adma"}}});
    const SweepPlan plan = planned(bad);
    QCOMPARE(plan.cells.size(), std::size_t{9});
    std::size_t problems = 0;
    for (const SweepCell& cell : plan.cells) {
      problems += cell.problem ? 1U : 0U;
      if (cell.problem) QVERIFY(cell.runs.empty());
    }
    QCOMPARE(problems, std::size_t{5});  // three of the typo, amplitude with adam and sgd
    QCOMPARE(plan.runs.size(), std::size_t{8});
  }

  void equalDesignsShareTheirRuns() {
    SweepSpec twice = spec();
    twice.axes[0].values.push_back(twice.axes[0].values[0]);
    const SweepPlan plan = planned(twice);
    QCOMPARE(plan.cells.size(), std::size_t{6});
    QCOMPARE(plan.runs.size(), std::size_t{8});
    QCOMPARE(plan.cells[4].runs, plan.cells[0].runs);
  }

  void baselinesStandBesideOnTheSameDataAndBudget() {
    SweepSpec with = spec();
    with.baselines = {"auto"};
    const SweepPlan plan = planned(with);
    QVERIFY(plan.cells.size() > 5);
    for (std::size_t c = 4; c < plan.cells.size(); ++c) {
      const SweepCell& cell = plan.cells[c];
      QVERIFY(!cell.baseline.empty() && !cell.problem);
      QCOMPARE(cell.experiment.data.source, plan.cells[0].experiment.data.source);
      QCOMPARE(cell.experiment.data.split, plan.cells[0].experiment.data.split);
      QCOMPARE(cell.experiment.train.settings.epochs, std::int64_t{3});
      QCOMPARE(cell.qubits, cell.baseline == "product_state" ? 8U : 0U);
    }
    QCOMPARE(plan.cells[4].parameters, 18U);  // 8 features and a bias for 2 classes
    with.baselines = {"logistc"};
    const auto wrong = planSweep(with, catalog_, "");
    QVERIFY(!wrong);
    QVERIFY(QString::fromStdString(toText(wrong.error())).contains("logistic"));
  }

  void resultsDoNotDependOnThreadsOrStops() {
    const SweepPlan plan = planned(spec());
    const SweepStore one(dir_.filePath("one"));
    const SweepStore three(dir_.filePath("three"));
    QVERIFY(SweepRunner(plan, catalog_, one, {.threads = 1}).run({}, {}));
    // Stopped again and again, then finished.
    for (int i = 0; i < 50; ++i) {
      std::stop_source stop;
      std::atomic<int> updates = 0;
      SweepRunner runner(plan, catalog_, three, {.threads = 3});
      QVERIFY(runner.run(stop.get_token(), [&](const SweepUpdate& update) {
        if (update.step > 0 && ++updates > 3) stop.request_stop();
      }));
      if (results(plan, three).done == plan.runs.size()) break;
    }
    QVERIFY(SweepRunner(plan, catalog_, three, {.threads = 3}).run({}, {}));
    QCOMPARE(results(plan, one).done, plan.runs.size());
    QCOMPARE(results(plan, three).done, plan.runs.size());
    for (const SweepRun& run : plan.runs) {
      const QByteArray expected = course(one.runFolder(run.id));
      QCOMPARE(expected.count('\n'), 3);
      QCOMPARE(course(three.runFolder(run.id)), expected);
      QVERIFY(QDir(three.runFolder(run.id)).entryList({"claim-*"}, QDir::Dirs).isEmpty());
    }
    const SweepResults r = results(plan, one);
    QCOMPARE(r.metric, SweepMetric::Validation);
    QCOMPARE(r.cells[0].spread.count, std::size_t{2});
    QVERIFY(r.standing.best);
  }

  void nothingIsDoneTwice() {
    const SweepPlan plan = planned(spec());
    const SweepStore store(dir_.filePath("one"));
    std::atomic<int> steps = 0;
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, [&](const SweepUpdate& u) {
      steps += u.status.state == SweepState::Running ? 1 : 0;
    }));
    QCOMPARE(steps.load(), 0);
  }

  void severalWritersShareTheWork() {
    const SweepPlan plan = planned(spec());
    const QString folder = dir_.filePath("shared");
    std::mutex mutex;
    std::map<std::size_t, int> begun;
    {
      std::vector<std::jthread> programs;
      for (int i = 0; i < 3; ++i) {
        programs.emplace_back([&] {
          const SweepStore store(folder);
          SweepRunner runner(plan, catalog_, store, {.threads = 1});
          std::set<std::size_t> own;
          static_cast<void>(runner.run({}, [&](const SweepUpdate& u) {
            if (u.step == 0 || !own.insert(u.run).second) return;
            const std::lock_guard lock(mutex);
            ++begun[u.run];
          }));
        });
      }
    }
    const SweepStore store(folder);
    QCOMPARE(results(plan, store).done, plan.runs.size());
    for (std::size_t r = 0; r < plan.runs.size(); ++r) {
      QCOMPARE(begun[r], 1);
      QCOMPARE(course(store.runFolder(plan.runs[r].id)),
               course(SweepStore(dir_.filePath("one")).runFolder(plan.runs[r].id)));
    }
  }

  void aClaimIsExclusiveAndADeadOneIsFollowed() {
    const SweepStore store(dir_.filePath("claims"));
    auto first = store.claim("a-1");
    QVERIFY(first && *first != nullptr);
    QCOMPARE(store.status("a-1").state, SweepState::Running);
    auto second = store.claim("a-1");
    QVERIFY(second && *second == nullptr);
    first->reset();
    QCOMPARE(store.status("a-1").state, SweepState::Missing);
    // One whose process is gone.
    const QString dead = store.runFolder("a-1") + "/claim-1";
    QVERIFY(QDir().mkpath(dead));
    RunRecord own;
    setOwnProcess(own);
    QVERIFY(writeFile(dead + "/owner.json",
                      R"({"host": ")" + own.host + R"(", "pid": 999999999, "start": 1})"));
    QCOMPARE(store.status("a-1").state, SweepState::Missing);
    auto third = store.claim("a-1");
    QVERIFY(third && *third != nullptr);
    QVERIFY(QFileInfo::exists(store.runFolder("a-1") + "/claim-2"));
    third->reset();
    QVERIFY(QDir(store.runFolder("a-1")).entryList({"claim-*"}, QDir::Dirs).isEmpty());
    // One of another machine counts as long as it is renewed.
    QVERIFY(QDir().mkpath(dead));
    QVERIFY(writeFile(dead + "/owner.json", R"({"host": "elsewhere", "pid": 1, "start": 1})"));
    QCOMPARE(store.status("a-1").state, SweepState::Running);
    const timespec old[2] = {{1, 0}, {1, 0}};
    QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(dead).constData(), old, 0), 0);
    QCOMPARE(store.status("a-1").state, SweepState::Missing);
  }

  void ofManyClaimsAtOnceOneIsGranted() {
    const SweepStore store(dir_.filePath("race"));
    for (int round = 0; round < 20; ++round) {
      const std::string id = "r-" + std::to_string(round);
      std::atomic<int> granted = 0;
      std::atomic<int> waiting = 0;
      {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
          threads.emplace_back([&] {
            auto claim = store.claim(id);
            if (claim && *claim != nullptr) ++granted;
            ++waiting;
            while (waiting < 4) std::this_thread::yield();  // nobody gives it back before all asked
          });
        }
      }
      QCOMPARE(granted.load(), 1);
    }
  }

  void aRunThatCannotBeginSaysWhyAndIsTriedAgain() {
    SweepSpec broken = spec();
    broken.axes.resize(1);
    const QString data = dir_.filePath("data.csv");
    broken.changes = {{"/data/source/type", "csv"},
                      {"/data/source/options/file", data.toStdString()}};
    QByteArray csv = "a,b,c,d,e,f,g,h,label\n";
    for (int i = 0; i < 40; ++i) {
      for (int k = 0; k < 8; ++k) csv += QByteArray::number((i * 7 + k * 3) % 11) + ",";
      csv += QByteArray::number(i % 2) + "\n";
    }
    QVERIFY(writeFile(data, csv.toStdString()));
    const SweepPlan plan = planned(broken);
    const SweepStore store(dir_.filePath("broken"));
    QVERIFY(QFile::remove(data));
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, {}));
    const SweepStatus failed = store.status(plan.runs[0].id);
    QCOMPARE(failed.state, SweepState::Failed);
    QVERIFY(failed.record->error.message.size() > 10);
    QVERIFY(writeFile(data, csv.toStdString()));
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, {}));
    QCOMPARE(results(plan, store).done, plan.runs.size());
  }

  void halvingTrainsTheBestToTheEnd() {
    SweepSpec halving = spec();
    halving.budget.epochs = 4;
    halving.halving = SweepHalving{.factor = 2, .firstEpochs = 1};
    const SweepPlan plan = planned(halving);
    QCOMPARE(halvingRungs(plan), (std::vector<std::uint64_t>{1, 2, 0}));
    const SweepStore store(dir_.filePath("halving"));
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, {}));
    std::multiset<std::uint64_t> epochs;
    std::size_t finished = 0;
    for (const SweepCell& cell : plan.cells) {
      std::set<std::uint64_t> own;
      for (const std::size_t run : cell.runs) {
        const SweepStatus status = store.status(plan.runs[run].id);
        own.insert(status.record->epochs);
        finished += status.state == SweepState::Done ? 1U : 0U;
      }
      QCOMPARE(own.size(), std::size_t{1});
      epochs.insert(*own.begin());
    }
    QCOMPARE(epochs, (std::multiset<std::uint64_t>{1, 1, 2, 4}));
    QCOMPARE(finished, std::size_t{2});
    // Asked again, it comes to the same choice and has nothing left to do.
    std::atomic<int> steps = 0;
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, [&](const SweepUpdate& u) {
      steps += u.status.state == SweepState::Running ? 1 : 0;
    }));
    QCOMPARE(steps.load(), 0);
  }

  void oneRunCanBeCancelledAndOthersPreferred() {
    const SweepPlan plan = planned(spec());
    const SweepStore store(dir_.filePath("order"));
    SweepRunner runner(plan, catalog_, store, {.threads = 1});
    std::vector<std::size_t> order;
    bool asked = false;
    QVERIFY(runner.run({}, [&](const SweepUpdate& u) {
      if (u.status.state != SweepState::Running) return;
      if (order.empty() || order.back() != u.run) order.push_back(u.run);
      if (asked) return;
      asked = true;
      runner.prefer({6, 5});
      runner.cancel(2);
    }));
    QCOMPARE(order, (std::vector<std::size_t>{0, 6, 5, 1, 3, 4, 7}));
    QCOMPARE(store.status(plan.runs[2].id).state, SweepState::Missing);
  }

  void aSweepInItsFolderNeedsNoOtherFile() {
    const auto own = withOwnBase(spec(), catalog_, dir_.path().toStdString());
    QVERIFY(own);
    QVERIFY(keepSweep(*own, dir_.filePath("kept")));
    const auto again = loadSweep(dir_.filePath("kept/") + kSweepFile);
    QVERIFY2(again, again ? "" : toText(again.error()).c_str());
    QCOMPARE(again->spec, *own);
    const SweepPlan a = planned(spec());
    const SweepPlan b = planned(again->spec);
    for (std::size_t r = 0; r < a.runs.size(); ++r) QCOMPARE(b.runs[r].id, a.runs[r].id);
  }

  void circuitEvaluationsAreABudget() {
    SweepSpec limited = spec();
    limited.axes.clear();
    limited.budget = {.epochs = 50, .steps = 0, .evaluations = 3000, .patience = 0};
    const SweepPlan plan = planned(limited);
    const SweepStore store(dir_.filePath("budget"));
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, {}));
    const SweepStatus status = store.status(plan.runs[0].id);
    QCOMPARE(status.state, SweepState::Done);
    QVERIFY(status.record->evaluations >= 3000);
    QVERIFY(status.record->epochs < 50 && status.record->epochs >= 1);
  }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
