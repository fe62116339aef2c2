// SPDX-License-Identifier: GPL-3.0-or-later
// Scores of features against values worked out by hand, and what is kept.
#include <QtTest>
#include <cmath>
#include <limits>

#include "builders.h"
#include "core/data/preprocessors/feature_scores.h"
#include "core/data/preprocessors/preprocessors.h"

using namespace qonvolve;

namespace {

Values options(int features, const char* method, int bins = 16) {
  return {{"features", std::int64_t{features}},
          {"method", std::string(method)},
          {"bins", std::int64_t{bins}}};
}

std::vector<int> selected(const Dataset& data, const Values& values) {
  const auto fitted = selectPreprocessor().fit(values, data, Rng(1), "");
  if (!fitted) return {};
  const Matrix& columns = fitted->at("columns");
  return {columns.data(), columns.data() + columns.size()};
}

Dataset oneFeature(const QList<double>& values, const QList<int>& labels) {
  Dataset data = makeDataset({{0}}, {labels.begin(), labels.end()});
  data.x.resize(values.size(), 1);
  for (int i = 0; i < values.size(); ++i) data.x(i, 0) = values[i];
  return data;
}

}  // namespace

class TestSelect : public QObject {
  Q_OBJECT
 private slots:
  void varianceIsThatOfThePopulation() {
    const Dataset data = makeDataset({{1, 0.1}, {2, 0.1}, {6, 0.1}}, {0, 1, 1});
    const auto scores = varianceScores(data.x);
    QVERIFY(std::abs(scores[0] - 14 / 3.0) < 1e-14);
    QCOMPARE(scores[1], 0.0);
  }

  void anovaIsTheFStatistic_data() {
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<QList<int>>("labels");
    QTest::addColumn<double>("expected");
    using Reals = QList<double>;
    using Labels = QList<int>;
    // Means 2 and 6 around 4: between 24 / 1; within (2 + 14) / 4.
    QTest::newRow("two classes") << Reals{1, 4, 2, 5, 3, 9} << Labels{0, 1, 0, 1, 0, 1} << 6.0;
    // Means 1, 4, 7 around 4.5: between 43.5 / 2; within 10 / 3.
    QTest::newRow("three unequal classes")
        << Reals{0, 2, 4, 5, 7, 9} << Labels{0, 0, 1, 2, 2, 2} << 6.525;
    QTest::newRow("shifted far") << Reals{1e6 + 1, 1e6 + 4, 1e6 + 2, 1e6 + 5, 1e6 + 3, 1e6 + 9}
                                 << Labels{0, 1, 0, 1, 0, 1} << 6.0;
    QTest::newRow("a class without samples")
        << Reals{1, 4, 2, 5, 3, 9} << Labels{0, 2, 0, 2, 0, 2} << 6.0;
    QTest::newRow("same means") << Reals{-1, 1, -3, 3} << Labels{0, 0, 1, 1} << 0.0;
    QTest::newRow("constant") << Reals{0.1, 0.1, 0.1, 0.1, 0.1} << Labels{0, 1, 0, 1, 1} << 0.0;
    QTest::newRow("no spread within") << Reals{0.1, 0.7, 0.1, 0.7, 0.1} << Labels{0, 1, 0, 1, 0}
                                      << std::numeric_limits<double>::infinity();
  }
  void anovaIsTheFStatistic() {
    QFETCH(QList<double>, values);
    QFETCH(QList<int>, labels);
    QFETCH(double, expected);
    const double found = anovaScores(oneFeature(values, labels))[0];
    QVERIFY2(found == expected || std::abs(found - expected) < 1e-9,
             qPrintable(QString::number(found)));
  }

