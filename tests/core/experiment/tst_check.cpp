// SPDX-License-Identifier: GPL-3.0-or-later
// check(): the good design has no problems, each kind of mistake is found and its fix solves it.
#include <sys/resource.h>
#include <unistd.h>

#include <QtTest>
#include <algorithm>
#include <fstream>

#include "core/experiment/assemble.h"
#include "core/experiment/block_titles.h"
#include "core/experiment/edit.h"
#include "core/experiment/estimate.h"
#include "core/experiment/fix_all.h"
#include "core/experiment/validate.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

const Issue* issueAt(const Checked& checked, const std::string& where) {
  for (const Issue& issue : checked.issues) {
    if (issue.where == where) return &issue;
  }
  return nullptr;
}

QByteArray text(const Checked& checked) {
  QByteArray all;
  for (const Issue& issue : checked.issues) {
    all += QByteArray::fromStdString(issue.where + ": " + issue.message + " " + issue.hint + "\n");
  }
  return all;
}

}  // namespace

class TestCheck : public QObject {
  Q_OBJECT
  const Catalog catalog_ = makeCatalog();

  // The first fix of the issue at `where` makes it go away.
  void verifyFirstFix(Experiment e, const std::string& where) {
    const Checked before = check(e, catalog_);
    const Issue* issue = issueAt(before, where);
    QVERIFY2(issue != nullptr, text(before));
    QVERIFY2(!issue->fixes.empty(), text(before));
    const auto applied = applyFix(e, catalog_, issue->fixes.front());
    QVERIFY2(applied, applied ? "" : toText(applied.error()).c_str());
    const Checked after = check(e, catalog_);
    const Issue* left = issueAt(after, where);
    QVERIFY2(left == nullptr || left->message != issue->message, text(after));
  }

 private slots:
  void allProblemsAreMendedAtOnce() {
    Experiment e = linesExample();
    QVERIFY(setOption(e, catalog_, "/stack/0/type", "amplitude"));
    // Three qubits are too few for the stack; words would do, but nobody asked for them.
    for (const Issue& issue : check(e, catalog_).issues) {
      QVERIFY2(issue.fixes.empty() || issue.fixes.front().path != "/data/source/type",
               text(check(e, catalog_)));
    }
    e.data.preprocess.push_back({.type = "pca", .options = {{"components", std::int64_t{99}}}});
    QVERIFY(!check(e, catalog_).runnable());
    const auto mended = fixAll(e, catalog_);
    QVERIFY(mended.has_value());
    QVERIFY2(check(*mended, catalog_).runnable(), text(check(*mended, catalog_)));
    // A design without problems stays as it is.
    QVERIFY(fixAll(*mended, catalog_) == mended);
    // Where nothing is offered a person has to decide.
    e.stack.clear();
    QVERIFY(!fixAll(e, catalog_));
  }

  void partsThatComeOutEmptyAreTold() {
    const Experiment e = linesExample();
    DataSummary summary{{8, 8, 1}, {"a", "b"}, 4};
    const Checked few = check(e, catalog_, summary);
    for (const std::string part : {"test", "validation"}) {
      const Issue* issue = issueAt(few, "/data/split/" + part + "_fraction");
      QVERIFY2(issue != nullptr, text(few));
      QCOMPARE(issue->severity, Severity::Warning);
      QCOMPARE(issue->message, "No " + part +
                                   " part: the data have about 2 samples of each class, of which "
                                   "0.2 rounds to none.");
    }
    summary.testGiven = true;
    const Checked given = check(e, catalog_, summary);
    QVERIFY2(issueAt(given, "/data/split/test_fraction") == nullptr, text(given));
    summary = {{8, 8, 1}, {"a", "b"}, 6};  // one of three
    const Checked enough = check(e, catalog_, summary);
    QVERIFY2(issueAt(enough, "/data/split/test_fraction") == nullptr, text(enough));
    Experiment without = e;
    without.data.split.testFraction = 0;
    summary.samples = 4;
    const Checked wanted = check(without, catalog_, summary);
    QVERIFY2(issueAt(wanted, "/data/split/test_fraction") == nullptr, text(wanted));
  }

