// SPDX-License-Identifier: GPL-3.0-or-later
// Curves along one parameter: degree and frequency from the circuit, against the loss itself.
#include "core/train/parameter_use.h"

#include <QtTest>
#include <cmath>
#include <numbers>

#include "core/gradient/engine.h"
#include "core/model/ansatz.h"
#include "core/train/batch_objective.h"
#include "core/train/losses/losses.h"
#include "core/train/optimizers/wave_minimum.h"

using namespace qonvolve;

namespace {

constexpr double kPi = std::numbers::pi;

// An ansatz shared by three pairs of neighbours, behind rotations by the features.
Model chain(const Ansatz& ansatz) {
  Circuit c;
  c.wires = 4;
  c.inputs = 4;
  for (Wire w = 0; w < 4; ++w) {
    c.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
  for (Wire w = 0; w < 3; ++w) {
    for (const Op& op : instantiate(ansatz, w, w + 1, 0)) c.ops.push_back(op);
  }
  c.outputs = {{.terms = {{0.5, 1, 0}, {0.5, 0, 8}, {0.3, 2, 4}}}};
  Model model;
  model.features = 4;
  model.parameterCount = ansatz.parameters;
  model.stages = {{c, {{-1, 0}, {-1, 1}, {-1, 2}, {-1, 3}}}};
  model.groups = {{"Chain", 1, 0, ansatz.parameters}};
  return model;
}

Dataset samples() {
  Dataset data;
  data.x.resize(5, 4);
  Rng rng(3);
  for (Eigen::Index i = 0; i < 5; ++i) {
    for (Eigen::Index k = 0; k < 4; ++k) data.x(i, k) = rng.uniform(0, kPi);
    data.y.push_back(static_cast<int>(i % 2));
  }
  return data;
}

Op op(GateId gate, std::initializer_list<Wire> wires, std::initializer_list<Angle> angles) {
  Op result{.gate = gate};
  std::copy(wires.begin(), wires.end(), result.wires.begin());
  std::copy(angles.begin(), angles.end(), result.angles.begin());
  return result;
}

Model modelOf(std::vector<Op> ops, std::uint32_t parameters) {
  Circuit c;
  c.wires = 2;
  c.ops = std::move(ops);
  c.outputs = {Observable::pauliZ(0)};
  Model model;
  model.parameterCount = parameters;
  model.stages = {{c, {}}};
  model.groups = {{"All", 1, 0, parameters}};
  return model;
}

}  // namespace

class TestParameterUse : public QObject {
  Q_OBJECT
 private slots:
  // The value anywhere on the curve follows from 2 degree + 1 others: the degree is large enough.
  void theWaveIsTheWholeCurve_data() {
    QTest::addColumn<QString>("ansatz");
    QTest::addColumn<bool>("squared");
    for (const Ansatz& ansatz : ansatzes().entries()) {
      for (const bool squared : {false, true}) {
        QTest::addRow("%s %s", ansatz.info.id.c_str(), squared ? "squared" : "linear")
            << QString::fromStdString(ansatz.info.id) << squared;
      }
    }
  }
  void theWaveIsTheWholeCurve() {
    QFETCH(QString, ansatz);
    QFETCH(bool, squared);
    const Model model = chain(*ansatzes().find(ansatz.toStdString()));
    const Dataset data = samples();
    const auto loss = *(squared ? mseLoss() : linearLoss()).make({}, "");
    ThreadPool pool(1);
    ModelRunner runner(
        model, [](const Stage& stage) { return *makeEngine(std::get<Circuit>(stage)); }, pool);
    BatchObjective objective(runner, *loss, data, pool);
    const std::vector<std::size_t> rows = {0, 1, 2, 3, 4};
    std::vector<double> theta(model.parameterCount);
    Rng rng(5);
    for (double& t : theta) t = rng.uniform(-kPi, kPi);
    objective.begin(rows, theta, {});
    for (std::size_t k = 0; k < theta.size(); ++k) {
      const auto wave = objective.wave(k);
      QVERIFY(wave);
      const double present = theta[k];
      const auto at = [&](double t) {
        theta[k] = t;
        return objective.value(theta);
      };
      // Trigonometric interpolation at the middle between two of the points (Dirichlet's kernel).
      const int count = 2 * static_cast<int>(wave->degree) + 1;
      const double period = 2 * kPi / wave->frequency;
      const double middle = present + period * 0.3 / count;
      double interpolated = 0;
      for (int i = 0; i < count; ++i) {
        const double t = present + period * i / count;
        const double half = (middle - t) * wave->frequency / 2;
        interpolated += at(t) * std::sin(count * half) / (count * std::sin(half));
      }
      QVERIFY(std::abs(interpolated - at(middle)) < 1e-12);
      // And the lowest point is as low as the best of many.
      const LowestPoint lowest = lowestOfWave(*wave, present, at(present), at);
      QVERIFY(std::abs(at(lowest.angle) - lowest.value) < 1e-11);
      for (int i = 0; i < 200; ++i) QVERIFY(at(period * i / 200) > lowest.value - 1e-9);
      theta[k] = present;
    }
  }

