// SPDX-License-Identifier: GPL-3.0-or-later
// Scaling: ranges by hand, test data, constants, and the way back.
#include <QtTest>
#include <cmath>
#include <numbers>

#include "core/data/preprocessors/preprocessors.h"
#include "tests/core/data/builders.h"

using namespace qonvolve;

namespace {

constexpr double kPi = std::numbers::pi;

Matrix scaled(const Values& options, const Dataset& train, const Dataset& data, DataPart part) {
  const auto type = scalePreprocessor();
  const auto state = type.fit(options, train, Rng(1), "/p");
  return type.apply(options, *state, data, part, "/p")->x;
}

const Dataset& sample() {
  static const Dataset data = makeDataset({{0, 10}, {1, 20}, {4, 40}}, {0, 1, 0});
  return data;
}

}  // namespace

class TestScale : public QObject {
  Q_OBJECT
 private slots:
  void globalRangeSharesOneMap() {
    const Matrix x = scaled({}, sample(), sample(), DataPart::Train);
    QVERIFY(x.isApprox(sample().x * (kPi / 40), 1e-15));
  }
  void featureRangeFillsEachColumn() {
    const Matrix x = scaled({{"mode", std::string("feature")}, {"low", -1.0}, {"high", 1.0}},
                            sample(), sample(), DataPart::Train);
    Matrix expected(3, 2);
    expected << -1, -1, -0.5, -1.0 / 3, 1, 1;
    QVERIFY(x.isApprox(expected, 1e-14));
  }
  void standardHasMeanZeroAndDeviationOne() {
    const Values options{{"method", std::string("standard")}, {"mode", std::string("feature")}};
    const Matrix x = scaled(options, sample(), sample(), DataPart::Train);
    for (Eigen::Index j = 0; j < 2; ++j) {
      QVERIFY(std::abs(x.col(j).mean()) < 1e-14);
      QVERIFY(std::abs(x.col(j).squaredNorm() / 3 - 1) < 1e-14);
    }
  }
  void standardGlobalUsesOneMeanAndDeviation() {
    const Matrix x =
        scaled({{"method", std::string("standard")}}, sample(), sample(), DataPart::Train);
    QVERIFY(std::abs(x.mean()) < 1e-14);
    QVERIFY(std::abs(x.squaredNorm() / 6 - 1) < 1e-14);
    QVERIFY(x(2, 1) > x(2, 0));
  }
  void newDataAreClippedOnlyWhenAsked() {
    const Dataset test = makeDataset({{-8, 80}}, {0});
    Matrix clipped(1, 2);
    clipped << 0, kPi;
    QVERIFY(scaled({}, sample(), test, DataPart::Test).isApprox(clipped, 1e-15));
    QVERIFY(scaled({{"clip", false}}, sample(), test, DataPart::Test)
                .isApprox(test.x * (kPi / 40), 1e-14));
  }
  void publishedScalingFitsTestDataAnew_data() {
    QTest::addColumn<int>("part");
    QTest::addColumn<bool>("anew");
    QTest::newRow("train") << static_cast<int>(DataPart::Train) << false;
    QTest::newRow("validation") << static_cast<int>(DataPart::Validation) << true;
    QTest::newRow("test") << static_cast<int>(DataPart::Test) << true;
    QTest::newRow("predict") << static_cast<int>(DataPart::Predict) << false;
  }
  void publishedScalingFitsTestDataAnew() {
    QFETCH(int, part);
    QFETCH(bool, anew);
    const Dataset test = makeDataset({{2, 6}, {4, 10}}, {0, 1});
    const Matrix x = scaled({{"test_scaling", std::string("published")}}, sample(), test,
                            static_cast<DataPart>(part));
    Matrix expected = test.x * (kPi / 40);
    if (anew) expected << 0, kPi / 2, kPi / 4, kPi;
    QVERIFY(x.isApprox(expected, 1e-14));
  }
  void aConstantFeatureBecomesLow() {
    const Dataset data = makeDataset({{3, 1}, {3, 2}}, {0, 1});
    const Matrix x =
        scaled({{"mode", std::string("feature")}, {"low", 0.5}}, data, data, DataPart::Train);
    QCOMPARE(x(0, 0), 0.5);
    QCOMPARE(x(1, 0), 0.5);
  }
  void reconstructUndoesTheMap() {
    const auto type = scalePreprocessor();
    for (const char* method : {"minmax", "standard"}) {
      const Values options{{"method", std::string(method)}, {"mode", std::string("feature")}};
      const auto state = type.fit(options, sample(), Rng(1), "/p");
      const auto out = type.apply(options, *state, sample(), DataPart::Train, "/p");
      QVERIFY(type.reconstruct(options, *state, out->x)->isApprox(sample().x, 1e-13));
    }
  }
  void anEmptyRangeIsRefused() {
    const auto type = scalePreprocessor();
    QCOMPARE(errorText(type.outputShape({{"high", 0.0}}, {2, 0, 0}, "/data/preprocess/0")),
             QString("/data/preprocess/0/options/high: Scale: high is 0, but low is 0. "
                     "High must be greater than low."));
  }
};

QTEST_GUILESS_MAIN(TestScale)
#include "tst_scale.moc"
