// SPDX-License-Identifier: GPL-3.0-or-later
// Hessians and their products with vectors against closed forms, shifts and differences.
#include <QtTest>
#include <array>
#include <cmath>

#include "core/gradient/circuit_function.h"
#include "core/gradient/hessian.h"
#include "core/sim/statevector.h"
#include "tests/core/gradient/circuit_rows.h"

namespace qonvolve {
namespace {

/// L = sum_o (w_o y_o + y_o^2 / 2) + y_0 y_1, a function with curvature.
struct Curved {
  std::vector<double> weights;

  void operator()(std::span<const double> y, std::span<double> gradient,
                  std::span<double> curvature) const {
    for (std::size_t o = 0; o < y.size(); ++o) {
      gradient[o] = weights[o] + y[o];
      curvature[o * y.size() + o] = 1;
    }
    gradient[0] += y[1];
    gradient[1] += y[0];
    curvature[1] += 1;
    curvature[y.size()] += 1;
  }
};

/// dL/dtheta: parameter shift by the outputs, chained with the function.
Eigen::VectorXd gradient(const test::RandomCircuit& random, const OutputFunction& function,
                         const std::vector<double>& theta) {
  const Circuit& c = random.circuit;
  const std::vector<Complex> state = statevector(c, theta, random.inputs);
  std::vector<double> y, weights(c.outputs.size()), curvature(weights.size() * weights.size());
  for (const Observable& output : c.outputs) y.push_back(expectation(output, state));
  function(y, weights, curvature);
  Eigen::VectorXd result(static_cast<Eigen::Index>(theta.size()));
  parameterShiftGradient(c, theta, random.inputs, weights,
                         {result.data(), static_cast<std::size_t>(result.size())}, {});
  return result;
}

Eigen::MatrixXd differenceHessian(const test::RandomCircuit& random,
                                  const OutputFunction& function) {
  const auto size = static_cast<Eigen::Index>(random.parameters.size());
  Eigen::MatrixXd h(size, size);
  constexpr double step = 1e-3;  // fourth order
  for (Eigen::Index k = 0; k < size; ++k) {
    const auto at = [&](double shift) {
      std::vector<double> theta = random.parameters;
      theta[static_cast<std::size_t>(k)] += shift;
      return gradient(random, function, theta);
    };
    h.col(k) = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  }
  return h;
}

}  // namespace

class TestHessian : public QObject {
  Q_OBJECT

 private slots:
  void productOfCosinesHasItsHessian() {
    // <Z Z> of RY(a), RY(2b + .3) is cos a cos(2b + .3).
    Circuit c;
    c.wires = 2;
    c.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}},
             {.gate = GateId::RY, .wires = {1}, .angles = {Angle::parameter(1, 2, .3)}}};
    c.outputs = {{.terms = {{1.0, 0, 3}}}};
    const double a = .7, b = -.4, u = 2 * b + .3;
    HessianSweep sweep(c);
    sweep.bind(std::array{a, b});
    const std::array weights{1.5};
    const Eigen::MatrixXd h = sweep.hessian({}, weightedOutputs(weights));
    Eigen::Matrix2d expected;
    expected << -std::cos(a) * std::cos(u), 2 * std::sin(a) * std::sin(u),
        2 * std::sin(a) * std::sin(u), -4 * std::cos(a) * std::cos(u);
    QVERIFY((h - 1.5 * expected).cwiseAbs().maxCoeff() < 1e-14);
  }

  void secondShiftGivesTheDiagonal() {
    // Of a rotation that occurs once: d2f/dt2 = [f(t + pi) - f(t)] / 2.
    Circuit c;
    c.wires = 2;
    c.ops = {{.gate = GateId::H, .wires = {0}},
             {.gate = GateId::RXX, .wires = {0, 1}, .angles = {Angle::parameter(0)}},
             {.gate = GateId::RZ, .wires = {0}, .angles = {Angle::parameter(1)}},
             {.gate = GateId::CH, .wires = {1, 0}}};
    c.outputs = {{.terms = {{1.0, 1, 0}, {.5, 0, 3}}}};
    const std::array weights{1.0};
    const std::array theta{.8, -.3};
    HessianSweep sweep(c);
    sweep.bind(theta);
    const Eigen::MatrixXd h = sweep.hessian({}, weightedOutputs(weights));
    for (std::size_t k = 0; k < 2; ++k) {
      std::array<double, 2> shifted = theta;
      shifted[k] += std::acos(-1.0);
      const double expected = (weightedExpectation(c, shifted, {}, weights) -
                               weightedExpectation(c, theta, {}, weights)) /
                              2;
      const auto i = static_cast<Eigen::Index>(k);
      QVERIFY(std::abs(h(i, i) - expected) < 1e-14);
    }
  }

  void randomCircuitsMatchDifferences_data() { test::addCircuitRows(5); }
  void randomCircuitsMatchDifferences() {
    const test::RandomCircuit random = test::circuitOfRow(10, 7);
    HessianSweep sweep(random.circuit);
    sweep.bind(random.parameters);
    const std::array<OutputFunction, 2> functions{weightedOutputs(random.weights),
                                                  Curved{random.weights}};
    for (const OutputFunction& function : functions) {
      const Eigen::MatrixXd expected = differenceHessian(random, function);
      const Eigen::MatrixXd h = sweep.hessian(random.inputs, function);
      QVERIFY2((h - expected).cwiseAbs().maxCoeff() < 1e-7,
               qPrintable(QString::number((h - expected).cwiseAbs().maxCoeff())));
      QVERIFY(expected.cwiseAbs().maxCoeff() > 1e-3 || random.circuit.wires == 1);
      // Ten directions at once are the Hessian times each of them, also before it is symmetrized.
      Rng rng(3);
      Eigen::MatrixXd v(h.rows(), 10);
      for (double& entry : v.reshaped()) entry = rng.normal();
      Eigen::MatrixXd products = Eigen::MatrixXd::Ones(h.rows(), 10);
      sweep.addProducts(random.inputs, function, .5, v, products);
      QVERIFY((products - (.5 * h * v).eval()).array().isApproxToConstant(1, 1e-11));
    }
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestHessian)
#include "tst_hessian.moc"
