// SPDX-License-Identifier: GPL-3.0-or-later
// The reduced engine gives the values and gradients of the generic one.
#include <QtTest>
#include <numeric>

#include "core/base/parallel.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/engine.h"
#include "core/gradient/reduced_function.h"
#include "core/train/model_runner.h"
#include "tests/core/gradient/random_circuit.h"
#include "tests/core/gradient/run_engine.h"
#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::test;
using namespace qonvolve::testing;

namespace {

/// A random circuit whose outputs can be read together.
RandomCircuit readableCircuit(int wires, int seed) {
  RandomCircuit random =
      randomCircuit(static_cast<std::uint64_t>(1000 * wires + seed),
                    RandomOptions{.wires = static_cast<Wire>(wires),
                                  .ops = static_cast<std::size_t>(6 + seed % 3 * wires * 4),
                                  .features = seed % 2 == 0,
                                  .preparations = seed % 3 == 0});
  // Each wire along one axis: X, Y or Z in turn, or along Z everywhere if a projector reads.
  if (seed % 4 != 0) random.circuit.outputs.resize(2);
  for (Observable& o : random.circuit.outputs) {
    for (PauliTerm& term : o.terms) {
      const std::uint64_t any = term.xMask | term.zMask;
      const bool turned = seed % 4 != 0;
      term.xMask = turned ? any & 0x36DB6DB6DB6DB6DBULL : 0;
      term.zMask = turned ? any & 0xEDB6DB6DB6DB6DB6ULL : any;
    }
  }
  return random;
}

void compare(const Circuit& circuit, const std::vector<double>& parameters, const ReducedPlan& plan,
             std::size_t chunks, const QString& name) {
  const EngineSamples samples = engineSamples(circuit, chunks, 17);
  const auto generic = makeStatevectorFunction(circuit);
  const auto reduced = makeReducedFunction(plan, Precision::Double, 2);
  const auto single = makeReducedFunction(plan, Precision::Float, 2);
  const EngineResult expected = runEngine(*generic, parameters, samples, Inputs::Differentiated);
  const EngineResult found = runEngine(*reduced, parameters, samples, Inputs::Differentiated);
  const double error = largestDifference(expected, found);
  QVERIFY2(error < 1e-11, qPrintable(QString("%1: off by %2").arg(name).arg(error)));
  const EngineResult alone = runEngine(*reduced, parameters, samples, Inputs::Ignored);
  QVERIFY(largestDifference(expected.parameterGradient, alone.parameterGradient) < 1e-11);
  QVERIFY(largestDifference(found.outputs, alone.outputs) == 0);
  const EngineResult rough = runEngine(*single, parameters, samples, Inputs::Differentiated);
  const double roughError = largestDifference(expected, rough);
  QVERIFY2(roughError < 2e-4, qPrintable(QString("%1: float off by %2").arg(name).arg(roughError)));
}

struct Design {
  std::string name;
  Stack stack;
  std::uint32_t features;
  std::uint32_t classes = 2;
};

const char* const kPoolings[] = {"zx", "generalized", "trivial", "crot", "measure", "qiskit"};

std::vector<Design> designs() {
  std::vector<Design> designs;
  const auto conv = [](std::string ansatz, std::string boundary, std::string sharing = "shared") {
    return block("convolution", {{"ansatz", std::move(ansatz)},
                                 {"boundary", std::move(boundary)},
                                 {"sharing", std::move(sharing)}});
  };
  for (std::uint32_t width = 2; width <= 9; ++width) {
    for (const char* kind : kPoolings) {
      for (const char* boundary : {"periodic", "open"}) {
        const bool odd = (width + (boundary[0] == 'o' ? 1 : 0)) % 2 != 0;
        const Block pool =
            block("pooling", {{"kind", std::string(kind)},
                              {"keep", std::string(odd ? "second" : "first")},
                              {"sharing", std::string(odd ? "separate" : "shared")}});
        const Block layer = conv(odd ? "su4" : "c5", boundary, odd ? "separate" : "shared");
        const std::string name = std::to_string(width) + " wires, " + kind + ", " + boundary;
        const std::int64_t times = width < 4 ? 1 : 2;
        designs.push_back(
            {name, {block("angle"), repeated(times, {layer, pool}), block("readout")}, width});
      }
    }
  }
  for (const Ansatz& ansatz : ansatzes().entries()) {
    designs.push_back(
        {"ansatz " + ansatz.info.id,
         {block("angle"), untilOneWire({conv(ansatz.info.id, "periodic"), block("pooling")}),
          block("readout")},
         6});
  }
  const auto encoded = [&](std::string name, Block first, std::uint32_t features) {
    designs.push_back(
        {std::move(name),
         {std::move(first), conv("c5", "periodic"), block("pooling"), conv("su4", "open"),
          block("readout", {{"kind", std::string("probabilities")}})},
         features});
  };
  encoded("dense angle", block("dense_angle"), 12);
  encoded("amplitude", block("amplitude"), 61);
  encoded("hybrid, amplitudes", block("hde", {{"placement", integer(3)}}), 8);
  encoded("hybrid, angle trees", block("hae_tree", {{"block_qubits", integer(3)}}), 14);
  encoded("hybrid, as published", block("hae_published", {{"block_qubits", integer(4)}}), 15);
  encoded("iqp", block("iqp", {{"repetitions", integer(2)}}), 6);
  encoded("zz", block("zz", {{"pairs", std::string("neighbours")}}), 6);
  encoded("re-upload", block("reupload"), 5);
  for (std::uint32_t classes = 2; classes <= 5; ++classes) {
    for (const char* kind : {"several", "probabilities"}) {
      designs.push_back({std::string(kind) + ", " + std::to_string(classes) + " classes",
                         {block("angle"), conv("su4", "periodic"), conv("c5", "open"),
                          block("pooling"), block("readout", {{"kind", std::string(kind)}})},
                         9,
                         classes});
    }
  }
  return designs;
}

}  // namespace

