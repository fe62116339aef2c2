// SPDX-License-Identifier: GPL-3.0-or-later
// The full-batch engine against the generic one, on random circuits with product encodings.
#include <QtTest>
#include <cmath>

#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/feature_function.h"
#include "tests/core/gradient/run_engine.h"

namespace qonvolve {
namespace {

using test::EngineResult;
using test::largestDifference;
using test::RandomCircuit;

enum class Encoding { Rotations, Dense, Trainable };

/// A random circuit after encodings of some wires: one rotation, a U3 of several inputs, or one
/// that also has a parameter and a token.
RandomCircuit encodedCircuit(Wire wires, std::uint64_t seed, Encoding encoding) {
  RandomCircuit random = test::randomCircuit(
      seed, {.wires = wires, .ops = 10 * wires, .features = false, .preparations = false});
  Rng rng = Rng(seed).stream("encoding");
  Circuit& c = random.circuit;
  std::vector<Op> ops;
  for (Wire w = 0; w < wires; ++w) {
    const auto input = static_cast<std::uint32_t>(rng.below(4));
    const Angle angle = Angle::feature(input, rng.uniform(-2, 2), rng.uniform(-1, 1));
    const GateId axes[] = {GateId::RX, GateId::RY, GateId::RZ};
    if (encoding == Encoding::Rotations) {
      if (w % 4 == 3) continue;  // stays in |0>
      if (w % 4 == 2) ops.push_back({.gate = GateId::H, .wires = {w}});
      ops.push_back({.gate = axes[w % 4], .wires = {w}, .angles = {angle}});
    } else {
      const Angle product = Angle::feature(c.inputs + static_cast<std::uint32_t>(w % 2));
      ops.push_back({.gate = GateId::U3, .wires = {w}, .angles = {angle, product, angle}});
    }
    if (encoding == Encoding::Trainable) {
      const Angle token{.source = Angle::Source::TokenParameter,
                        .index = 6,
                        .token = 4,
                        .stride = 2,
                        .scale = 0.7};
      ops.push_back({.gate = GateId::RX, .wires = {w}, .angles = {Angle::parameter(w % 6)}});
      ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {token}});
    }
  }
  c.ops.insert(c.ops.begin(), ops.begin(), ops.end());
  return random;
}

double sampleInput(const RandomCircuit& random, std::size_t sample, std::size_t k) {
  if (k == 4) return static_cast<double>(sample % 3);  // the token
  return random.inputs[k] + 0.13 * static_cast<double>(sample) * (1 + 0.1 * static_cast<double>(k));
}

/// All samples in calls of as many chunks as the function takes.
EngineResult run(LaneFunction& f, const RandomCircuit& random, std::size_t samples,
                 bool withInputs) {
  const std::size_t in = f.inputCount(), out = f.outputCount(), call = f.chunks() * kLanes;
  f.bind(random.parameters);
  const auto tape = f.makeTape();
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  gradients.push_back(f.makeGradient());
  gradients[0]->clear();
  EngineResult result;
  result.outputs.resize(samples * out);
  result.inputGradient.resize(withInputs ? samples * in : 0);
  result.parameterGradient.resize(random.parameters.size());
  std::vector<double> x(call * in), y(call * out), dy(call * out), dx(withInputs ? call * in : 0);
  for (std::size_t first = 0; first < samples; first += call) {
    tape->samples = std::min(call, samples - first);
    std::ranges::fill(dy, 0.0);
    std::ranges::fill(dx, 0.0);
    const auto at = [](std::size_t s, std::size_t k, std::size_t rows) {
      return (s / kLanes * rows + k) * kLanes + s % kLanes;
    };
    for (std::size_t s = 0; s < call; ++s) {
      const std::size_t real = first + std::min(s, tape->samples - 1);
      for (std::size_t k = 0; k < in; ++k) x[at(s, k, in)] = sampleInput(random, real, k);
      for (std::size_t k = 0; k < out && s < tape->samples; ++k) {
        dy[at(s, k, out)] = random.weights[k] * (1 - 0.01 * static_cast<double>(real));
      }
    }
    f.forward(*tape, x, y);
    f.pullback(*tape, dy, *gradients[0], dx);
    for (std::size_t s = 0; s < tape->samples; ++s) {
      for (std::size_t k = 0; k < out; ++k)
        result.outputs[(first + s) * out + k] = y[at(s, k, out)];
      for (std::size_t k = 0; k < in && withInputs; ++k) {
        result.inputGradient[(first + s) * in + k] = dx[at(s, k, in)];
      }
    }
  }
  f.collect(gradients, result.parameterGradient);
  return result;
}

