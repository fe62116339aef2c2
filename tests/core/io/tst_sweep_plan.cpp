// SPDX-License-Identifier: GPL-3.0-or-later
// Sweep files and the plans made of them: what they say, what is wrong, which runs there are.
#include <QtTest>
#include <set>

#include "core/io/files.h"
#include "core/io/sweep_folder.h"
#include "tests/core/io/small_sweep.h"

using namespace qonvolve;
using test::kSmallSweep;
using test::planned;
using test::smallSweep;

class TestSweepPlan : public QObject {
  Q_OBJECT
  Catalog catalog_ = makeCatalog();
  QTemporaryDir dir_;

 private slots:
  void filesComeBackAsTheyWere() {
    const SweepSpec first = smallSweep();
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
    std::string text = kSmallSweep;
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
    QByteArray text = kSmallSweep;
    QVERIFY(text.contains(find));
    text.replace(find, replace);
    const SweepReading reading = readSweep(text.toStdString(), "sweep");
    QVERIFY(!reading.errors.empty());
    const QString error = QString::fromStdString(toText(reading.errors.front()));
    QVERIFY2(error.contains(part), qPrintable(error));
  }

  void aPlanNamesItsRunsForever() {
    const SweepPlan plan = planned(smallSweep(), catalog_);
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
    SweepSpec more = smallSweep();
    more.seeds.push_back(9);
    more.axes[0].values.push_back({"nesterov", {{"/train/optimizer/type", "nesterov"}}});
    std::set<std::string> moreIds;
    for (const SweepRun& run : planned(more, catalog_).runs) moreIds.insert(run.id);
    QVERIFY(std::includes(moreIds.begin(), moreIds.end(), ids.begin(), ids.end()));
  }

  void aDesignThatCannotRunIsNamedAndTheOthersRun() {
    SweepSpec bad = smallSweep();
    bad.axes[1].values.push_back({"amplitude", {{"/stack/0/type", "amplitude"}}});
    bad.axes[0].values.push_back({"typo", {{"/train/optimizer/type", "adma"}}});
    const SweepPlan plan = planned(bad, catalog_);
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
    SweepSpec twice = smallSweep();
    twice.axes[0].values.push_back(twice.axes[0].values[0]);
    const SweepPlan plan = planned(twice, catalog_);
    QCOMPARE(plan.cells.size(), std::size_t{6});
    QCOMPARE(plan.runs.size(), std::size_t{8});
    QCOMPARE(plan.cells[4].runs, plan.cells[0].runs);
  }

  void baselinesStandBesideOnTheSameDataAndBudget() {
    SweepSpec with = smallSweep();
    with.baselines = {"auto"};
    const SweepPlan plan = planned(with, catalog_);
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

  void aSweepInItsFolderNeedsNoOtherFile() {
    const auto own = withOwnBase(smallSweep(), catalog_, dir_.path().toStdString());
    QVERIFY(own);
    QVERIFY(keepSweep(*own, dir_.filePath("kept")));
    const auto again = loadSweep(dir_.filePath("kept/") + kSweepFile);
    QVERIFY2(again, again ? "" : toText(again.error()).c_str());
    QCOMPARE(again->spec, *own);
    const SweepPlan a = planned(smallSweep(), catalog_);
    const SweepPlan b = planned(again->spec, catalog_);
    for (std::size_t r = 0; r < a.runs.size(); ++r) QCOMPARE(b.runs[r].id, a.runs[r].id);
  }
};

QTEST_GUILESS_MAIN(TestSweepPlan)
#include "tst_sweep_plan.moc"
