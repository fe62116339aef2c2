// SPDX-License-Identifier: GPL-3.0-or-later
// The Fubini-Study metric: published and hand-computed values, differences, ranges.
#include <QtTest>
#include <array>
#include <cmath>
#include <numbers>

#include "core/gradient/metric.h"
#include "core/sim/statevector.h"
#include "tests/core/gradient/circuit_rows.h"

namespace qonvolve {
namespace {

constexpr double kPi = std::numbers::pi;

Op rotation(GateId gate, Wire wire, Angle angle) {
  return {.gate = gate, .wires = {wire}, .angles = {angle}};
}

Op controlled(GateId gate, Wire control, Wire target) {
  return {.gate = gate, .wires = {control, target}};
}

Eigen::MatrixXd metricOf(const Circuit& circuit, std::span<const double> theta,
                         std::span<const double> inputs, std::vector<ParameterRange> ranges) {
  MetricSweep sweep(circuit);
  sweep.bind(theta);
  Metric metric(std::move(ranges));
  sweep.add(inputs, 1, metric);
  return metric.dense(theta.size());
}

Eigen::MatrixXd fullMetric(const Circuit& circuit, std::span<const double> theta,
                           std::span<const double> inputs = {}) {
  return metricOf(circuit, theta, inputs, {{0, static_cast<std::uint32_t>(theta.size())}});
}

Eigen::VectorXcd stateOf(const test::RandomCircuit& random, std::span<const double> theta) {
  const std::vector<Complex> state = statevector(random.circuit, theta, random.inputs);
  return Eigen::Map<const Eigen::VectorXcd>(state.data(), static_cast<Eigen::Index>(state.size()));
}

/// Column k: the derivative of the state by parameter k, by central differences of fourth order.
Eigen::MatrixXcd differences(const test::RandomCircuit& random) {
  std::vector<double> theta = random.parameters;
  Eigen::MatrixXcd d(Eigen::Index{1} << random.circuit.wires,
                     static_cast<Eigen::Index>(theta.size()));
  constexpr double h = 1e-3;
  for (std::size_t k = 0; k < theta.size(); ++k) {
    const auto at = [&](double shift) {
      std::vector<double> moved = theta;
      moved[k] += shift;
      return stateOf(random, moved);
    };
    d.col(static_cast<Eigen::Index>(k)) =
        (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  }
  return d;
}

}  // namespace

class TestMetric : public QObject {
  Q_OBJECT

 private slots:
  void productOfRotationsIsAQuarter() {
    Circuit c;
    c.wires = 3;
    for (Wire w = 0; w < 3; ++w) c.ops.push_back(rotation(GateId::RY, w, Angle::parameter(w)));
    const std::array theta{.3, -1.1, 2.2};
    const Eigen::MatrixXd expected = Eigen::MatrixXd::Identity(3, 3) / 4;
    QVERIFY((fullMetric(c, theta) - expected).cwiseAbs().maxCoeff() < 1e-15);
  }

  void sharedParameterIsSummed() {
    Circuit c;
    c.wires = 3;
    for (Wire w = 0; w < 3; ++w) {
      c.ops.push_back(rotation(GateId::RY, w, Angle::parameter(0, w == 2 ? -2.0 : 1.0)));
    }
    const std::array theta{.3};
    QVERIFY(std::abs(fullMetric(c, theta)(0, 0) - (1 + 1 + 4) / 4.0) < 1e-15);
  }

  void twoWireValues() {
    // ry(pi/4) q0; ry(pi/3) q1; rz(t0) q0; rz(t1) q1; cx; ry(t2) q0; rx(t3) q1.
    Circuit c;
    c.wires = 2;
    c.ops = {rotation(GateId::RY, 0, Angle::constant(kPi / 4)),
             rotation(GateId::RY, 1, Angle::constant(kPi / 3)),
             rotation(GateId::RZ, 0, Angle::parameter(0)),
             rotation(GateId::RZ, 1, Angle::parameter(1)),
             controlled(GateId::CX, 0, 1),
             rotation(GateId::RY, 0, Angle::parameter(2)),
             rotation(GateId::RX, 1, Angle::parameter(3))};
    Eigen::Matrix4d expected = Eigen::Vector4d(.125, .1875, .2491025003, .0699005318).asDiagonal();
    const auto set = [&](int i, int j, double g) { expected(i, j) = expected(j, i) = g; };
    set(0, 2, -.0105918582);
    set(1, 2, -.0074895748);
    set(1, 3, -.1060953190);
    set(2, 3, .0049344803);
    const Eigen::MatrixXd found = fullMetric(c, std::array{.1, .2, .3, .4});
    QVERIFY((found - expected).cwiseAbs().maxCoeff() < 5e-10);
  }