  void blocksOfAKindAreTold() {
    Experiment e = linesExample();
    findBlock(e.stack, nodeId(e.stack[3]))->bypassed = true;
    findBlock(e.stack, nodeId(e.stack[6]))->name = "Last";
    const auto titles = blockTitles(e.stack, catalog_.blocks);
    const std::vector<std::string> expected = {"Angle encoding", "Convolution 1", "Pooling 1",
                                               "Convolution",    "Pooling 2",     "Convolution 2",
                                               "Last",           "Readout"};
    for (std::size_t i = 0; i < expected.size(); ++i) {
      QCOMPARE(QString::fromStdString(titles.at(nodeId(e.stack[i]))),
               QString::fromStdString(expected[i]));
    }
  }
  void theDefaultExampleHasNoProblems() {
    const Checked checked = check(linesExample(), catalog_);
    QVERIFY2(checked.issues.empty(), text(checked));
    QVERIFY(checked.runnable());
    QCOMPARE(wireCount(checked.model), 8U);
    QCOMPARE(checked.encoded.features, 8U);
    QCOMPARE(checked.model.parameterCount, 51U);
  }

  void mistakesAreFoundAndFixed_data() {
    QTest::addColumn<QString>("set");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("error");
    const auto row = [](const char* name, const char* set, const char* where, const char* message,
                        bool error) { QTest::newRow(name) << set << where << message << error; };
    row("learning rate", "/train/optimizer/options/learning_rate=5",
        "/train/optimizer/options/learning_rate", "unusually high", false);
    row("batch", "/train/batch_size=5000", "/train/batch_size", "training part", false);
    row("small part", "/data/split/train_limit=7", "/train/batch_size", "about 7 samples", false);
    row("patience", "/data/split/validation_fraction=0|/train/patience=3", "/train/patience",
        "never", false);
    row("one fold", "/data/split/folds=1", "/data/split/folds", "at least two folds", true);
    row("missing fold", "/data/split/folds=3|/data/split/fold=4", "/data/split/fold",
        "there are only 3", true);
    row("fractions", "/data/split/validation_fraction=0.6|/data/split/test_fraction=0.5",
        "/data/split/validation_fraction", "nothing is left", true);
    row("class", "/data/classes=horizontal,diagonal", "/data/classes", "diagonal", true);
    row("one class", "/data/classes=horizontal", "/data/classes", "", true);
    row("three classes",
        "/data/source/type=blobs|/data/source/options/classes=3|"
        "/data/source/options/features=8|/stack/6/bypassed=true",
        "/stack/7/options/kind", "one qubit tells 2 classes apart", true);
  }
  void mistakesAreFoundAndFixed() {
    QFETCH(QString, set);
    QFETCH(QString, where);
    QFETCH(QString, message);
    QFETCH(bool, error);
    Experiment e = linesExample();
    for (const QString& one : set.split('|')) {
      const auto result = setOption(e, catalog_, one.section('=', 0, 0).toStdString(),
                                    one.section('=', 1).toStdString());
      QVERIFY2(result, result ? "" : toText(result.error()).c_str());
    }
    const Checked checked = check(e, catalog_);
    const Issue* issue = issueAt(checked, where.toStdString());
    QVERIFY2(issue != nullptr, text(checked));
    QVERIFY2(issue->message.find(message.toStdString()) != std::string::npos, text(checked));
    QCOMPARE(issue->severity == Severity::Error, error);
    QCOMPARE(checked.runnable(), !error);
    verifyFirstFix(e, where.toStdString());
  }

  void lanesAreOfferedWhatJoinsThem() {
    Experiment e = linesExample();
    Lane half;
    half.body = {blockOf("angle")};
    half.features = Lane::Features::Share;
    Parallel halves;
    halves.lanes = {half, half};
    halves.fusion = blockOf("pooling");
    e.stack = {halves, blockOf("convolution"), blockOf("readout")};
    const Checked checked = check(e, catalog_);
    const Issue* issue = issueAt(checked, "/stack/0/fusion/type");
    QVERIFY2(issue != nullptr, text(checked));
    QVERIFY(!issue->fixes.empty());
    QCOMPARE(issue->fixes[0].value, std::string("fusion"));
    verifyFirstFix(e, "/stack/0/fusion/type");
  }

