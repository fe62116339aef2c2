// SPDX-License-Identifier: GPL-3.0-or-later
// The batched engine against the plain simulator, the shift rules and finite differences.
#include <QtTest>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "core/base/parallel.h"
#include "core/gradient/circuit_function.h"
#include "core/sim/plan.h"
#include "core/sim/statevector.h"
#include "tests/core/gradient/run_engine.h"

namespace qonvolve {
namespace {

using test::EngineResult;
using test::EngineSamples;
using test::Inputs;
using test::laneOf;
using test::largestDifference;
using test::RandomCircuit;
using test::RandomOptions;
using test::runEngine;
using test::samplesAround;

EngineResult runDoubles(const RandomCircuit& random, const EngineSamples& lanes,
                        Inputs inputs = Inputs::Differentiated) {
  return runEngine(*makeStatevectorFunction(random.circuit), random.parameters, lanes, inputs);
}

/// The same samples twice, as two chunks: values of the second follow those of the first.
EngineResult runFloats(const RandomCircuit& random, EngineSamples lanes) {
  const auto twice = [](std::vector<double>& v) {
    const std::vector<double> once = v;
    v.insert(v.end(), once.begin(), once.end());
  };
  twice(lanes.inputs);
  twice(lanes.weights);
  lanes.chunks = 2;
  return runEngine(*makeStatevectorFunction(random.circuit, Precision::Float), random.parameters,
                   lanes, Inputs::Differentiated);
}

Circuit emptyCircuit(Wire wires, std::uint32_t inputs) {
  Circuit c;
  c.wires = wires;
  c.inputs = inputs;
  return c;
}

}  // namespace

class TestStatevectorFunction : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithShiftRulesAndDifferences_data() {
    QTest::addColumn<int>("wires");
    QTest::addColumn<int>("ops");
    QTest::addColumn<int>("seed");
    QTest::addColumn<bool>("features");
    QTest::addColumn<bool>("preparations");
    for (int wires = 1; wires <= 6; ++wires) {
      for (int seed = 0; seed < 6; ++seed) {
        QTest::addRow("%d wires, seed %d", wires, seed)
            << wires << 12 * wires << 100 * wires + seed << (seed % 2 == 0) << (seed % 3 == 0);
      }
    }
  }