  void threeWireTutorialValues() {
    // The example of Stokes et al. (arXiv:1909.02108) as published in PennyLane's tutorial.
    Circuit c;
    c.wires = 3;
    const std::array<double, 3> first{kPi / 4, kPi / 3, kPi / 7};
    for (Wire w = 0; w < 3; ++w) {
      c.ops.push_back(rotation(GateId::RY, w, Angle::constant(first[w])));
    }
    c.ops.push_back(rotation(GateId::RZ, 0, Angle::parameter(0)));
    c.ops.push_back(rotation(GateId::RZ, 1, Angle::parameter(1)));
    c.ops.push_back(controlled(GateId::CX, 0, 1));
    c.ops.push_back(controlled(GateId::CX, 1, 2));
    c.ops.push_back(rotation(GateId::RY, 1, Angle::parameter(2)));
    c.ops.push_back(rotation(GateId::RX, 2, Angle::parameter(3)));
    c.ops.push_back(controlled(GateId::CX, 0, 1));
    c.ops.push_back(controlled(GateId::CX, 1, 2));
    const std::array theta{.432, -.123, .543, .233};
    const Eigen::MatrixXd g = fullMetric(c, theta);
    const Eigen::Vector4d diagonal(.125, .1875, .24973433, .20293623);
    QVERIFY((g.diagonal() - diagonal).cwiseAbs().maxCoeff() < 1e-8);
    QVERIFY(std::abs(g(2, 3) + .01524701) < 1e-8);
    QVERIFY(std::abs(g(0, 2) + .00576267) < 1e-8);
    QVERIFY(std::abs(g(1, 2) - .00407482) < 1e-8);
    QVERIFY(std::abs(g(0, 1)) < 1e-15);
    // Block by block (the layers), as natural gradients use it, and the diagonal alone.
    const Eigen::MatrixXd blocks = metricOf(c, theta, {}, {{0, 2}, {2, 2}});
    QVERIFY(std::abs(blocks(2, 3) + .01524701) < 1e-8);
    QCOMPARE(blocks(0, 2), 0.0);
    const Eigen::MatrixXd alone = metricOf(c, theta, {}, singleRanges(4));
    QVERIFY((alone.diagonal() - diagonal).cwiseAbs().maxCoeff() < 1e-8);
    QCOMPARE(alone(2, 3), 0.0);
  }

  void randomCircuitsMatchDifferences_data() { test::addCircuitRows(6); }
  void randomCircuitsMatchDifferences() {
    const test::RandomCircuit random = test::circuitOfRow(12, 11);
    const std::size_t count = random.parameters.size();
    const Eigen::MatrixXcd d = differences(random);
    const Eigen::VectorXcd psi = stateOf(random, random.parameters);
    MetricSweep sweep(random.circuit);
    sweep.bind(random.parameters);
    const Eigen::MatrixXcd jacobian = sweep.jacobian(random.inputs);
    QVERIFY((jacobian.col(0) - psi).cwiseAbs().maxCoeff() < 1e-12);
    QVERIFY((jacobian.rightCols(d.cols()) - d).cwiseAbs().maxCoeff() < 1e-8);

    const Eigen::RowVectorXcd along = psi.adjoint() * d;
    const Eigen::MatrixXd expected = (d.adjoint() * d - along.adjoint() * along).real();
    const Eigen::MatrixXd full = fullMetric(random.circuit, random.parameters, random.inputs);
    QVERIFY((full - expected).cwiseAbs().maxCoeff() < 1e-8);
    // Ranges give the same entries, although their derivative states end earlier.
    const std::vector<ParameterRange> ranges{{0, 2}, {2, 7}, {10, 1}, {11, 6}};
    const Eigen::MatrixXd parts =
        metricOf(random.circuit, random.parameters, random.inputs, ranges);
    Eigen::MatrixXd inRanges = Eigen::MatrixXd::Zero(full.rows(), full.cols());
    for (const ParameterRange& r : ranges) {
      inRanges.block(r.first, r.first, r.count, r.count) =
          full.block(r.first, r.first, r.count, r.count);
    }
    QVERIFY((parts - inRanges).cwiseAbs().maxCoeff() < 1e-12);
    const Eigen::MatrixXd alone =
        metricOf(random.circuit, random.parameters, random.inputs, singleRanges(count));
    QVERIFY((alone.diagonal() - full.diagonal()).cwiseAbs().maxCoeff() < 1e-12);
  }

  void circuitWithoutParametersHasNone() {
    Circuit c;
    c.wires = 2;
    MetricSweep sweep(c);
    sweep.bind(std::array{1.0});
    Metric metric({{0, 1}});
    sweep.add({}, 1, metric);
    QCOMPARE(metric.blocks[0](0, 0), 0.0);
    const Eigen::MatrixXcd jacobian = sweep.jacobian({});
    QCOMPARE(jacobian(0, 0), Complex(1));
    QCOMPARE(jacobian.col(1).norm(), 0.0);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestMetric)
#include "tst_metric.moc"