  void degreesFollowFromGatesAndScales() {
    const auto wave = [](std::vector<Op> ops) {
      return analyseUse(modelOf(ops, 1)).parameters[0].wave;
    };
    const Angle t = Angle::parameter(0);
    QCOMPARE(*wave({op(GateId::RX, {0}, {t})}), (Wave{1, 1}));
    QCOMPARE(*wave({op(GateId::RX, {0}, {t}), op(GateId::RY, {1}, {t})}), (Wave{1, 2}));
    QCOMPARE(*wave({op(GateId::CRX, {0, 1}, {t})}), (Wave{0.5, 2}));
    QCOMPARE(*wave({op(GateId::CRX, {0, 1}, {t}), op(GateId::RX, {0}, {t})}), (Wave{0.5, 4}));
    QCOMPARE(*wave({op(GateId::CP, {0, 1}, {t})}), (Wave{1, 1}));
    QCOMPARE(*wave({op(GateId::RX, {0}, {Angle::parameter(0, 2)})}), (Wave{2, 1}));
    QCOMPARE(*wave({op(GateId::RX, {0}, {Angle::parameter(0, 1.5)}), op(GateId::RX, {0}, {t})}),
             (Wave{0.5, 5}));
    // No common period within reach.
    QVERIFY(!wave(
        {op(GateId::RX, {0}, {Angle::parameter(0, std::sqrt(2.0))}), op(GateId::RX, {0}, {t})}));
  }

  void weightsAndBentStagesHaveNoWave() {
    Model model = modelOf({op(GateId::RX, {0}, {Angle::parameter(0)})}, 1);
    ClassicalNode node{.kind = ClassicalNode::Kind::Linear, .inputs = 1, .outputs = 2};
    node.firstParameter = 1;
    model.stages.push_back({node, {{0, 0}}});
    model.parameterCount = 5;
    model.head = {Head::Kind::Logits, 2};
    ModelUse use = analyseUse(model);
    QVERIFY(use.parameters[0].wave);  // the stage after it is linear
    for (std::size_t k = 1; k < 5; ++k) QVERIFY(!use.parameters[k].wave);
    ClassicalNode relu{.kind = ClassicalNode::Kind::Relu, .inputs = 2, .outputs = 2};
    model.stages.push_back({relu, {{1, 0}, {1, 1}}});
    use = analyseUse(model);
    QVERIFY(!use.parameters[0].wave);
    // Only the outputs of a squared or linear loss of expectation values make a wave of the loss.
    const Head head{Head::Kind::Expectation, 1};
    QCOMPARE(*linearLoss().make({}, "").value()->degree(head), 1U);
    QCOMPARE(*mseLoss().make({}, "").value()->degree(head), 2U);
    QVERIFY(!crossEntropyLoss().make({}, "").value()->degree(head));
    QVERIFY(!mseLoss().make({}, "").value()->degree({Head::Kind::Logits, 2}));
    QVERIFY(!lossWave(Wave{1, 2}, std::nullopt));
    QCOMPARE(*lossWave(Wave{0.5, 2}, 2U), (Wave{0.5, 4}));
  }

