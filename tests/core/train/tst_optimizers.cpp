// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizers against traces worked out by hand, on a quadratic, and over a saved state.
#include <QtTest>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

#include "core/train/optimizers/optimizers.h"

using namespace qonvolve;

namespace {

class Function final : public Objective {
 public:
  using F = std::function<double(std::span<const double>)>;
  using G = std::function<void(std::span<const double>, std::span<double>)>;
  Function(F f, G g) : f_(std::move(f)), g_(std::move(g)) {}
  double value(std::span<const double> theta) override { return f_(theta); }
  double valueAndGradient(std::span<const double> theta, std::span<double> gradient) override {
    g_(theta, gradient);
    return f_(theta);
  }

 private:
  F f_;
  G g_;
};

// cos a cos b
Function cosines() {
  return {[](std::span<const double> t) { return std::cos(t[0]) * std::cos(t[1]); },
          [](std::span<const double> t, std::span<double> g) {
            g[0] = -std::sin(t[0]) * std::cos(t[1]);
            g[1] = -std::cos(t[0]) * std::sin(t[1]);
          }};
}

// ry(pi/4) q0; ry(pi/3) q1; rz(t0) q0; rz(t1) q1; cx q0,q1; ry(t2) q0; rx(t3) q1, <Z0 Z1 + X0 / 2>,
// with four amplitudes multiplied out here and the two-term shift rule for the gradient.
double twoQubits(std::span<const double> t) {
  using C = std::complex<double>;
  std::array<C, 4> s{1, 0, 0, 0};
  const auto apply = [&s](unsigned wire, C m00, C m01, C m10, C m11) {
    for (unsigned k = 0; k < 4; ++k) {
      if ((k >> wire) & 1U) continue;
      const unsigned j = k | (1U << wire);
      const C a = s[k];
      const C b = s[j];
      s[k] = m00 * a + m01 * b;
      s[j] = m10 * a + m11 * b;
    }
  };
  const auto ry = [&](unsigned w, double a) {
    apply(w, std::cos(a / 2), -std::sin(a / 2), std::sin(a / 2), std::cos(a / 2));
  };
  const auto rz = [&](unsigned w, double a) {
    apply(w, std::polar(1.0, -a / 2), 0, 0, std::polar(1.0, a / 2));
  };
  ry(0, std::numbers::pi / 4);
  ry(1, std::numbers::pi / 3);
  rz(0, t[0]);
  rz(1, t[1]);
  std::swap(s[1], s[3]);
  ry(0, t[2]);
  const C is(0, -std::sin(t[3] / 2));
  apply(1, std::cos(t[3] / 2), is, is, std::cos(t[3] / 2));
  const double zz = std::norm(s[0]) - std::norm(s[1]) - std::norm(s[2]) + std::norm(s[3]);
  const double x = 2 * (std::conj(s[0]) * s[1] + std::conj(s[2]) * s[3]).real();
  return zz + x / 2;
}

Function circuit() {
  return {twoQubits, [](std::span<const double> t, std::span<double> g) {
            std::vector<double> shifted(t.begin(), t.end());
            for (std::size_t i = 0; i < t.size(); ++i) {
              shifted[i] = t[i] + std::numbers::pi / 2;
              const double plus = twoQubits(shifted);
              shifted[i] = t[i] - std::numbers::pi / 2;
              g[i] = (plus - twoQubits(shifted)) / 2;
              shifted[i] = t[i];
            }
          }};
}

// An elongated bowl with its lowest point at (1, -2, 3).
constexpr std::array<double, 3> kCentre = {1, -2, 3};
constexpr std::array<double, 3> kStiffness = {1, 4, 9};
Function bowl() {
  return {[](std::span<const double> t) {
            double sum = 0;
            for (std::size_t i = 0; i < 3; ++i) {
              sum += kStiffness[i] * (t[i] - kCentre[i]) * (t[i] - kCentre[i]) / 2;
            }
            return sum;
          },
          [](std::span<const double> t, std::span<double> g) {
            for (std::size_t i = 0; i < 3; ++i) g[i] = kStiffness[i] * (t[i] - kCentre[i]);
          }};
}

OptimizerType typeOf(const QString& id) {
  for (const OptimizerType& type :
       {sgdOptimizer(), momentumOptimizer(), nesterovOptimizer(), adamOptimizer()}) {
    if (type.info.id == id.toStdString()) return type;
  }
  return {};
}

std::unique_ptr<Optimizer> make(const QString& id, double learningRate, std::size_t parameters) {
  return std::move(*typeOf(id).make({{"learning_rate", learningRate}}, parameters, ""));
}

}  // namespace

