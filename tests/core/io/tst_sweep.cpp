// SPDX-License-Identifier: GPL-3.0-or-later
// Running sweeps: side by side, going on after a stop, several writers, halving.
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
#include "tests/core/io/small_sweep.h"

using namespace qonvolve;
using test::planned;
using test::smallSweep;

namespace {

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

  SweepResults results(const SweepPlan& plan, const SweepStore& store) {
    return collectResults(plan, readStatuses(plan, store));
  }

 private slots:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", dir_.filePath("cache").toUtf8());
    setApplicationIdentity();
  }

  void resultsDoNotDependOnThreadsOrStops() {
    const SweepPlan plan = planned(smallSweep(), catalog_);
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
    const SweepPlan plan = planned(smallSweep(), catalog_);
    const SweepStore store(dir_.filePath("one"));
    std::atomic<int> steps = 0;
    QVERIFY(SweepRunner(plan, catalog_, store, {.threads = 2}).run({}, [&](const SweepUpdate& u) {
      steps += u.status.state == SweepState::Running ? 1 : 0;
    }));
    QCOMPARE(steps.load(), 0);
  }

  void severalWritersShareTheWork() {
    const SweepPlan plan = planned(smallSweep(), catalog_);
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
    SweepSpec broken = smallSweep();
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
    const SweepPlan plan = planned(broken, catalog_);
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
    SweepSpec halving = smallSweep();
    halving.budget.epochs = 4;
    halving.halving = SweepHalving{.factor = 2, .firstEpochs = 1};
    const SweepPlan plan = planned(halving, catalog_);
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
    const SweepPlan plan = planned(smallSweep(), catalog_);
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

  void circuitEvaluationsAreABudget() {
    SweepSpec limited = smallSweep();
    limited.axes.clear();
    limited.budget = {.epochs = 50, .steps = 0, .evaluations = 3000, .patience = 0};
    const SweepPlan plan = planned(limited, catalog_);
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
