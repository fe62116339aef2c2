// SPDX-License-Identifier: GPL-3.0-or-later
// The batched density matrices against the plain simulator and finite differences.
#include <QtTest>

#include "core/gradient/circuit_function.h"
#include "core/gradient/device_function.h"
#include "core/sim/density_plan.h"
#include "tests/core/gradient/lane_runs.h"

namespace qonvolve {

class TestDensityFunction : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithThePlainSimulatorAndItsDifferences_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 12; ++seed) QTest::addRow("seed %d", seed) << seed;
  }
  void agreesWithThePlainSimulatorAndItsDifferences() {
    QFETCH(int, seed);
    const auto wires = static_cast<Wire>(2 + seed % 3);
    auto random = test::randomCircuit(static_cast<std::uint64_t>(seed),
                                      {.wires = wires, .ops = 18, .preparations = seed % 2 == 0});
    test::addEvents(random, static_cast<std::uint64_t>(seed), seed % 4 == 0 ? 0 : 10);
    const auto function = makeDensityFunction(random.circuit);
    const auto run = test::runSample(*function, random.parameters, random.inputs, random.weights);
    const auto plain = test::plainDifferences(random, 1e-4);
    QVERIFY(test::largestDifference(run.outputs, plain.outputs) < 1e-12);
    QVERIFY(test::largestDifference(run.parameterGradient, plain.parameterGradient) < 1e-6);
    auto inputs = plain.inputGradient;
    inputs[4] = 0;  // a token id has no derivative
    QVERIFY(test::largestDifference(run.inputGradient, inputs) < 1e-6);
  }

  // By parameters and by inputs that enter through angles.
  void agreesWithTheParameterShiftRule_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 21; seed <= 28; ++seed) QTest::addRow("seed %d", seed) << seed;
  }
  void agreesWithTheParameterShiftRule() {
    QFETCH(int, seed);
    auto random = test::randomCircuit(static_cast<std::uint64_t>(seed),
                                      {.wires = 3, .ops = 18, .preparations = false});
    test::addEvents(random, static_cast<std::uint64_t>(seed), 8);
    const auto adjoint = makeDensityFunction(random.circuit);
    const auto shifted = makeDeviceFunction(random.circuit, 0, 0, makeDensityFunction);
    const auto a = test::runSample(*adjoint, random.parameters, random.inputs, random.weights);
    const auto s = test::runSample(*shifted, random.parameters, random.inputs, random.weights);
    QVERIFY(test::largestDifference(a.outputs, s.outputs) < 1e-13);
    QVERIFY(test::largestDifference(a.parameterGradient, s.parameterGradient) < 1e-10);
    QVERIFY(test::largestDifference(a.inputGradient, s.inputGradient) < 1e-10);
  }

  // Strong noise makes inverse maps useless: states are kept, and gradients stay exact.
  void strongNoiseKeepsStates() {
    auto random = test::randomCircuit(5, {.wires = 3, .ops = 24, .preparations = false});
    const Registry<NoiseType> noise = builtinNoise();
    const auto strong = noise.find("depolarizing")->make({{"p", 0.5}}, "");
    random.circuit.channels = {std::get<Channel>(strong->effect)};
    for (std::uint32_t at = 1; at <= random.circuit.ops.size(); ++at) {
      random.circuit.events.push_back({.kind = Event::Kind::Channel,
                                       .position = at,
                                       .wires = {random.circuit.ops[at - 1].wires[0]}});
    }
    QVERIFY(makeDensityPlan(random.circuit).keptStates > 2);
    random.circuit.outputs[1].terms.back().coefficient = 0;
    const auto adjoint = makeDensityFunction(random.circuit);
    const auto shifted = makeDeviceFunction(random.circuit, 0, 0, makeDensityFunction);
    const auto a = test::runSample(*adjoint, random.parameters, random.inputs, random.weights);
    const auto s = test::runSample(*shifted, random.parameters, random.inputs, random.weights);
    QVERIFY(test::largestDifference(a.parameterGradient, s.parameterGradient) < 1e-13);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestDensityFunction)
#include "tst_density_function.moc"