  void mutualInformationIsInNats_data() {
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<QList<int>>("labels");
    QTest::addColumn<int>("bins");
    QTest::addColumn<double>("expected");
    using Reals = QList<double>;
    using Labels = QList<int>;
    const double ln2 = std::log(2.0);
    QTest::newRow("all") << Reals{0, 0, 1, 1} << Labels{0, 0, 1, 1} << 2 << ln2;
    QTest::newRow("nothing") << Reals{0, 1, 0, 1} << Labels{0, 0, 1, 1} << 2 << 0.0;
    QTest::newRow("constant") << Reals{0.1, 0.1, 0.1} << Labels{0, 1, 1} << 2 << 0.0;
    // p(0,a) = 1/2, p(0,b) = p(1,b) = 1/4.
    QTest::newRow("some") << Reals{0, 0, 0, 1} << Labels{0, 0, 1, 1} << 2
                          << 0.5 * std::log(4 / 3.0) + 0.25 * std::log(2 / 3.0) + 0.25 * ln2;
    QTest::newRow("not a matter of the mean")
        << Reals{-1, 1, 0, 0} << Labels{0, 0, 1, 1} << 3 << ln2;
    // 1 is the border of both intervals of 0 ... 2 and belongs to the upper one.
    QTest::newRow("border") << Reals{0, 1, 2, 2} << Labels{0, 1, 1, 1} << 2
                            << -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
    // Intervals 0-1, 1-2, 2-3, 3-4 hold 2, 0, 0, 1 samples: equal width, not equal counts.
    QTest::newRow("equal width") << Reals{0, 0.9, 4} << Labels{0, 1, 1} << 4
                                 << (2 * std::log(1.5) + std::log(0.75)) / 3;
    QTest::newRow("three classes") << Reals{5, 6, 7} << Labels{0, 1, 2} << 3 << std::log(3.0);
  }
  void mutualInformationIsInNats() {
    QFETCH(QList<double>, values);
    QFETCH(QList<int>, labels);
    QFETCH(int, bins);
    QFETCH(double, expected);
    const double found = mutualInformationScores(oneFeature(values, labels), bins)[0];
    QVERIFY2(std::abs(found - expected) < 1e-14, qPrintable(QString::number(found)));
  }

