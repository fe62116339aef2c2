// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of an engine, and that every engine gives the values of the generic one.
#include <QtTest>
#include <cmath>

#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/engine.h"

using namespace qonvolve;

class TestEngine : public QObject {
  Q_OBJECT
 private slots:
  void unknownNamesAreRefused();
  void everyEngineMakesWhatItAccepts();
  void theCheapestIsChosen();
  void partsThatNeverMeetAreKeptApart();
};

void TestEngine::unknownNamesAreRefused() {
  const auto choice = chooseEngine(benchmarkQcnn(), {.engine = "generc"});
  QVERIFY(!choice);
  QVERIFY(choice.error().hint.find("generic") != std::string::npos);
}

void TestEngine::everyEngineMakesWhatItAccepts() {
  const Circuit circuit = benchmarkQcnn();
  for (const EngineType& type : allEngines()) {
    const EngineOptions options{.engine = std::string(type.id)};
    const auto choice = chooseEngine(circuit, options);
    if (!choice) continue;
    QCOMPARE(choice->engine->id, type.id);
    QVERIFY(choice->cost.perSample > 0);
    QVERIFY(choice->cost.bytes > 0);
    const auto engine = makeEngine(circuit, options);
    QVERIFY(engine);
    QCOMPARE((*engine)->inputCount(), std::size_t{8});
    QCOMPARE((*engine)->outputCount(), std::size_t{1});
  }
}

void TestEngine::theCheapestIsChosen() {
  const EngineOptions options{.samples = 256};
  const auto chosen = chooseEngine(benchmarkQcnn(), options);
  QVERIFY(chosen);
  for (const EngineType& type : allEngines()) {
    const auto cost = type.cost(benchmarkQcnn(), options);
    if (!cost) continue;
    QVERIFY(chosen->cost.perSample + chosen->cost.perStep / 256 <=
            cost->perSample + cost->perStep / 256);
  }
  QVERIFY(chosen->text().starts_with("exact, "));
}

/// Five pairs of qubits, each encoded by its own two inputs and joined by gates; the third pair is
/// prepared together; outputs on one qubit, on both, and on no more than one pair each.
static Circuit fivePairs() {
  Circuit circuit;
  circuit.wires = 10;
  circuit.inputs = 10;
  std::uint32_t parameter = 0;
  const auto angled = [](GateId gate, Wire a, Wire b, Angle angle) {
    return Op{.gate = gate, .wires = {a, b, 0}, .angles = {angle, {}, {}}};
  };
  circuit.preparations = {{.wires = {2, 7}, .first = 4, .count = 4}};
  for (Wire k = 0; k < 5; ++k) {
    const Wire a = k, b = k + 5;
    for (const Wire w : {a, b}) {
      circuit.ops.push_back(angled(GateId::RY, w, 0, Angle::feature(w)));
    }
    for (const GateId gate : {GateId::RXX, GateId::RZZ, GateId::CRY}) {
      circuit.ops.push_back(angled(gate, a, b, Angle::parameter(parameter++)));
    }
    circuit.outputs.push_back(Observable::pauliZ(b));
  }
  circuit.outputs.push_back({.terms = {{0.5, 1, 0}, {2, 1 << 5, 1 << 5}}});
  circuit.outputs.push_back(Observable::probability((1 << 3) | (1 << 8), 1 << 8));
  return circuit;
}

void TestEngine::partsThatNeverMeetAreKeptApart() {
  const Circuit circuit = fivePairs();
  const auto chosen = chooseEngine(circuit, {.samples = 6});
  QVERIFY(chosen);
  QCOMPARE(chosen->engine->id, std::string_view("product"));
  Circuit joined = circuit;
  joined.ops.push_back({.gate = GateId::CZ, .wires = {0, 1, 0}});
  for (Wire w = 1; w < 9; ++w) joined.ops.push_back({.gate = GateId::CZ, .wires = {w, w + 1, 0}});
  QVERIFY(!chooseEngine(joined, {.engine = "product"}));
  const std::vector<double> theta = {.3, .5,  -.7, 1.1, .2, .9,  -.4, .8,
                                     .6, 1.3, -.2, .1,  .7, -.9, .4};
  std::vector<double> outputs[2], gradients[2], inputs[2];
  std::size_t at = 0;
  for (const char* id : {"product", "generic"}) {
    const auto engine = makeEngine(circuit, {.engine = id});
    LaneFunction& f = **engine;
    f.bind(theta);
    const auto tape = f.makeTape();
    std::vector<std::unique_ptr<LaneFunction::Gradient>> sums;
    sums.push_back(f.makeGradient());
    const std::size_t chunks = f.chunks();
    std::vector<double> x(chunks * 10 * kLanes), y(chunks * 7 * kLanes), dy(y.size());
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = std::sin(1.0 + static_cast<double>(k % 61));
    for (std::size_t k = 0; k < dy.size(); ++k) dy[k] = std::cos(static_cast<double>(k % 53));
    f.forward(*tape, x, y);
    inputs[at].resize(x.size());
    f.pullback(*tape, dy, *sums[0], inputs[at]);
    gradients[at].resize(theta.size());
    f.collect(sums, gradients[at]);
    y.resize(7 * kLanes);
    outputs[at] = y;
    inputs[at].resize(10 * kLanes);
    ++at;
  }
  for (const auto* pair : {outputs, gradients, inputs}) {
    QCOMPARE(pair[0].size(), pair[1].size());
    for (std::size_t k = 0; k < pair[0].size(); ++k) {
      QVERIFY(std::abs(pair[0][k] - pair[1][k]) < 1e-12);
    }
  }
}

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
