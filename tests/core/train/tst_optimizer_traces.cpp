// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizers against traces worked out elsewhere, and what their steps cost.
#include <QtTest>
#include <array>
#include <cmath>
#include <numbers>

#include "core/train/circuit_objective.h"
#include "tests/core/train/optimizer_testing.h"

using namespace qonvolve;
using namespace qonvolve::optimizing;

namespace {

// ry(pi/4) q0; ry(pi/3) q1; rz(t0) q0; rz(t1) q1; cx q0,q1; ry(t2) q0; rx(t3) q1, <Z0 Z1 + X0 / 2>.
CircuitObjective twoQubits() {
  constexpr double pi = std::numbers::pi;
  Circuit c;
  c.wires = 2;
  const auto one = [&](GateId gate, Wire wire, Angle angle) {
    c.ops.push_back({.gate = gate, .wires = {wire}, .angles = {angle}});
  };
  one(GateId::RY, 0, Angle::constant(pi / 4));
  one(GateId::RY, 1, Angle::constant(pi / 3));
  one(GateId::RZ, 0, Angle::parameter(0));
  one(GateId::RZ, 1, Angle::parameter(1));
  c.ops.push_back({.gate = GateId::CX, .wires = {0, 1}});
  one(GateId::RY, 0, Angle::parameter(2));
  one(GateId::RX, 1, Angle::parameter(3));
  c.outputs = {{.terms = {{1, 0, 3}, {0.5, 1, 0}}}};
  return {c, 4, {{"a", 1, 0, 2}, {"b", 2, 2, 2}}};
}

const std::string kDirections4 =
    "+-++ --+- ++-+ ++-+ -++- +--- +--- +++- +-++";  // d0 d1 d2, d2 d3 d4, d4 d5 d0

}  // namespace