  void theBestAreKeptInTheirOrder_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("features");
    QTest::addColumn<QList<int>>("expected");
    using List = QList<int>;
    QTest::newRow("variance 1") << "variance" << 1 << List{3};
    QTest::newRow("variance 2") << "variance" << 2 << List{0, 3};
    QTest::newRow("anova 1") << "anova" << 1 << List{2};
    QTest::newRow("anova 2") << "anova" << 2 << List{2, 4};
    QTest::newRow("mutual information 1") << "mutual_info" << 1 << List{0};
    QTest::newRow("mutual information 3") << "mutual_info" << 3 << List{0, 2, 4};
    QTest::newRow("all") << "anova" << 5 << List{0, 1, 2, 3, 4};
  }
  void theBestAreKeptInTheirOrder() {
    QFETCH(QString, method);
    QFETCH(int, features);
    QFETCH(QList<int>, expected);
    // 0: the class in its size, 1: constant, 2: the class, 3: large and of no use, 4: as 2, wider.
    const Dataset data = makeDataset(
        {{-3, 5, 0.0, 40, 0.0}, {3, 5, 0.1, -40, 0.3}, {0, 5, 1.0, 40, 2.0}, {0, 5, 1.1, -40, 2.3}},
        {0, 0, 1, 1});
    const std::string name = method.toStdString();
    QCOMPARE(selected(data, options(features, name.c_str(), 3)),
             std::vector<int>(expected.begin(), expected.end()));
  }

  void firstOfEqualFeaturesWins_data() {
    QTest::addColumn<QString>("method");
    for (const char* method : {"variance", "anova", "mutual_info"}) QTest::newRow(method) << method;
  }
  void firstOfEqualFeaturesWins() {
    QFETCH(QString, method);
    const std::string name = method.toStdString();
    // Columns 1, 2, 3 are the same up to sign and shift; 0 is constant.
    const Dataset data = makeDataset(
        {{7, 1, -1, 1.25}, {7, 2, -2, 2.25}, {7, 5, -5, 5.25}, {7, 6, -6, 6.25}}, {0, 0, 1, 1});
    QCOMPARE(selected(data, options(1, name.c_str(), 2)), (std::vector<int>{1}));
    QCOMPARE(selected(data, options(2, name.c_str(), 2)), (std::vector<int>{1, 2}));
  }

  void namesAndLabelsAreKept() {
    Dataset data = makeDataset({{1, 0, 10}, {2, 0, 30}}, {0, 1});
    data.featureNames = {"length", "none", "weight"};
    const PreprocessorType type = selectPreprocessor();
    const Values values = options(2, "variance");
    const auto fitted = type.fit(values, data, Rng(1), "");
    QVERIFY(fitted);
    const Dataset other = [&] {
      Dataset test = data;
      test.x << 4, 100, 6, 5, -100, 6;  // other variances: the choice must not change
      return test;
    }();
    const auto out = type.apply(values, *fitted, other, DataPart::Test, "");
    QVERIFY(out);
    Matrix expected(2, 2);
    expected << 4, 6, 5, 6;
    QVERIFY(out->x == expected);
    QCOMPARE(out->featureNames, (std::vector<std::string>{"length", "weight"}));
    QCOMPARE(out->y, data.y);
    QVERIFY(out->shape == (FeatureShape{.features = 2}));
    const auto seen = type.reconstruct(values, *fitted, out->x);
    QVERIFY(seen);
    Matrix image(2, 3);
    image << 4, 0, 6, 5, 0, 6;
    QVERIFY(*seen == image);
  }

  void refusesMoreFeaturesThanArrive() {
    const PreprocessorType type = selectPreprocessor();
    const QString message =
        "/p/options/features: Select: 3 features asked, but only 2 arrive. Ask "
        "for at most 2, or remove it.";
    QCOMPARE(errorText(type.outputShape(options(3, "anova"), {.features = 2}, "/p")), message);
    const Dataset data = makeDataset({{1, 2}, {3, 4}}, {0, 1});
    QCOMPARE(errorText(type.fit(options(3, "anova"), data, Rng(1), "/p")), message);
  }

  void refusesDataItWasNotFittedOn() {
    const PreprocessorType type = selectPreprocessor();
    const Values values = options(1, "variance");
    const auto fitted = type.fit(values, makeDataset({{1, 2, 3}, {4, 5, 9}}, {0, 1}), Rng(1), "");
    QVERIFY(fitted);
    const auto out = type.apply(values, *fitted, makeDataset({{1, 2}}, {0}), DataPart::Test, "/p");
    QCOMPARE(
        errorText(out),
        QString("/p: Select: it was fitted on 3 features, but 2 arrive. Use data with the same "
                "features as in training."));
  }

  void anovaNeedsMoreSamplesThanClasses() {
    const auto fitted = selectPreprocessor().fit(
        options(1, "anova"), makeDataset({{1, 2}, {3, 4}}, {0, 1}), Rng(1), "/p");
    QCOMPARE(errorText(fitted),
             QString("/p/options/method: Select: ANOVA needs more training samples than classes; "
                     "there are 2 samples of 2 classes. Train on more samples, or select by "
                     "variance."));
  }

  void refusesValuesThatOverflow_data() {
    QTest::addColumn<QString>("method");
    for (const char* method : {"anova", "mutual_info"}) QTest::newRow(method) << method;
  }
  void refusesValuesThatOverflow() {
    QFETCH(QString, method);
    const std::string name = method.toStdString();
    const Dataset data =
        makeDataset({{1.7e308, 1}, {-1.7e308, 2}, {1.7e308, 3}, {-1.7e308, 4}}, {0, 0, 1, 1});
    const auto fitted = selectPreprocessor().fit(options(1, name.c_str()), data, Rng(1), "/p");
    QCOMPARE(errorText(fitted), QString("/p: Select: the values are too large to be compared. Add "
                                        "Scale before it."));
  }
};

QTEST_GUILESS_MAIN(TestSelect)
#include "tst_select.moc"