  void agreesWithShiftRulesAndDifferences() {
    QFETCH(int, wires);
    QFETCH(int, ops);
    QFETCH(int, seed);
    QFETCH(bool, features);
    QFETCH(bool, preparations);
    const RandomCircuit random = test::randomCircuit(
        static_cast<std::uint64_t>(seed), RandomOptions{.wires = static_cast<Wire>(wires),
                                                        .ops = static_cast<std::size_t>(ops),
                                                        .features = features,
                                                        .preparations = preparations});
    const Circuit& c = random.circuit;
    const EngineSamples lanes = samplesAround(random);
    const EngineResult engine = runDoubles(random, lanes);
    const EngineResult parametersOnly = runDoubles(random, lanes, Inputs::Ignored);
    QVERIFY(largestDifference(engine.parameterGradient, parametersOnly.parameterGradient) < 1e-11);

    std::vector<double> shiftSum(random.parameters.size()), differenceSum(shiftSum.size());
    std::vector<double> shift(shiftSum.size()), difference(shiftSum.size());
    std::vector<double> inputShift(c.inputs), inputDifference(c.inputs);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::vector<double> x = laneOf(lanes.inputs, lane);
      const std::vector<double> weights = laneOf(lanes.weights, lane);
      const std::vector<Complex> state = statevector(c, random.parameters, x);
      for (std::size_t o = 0; o < c.outputs.size(); ++o) {
        const double expected = expectation(c.outputs[o], state);
        QVERIFY2(std::abs(engine.outputs[o * kLanes + lane] - expected) < 1e-12,
                 qPrintable(QString("lane %1 output %2: %3, expected %4")
                                .arg(lane)
                                .arg(o)
                                .arg(engine.outputs[o * kLanes + lane])
                                .arg(expected)));
      }
      parameterShiftGradient(c, random.parameters, x, weights, shift, inputShift);
      for (std::size_t k = 0; k < shift.size(); ++k) shiftSum[k] += shift[k];
      if (lane % 4 != 0) continue;
      finiteDifferenceGradient(c, random.parameters, x, weights, 1e-5, difference, inputDifference);
      QVERIFY(largestDifference(shift, difference) < 1e-6);
      for (std::size_t k = 0; k < c.inputs; ++k) {
        if (k == 4) continue;  // the token id
        const double found = engine.inputGradient[k * kLanes + lane];
        QVERIFY2(std::abs(found - inputDifference[k]) < 1e-6,
                 qPrintable(QString("lane %1 input %2: %3, differences give %4")
                                .arg(lane)
                                .arg(k)
                                .arg(found)
                                .arg(inputDifference[k])));
        if (k < 4) QVERIFY(std::abs(found - inputShift[k]) < 1e-10);
      }
    }
    QVERIFY2(largestDifference(engine.parameterGradient, shiftSum) < 1e-10,
             qPrintable(QString("parameter gradient is off by %1")
                            .arg(largestDifference(engine.parameterGradient, shiftSum))));
  }

  void keptAndRecomputedStatesAgree_data() { agreesWithShiftRulesAndDifferences_data(); }

  void keptAndRecomputedStatesAgree() {
    QFETCH(int, wires);
    QFETCH(int, seed);
    const RandomCircuit random = test::randomCircuit(
        static_cast<std::uint64_t>(seed), RandomOptions{.wires = static_cast<Wire>(wires),
                                                        .ops = static_cast<std::size_t>(20 * wires),
                                                        .features = true,
                                                        .preparations = seed % 2 == 0});
    const EngineSamples lanes = samplesAround(random);
    const EngineResult all = runDoubles(random, lanes);
    for (const std::size_t room : {1u, 2u, 5u}) {
      const EngineResult recomputed =
          runEngine(*makeStatevectorFunction(random.circuit, Precision::Double, room),
                    random.parameters, lanes, Inputs::Differentiated);
      QVERIFY(all.outputs == recomputed.outputs);
      QVERIFY(largestDifference(all.parameterGradient, recomputed.parameterGradient) < 1e-12);
      QVERIFY(largestDifference(all.inputGradient, recomputed.inputGradient) < 1e-12);
    }
  }

  void floatsAgreeWithDoubles_data() { agreesWithShiftRulesAndDifferences_data(); }

  void floatsAgreeWithDoubles() {
    QFETCH(int, wires);
    QFETCH(int, ops);
    QFETCH(int, seed);
    QFETCH(bool, preparations);
    const RandomCircuit random = test::randomCircuit(
        static_cast<std::uint64_t>(seed), RandomOptions{.wires = static_cast<Wire>(wires),
                                                        .ops = static_cast<std::size_t>(ops),
                                                        .features = true,
                                                        .preparations = preparations});
    const EngineSamples lanes = samplesAround(random);
    const EngineResult doubles = runDoubles(random, lanes);
    const EngineResult floats = runFloats(random, lanes);
    const auto close = [](std::span<const double> found, std::span<const double> expected) {
      double scale = 1;
      for (const double x : expected) scale = std::max(scale, std::abs(x));
      return largestDifference(found, expected) < 1e-5 * scale;
    };
    std::vector<double> twice = doubles.parameterGradient;
    for (double& x : twice) x *= 2;
    QVERIFY(close(floats.parameterGradient, twice));
    for (const std::size_t chunk : {0u, 1u}) {
      const std::size_t outputs = doubles.outputs.size(), inputs = doubles.inputGradient.size();
      QVERIFY(close(std::span(floats.outputs).subspan(chunk * outputs, outputs), doubles.outputs));
      QVERIFY(close(std::span(floats.inputGradient).subspan(chunk * inputs, inputs),
                    doubles.inputGradient));
    }
  }

  void coversEveryGateAndForm() {
    std::map<GateId, int> gates;
    std::map<std::pair<Form, bool>, int> forms;
    int prefix = 0;
    for (int wires = 1; wires <= 6; ++wires) {
      for (int seed = 0; seed < 6; ++seed) {
        const RandomCircuit random =
            test::randomCircuit(static_cast<std::uint64_t>(100 * wires + seed),
                                RandomOptions{.wires = static_cast<Wire>(wires),
                                              .ops = static_cast<std::size_t>(12 * wires),
                                              .features = seed % 2 == 0,
                                              .preparations = seed % 3 == 0});
        for (const Op& op : random.circuit.ops) ++gates[op.gate];
        const Plan plan = makePlan(random.circuit);
        prefix += static_cast<int>(plan.prefix.size());
        for (const Step& step : plan.steps) {
          const bool none = step.program == Step::kNoProgram;
          ++forms[{step.form, !none && plan.programs[step.program].perLane}];
        }
      }
    }
    QCOMPARE(gates.size(), allGates().size());
    // Exchange, six shared forms, five per lane: an inverted control has no angle of a sample.
    QCOMPARE(forms.size(), std::size_t{12});
    QVERIFY(prefix > 0);
  }

  void lanesAreIndependent() {
    const RandomCircuit random = test::randomCircuit(42, RandomOptions{.wires = 5, .ops = 50});
    EngineSamples lanes = samplesAround(random);
    const EngineResult before = runDoubles(random, lanes);
    for (std::size_t k = 0; k < random.circuit.inputs; ++k) {
      if (k != 4) lanes.inputs[k * kLanes + 3] += 0.5;
    }
    const EngineResult after = runDoubles(random, lanes);
    for (std::size_t k = 0; k < before.outputs.size(); ++k) {
      QCOMPARE(before.outputs[k] == after.outputs[k], k % kLanes != 3);
    }
    for (std::size_t k = 0; k < before.inputGradient.size(); ++k) {
      if (k % kLanes != 3) QCOMPARE(after.inputGradient[k], before.inputGradient[k]);
    }
  }

  void zeroCotangentsOfALaneGiveNoGradient() {
    const RandomCircuit random = test::randomCircuit(7, RandomOptions{.wires = 4, .ops = 40});
    EngineSamples lanes = samplesAround(random);
    for (std::size_t k = 0; k < lanes.weights.size(); ++k) {
      if (k % kLanes != 2) lanes.weights[k] = 0;
    }
    const EngineResult one = runDoubles(random, lanes);
    std::vector<double> expected(random.parameters.size());
    parameterShiftGradient(random.circuit, random.parameters, laneOf(lanes.inputs, 2),
                           laneOf(lanes.weights, 2), expected, {});
    QVERIFY(largestDifference(one.parameterGradient, expected) < 1e-10);
    for (std::size_t k = 0; k < one.inputGradient.size(); ++k) {
      if (k % kLanes != 2) QCOMPARE(one.inputGradient[k], 0.0);
    }
  }

  void sameBitsForAnyNumberOfThreads() {
    const RandomCircuit random = test::randomCircuit(11, RandomOptions{.wires = 5, .ops = 60});
    const EngineSamples lanes = samplesAround(random);
    const Circuit& c = random.circuit;
    const std::unique_ptr<LaneFunction> f = makeStatevectorFunction(c);
    f->bind(random.parameters);
    const auto run = [&](std::size_t threads) {
      ThreadPool pool(threads);
      std::vector<std::unique_ptr<LaneFunction::Tape>> tapes;
      for (std::size_t t = 0; t < threads; ++t) tapes.push_back(f->makeTape());
      std::vector<std::unique_ptr<LaneFunction::Gradient>> slabs;
      for (int s = 0; s < 8; ++s) slabs.push_back(f->makeGradient());
      pool.run(slabs.size(), [&](std::size_t slab, std::size_t worker) {
        slabs[slab]->clear();
        std::vector<double> inputs = lanes.inputs, outputs(c.outputs.size() * kLanes);
        for (double& x : std::span(inputs).first(4 * kLanes)) x += static_cast<double>(slab);
        f->forward(*tapes[worker], inputs, outputs);
        f->pullback(*tapes[worker], lanes.weights, *slabs[slab], {});
      });
      std::vector<double> gradient(random.parameters.size());
      f->collect(slabs, gradient);
      return gradient;
    };
    const std::vector<double> one = run(1);
    QVERIFY(largestDifference(one, std::vector<double>(one.size())) > 1e-3);
    for (const std::size_t threads : {2u, 3u, 5u}) QVERIFY(run(threads) == one);
  }

  void identicalBlocksShareOneProgram() {
    // Two shared three-parameter blocks side by side, then across.
    Circuit c = emptyCircuit(4, 0);
    for (const auto& [a, b] : {std::pair<Wire, Wire>{0, 1}, {2, 3}, {1, 2}, {3, 0}}) {
      c.ops.push_back({.gate = GateId::RY, .wires = {a}, .angles = {Angle::parameter(0)}});
      c.ops.push_back({.gate = GateId::RY, .wires = {b}, .angles = {Angle::parameter(1)}});
      c.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
      c.ops.push_back({.gate = GateId::RZ, .wires = {b}, .angles = {Angle::parameter(2)}});
    }
    const Plan plan = makePlan(c);
    QCOMPARE(plan.programs.size(), std::size_t{1});
    QCOMPARE(plan.steps.size(), std::size_t{4});
    // Blocks on disjoint pairs that come first are read, but never undone.
    QCOMPARE(plan.steps[0].undo[0] || plan.steps[1].undo[0], false);
    QCOMPARE(plan.steps[2].undo[0] && plan.steps[3].undo[0], true);
  }

  void poolingIsMultiplexed() {
    Circuit c = emptyCircuit(2, 0);
    c.ops.push_back({.gate = GateId::CRZ, .wires = {1, 0}, .angles = {Angle::parameter(0)}});
    c.ops.push_back({.gate = GateId::X, .wires = {1}});
    c.ops.push_back({.gate = GateId::CRX, .wires = {1, 0}, .angles = {Angle::parameter(1)}});
    const Plan plan = makePlan(c);
    QCOMPARE(plan.steps.size(), std::size_t{1});
    QVERIFY(plan.steps[0].form == Form::MultiplexedFlip);
    QCOMPARE(plan.steps[0].wires[0], Wire{1});
  }

  void fourTermRuleIsNeededForControlledRotations() {
    // ry(.6) q0; ry(.9) q1; crx(.9) q0, q1: the two-term rule would give -.1736654361 for <X0>.
    Circuit c = emptyCircuit(2, 0);
    c.ops.push_back({.gate = GateId::RY, .wires = {0}, .angles = {Angle::constant(.6)}});
    c.ops.push_back({.gate = GateId::RY, .wires = {1}, .angles = {Angle::constant(.9)}});
    c.ops.push_back({.gate = GateId::CRX, .wires = {0, 1}, .angles = {Angle::parameter(0)}});
    c.outputs = {Observable::pauliZ(1), {.terms = {{1.0, 1, 0}}}};
    const std::vector<double> theta{.9};
    const std::array expected{-.0425241244, -.1228000075};
    for (std::size_t o = 0; o < 2; ++o) {
      std::vector<double> weights(2), gradient(1);
      weights[o] = 1;
      parameterShiftGradient(c, theta, {}, weights, gradient, {});
      QVERIFY(std::abs(gradient[0] - expected[o]) < 1e-9);
      const RandomCircuit random{c, theta, {}, {}};
      EngineSamples lanes{.chunks = 1, .inputs = {}, .weights = std::vector(2 * kLanes, 0.0)};
      lanes.weights[o * kLanes] = 1;
      QVERIFY(std::abs(runDoubles(random, lanes, Inputs::Ignored).parameterGradient[0] -
                       expected[o]) < 1e-9);
    }
  }

  void meaninglessInputsSurfaceAsNaN() {
    Circuit c = emptyCircuit(2, 4);
    c.preparations = {{Preparation::Kind::Amplitude, {0, 1}, 0, 4, 0}};
    c.outputs = {Observable::pauliZ(0)};
    const auto f = makeStatevectorFunction(c);
    f->bind({});
    const auto tape = f->makeTape();
    std::vector<double> inputs(4 * kLanes, 1.0), outputs(kLanes);
    for (std::size_t k = 0; k < 4; ++k) inputs[k * kLanes + 5] = 0;
    f->forward(*tape, inputs, outputs);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      QCOMPARE(std::isnan(outputs[lane]), lane == 5);
    }
    QVERIFY(!checkInputs(c, std::vector<double>(4, 0.0), "row 5"));
    QVERIFY(checkInputs(c, std::vector<double>{0, 0, 0, 1e-3}, "row 5"));
  }

  void memoryIsKnownBeforehand() {
    QCOMPARE(stateBytes(emptyCircuit(15, 0)), std::uint64_t{32768} * (2 * 128 + 64 + 4));
    QVERIFY(stateBytes(emptyCircuit(8, 0)) < std::uint64_t{2} << 20);
    QVERIFY(stateBytes(emptyCircuit(28, 0)) > std::uint64_t{80} << 30);
    QVERIFY(stateBytes(emptyCircuit(64, 0)) > stateBytes(emptyCircuit(40, 0)));
  }

  void largeAnglesStayExact() {
    Circuit c = emptyCircuit(1, 1);
    c.ops.push_back({.gate = GateId::RY, .wires = {0}, .angles = {Angle::feature(0)}});
    c.outputs = {Observable::pauliZ(0)};
    const auto f = makeStatevectorFunction(c);
    f->bind({});
    const auto tape = f->makeTape();
    const std::array<double, kLanes> x{0, 1e-9, -3, 100, -5e3, 1.9e5, 3e5, -1e12};
    std::vector<double> outputs(kLanes);
    f->forward(*tape, x, outputs);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      QVERIFY(std::abs(outputs[lane] - std::cos(x[lane])) <
              1e-15 * (1 + std::abs(x[lane]) / 10) + 4e-15);
    }
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestStatevectorFunction)
#include "tst_statevector_function.moc"