class TestReducedFunction : public QObject {
  Q_OBJECT

 private slots:
  void agreesOnTheBenchmark() {
    const Circuit circuit = benchmarkQcnn();
    std::vector<double> parameters;
    for (std::size_t k = 0; k < 51; ++k) parameters.push_back(6 * benchmarkNumber(k));
    const auto plan = makeReducedPlan(circuit, 32);
    QVERIFY(plan);
    for (const std::size_t chunks : std::initializer_list<std::size_t>{1, 2, 3, 8})
      compare(circuit, parameters, *plan, chunks, "W1");
  }

  void agreesOnRandomCircuits_data() {
    QTest::addColumn<int>("wires");
    for (int wires = 1; wires <= 7; ++wires) QTest::addRow("%d wires", wires) << wires;
  }

  /// With the cheapest cut, and with random ones.
  void agreesOnRandomCircuits() {
    QFETCH(int, wires);
    for (int seed = 0; seed < 24; ++seed) {
      const RandomCircuit random = readableCircuit(wires, seed);
      const auto best = makeReducedPlan(random.circuit, 32);
      QVERIFY(best);
      compare(random.circuit, random.parameters, *best, 3, QString("seed %1").arg(seed));
      if (QTest::currentTestFailed()) return;
      Rng rng(static_cast<std::uint64_t>(seed));
      std::vector<Wire> kept;
      for (Wire w = 0; w < static_cast<Wire>(wires); ++w) {
        if (rng.below(2) != 0) kept.push_back(w);
      }
      const auto plan = reducedPlanKeeping(random.circuit, kept, 32);
      QVERIFY(plan);
      compare(random.circuit, random.parameters, *plan, 3, QString("seed %1, cut").arg(seed));
      if (QTest::currentTestFailed()) return;
    }
  }

  void agreesOnDesigns() {
    int cut = 0;
    for (const Design& design : designs()) {
      const Compiled result = compiled(design.stack, design.features, design.classes);
      QVERIFY2(result.errors.empty(), qPrintable(QString::fromStdString(errorText(result))));
      const Circuit& circuit = circuitOf(result.model);
      const std::vector<double> parameters = randomValues(result.model.parameterCount, design.name);
      const auto plan = makeReducedPlan(circuit, 32);
      QVERIFY2(plan, design.name.c_str());
      if (!plan->right.steps.empty()) ++cut;
      compare(circuit, parameters, *plan, 2, QString::fromStdString(design.name));
      if (QTest::currentTestFailed()) return;
    }
    QVERIFY2(cut > 80, qPrintable(QString::number(cut)));
  }

  void anyNumberOfThreadsGivesTheSameBits() {
    const Compiled result = compiled(
        {block("angle"), untilOneWire({block("convolution"), block("pooling")}), block("readout")},
        8);
    const Model& model = result.model;
    const std::vector<double> parameters = randomValues(model.parameterCount, "threads");
    Rng rng(8);
    Matrix x(203, 8);
    for (Eigen::Index k = 0; k < x.size(); ++k) x.data()[k] = rng.uniform(-2, 2);
    std::vector<std::size_t> rows(203);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const StageFactory factory = [](const Stage& stage) {
      const ReducedPlan plan = *makeReducedPlan(std::get<Circuit>(stage), 256);
      return makeReducedFunction(plan, Precision::Double, 4);
    };
    std::vector<double> expected;
    double expectedLoss = 0;
    for (const std::size_t threads : std::initializer_list<std::size_t>{1, 2, 3, 8}) {
      ThreadPool pool(threads);
      ModelRunner runner(model, factory, pool);
      std::vector<double> gradient(parameters.size());
      const double loss = runner.gradient(
          parameters, x, rows,
          [](std::size_t position, std::span<const double> y, std::span<double> d) {
            d[0] = position % 2 == 0 ? 0.3 : -y[0];
            return y[0] * y[0];
          },
          gradient);
      if (expected.empty()) {
        expected = gradient;
        expectedLoss = loss;
      }
      QCOMPARE(gradient, expected);
      QCOMPARE(loss, expectedLoss);
    }
  }

  void valuesThatHaveNoStateStayVisible() {
    const Compiled result =
        compiled({block("amplitude"), block("convolution"), block("pooling"), block("readout")}, 8);
    const Circuit& circuit = circuitOf(result.model);
    const auto plan = makeReducedPlan(circuit, 32);
    QVERIFY(plan);
    const auto reduced = makeReducedFunction(*plan, Precision::Double, 1);
    reduced->bind(randomValues(result.model.parameterCount, "nan"));
    std::vector<double> inputs(8 * kLanes, 0.5), outputs(kLanes);
    for (std::size_t k = 0; k < 8; ++k) inputs[k * kLanes + 3] = 0;
    reduced->forward(*reduced->makeTape(), inputs, outputs);
    QVERIFY(std::isnan(outputs[3]));
    QVERIFY(std::isfinite(outputs[2]) && std::isfinite(outputs[4]));
  }
};

QTEST_GUILESS_MAIN(TestReducedFunction)
#include "tst_reduced_function.moc"