  void gradientsCostTheShiftsOfEveryOccurrence() {
    const Angle t = Angle::parameter(0);
    const Angle u = Angle::parameter(1);
    const Model model = modelOf({op(GateId::RX, {0}, {t}), op(GateId::RX, {1}, {t}),
                                 op(GateId::CRZ, {0, 1}, {u}), op(GateId::U3, {0}, {t, u, {}})},
                                2);
    const ModelUse use = analyseUse(model);
    QCOMPARE(use.parameters[0].shifts, std::uint64_t{6});
    QCOMPARE(use.parameters[1].shifts, std::uint64_t{4 + 2});
    QCOMPARE(use.gradientCircuits(), std::uint64_t{1 + 12});
    QCOMPARE(metricCircuits(model, use, Coupling::Full), std::uint64_t{5 * 6 / 2});
    QCOMPARE(metricCircuits(model, use, Coupling::Diagonal), std::uint64_t{6 + 3});
    QVERIFY(use.freeRotations.empty());
  }

  // A circuit that sees what another one measured: its derivative by that input costs, too.
  void stagesAfterCircuitsCostTheirInputShifts() {
    Model model = modelOf({op(GateId::RX, {0}, {Angle::parameter(0)})}, 2);
    Circuit second;
    second.wires = 1;
    second.inputs = 1;
    second.ops = {op(GateId::RY, {0}, {Angle::feature(0)}),
                  op(GateId::RX, {0}, {Angle::parameter(1)})};
    second.outputs = {Observable::pauliZ(0)};
    model.stages.push_back({second, {{0, 0}}});
    const ModelUse use = analyseUse(model);
    QCOMPARE(use.circuits, std::uint64_t{2});
    QCOMPARE(use.inputShifts, std::uint64_t{2});
    QCOMPARE(use.gradientCircuits(), std::uint64_t{2 + 2 + 4});
    QVERIFY(!use.parameters[0].wave);
    QVERIFY(use.parameters[1].wave);
  }

  void freeRotationsHaveTheirParametersForThemselves() {
    const Angle a = Angle::parameter(0), b = Angle::parameter(1), c = Angle::parameter(2);
    const auto count = [](std::vector<Op> ops) {
      return analyseUse(modelOf(std::move(ops), 3)).freeRotations.size();
    };
    QCOMPARE(count({op(GateId::U3, {0}, {a, b, c})}), std::size_t{1});
    QCOMPARE(count({op(GateId::U3, {0}, {a, b, c}), op(GateId::U3, {1}, {a, b, c})}),
             std::size_t{1});
    QCOMPARE(count({op(GateId::U3, {0}, {a, b, c}), op(GateId::RX, {0}, {b})}), std::size_t{0});
    QCOMPARE(count({op(GateId::U3, {0}, {a, b, b})}), std::size_t{0});
    QCOMPARE(count({op(GateId::U3, {0}, {a, b, Angle::parameter(2, -1)})}), std::size_t{0});
  }

  void searchFindsTheLowestPointOfACrookedCurve() {
    int evaluations = 0;
    const auto f = [&](double t) {
      ++evaluations;
      return std::abs(t - 1.3) + 0.1 * std::cos(5 * t);
    };
    const LowestPoint lowest = lowestBySearch(0, f(0), f);
    QCOMPARE(evaluations, 1 + 21);
    QVERIFY(std::abs(lowest.angle - 1.3) < 0.02);
  }

  void aFlatCurveStaysWhereItIs() {
    const auto f = [](double) { return 0.25; };
    QCOMPARE(lowestOfWave({1, 1}, 0.7, 0.25, f).angle, 0.7);
    QCOMPARE(lowestOfWave({1, 5}, 0.7, 0.25, f).angle, 0.7);
  }
};

QTEST_GUILESS_MAIN(TestParameterUse)
#include "tst_parameter_use.moc"
