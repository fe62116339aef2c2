// SPDX-License-Identifier: GPL-3.0-or-later
// The split: stratified, seeded, disjoint, within its limits.
#include "core/data/split.h"

#include <QtTest>
#include <algorithm>
#include <set>

#include "tests/core/data/builders.h"

using namespace qonvolve;

namespace {

std::vector<double> ids(const Dataset& data) {
  return {data.x.data(), data.x.data() + data.x.size()};
}

}  // namespace

class TestSplit : public QObject {
  Q_OBJECT
 private slots:
  void partsAreStratifiedDisjointAndComplete() {
    const auto parts = splitData({makeCounted({100, 50, 10}), {}}, {}, "");
    QVERIFY(parts.has_value());
    QCOMPARE(classCounts(parts->train), (std::vector<int>{60, 30, 6}));
    QCOMPARE(classCounts(parts->validation), (std::vector<int>{20, 10, 2}));
    QCOMPARE(classCounts(parts->test), (std::vector<int>{20, 10, 2}));
    std::set<double> all;
    for (const Dataset* part : {&parts->train, &parts->validation, &parts->test}) {
      for (std::size_t i = 0; i < part->size(); ++i) {
        const double id = part->x(static_cast<Eigen::Index>(i), 0);
        QVERIFY(all.insert(id).second);
        QCOMPARE(part->y[i], id < 100 ? 0 : id < 150 ? 1 : 2);  // labels stay with their rows
      }
    }
    QCOMPARE(all.size(), std::size_t{160});
  }
  void theSeedDecides() {
    const auto at = [](std::int64_t seed) {
      SplitSpec spec;
      spec.seed = seed;
      return ids(splitData({makeCounted({40, 40}), {}}, spec, "")->test);
    };
    QCOMPARE(at(3), at(3));
    QVERIFY(at(3) != at(4));
  }
  void theSplitOfAClassDoesNotDependOnOtherClasses() {
    const auto first = splitData({makeCounted({40, 40}), {}}, {}, "");
    const auto second = splitData({makeCounted({40, 80}), {}}, {}, "");
    const auto firstClass = [](const Dataset& d) {
      auto rows = ids(d);
      std::erase_if(rows, [](double id) { return id >= 40; });
      return rows;
    };
    QCOMPARE(firstClass(first->train), firstClass(second->train));
  }
  void balancedTakesTheSameNumberOfEachClass() {
    SplitSpec spec;
    spec.balanced = true;
    const auto parts = splitData({makeCounted({100, 50}), {}}, spec, "");
    QCOMPARE(classCounts(parts->train), (std::vector<int>{30, 30}));
    QCOMPARE(classCounts(parts->validation), (std::vector<int>{10, 10}));
    QCOMPARE(classCounts(parts->test), (std::vector<int>{10, 10}));
    spec.trainLimit = 41;
    QCOMPARE(classCounts(splitData({makeCounted({100, 50}), {}}, spec, "")->train),
             (std::vector<int>{20, 20}));
  }
  void foldsDivideWhatIsNotTested() {
    SplitSpec spec;
    spec.testFraction = 0.2;
    spec.folds = 4;
    std::set<double> held;
    std::vector<double> tested;
    for (spec.fold = 1; spec.fold <= spec.folds; ++spec.fold) {
      const auto parts = splitData({makeCounted({30, 20}), {}}, spec, "");
      QVERIFY(parts.has_value());
      QCOMPARE(classCounts(parts->validation), (std::vector<int>{6, 4}));
      QCOMPARE(classCounts(parts->train), (std::vector<int>{18, 12}));
      for (const double id : ids(parts->validation)) QVERIFY(held.insert(id).second);
      if (spec.fold == 1) tested = ids(parts->test);
      QCOMPARE(ids(parts->test), tested);
    }
    QCOMPARE(held.size(), std::size_t{40});
    for (const double id : tested) QVERIFY(!held.contains(id));
  }
  void foldsDifferByAtMostOneRow() {
    SplitSpec spec{.testFraction = 0, .folds = 5};
    for (spec.fold = 1; spec.fold <= spec.folds; ++spec.fold) {
      const auto parts = splitData({makeCounted({7, 6}), {}}, spec, "");
      QVERIFY(parts->validation.size() >= 2 && parts->validation.size() <= 3);
    }
  }
  void aGivenValidationSetIsKeptAndJoinsTheFolds() {
    const SourceData data{makeCounted({30, 20}), makeCounted({4, 4}), makeCounted({6, 2}), {}};
    const auto parts = splitData(data, {}, "");
    QCOMPARE(classCounts(parts->train), (std::vector<int>{30, 20}));
    QCOMPARE(classCounts(parts->validation), (std::vector<int>{6, 2}));
    QCOMPARE(classCounts(parts->test), (std::vector<int>{4, 4}));
    SplitSpec spec;
    spec.folds = 2;
    const auto folded = splitData(data, spec, "");
    QCOMPARE(classCounts(folded->train), (std::vector<int>{18, 11}));
    QCOMPARE(classCounts(folded->validation), (std::vector<int>{18, 11}));
  }
  void impossibleFoldsAreNamed() {
    SplitSpec spec;
    spec.folds = 1;
    QCOMPARE(
        errorText(splitData({makeCounted({9, 9}), {}}, spec, "/s")),
        QString("/s/folds: Cross-validation needs at least two folds. Set the folds to 0 for a "
                "single split."));
    spec.folds = 3;
    spec.fold = 4;
    QCOMPARE(errorText(splitData({makeCounted({9, 9}), {}}, spec, "/s")),
             QString("/s/fold: Fold 4 is asked; there are only 3. Folds are numbered from 1."));
  }
  void limitsCapInProportion() {
    SplitSpec spec;
    spec.trainLimit = 15;
    spec.validationLimit = 3;
    spec.testLimit = 1000;
    const auto parts = splitData({makeCounted({100, 50}), {}}, spec, "");
    QCOMPARE(classCounts(parts->train), (std::vector<int>{10, 5}));
    QCOMPARE(classCounts(parts->validation), (std::vector<int>{2, 1}));
    QCOMPARE(classCounts(parts->test), (std::vector<int>{20, 10}));
  }
  void aLimitKeepsRareClasses() {
    SplitSpec spec;
    spec.trainLimit = 5;
    QCOMPARE(classCounts(splitData({makeCounted({1000, 10}), {}}, spec, "")->train),
             (std::vector<int>{4, 1}));
  }
  void anOwnTestSetIsKept() {
    const Dataset test = makeCounted({3, 4});
    SplitSpec spec;
    spec.testFraction = 0.9;  // not used
    spec.validationFraction = 0;
    auto parts = splitData({makeCounted({20, 10}), test}, spec, "");
    QVERIFY(parts.has_value());
    QCOMPARE(ids(parts->test), ids(test));
    QCOMPARE(ids(parts->train), ids(makeCounted({20, 10})));
    QCOMPARE(parts->validation.size(), std::size_t{0});
    QCOMPARE(parts->validation.x.cols(), Eigen::Index{1});
    spec.testLimit = 4;
    spec.balanced = true;
    parts = splitData({makeCounted({20, 10}), test}, spec, "");
    QCOMPARE(classCounts(parts->test), (std::vector<int>{2, 2}));
  }
  void aSingleSampleIsTrainedOn() {
    const auto parts = splitData({makeCounted({1, 10}), {}}, {}, "");
    QCOMPARE(classCounts(parts->train), (std::vector<int>{1, 6}));
  }
  void nothingToTrainOnIsAnError_data() {
    QTest::addColumn<double>("validation");
    QTest::addColumn<double>("test");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("text");
    const QString noneLeft =
        "/s: No training sample of class \"b\" is left. Take a smaller validation or test part, "
        "a larger training limit or more data.";
    QTest::newRow("fractions") << 0.5 << 0.6 << 0
                               << "/s: Validation and test take 110 % of the data; nothing is left "
                                  "to train on. Their fractions must add up to less than 1.";
    QTest::newRow("class used up") << 0.4 << 0.5 << 0 << noneLeft;
    QTest::newRow("limit") << 0.2 << 0.2 << 1 << noneLeft;
  }
  void nothingToTrainOnIsAnError() {
    QFETCH(double, validation);
    QFETCH(double, test);
    QFETCH(int, limit);
    QFETCH(QString, text);
    SplitSpec spec;
    spec.validationFraction = validation;
    spec.testFraction = test;
    spec.trainLimit = limit;
    QCOMPARE(errorText(splitData({makeCounted({30, 2}), {}}, spec, "/s")), text);
  }
  void theSchemaKnowsEveryMember() {
    SplitSpec spec{0.1, 0.3, 1, 2, 3, true, 11, 5, 4};
    const auto read = splitSchema().read(splitSchema().write(spec), "");
    QVERIFY(read.has_value());
    QVERIFY(*read == spec);
  }
};

QTEST_GUILESS_MAIN(TestSplit)
#include "tst_split.moc"