  void shiftedCircuitsAreMendedWhereTheyAreChosen_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    QTest::newRow("gradient") << "/simulation/gradient" << "parameter_shift";
    QTest::newRow("shots") << "/simulation/shots" << "100";
    QTest::newRow("method") << "/simulation/method" << "trajectories";
  }
  void shiftedCircuitsAreMendedWhereTheyAreChosen() {
    QFETCH(QString, path);
    QFETCH(QString, value);
    Experiment e = linesExample();
    e.stack = {blockOf("angle"),     blockOf("convolution"), blockOf("measure"),
               blockOf("amplitude"), blockOf("convolution"), blockOf("readout")};
    QVERIFY(setOption(e, catalog_, path.toStdString(), value.toStdString()));
    const Checked checked = check(e, catalog_);
    const Issue* issue = issueAt(checked, "/simulation/gradient");
    QVERIFY2(issue != nullptr, text(checked));
    QCOMPARE(issue->fixes.size(), std::size_t{1});
    QCOMPARE(issue->fixes[0].path, path.toStdString());
    verifyFirstFix(e, "/simulation/gradient");
  }

  void poolingWithOneWireCanBeRemoved() {
    Experiment e = linesExample();
    e.stack.insert(e.stack.end() - 1, blockOf("pooling"));
    const Checked checked = check(e, catalog_);
    const Issue* issue = issueAt(checked, "/stack/7");
    QVERIFY2(issue != nullptr, text(checked));
    QCOMPARE(issue->message, std::string("Pooling 4 needs at least 2 active qubits; 1 is left."));
    QCOMPARE(issue->fixes.size(), std::size_t{2});
    QCOMPARE(issue->fixes[0].label, std::string("Remove Pooling 4"));
    QVERIFY(issue->fixes[1].kind == Fix::Kind::Bypass);
    verifyFirstFix(e, "/stack/7");
    QVERIFY(applyFix(e, catalog_, issue->fixes[1]));
    QVERIFY(check(e, catalog_).runnable());
  }

  void unknownNamesAreSaidWithTheNearest() {
    Experiment e = linesExample();
    e.train.optimizer.type = "addam";
    e.train.loss.options["reduktion"] = std::string("sum");
    std::get<Block>(e.stack[1]).choice.options["anzats"] = std::string("su4");
    std::get<Block>(e.stack[2]).choice.type = "poling";
    std::get<Block>(e.stack[3]).choice.options["layers"] = std::int64_t{99};
    e.data.preprocess[0].options["high"] = std::string("pi");
    e.data.source.options["samples"] = std::int64_t{1};
    const Checked checked = check(e, catalog_);
    QVERIFY(!checked.runnable());
    for (const char* where : {"/train/optimizer/type", "/train/loss/options/reduktion",
                              "/stack/1/options/anzats", "/stack/2/type", "/stack/3/options/layers",
                              "/data/preprocess/0/options/high", "/data/source/options/samples"}) {
      QVERIFY2(issueAt(checked, where) != nullptr, text(checked));
      verifyFirstFix(e, where);
    }
    QVERIFY(issueAt(checked, "/stack/1/options/anzats")->severity == Severity::Warning);
    QVERIFY(issueAt(checked, "/stack/2/type")->severity == Severity::Error);
    const auto severities = [&] {
      std::vector<Severity> list;
      for (const Issue& issue : checked.issues) list.push_back(issue.severity);
      return list;
    }();
    QVERIFY(std::is_sorted(severities.begin(), severities.end(), std::greater<>()));
  }

  void tooManyFeaturesAreSaidBeforeAnythingIsAllocated() {
    Experiment e = linesExample();
    const DataSummary summary{{784, 28, 28}, {"a", "b"}, 12000};
    const Checked checked = check(e, catalog_, summary);
    const Issue* issue = issueAt(checked, "/stack/0");
    QVERIFY2(issue != nullptr, text(checked));
    QVERIFY2(issue->message.find("784") != std::string::npos, text(checked));
    if (catalog_.preprocessors.find("pca") != nullptr) {
      QVERIFY(!issue->fixes.empty());
      QVERIFY(applyFix(e, catalog_, issue->fixes.front()));
      QCOMPARE(e.data.preprocess.front().type, std::string("pca"));  // before the scaling
      QVERIFY2(check(e, catalog_, summary).runnable(), text(check(e, catalog_, summary)));
    }
  }

  void moreThanSixteenQubitsAreAWarningWithTheCost() {
    const DataSummary summary{{18, 0, 0}, {"a", "b"}, 1000};
    const Checked checked = check(linesExample(), catalog_, summary);
    const Issue* issue = issueAt(checked, "/stack/0");
    QVERIFY2(issue != nullptr, text(checked));
    QVERIFY(issue->severity == Severity::Warning);
    QVERIFY2(issue->message.find("18 qubits (4 MiB per state vector") != std::string::npos,
             text(checked));
  }

  void memoryIsCheckedAgainstWhatIsThere() {
    const DataSummary summary{{28, 0, 0}, {"a", "b"}, 1000};
    const Checked checked = check(linesExample(), catalog_, summary);
    const Issue* issue = issueAt(checked, "/stack/0");
    QVERIFY2(issue != nullptr, text(checked));
    const Estimate cost = estimateCost(checked.model, 1000, 1);
    QCOMPARE(cost.stateBytes, std::uint64_t{16} << 28U);
    QCOMPARE(issue->severity == Severity::Error, cost.workingBytes > availableMemory());
  }

  void theUsersLimitsAreErrorsThatSaySo() {
    const DataSummary summary{{18, 0, 0}, {"a", "b"}, 1000};
    const Checked wide = check(linesExample(), catalog_, summary, {.qubits = 17});
    const Issue* issue = issueAt(wide, "/stack/0");
    QVERIFY2(issue != nullptr && !wide.runnable(), text(wide));
    QVERIFY(issue->overLimit);
    QVERIFY2(text(wide).contains("the preferences allow 17"), text(wide));
    QVERIFY2(!issue->fixes.empty(), text(wide));
    QVERIFY(check(linesExample(), catalog_, summary, {.qubits = 18}).runnable());

    const Checked large = check(linesExample(), catalog_, summary, {.memory = 1U << 20U});
    issue = issueAt(large, "/stack/0");
    QVERIFY2(issue != nullptr && !large.runnable(), text(large));
    QVERIFY(issue->overLimit);
    QVERIFY2(text(large).contains("only 1 MiB are allowed by the preferences"), text(large));
  }

  void limitsHoldForSimulationsWithNoiseToo() {
    Experiment e = linesExample();
    e.simulation.settings.method = "density_matrix";
    const Checked checked = check(e, catalog_, {}, {.memory = 1U << 16U});
    const Issue* issue = issueAt(checked, "/simulation/method");
    QVERIFY2(issue != nullptr && issue->overLimit, text(checked));
    QVERIFY(check(e, catalog_, {}).runnable());
  }

  void whatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_AS, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE)) + (rlim_t{1} << 29);
    QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
    std::vector<Checked> checked;
    for (const std::uint32_t features : {26U, 28U, 30U}) {
      const DataSummary summary{{features, 0, 0}, {"a", "b"}, 1000};
      checked.push_back(check(linesExample(), catalog_, summary));
    }
    QCOMPARE(setrlimit(RLIMIT_AS, &before), 0);
    for (const Checked& design : checked) QVERIFY2(!design.runnable(), text(design));
    QVERIFY2(text(checked[1]).contains("only "), text(checked[1]));
  }

  void aDesignWithoutParametersCannotBeTrained() {
    Experiment e = linesExample();
    e.stack = {blockOf("angle"), blockOf("readout")};
    QVERIFY(!check(e, catalog_).runnable());
  }

  void anEmptyExperimentIsNoCrash() {
    const Checked checked = check(Experiment{}, catalog_);
    QVERIFY(!checked.runnable());
    QVERIFY(checked.issues.size() >= 5);
  }

  void costsAreCounted() {
    const Estimate cost = estimateCost(check(linesExample(), catalog_).model, 160, 2);
    QCOMPARE(cost.wires, 8U);
    QCOMPARE(cost.parameters, 51U);
    QCOMPARE(cost.stateBytes, std::uint64_t{4096});
    QVERIFY(cost.twoQubitGates > 0 && cost.twoQubitGates < cost.gates);
    QVERIFY(cost.depth > 10 && cost.depth < cost.gates);
    QVERIFY(cost.secondsPerEpoch > 0);
    const Model model = check(linesExample(), catalog_).model;
    const auto simulation = simulationOptions(linesExample(), catalog_, model);
    QVERIFY(simulation);
    const Estimate chosen = estimateCost(model, 160, 2, *simulation);
    QCOMPARE(chosen.parameters, 51U);
    QVERIFY2(chosen.engine.starts_with("exact, reduced: "), chosen.engine.c_str());
    QCOMPARE(expectedTrainSamples(linesExample(), catalog_, {}), std::size_t{120});
    QCOMPARE(bytesText(4096), std::string("4 KiB"));
    QCOMPARE(bytesText(1536), std::string("1.5 KiB"));
  }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