class TestOptimizers : public QObject {
  Q_OBJECT

  void everyOptimizer() {
    QTest::addColumn<QString>("id");
    for (const char* id : {"sgd", "momentum", "nesterov", "adam"}) {
      QTest::newRow(id) << QString(id);
    }
  }

 private slots:
  void threeStepsFollowTheRule_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::newRow("sgd") << "sgd" << 1.22769040 << 0.57118743;
    QTest::newRow("momentum") << "momentum" << 1.42336795 << 0.63449190;
    QTest::newRow("nesterov") << "nesterov" << 1.42723337 << 0.62430987;
    QTest::newRow("adam") << "adam" << 1.29985368 << 0.79950313;
  }
  void threeStepsFollowTheRule() {
    QFETCH(QString, id);
    QFETCH(double, a);
    QFETCH(double, b);
    const auto optimizer = make(id, 0.1, 2);
    Function f = cosines();
    std::vector<double> theta = {1.0, 0.5};
    for (int i = 0; i < 3; ++i) {
      const double expected = f.value(theta);
      const double loss = optimizer->step(theta, f, Rng());
      QCOMPARE(loss, expected);  // at the present point, also for the look-ahead
    }
    QVERIFY(std::abs(theta[0] - a) < 6e-9);  // the traces have eight decimals
    QVERIFY(std::abs(theta[1] - b) < 6e-9);
  }

  void gradientDescentOnTheTwoQubitCircuit() {
    const auto optimizer = make("sgd", 0.1, 4);
    Function f = circuit();
    std::vector<double> theta = {0.1, 0.2, 0.3, 0.4};
    std::vector<double> g(4);
    QVERIFY(std::abs(f.valueAndGradient(theta, g) - 0.8929436858) < 1e-10);
    QVERIFY(std::abs(g[1] - .27424757) < 6e-9);
    for (int i = 0; i < 3; ++i) optimizer->step(theta, f, Rng());
    const std::array<double, 4> expected = {.11262991, .11337075, .26999032, .42076261};
    for (std::size_t i = 0; i < 4; ++i) QVERIFY(std::abs(theta[i] - expected[i]) < 6e-9);
  }

  void findsTheMinimumOfAQuadratic_data() { everyOptimizer(); }
  void findsTheMinimumOfAQuadratic() {
    QFETCH(QString, id);
    const auto optimizer = make(id, 0.05, 3);
    Function f = bowl();
    std::vector<double> theta = {0, 0, 0};
    for (int i = 0; i < 3000; ++i) optimizer->step(theta, f, Rng());
    for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(theta[i] - kCentre[i]) < 1e-6);
  }

  void continuesFromItsStateBitForBit_data() { everyOptimizer(); }
  void continuesFromItsStateBitForBit() {
    QFETCH(QString, id);
    Function f = cosines();
    const auto first = make(id, 0.1, 2);
    std::vector<double> theta = {1.0, 0.5};
    for (int i = 0; i < 7; ++i) first->step(theta, f, Rng());
    const auto second = make(id, 0.1, 2);
    QVERIFY(second->restore(first->state()));
    std::vector<double> resumed = theta;
    for (int i = 0; i < 7; ++i) {
      first->step(theta, f, Rng());
      second->step(resumed, f, Rng());
    }
    QCOMPARE(resumed, theta);
  }

  void refusesAForeignState() {
    const auto adam = make("adam", 0.1, 2);
    QVERIFY(!adam->restore(make("momentum", 0.1, 2)->state()));
    QVERIFY(!adam->restore(make("adam", 0.1, 3)->state()));
    QVERIFY(!make("sgd", 0.1, 2)->restore(adam->state()));
    QVERIFY(adam->restore(adam->state()));
  }

  void rejectsOptionsOutOfRange() {
    const auto result = adamOptimizer().make({{"beta1", 1.0}}, 2, "/train/optimizer");
    QVERIFY(!result);
    QCOMPARE(result.error().where, std::string("/train/optimizer/options/beta1"));
    QVERIFY(!sgdOptimizer().make({{"learning_rate", 0.0}}, 2, ""));
  }
};

QTEST_GUILESS_MAIN(TestOptimizers)
#include "tst_optimizers.moc"
