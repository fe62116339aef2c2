// SPDX-License-Identifier: GPL-3.0-or-later
// Losses: values by hand, derivatives against differences, stability, orientation, start values.
#include <QtTest>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/train/initializers/initializers.h"
#include "core/train/losses/losses.h"

using namespace qonvolve;

namespace {

std::unique_ptr<Loss> make(const LossType& type, const Values& options = {}) {
  return std::move(*type.make(options, ""));
}

const Head kOne{Head::Kind::Expectation, 1};
const Head kLogits{Head::Kind::Logits, 3};
const Head kProbabilities{Head::Kind::Probabilities, 4};

}  // namespace

class TestLosses : public QObject {
  Q_OBJECT
 private slots:
  void valuesByHand() {
    const auto mse = make(mseLoss());
    QCOMPARE(mse->evaluate(kOne, std::vector{0.25}, 0, {}), 0.5625);
    QCOMPARE(mse->evaluate(kOne, std::vector{0.25}, 1, {}), 1.5625);
    QCOMPARE(mse->evaluate(kProbabilities, std::vector{0.1, 0.2, 0.3, 0.4}, 3, {}),
             0.01 + 0.04 + 0.09 + 0.36);
    const auto ce = make(crossEntropyLoss());
    QCOMPARE(ce->evaluate(kOne, std::vector{0.5}, 0, {}), -std::log(0.75));
    QCOMPARE(ce->evaluate(kOne, std::vector{0.5}, 1, {}), -std::log(0.25));
    QCOMPARE(ce->evaluate(kLogits, std::vector{0.0, 0.0, 0.0}, 2, {}), std::log(3.0));
    QCOMPARE(ce->evaluate(kProbabilities, std::vector{0.1, 0.2, 0.3, 0.4}, 1, {}), -std::log(0.2));
  }

  void derivativesMatchDifferences_data() {
    QTest::addColumn<QString>("loss");
    QTest::addColumn<QString>("orientation");
    for (const char* loss : {"mse", "cross_entropy"}) {
      QTest::newRow(loss) << loss << "standard";
    }
    QTest::newRow("cross_entropy published") << "cross_entropy" << "published";
  }
  void derivativesMatchDifferences() {
    QFETCH(QString, loss);
    QFETCH(QString, orientation);
    const auto function =
        loss == "mse" ? make(mseLoss())
                      : make(crossEntropyLoss(), {{"orientation", orientation.toStdString()}});
    for (const Head& head : {kOne, kLogits, kProbabilities}) {
      std::vector<double> y = {0.3, 0.15, 0.25, 0.3};
      y.resize(head.outputs);
      std::vector<double> d(head.outputs);
      for (int label = 0; label < static_cast<int>(classCount(head)); ++label) {
        function->evaluate(head, y, label, d);
        for (std::size_t k = 0; k < y.size(); ++k) {
          constexpr double kStep = 1e-6;
          std::vector<double> shifted = y;
          shifted[k] += kStep;
          const double plus = function->evaluate(head, shifted, label, {});
          shifted[k] -= 2 * kStep;
          const double minus = function->evaluate(head, shifted, label, {});
          QVERIFY(std::abs((plus - minus) / (2 * kStep) - d[k]) < 1e-8);
        }
      }
    }
  }

  void publishedOrientationReversesLossAndPrediction() {
    const auto ce = make(crossEntropyLoss(), {{"orientation", std::string("published")}});
    std::vector<double> p(2);
    ce->probabilities(kOne, std::vector{-0.8}, p);
    QCOMPARE(p[0], 0.9);  // probability of reading 1
    QCOMPARE(ce->evaluate(kOne, std::vector{-0.8}, 0, {}), -std::log(0.9));
  }

  void classZeroIsThePositiveExpectation() {
    for (const LossType& type : {mseLoss(), crossEntropyLoss()}) {
      std::vector<double> p(2);
      make(type)->probabilities(kOne, std::vector{0.5}, p);
      QCOMPARE(p, (std::vector{0.75, 0.25}));
    }
  }

  void staysFiniteAtTheEdges() {
    const auto ce = make(crossEntropyLoss());
    std::vector<double> d(3);
    QVERIFY(std::abs(ce->evaluate(kLogits, std::vector{1e5, -1e5, 0.0}, 1, d) - 2e5) < 1e-6);
    QCOMPARE(d, (std::vector{1.0, -1.0, 0.0}));
    std::vector<double> slope(1);
    const double worst = ce->evaluate(kOne, std::vector{-1.0}, 0, slope);
    QCOMPARE(worst, -std::log(kSmallestProbability));
    QVERIFY(slope[0] < 0 && std::isfinite(slope[0]));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(std::isnan(ce->evaluate(kOne, std::vector{nan}, 0, {})));
  }

  void reductionIsRead() {
    QVERIFY(make(mseLoss())->reduction() == Reduction::Mean);
    QVERIFY(make(mseLoss(), {{"reduction", std::string("sum")}})->reduction() == Reduction::Sum);
    QVERIFY(!mseLoss().make({{"reduction", std::string("max")}}, ""));
  }

  void initialAnglesHaveTheirDistribution() {
    Model model;
    model.parameterCount = 40000;
    const auto uniform = uniformInitializer().make({}, {model, Rng(1)}, "");
    double mean = 0;
    for (const double v : *uniform) {
      QVERIFY(v >= 0 && v < 2 * std::numbers::pi);
      mean += v / 40000;
    }
    QVERIFY(std::abs(mean - std::numbers::pi) < 0.04);  // 4 standard errors of 0.0091
    const auto normal =
        normalInitializer().make({{"mean", 1.0}, {"sigma", 0.5}}, {model, Rng(1)}, "");
    double square = 0;
    for (const double v : *normal) square += (v - 1) * (v - 1) / 40000;
    QVERIFY(std::abs(square - 0.25) < 0.01);
    QVERIFY(!uniformInitializer().make({{"low", 1.0}, {"high", 0.0}}, {model, Rng(1)}, ""));
  }

  void classicalLayersStartSmall() {
    Model model;
    model.parameterCount = 2 + 5 * 3;
    ClassicalNode node;
    node.inputs = 4;
    node.outputs = 3;
    node.firstParameter = 2;
    model.stages.push_back({node, {}});
    const auto p = uniformInitializer().make({{"low", 5.0}, {"high", 6.0}}, {model, Rng(3)}, "");
    QVERIFY((*p)[0] >= 5 && (*p)[1] >= 5);
    for (std::size_t i = 2; i < p->size(); ++i) QVERIFY(std::abs((*p)[i]) <= 0.5);
  }
};

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
