// SPDX-License-Identifier: GPL-3.0-or-later
// How optimizers behave: on functions with known minima, over a saved state, with wrong options.
#include <QtTest>
#include <array>
#include <cmath>

#include "tests/core/train/optimizer_testing.h"

using namespace qonvolve;
using namespace qonvolve::optimizing;

namespace {

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

}  // namespace

class TestOptimizers : public QObject {
  Q_OBJECT
 private slots:
  void spsaCalibratesItsFirstStep() {
    Function f = cosines();
    std::vector<double> moves;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const auto optimizer =
          make("spsa", {{"gain", std::string("calibrated")}, {"first_step", 0.3}}, 2);
      std::vector<double> theta = {1.0, 0.5};
      StepInfo info{.rng = Rng(seed), .totalSteps = 100};
      optimizer->step(theta, f, info);
      moves.push_back(std::abs(theta[0] - 1.0));
    }
    double mean = 0;
    for (const double move : moves) mean += move / static_cast<double>(moves.size());
    QVERIFY2(mean > 0.2 && mean < 0.4, QByteArray::number(mean));
  }

  void blockingNeverRaisesTheLoss() {
    for (const char* id : {"spsa", "qnspsa"}) {
      const auto optimizer = make(id, {{"blocking", true}}, 2);
      Function f = cosines();
      std::vector<double> theta = {1.0, 0.5};
      double last = f.value(theta);
      for (std::uint64_t i = 0; i < 50; ++i) {
        QCOMPARE(optimizer->step(theta, f, stepInfo(i)), last);
        const double now = f.value(theta);
        QVERIFY(now <= last);
        last = now;
      }
    }
  }

  void lbfgsSolvesRosenbrock() {
    Function f(
        [](std::span<const double> t) {
          return 100 * std::pow(t[1] - t[0] * t[0], 2) + std::pow(1 - t[0], 2);
        },
        [](std::span<const double> t, std::span<double> g) {
          g[0] = -400 * t[0] * (t[1] - t[0] * t[0]) - 2 * (1 - t[0]);
          g[1] = 200 * (t[1] - t[0] * t[0]);
        });
    const auto optimizer = make("lbfgs", {}, 2);
    std::vector<double> theta = {-1.2, 1};
    double last = f.value(theta);
    for (std::uint64_t i = 0; i < 60; ++i) {
      optimizer->step(theta, f, stepInfo(i));
      const double now = f.value(theta);
      QVERIFY(now <= last);
      last = now;
    }
    QVERIFY(near(theta, {1, 1}, 1e-6));
  }

  void findsTheMinimumOfAQuadratic_data() { everyOptimizer(); }
  void findsTheMinimumOfAQuadratic() {
    QFETCH(QString, id);
    const OptimizerType& type = *all().find(id.toStdString());
    Values options = usual(type, 0.05);
    if (id == "adagrad") options["learning_rate"] = 0.5;
    if (id == "spsa") options["gain"] = std::string("calibrated");
    const auto optimizer = make(id.toStdString(), options, 3);
    Function f = bowl();
    std::vector<double> theta = {0, 0, 0};
    for (std::uint64_t i = 0; i < 3000; ++i) optimizer->step(theta, f, stepInfo(i, 3000));
    // AdamW is pulled towards zero, RMSProp and AMSGrad jump about by their learning rate, SPSA
    // keeps walking.
    double tolerance = 1e-6;
    if (id == "adamw") tolerance = 0.02;
    if (id == "rmsprop") tolerance = 0.05;
    if (id == "spsa" || id == "qnspsa") tolerance = 0.1;
    if (id.startsWith("roto")) tolerance = 1e-3;  // of golden section
    for (std::size_t i = 0; i < 3; ++i) {
      QVERIFY2(std::abs(theta[i] - kCentre[i]) < tolerance,
               qPrintable(QString("%1: %2").arg(i).arg(theta[i])));
    }
  }

  void continuesFromItsStateBitForBit_data() { everyOptimizer(); }
  void continuesFromItsStateBitForBit() {
    QFETCH(QString, id);
    const OptimizerType& type = *all().find(id.toStdString());
    const Values options = usual(type, 0.1);
    Function f = cosines();
    const auto first = make(id.toStdString(), options, 2);
    std::vector<double> theta = {1.0, 0.5};
    for (std::uint64_t i = 0; i < 7; ++i) first->step(theta, f, stepInfo(i));
    const auto second = make(id.toStdString(), options, 2);
    QVERIFY(second->restore(first->state()));
    std::vector<double> resumed = theta;
    for (std::uint64_t i = 7; i < 14; ++i) {
      first->step(theta, f, stepInfo(i));
      second->step(resumed, f, stepInfo(i));
    }
    QCOMPARE(resumed, theta);
    QVERIFY(first->state() == second->state());
  }

  void followsTheSchedule_data() { everyOptimizer(); }
  void followsTheSchedule() {
    QFETCH(QString, id);
    const OptimizerType& type = *all().find(id.toStdString());
    const Values options = usual(type, 1e-3);
    std::array<std::vector<double>, 2> ends;
    for (std::size_t i = 0; i < 2; ++i) {
      Function f = cosines();
      ends[i] = {1.0, 0.5};
      StepInfo info = stepInfo(0);
      info.rate = i == 0 ? 1 : 0.5;
      make(id.toStdString(), options, 2)->step(ends[i], f, info);
    }
    const double full = ends[0][0] - 1.0;
    const double half = ends[1][0] - 1.0;
    QVERIFY(full != 0);
    if (type.needs(options).schedule) {
      QVERIFY(std::abs(half - full / 2) < 1e-9);
    } else {
      QCOMPARE(half, full);
    }
  }

  void refusesAForeignState() {
    const auto adam = make("adam", {}, 2);
    QVERIFY(!adam->restore(make("momentum", {}, 2)->state()));
    QVERIFY(!adam->restore(make("amsgrad", {}, 2)->state()));
    QVERIFY(!adam->restore(make("adam", {}, 3)->state()));
    QVERIFY(!make("sgd", {}, 2)->restore(adam->state()));
    QVERIFY(adam->restore(adam->state()));
    // Places that lie outside the memory would read outside it.
    const auto lbfgs = make("lbfgs", {{"memory", std::int64_t{2}}}, 1);
    QVERIFY(lbfgs->restore({{"s", {1, 1}}, {"y", {1, 1}}, {"ring", {1e9, -3}}}));
    Function f = {[](std::span<const double> t) { return t[0] * t[0]; },
                  [](std::span<const double> t, std::span<double> g) { g[0] = 2 * t[0]; }};
    std::vector<double> theta = {1};
    lbfgs->step(theta, f, stepInfo(0));
    QVERIFY(std::isfinite(theta[0]));
  }

  void rejectsOptionsOutOfRange() {
    const auto result = adamOptimizer().make({{"beta1", 1.0}}, 2, "/train/optimizer");
    QVERIFY(!result);
    QCOMPARE(result.error().where, std::string("/train/optimizer/options/beta1"));
    QVERIFY(!sgdOptimizer().make({{"learning_rate", 0.0}}, 2, ""));
    const auto signs =
        spsaOptimizer().make({{"directions", std::string("+-+")}}, 2, "/train/optimizer");
    QVERIFY(!signs);
    QCOMPARE(signs.error().where, std::string("/train/optimizer/options/directions"));
  }
};

QTEST_GUILESS_MAIN(TestOptimizers)
#include "tst_optimizers.moc"