double relativeDifference(std::span<const double> found, std::span<const double> expected) {
  double scale = 1;
  for (const double x : expected) scale = std::max(scale, std::abs(x));
  return largestDifference(found, expected) / scale;
}

}  // namespace

class TestFeatureFunction : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithTheGenericEngine_data() {
    QTest::addColumn<int>("wires");
    QTest::addColumn<int>("encoding");
    for (int wires = 1; wires <= 5; ++wires) {
      for (int encoding = 0; encoding < 3; ++encoding) {
        QTest::addRow("%d wires, encoding %d", wires, encoding) << wires << encoding;
      }
    }
  }

  void agreesWithTheGenericEngine() {
    QFETCH(int, wires);
    QFETCH(int, encoding);
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const RandomCircuit random =
          encodedCircuit(static_cast<Wire>(wires), seed, static_cast<Encoding>(encoding));
      QVERIFY(featureCost(random.circuit, {}));
      // More than one call, and an incomplete chunk at the end.
      const std::size_t samples = seed == 0 ? 275 : 11;
      const bool withInputs = seed != 1;
      const auto generic = makeStatevectorFunction(random.circuit);
      const EngineResult expected = run(*generic, random, samples, withInputs);
      for (const Precision precision : {Precision::Double, Precision::Float}) {
        const auto f = makeFeatureFunction(random.circuit, {.precision = precision});
        const EngineResult found = run(*f, random, samples, withInputs);
        const double tolerance = precision == Precision::Double ? 1e-11 : 1e-5;
        QVERIFY(relativeDifference(found.outputs, expected.outputs) < tolerance);
        QVERIFY(relativeDifference(found.parameterGradient, expected.parameterGradient) <
                tolerance);
        QVERIFY(relativeDifference(found.inputGradient, expected.inputGradient) < tolerance);
      }
    }
  }

  void benchmarkNetworkAgrees() {
    RandomCircuit random{
        .circuit = benchmarkQcnn(), .parameters = {}, .inputs = {}, .weights = {1}};
    for (std::size_t k = 0; k < 51; ++k) random.parameters.push_back(3 * benchmarkNumber(k));
    for (std::size_t k = 0; k < 8; ++k) random.inputs.push_back(benchmarkNumber(60 + k));
    const auto generic = makeStatevectorFunction(random.circuit);
    const auto f = makeFeatureFunction(random.circuit, {});
    const EngineResult expected = run(*generic, random, 24, true),
                       found = run(*f, random, 24, true);
    QVERIFY(relativeDifference(found.outputs, expected.outputs) < 1e-12);
    QVERIFY(relativeDifference(found.parameterGradient, expected.parameterGradient) < 1e-12);
    QVERIFY(relativeDifference(found.inputGradient, expected.inputGradient) < 1e-12);
  }

  void refusesWhatDoesNotFit() {
    Circuit c = benchmarkQcnn();
    QVERIFY(featureCost(c, {}));
    c.ops.push_back({.gate = GateId::RY, .wires = {4}, .angles = {Angle::feature(0)}});
    QVERIFY(!featureCost(c, {}));  // the sample enters twice
    Circuit amplitudes;
    amplitudes.wires = 2;
    amplitudes.inputs = 4;
    amplitudes.preparations = {{Preparation::Kind::Amplitude, {0, 1}, 0, 4, 0}};
    amplitudes.outputs = {Observable::pauliZ(0)};
    QVERIFY(!featureCost(amplitudes, {}));
    Circuit wide;
    wide.wires = 12;
    wide.outputs = {Observable::pauliZ(0)};
    QVERIFY(!featureCost(wide, {}));
  }

  void paysForLargeBatchesOnly() {
    const auto small = chooseEngine(benchmarkQcnn(), {.samples = 32});
    const auto large = chooseEngine(benchmarkQcnn(), {.samples = 12'000});
    QVERIFY(small && large);
    QVERIFY(small->engine->id != "features");
    QCOMPARE(std::string(large->engine->id), std::string("features"));
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestFeatureFunction)
#include "tst_feature_function.moc"