class TestOptimizerTraces : public QObject {
  Q_OBJECT
 private slots:
  void threeStepsFollowTheRule_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("form");
    QTest::addColumn<double>("rate");
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::newRow("sgd") << "sgd" << "" << 0.1 << 1.22769040 << 0.57118743;
    QTest::newRow("momentum") << "momentum" << "" << 0.1 << 1.42336795 << 0.63449190;
    QTest::newRow("nesterov look-ahead")
        << "nesterov" << "look_ahead" << 0.1 << 1.42723337 << 0.62430987;
    QTest::newRow("nesterov corrected")
        << "nesterov" << "corrected" << 0.1 << 1.61570646 << 0.67228764;
    QTest::newRow("adagrad") << "adagrad" << "" << 0.1 << 1.22749822 << 0.72565224;
    QTest::newRow("rmsprop") << "rmsprop" << "" << 0.01 << 1.07379558 << 0.57383705;
    QTest::newRow("adam") << "adam" << "" << 0.1 << 1.29985368 << 0.79950313;
    QTest::newRow("adamw") << "adamw" << "" << 0.1 << 1.29655684 << 0.79772951;
  }
  void threeStepsFollowTheRule() {
    QFETCH(QString, id);
    QFETCH(QString, form);
    QFETCH(double, rate);
    QFETCH(double, a);
    QFETCH(double, b);
    Values options = {{"learning_rate", rate}};
    if (!form.isEmpty()) options["form"] = form.toStdString();
    const auto optimizer = make(id.toStdString(), options, 2);
    Function f = cosines();
    std::vector<double> theta = {1.0, 0.5};
    for (std::uint64_t i = 0; i < 3; ++i) {
      const double expected = f.value(theta);
      const double loss = optimizer->step(theta, f, stepInfo(i));
      QCOMPARE(loss, expected);  // at the present point, also for the look-ahead
    }
    QVERIFY(near(theta, {a, b}));
  }

  void amsgradKeepsTheLargestSecondMoment() {
    for (const auto& [id, expected] :
         {std::pair{"amsgrad", -0.21637650}, std::pair{"adam", -0.22553252}}) {
      const auto optimizer = make(id, {{"learning_rate", 0.1}, {"beta1", 0.9}, {"beta2", 0.9}}, 1);
      int step = 0;
      Function f(
          [](std::span<const double>) { return 0.0; },
          [&](std::span<const double>, std::span<double> g) { g[0] = step++ == 0 ? 1 : 0.01; });
      std::vector<double> theta = {0};
      for (std::uint64_t i = 0; i < 3; ++i) optimizer->step(theta, f, stepInfo(i));
      QVERIFY(near(theta, {expected}));
    }
  }

  void spsaFollowsGivenDirections() {
    const auto optimizer = make("spsa",
                                {{"gain", std::string("given")},
                                 {"a", 0.2},
                                 {"c", 0.2},
                                 {"stability", 1.0},
                                 {"directions", std::string("+- -- ++")}},
                                2);
    Function f = cosines();
    std::vector<double> theta = {1.0, 0.5};
    for (std::uint64_t i = 0; i < 3; ++i) optimizer->step(theta, f, stepInfo(i));
    QVERIFY(near(theta, {1.24635201, 0.62334850}));
  }

  void followsTheRuleOnTheTwoQubitCircuit_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::vector<double>>("expected");
    using V = std::vector<double>;
    QTest::newRow("sgd") << "sgd" << "learning_rate=0.1"
                         << V{.11262991, .11337075, .26999032, .42076261};
    const QString natural = "learning_rate=0.1;regularization=0;longest_step=0;metric=";
    QTest::newRow("natural full") << "natural_gradient" << natural + "full"
                                  << V{.18029106, .23550338, .16334942, .28703986};
    QTest::newRow("natural block") << "natural_gradient" << natural + "block"
                                   << V{.27965435, -.49262355, .10992302, 1.44360728};
    QTest::newRow("natural diagonal") << "natural_gradient" << natural + "diagonal"
                                      << V{.28123146, -.48810195, .14488383, 1.41655588};
    const QString directions = ";directions=" + QString::fromStdString(kDirections4);
    QTest::newRow("qn-spsa raw") << "qnspsa"
                                 << "learning_rate=0.1;regularization=0.01;memory=raw" + directions
                                 << V{.20974551, .10348880, .29411748, .27400879};
    QTest::newRow("qn-spsa regularized")
        << "qnspsa" << "learning_rate=0.1;regularization=0.001;memory=regularized" + directions
        << V{.21240150, .10295262, .29343302, .26814645};
    QTest::newRow("rotosolve") << "rotosolve" << ""
                               << V{1.57067388, -1.57075757, -2.34030437, -1.67773851};
  }
  void followsTheRuleOnTheTwoQubitCircuit() {
    QFETCH(QString, id);
    QFETCH(QString, text);
    QFETCH(std::vector<double>, expected);
    const OptimizerType& type = *all().find(id.toStdString());
    Values options;
    for (const QString& part : text.split(';', Qt::SkipEmptyParts)) {
      const std::string key = part.section('=', 0, 0).toStdString();
      for (const Field& field : type.fields()) {
        if (field.key != key) continue;
        options[key] = *parseValue(field, part.section('=', 1).toStdString(), "");
      }
    }
    const auto optimizer = make(id.toStdString(), options, 4);
    CircuitObjective f = twoQubits();
    std::vector<double> theta = {0.1, 0.2, 0.3, 0.4};
    for (std::uint64_t i = 0; i < 3; ++i) {
      const double loss = optimizer->step(theta, f.at(theta), stepInfo(i));
      if (i == 0) QVERIFY(std::abs(loss - 0.8929436858) < 1e-10);
      if (i == 0 && id == "rotosolve") {
        QVERIFY(near(theta, {3.11518440, -.84055435, -1.58586924, -1.80311172}));
      }
    }
    for (std::size_t i = 0; i < 4; ++i) {
      QVERIFY2(std::abs(theta[i] - expected[i]) < 6e-9,
               qPrintable(QString("%1: %2").arg(i).arg(theta[i], 0, 'f', 10)));
    }
    if (id == "rotosolve") {
      QVERIFY(std::abs(f.at(theta).value(theta) + 1.1153676844) < 1e-10);
    }
  }

  // A trace of its own for each entry of the catalogue: a new optimizer needs one.
  void everyOptimizerHasATrace_data() { everyOptimizer(); }
  void everyOptimizerHasATrace() {
    QFETCH(QString, id);
    const QStringList traced{
        "sgd",       "momentum",   "nesterov",    "adagrad", "rmsprop",          "adam",
        "adamw",     "amsgrad",    "spsa",        "qnspsa",  "natural_gradient", "lbfgs",
        "rotosolve", "rotoselect", "nelder_mead", "cobyla"};
    QVERIFY2(traced.contains(id), "add its published or computed steps to this file");
  }

  void countsCircuitsAsHardwareWouldRunThem_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("option");
    QTest::addColumn<int>("evaluations");
    // Whatever follows the gradient alone: a value and two circuits for each angle.
    const QStringList others{"spsa",       "qnspsa",      "natural_gradient", "rotosolve",
                             "rotoselect", "nelder_mead", "cobyla",           "lbfgs"};
    for (const OptimizerType& type : all().entries()) {
      const QString id = QString::fromStdString(type.info.id);
      if (!others.contains(id)) QTest::newRow(type.info.id.c_str()) << id << "" << 1 + 2 * 4;
    }
    QTest::newRow("lbfgs") << "lbfgs" << "" << 5 * (1 + 2 * 4);  // the start and four trials
    QTest::newRow("spsa") << "spsa" << "" << 2;
    QTest::newRow("spsa blocking") << "spsa" << "blocking" << 2 + 2;
    QTest::newRow("qnspsa") << "qnspsa" << "" << 2 + 4;
    QTest::newRow("natural full") << "natural_gradient" << "full" << 9 + 10;
    QTest::newRow("natural block") << "natural_gradient" << "block" << 9 + 3 + 3;
    QTest::newRow("natural diagonal") << "natural_gradient" << "diagonal" << 9 + 4;
    QTest::newRow("rotosolve") << "rotosolve" << "" << 1 + 2 * 4;
    QTest::newRow("nelder_mead") << "nelder_mead" << "" << 5 + 2;
    QTest::newRow("cobyla") << "cobyla" << "" << 3 * 5;
  }
  void countsCircuitsAsHardwareWouldRunThem() {
    QFETCH(QString, id);
    QFETCH(QString, option);
    QFETCH(int, evaluations);
    Values options;
    if (option == "blocking") {
      options["blocking"] = true;
    } else if (!option.isEmpty()) {
      options["metric"] = option.toStdString();
    }
    const auto optimizer = make(id.toStdString(), options, 4);
    CircuitObjective f = twoQubits();
    std::vector<double> theta = {0.1, 0.2, 0.3, 0.4};
    BatchObjective& objective = f.at(theta);
    optimizer->step(theta, objective, stepInfo(0));
    QCOMPARE(objective.evaluations(), std::uint64_t(evaluations));
  }

  void rotoselectChoosesTheAxis() {
    Circuit c;
    c.wires = 1;
    c.ops = {{.gate = GateId::U3,
              .wires = {0},
              .angles = {Angle::parameter(0), Angle::parameter(1), Angle::parameter(2)}}};
    c.outputs = {{.terms = {{.6, 1, 0}, {.8, 0, 1}}}};
    CircuitObjective f(c, 3, {});
    const auto optimizer = make("rotoselect", {}, 3);
    std::vector<double> theta = {0.3, 0.2, 0.1};
    BatchObjective& objective = f.at(theta);
    optimizer->step(theta, objective, stepInfo(0));
    QCOMPARE(objective.evaluations(), std::uint64_t(1 + 7));
    QVERIFY(near(theta, {-2.498091545, 0, 0}, 1e-9));
    QVERIFY(std::abs(f.at(theta).value(theta) + 1) < 1e-14);
  }

  void lbfgsGoesTheTwoLoopDirection() {
    const auto optimizer = make("lbfgs", {{"memory", std::int64_t{2}}}, 2);
    // Two pairs, the newer one last; the next place is the first again.
    QVERIFY(optimizer->restore(
        {{"s", {.1, -.05, .08, -.1}}, {"y", {.12, -.02, .05, -.09}}, {"ring", {2, 0}}}));
    // A bowl whose gradient at 0 is g, and whose lowest point along the direction is just there.
    const std::array<double, 2> g = {-.6, .4};
    const std::array<double, 2> d = {.81268934, -.52628370};
    const double bend = -(g[0] * d[0] + g[1] * d[1]) / (d[0] * d[0] + d[1] * d[1]);
    Function f(
        [&](std::span<const double> t) {
          return g[0] * t[0] + g[1] * t[1] + bend / 2 * (t[0] * t[0] + t[1] * t[1]);
        },
        [&](std::span<const double> t, std::span<double> out) {
          for (std::size_t i = 0; i < 2; ++i) out[i] = g[i] + bend * t[i];
        });
    std::vector<double> theta = {0, 0};
    optimizer->step(theta, f, stepInfo(0));
    QVERIFY(near(theta, {d[0], d[1]}, 1e-8));
  }

  void nelderMeadFollowsItsTrace() {
    const auto optimizer =
        make("nelder_mead", {{"scale", std::string("relative")}, {"size", 0.05}}, 2);
    Function f = cosines();
    std::vector<double> theta = {1.0, 0.5};
    for (std::uint64_t i = 0; i < 2; ++i) {
      const double expected = std::cos(theta[0]) * std::cos(theta[1]);
      const int before = f.evaluations;
      QCOMPARE(optimizer->step(theta, f, stepInfo(i)), expected);
      // Later steps look at the loss for the record only.
      if (i > 0) f.evaluations -= 1;
      QVERIFY(f.evaluations > before);
    }
    QCOMPARE(f.evaluations, 7);
    QVERIFY(near(theta, {1.1875, .50625}, 1e-12));
    QVERIFY(std::abs(f.value(theta) - .3270710) < 6e-8);
  }

  void cobylaFindsTheMinimum() {
    const auto optimizer = make("cobyla", {{"evaluations", std::int64_t{80}}}, 2);
    Function f = cosines();
    std::vector<double> theta = {1.0, 0.5};
    optimizer->step(theta, f, stepInfo(0));
    QVERIFY(near(theta, {std::numbers::pi, 0}, 1e-3));
    QVERIFY(f.value(theta) < -1 + 1e-6);
  }
};

QTEST_GUILESS_MAIN(TestOptimizerTraces)
#include "tst_optimizer_traces.moc"
