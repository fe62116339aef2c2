// SPDX-License-Identifier: GPL-3.0-or-later
// Shots and shift rules: unbiased values, known variances, the right rule for every gate.
#include <QtTest>
#include <cmath>

#include "core/gradient/circuit_function.h"
#include "core/gradient/device_function.h"
#include "core/sim/measurement.h"
#include "tests/core/gradient/lane_runs.h"
#include "tests/support/physics_cases.h"

namespace qonvolve {
namespace {

std::unique_ptr<LaneFunction> pureEngine(const Circuit& circuit) {
  return makeStatevectorFunction(circuit);
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments momentsOf(const std::vector<double>& values) {
  Moments m;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / (n - 1);
  return m;
}

Circuit oneRotation() {
  Circuit circuit;
  circuit.wires = 1;
  circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}}};
  circuit.outputs = {Observable::pauliZ(0)};
  return circuit;
}

}  // namespace

class TestDeviceFunction : public QObject {
  Q_OBJECT

 private slots:
  // Var = (s+^2 + s-^2) / 4N with s^2 = 1 - f^2: 0.0029249179 for <Z> of RY(0.7) and 100 shots.
  void varianceOfTheTwoTermRule() {
    const auto function = makeDeviceFunction(oneRotation(), 100, 7, pureEngine);
    std::vector<double> gradients, values;
    for (std::uint64_t sample = 0; sample < 20000; ++sample) {
      const auto run = test::runSample(*function, std::vector{0.7}, {}, std::vector{1.0}, sample);
      gradients.push_back(run.parameterGradient[0]);
      values.push_back(run.outputs[0]);
    }
    const Moments gradient = momentsOf(gradients), value = momentsOf(values);
    // The sample variance of 20,000 nearly normal numbers has a relative error of 0.01.
    QVERIFY(std::abs(gradient.variance / 0.0029249179 - 1) < 0.04);
    QVERIFY(std::abs(gradient.mean + std::sin(0.7)) < 4 * std::sqrt(0.0029249179 / 20000));
    const double one = (1 - std::cos(0.7) * std::cos(0.7)) / 100;
    QVERIFY(std::abs(value.variance / one - 1) < 0.04);
    QVERIFY(std::abs(value.mean - std::cos(0.7)) < 4 * std::sqrt(one / 20000));
  }

  // Looking at X of the control tells the four-term rule from the two-term one.
  void controlledRotationsNeedFourTerms() {
    Circuit circuit;
    circuit.wires = 2;
    circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::constant(0.6)}},
                   {.gate = GateId::RY, .wires = {1}, .angles = {Angle::constant(0.9)}},
                   {.gate = GateId::CRX, .wires = {0, 1}, .angles = {Angle::parameter(0)}}};
    circuit.outputs = {Observable::pauliZ(1), test::pauliX(0)};
    const auto function = makeDeviceFunction(circuit, 0, 0, pureEngine);
    const auto gradient = [&](std::vector<double> weights) {
      return test::runSample(*function, std::vector{0.9}, {}, weights).parameterGradient[0];
    };
    QVERIFY(std::abs(gradient({1, 0}) + 0.0425241244) < 1e-10);
    QVERIFY(std::abs(gradient({0, 1}) + 0.1228000075) < 1e-10);
    QCOMPARE(deviceEvaluations(circuit), std::size_t{5});
  }

  // The average over many samples of a circuit with everything in it, shared weights included.
  void gradientsFromShotsAreUnbiased() {
    auto random = test::randomCircuit(9, {.wires = 3, .ops = 8, .preparations = false});
    test::addEvents(random, 9, 4);
    random.circuit.readoutErrors = {{0, 0.05, 0.1}, {2, 0.02, 0.0}};
    const auto exact = makeDeviceFunction(random.circuit, 0, 0, makeDensityFunction);
    const auto truth = test::runSample(*exact, random.parameters, random.inputs, random.weights);
    QVERIFY(test::largestDifference(
                truth.outputs,
                test::plainOutputs(random.circuit, random.parameters, random.inputs)) < 1e-13);
    const auto shots = makeDeviceFunction(random.circuit, 200, 5, makeDensityFunction);
    constexpr std::size_t kSamples = 400;
    std::vector<std::vector<double>> values(truth.outputs.size()),
        derivatives(random.parameters.size());
    for (std::uint64_t s = 0; s < kSamples; ++s) {
      const auto run = test::runSample(*shots, random.parameters, random.inputs, random.weights, s);
      for (std::size_t k = 0; k < values.size(); ++k) values[k].push_back(run.outputs[k]);
      for (std::size_t k = 0; k < derivatives.size(); ++k) {
        derivatives[k].push_back(run.parameterGradient[k]);
      }
    }
    const auto agrees = [&](const std::vector<double>& list, double wanted) {
      const Moments m = momentsOf(list);
      return std::abs(m.mean - wanted) < 4.5 * std::sqrt(m.variance / kSamples) + 1e-12;
    };
    for (std::size_t k = 0; k < values.size(); ++k) QVERIFY(agrees(values[k], truth.outputs[k]));
    for (std::size_t k = 0; k < derivatives.size(); ++k) {
      QVERIFY(agrees(derivatives[k], truth.parameterGradient[k]));
    }
  }

  void commutingObservablesAreMeasuredTogether() {
    Circuit circuit = oneRotation();
    circuit.wires = 3;
    const auto pauli = [](std::uint64_t x, std::uint64_t z) {
      return Observable{.terms = {{1.0, x, z}}};
    };
    circuit.outputs = {pauli(0, 1),
                       pauli(0, 6),
                       pauli(1, 0),
                       pauli(1, 2),
                       Observable::probability(7, 5),
                       {.terms = {{0.3, 0, 0}, {0.5, 3, 1}}}};
    const MeasurementPlan plan = planMeasurements(circuit);
    QCOMPARE(plan.groups.size(), std::size_t{3});  // Z on all; X0 Z1; Y0 X1
    QCOMPARE(plan.groups[0].terms.size(), std::size_t{3});
    QCOMPARE(plan.groups[1].terms.size(), std::size_t{2});
    QCOMPARE(plan.constants[5], 0.3);
    QCOMPARE(plan.groups[2].rotations.size(), std::size_t{3});  // S^dagger H, H
  }

  // The reported error of the mean is the spread of many repetitions.
  void standardErrorsAreReported() {
    Circuit circuit = oneRotation();
    circuit.wires = 2;
    circuit.outputs = {{.terms = {{0.7, 0, 1}, {-0.4, 0, 3}, {0.2, 0, 0}}}};
    const MeasurementPlan plan = planMeasurements(circuit);
    const std::vector<double> p{0.4, 0.3, 0.2, 0.1};
    std::vector<double> means, errors;
    for (std::uint64_t r = 0; r < 4000; ++r) {
      Rng rng = Rng(2).stream("repeat", r);
      std::vector<double> mean(1), error(1);
      sampleOutcomes(plan.groups[0], p, 300, rng, mean, error);
      means.push_back(mean[0]);
      errors.push_back(error[0]);
    }
    const Moments mean = momentsOf(means);
    QVERIFY(std::abs(momentsOf(errors).mean / mean.variance - 1) < 0.1);
    // 0.7 <Z0> - 0.4 <Z0 Z1>.
    QVERIFY(std::abs(mean.mean - (0.7 * 0.2 - 0.4 * 0.0)) < 4 * std::sqrt(mean.variance / 4000));
  }

  void readoutErrorsComeBeforeSampling() {
    Circuit circuit = oneRotation();
    circuit.readoutErrors = {{0, 0.25, 0.0}};
    const auto function = makeDeviceFunction(circuit, 1'000'000, 1, pureEngine);
    const auto run = test::runSample(*function, std::vector{0.0}, {}, std::vector{1.0});
    QVERIFY(std::abs(run.outputs[0] - 0.5) < 4 * std::sqrt(0.75 / 1e6));
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestDeviceFunction)
#include "tst_device_function.moc"
