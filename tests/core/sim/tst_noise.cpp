// SPDX-License-Identifier: GPL-3.0-or-later
// What every channel promises, their known values, and where a noise model puts them.
#include <QtTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/circuit/nonunitary.h"
#include "core/sim/density_matrix.h"
#include "core/sim/noise_model.h"
#include "core/sim/superoperator.h"
#include "tests/support/physics_cases.h"

namespace qonvolve {
namespace {

/// A random mixed state: half of a random pure state on twice as many wires.
std::vector<Complex> randomState(std::uint32_t wires, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Complex> psi(std::size_t{1} << (2 * wires));
  double norm = 0;
  for (Complex& a : psi) {
    a = {rng.normal(), rng.normal()};
    norm += std::norm(a);
  }
  for (Complex& a : psi) a /= std::sqrt(norm);
  std::vector<Wire> keep;
  for (Wire w = 0; w < wires; ++w) keep.push_back(w);
  return partialTrace(pureDensityMatrix(psi), 2 * wires, keep);
}

/// Options in the middle of their ranges, the same for every field of a kind.
Values someOptions(const NoiseType& type) {
  Values options;
  for (const Field& field : type.fields()) {
    if (field.kind != Field::Kind::Real || field.maximum > 1) continue;
    options[field.key] = 0.13;
  }
  return options;
}

Circuit threeGates() {
  Circuit circuit;
  circuit.wires = 3;
  circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}, .block = 1},
                 {.gate = GateId::CX, .wires = {0, 2}, .angles = {}, .block = 2},
                 {.gate = GateId::CCX, .wires = {2, 1, 0}, .angles = {}, .block = 2}};
  circuit.outputs = {Observable::pauliZ(0)};
  return circuit;
}

/// "1:0 2:0 2:2": position and wire of every event.
std::string placesOf(const Circuit& circuit) {
  std::string text;
  for (const Event& event : circuit.events) {
    text += (text.empty() ? "" : " ") + std::to_string(event.position) + ":" +
            std::to_string(event.wires[0]);
    if (event.wires[1] != event.wires[0]) text += "," + std::to_string(event.wires[1]);
  }
  return text;
}

}  // namespace

class TestNoise : public QObject {
  Q_OBJECT

 private slots:
  void everyChannelKeepsTraceAndHermiticity_data() {
    QTest::addColumn<QString>("id");
    const Registry<NoiseType> registry = builtinNoise();
    for (const NoiseType& type : registry.entries()) {
      QTest::newRow(type.info.id.c_str()) << QString::fromStdString(type.info.id);
    }
  }
  void everyChannelKeepsTraceAndHermiticity() {
    QFETCH(QString, id);
    const Registry<NoiseType> registry = builtinNoise();
    const NoiseType& type = *registry.find(id.toStdString());
    for (const Values& options : {Values{}, someOptions(type)}) {
      const auto noise = type.make(options, "");
      QVERIFY(noise);
      const auto* channel = std::get_if<Channel>(&noise->effect);
      if (channel == nullptr) {
        QCOMPARE(type.info.id, std::string("readout_error"));
        continue;
      }
      const std::size_t dim = std::size_t{1} << channel->wires;
      for (std::size_t i = 0; i < dim; ++i) {
        for (std::size_t j = 0; j < dim; ++j) {
          Complex sum = i == j ? -1 : 0;
          for (const auto& k : channel->kraus) {
            QCOMPARE(k.size(), dim * dim);
            for (std::size_t r = 0; r < dim; ++r) {
              sum += std::conj(k[r * dim + i]) * k[r * dim + j];
            }
          }
          QVERIFY2(std::abs(sum) < 1e-14, "sum of K^dagger K is not the identity");
        }
      }
      // On a state: the superoperator, as vectors see it.
      const auto rho = randomState(channel->wires, 5);
      const auto map = Superoperator::ofChannel(*channel);
      std::vector<Complex> after(rho.size());
      for (std::size_t row = 0; row < rho.size(); ++row) {
        for (std::size_t column = 0; column < rho.size(); ++column) {
          // Vectors have kets in the low bits, matrices in rows.
          const Complex entry = rho[(column % dim) * dim + column / dim];
          after[(row % dim) * dim + row / dim] += map.matrix()[row * rho.size() + column] * entry;
        }
      }
      Complex trace = 0;
      for (std::size_t i = 0; i < dim; ++i) {
        trace += after[i * dim + i];
        QVERIFY(after[i * dim + i].real() > 0);
        for (std::size_t j = 0; j < dim; ++j) {
          QVERIFY(std::abs(after[i * dim + j] - std::conj(after[j * dim + i])) < 1e-14);
        }
      }
      QVERIFY(std::abs(trace - 1.0) < 1e-14);
    }
  }

  void knownStatesAfterOneUse_data() {
    QTest::addColumn<int>("row");
    const auto rows = test::channelRows();
    for (std::size_t i = 0; i < rows.size(); ++i) QTest::newRow(rows[i].name) << int(i);
  }
  void knownStatesAfterOneUse() {
    QFETCH(int, row);
    const auto known = test::channelRows()[static_cast<std::size_t>(row)];
    const auto circuit = test::channelCircuit(test::builtinChannel(known.id, known.options));
    const auto rho = densityMatrix(circuit, std::vector{1.0}, {});
    QVERIFY(std::abs(rho[0] - known.rho00) < 1e-10);
    QVERIFY(std::abs(rho[1] - known.rho01) < 1e-10);
    QVERIFY(std::abs(purity(rho) - known.purity) < 1e-10);
  }

  // lambda = 4p(1 - p) of phase damping, and lambda = 4p/3 of mixing with I/2.
  void definitionsOfOthersAreTheSameChannels() {
    const auto matrixOf = [](const std::string& id, const Values& options) {
      return Superoperator::ofChannel(test::builtinChannel(id, options)).matrix();
    };
    const auto flip = matrixOf("phase_flip", {{"p", 0.2}});
    const auto damping = matrixOf("phase_damping", {{"lambda", 4 * 0.2 * 0.8}});
    const auto depolarizing = matrixOf("depolarizing", {{"p", 0.15}});
    for (std::size_t i = 0; i < 16; ++i) {
      QVERIFY(std::abs(flip[i] - damping[i]) < 1e-15);
      const double lambda = 4 * 0.15 / 3;
      // (1 - lambda) rho + lambda I/2: kets in bit 0, bras in bit 1 of the index.
      const bool populations = (i / 4 == 0 || i / 4 == 3) && (i % 4 == 0 || i % 4 == 3);
      const double mixed = (i / 4 == i % 4 ? 1 - lambda : 0) + (populations ? lambda / 2 : 0);
      QVERIFY(std::abs(depolarizing[i] - mixed) < 1e-15);
    }
  }

  // L channels on each of n qubits multiply <Z...Z> by (1 - 4p/3)^(nL) (Wang et al., 2021).
  void noiseFlattensParitiesExactly_data() {
    QTest::addColumn<int>("qubits");
    QTest::addColumn<int>("layers");
    QTest::addColumn<double>("p");
    QTest::addColumn<double>("factor");
    QTest::newRow("4 qubits, 1 layer") << 4 << 1 << 0.01 << 0.9477238835;
    QTest::newRow("4 qubits, 5 layers") << 4 << 5 << 0.01 << 0.7645556935;
    QTest::newRow("4 qubits, 10 layers") << 4 << 10 << 0.01 << 0.5845454085;
    QTest::newRow("8 qubits, 10 layers") << 8 << 10 << 0.01 << 0.3416933346;
    QTest::newRow("8 qubits, weak noise") << 8 << 10 << 0.001 << 0.8987612604;
  }
  void noiseFlattensParitiesExactly() {
    QFETCH(int, qubits);
    QFETCH(int, layers);
    QFETCH(double, p);
    QFETCH(double, factor);
    Circuit circuit;
    circuit.wires = static_cast<Wire>(qubits);
    for (Wire w = 0; w < circuit.wires; ++w) {
      for (int l = 0; l < layers; ++l) {
        circuit.ops.push_back({.gate = GateId::I, .wires = {w}});
      }
    }
    circuit.outputs = {{.terms = {{1.0, 0, (std::uint64_t{1} << qubits) - 1}}}};
    const auto noise = builtinNoise().find("depolarizing")->make({{"p", p}}, "");
    const auto rule = resolveNoise(*noise, {}, circuit.wires, "");
    QVERIFY(rule);
    const Circuit noisy = withNoise(circuit, std::span(&*rule, 1));
    const auto rho = densityMatrix(noisy, {}, {});
    QVERIFY(std::abs(expectation(noisy.outputs[0], rho, noisy.wires) - factor) < 1e-10);
  }

  void scopesChooseGatesBlocksAndWires_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("places");
    const char* one = "bit_flip";
    QTest::newRow("every gate") << one << "after" << "every_gate" << "1:0 2:0 2:2 3:2 3:1 3:0";
    QTest::newRow("one-qubit gates") << one << "after" << "one_qubit_gates" << "1:0";
    QTest::newRow("two-qubit gates") << one << "after" << "two_qubit_gates"
                                     << "2:0 2:2 3:2 3:1 3:0";
    QTest::newRow("start") << one << "after" << "start" << "0:0 0:1 0:2";
    QTest::newRow("end") << one << "after" << "end" << "3:0 3:1 3:2";
    QTest::newRow("gates") << one << "gates" << "CX, ry" << "1:0 2:0 2:2";
    QTest::newRow("blocks") << one << "blocks" << "first" << "1:0";
    QTest::newRow("wires") << one << "wires" << "1-2" << "2:2 3:2 3:1";
    QTest::newRow("pairs") << "two_qubit_depolarizing" << "after" << "every_gate"
                           << "2:0,2 3:2,1";
  }
  void scopesChooseGatesBlocksAndWires() {
    QFETCH(QString, id);
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, places);
    const Values options{{key.toStdString(), Value(value.toStdString())}};
    const auto noise = builtinNoise().find(id.toStdString())->make(options, "");
    QVERIFY(noise);
    const std::vector<BlockName> blocks{{1, "First"}, {2, "Second"}};
    const auto rule = resolveNoise(*noise, blocks, 3, "");
    QVERIFY(rule);
    const Circuit noisy = withNoise(threeGates(), std::span(&*rule, 1));
    QCOMPARE(QString::fromStdString(placesOf(noisy)), places);
    QCOMPARE(noisy.ops.size(), std::size_t{3});
  }

  void wrongScopesAreErrors_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("gate") << "gates" << "cxx";
    QTest::newRow("block") << "blocks" << "third";
    QTest::newRow("wire") << "wires" << "0-3";
    QTest::newRow("no wire") << "wires" << "a";
  }
  void wrongScopesAreErrors() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    const Values options{{key.toStdString(), Value(value.toStdString())}};
    const auto noise = builtinNoise().find("bit_flip")->make(options, "/n");
    QVERIFY(noise);
    const auto rule = resolveNoise(*noise, std::vector<BlockName>{{1, "first"}}, 3, "/n");
    QVERIFY(!rule);
    QCOMPARE(rule.error().where, "/n/options/" + key.toStdString());
  }

  void impossibleOptionsAreErrors() {
    const Registry<NoiseType> registry = builtinNoise();
    const auto thermal =
        registry.find("thermal_relaxation")->make({{"t1", 10.}, {"t2", 21.}}, "/n");
    QVERIFY(!thermal);
    QCOMPARE(thermal.error().where, std::string("/n/options/t2"));
    QVERIFY(!registry.find("pauli")->make({{"px", .5}, {"py", .4}, {"pz", .2}}, "/n"));
    const auto pairs =
        registry.find("two_qubit_depolarizing")->make({{"after", Value(std::string("end"))}}, "/n");
    QVERIFY(pairs && !resolveNoise(*pairs, {}, 3, "/n"));
  }

  // Noise after a gate under a condition acts under the same condition, before later events.
  void conditionsAndEventsStayInOrder() {
    const auto noise = builtinNoise().find("bit_flip")->make({}, "");
    const auto rule = resolveNoise(*noise, {}, 2, "");
    const Circuit noisy = withNoise(test::feedForwardCircuit(), std::span(&*rule, 1));
    QCOMPARE(noisy.events.size(), std::size_t{3});
    QCOMPARE(noisy.events[0].kind, Event::Kind::Channel);
    QCOMPARE(noisy.events[1].kind, Event::Kind::Measure);
    QCOMPARE(noisy.events[2].condition, std::uint32_t{1});
    QVERIFY(!isUnitary(noisy));
  }

  void readoutErrorsActOnProbabilitiesAndOnValuesAlike() {
    Circuit circuit;
    circuit.wires = 2;
    circuit.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::constant(1.0)}},
                   {.gate = GateId::RY, .wires = {1}, .angles = {Angle::constant(0.4)}}};
    circuit.readoutErrors = {{0, 0.03, 0.08}, {1, 0.1, 0.02}};
    circuit.outputs = {Observable::pauliZ(0),
                       {.terms = {{0.5, 0, 3}, {0.25, 0, 0}}},
                       Observable::probability(3, 2)};
    const auto rho = densityMatrix(circuit, {}, {});
    std::vector<double> p;
    for (std::size_t k = 0; k < 4; ++k) p.push_back(rho[k * 4 + k].real());
    const auto read = readoutProbabilities(p, circuit.readoutErrors);
    const Circuit folded = withReadoutErrors(circuit);
    QVERIFY(folded.readoutErrors.empty());
    const auto value = [&](std::size_t o) { return expectation(folded.outputs[o], rho, 2); };
    QVERIFY(std::abs(value(0) - (read[0] - read[1] + read[2] - read[3])) < 1e-15);
    QVERIFY(std::abs(value(1) - (0.5 * (read[0] - read[1] - read[2] + read[3]) + 0.25)) < 1e-15);
    QVERIFY(std::abs(value(2) - read[2]) < 1e-15);
    // One qubit by hand: P(read 1) = 0.03 P(0) + 0.92 P(1).
    QVERIFY(std::abs(read[1] + read[3] - (0.03 * (p[0] + p[2]) + 0.92 * (p[1] + p[3]))) < 1e-15);
  }

  // Tr_q[W rho W^dagger] = sum_m Tr_q[(P_m V_m) rho (P_m V_m)^dagger]: measuring and correcting is
  // a controlled gate whose control is ignored afterwards.
  void deferredMeasurementIsTheSameOnOtherWires_data() {
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("gate");
    for (const int value : {0, 1}) {
      for (const GateInfo& gate : allGates()) {
        QTest::addRow("%s if %d", gate.name.data(), value) << value << int(gate.id);
      }
    }
  }
  void deferredMeasurementIsTheSameOnOtherWires() {
    QFETCH(int, value);
    QFETCH(int, gate);
    Circuit circuit;
    circuit.wires = 4;
    circuit.bits = 1;
    for (Wire w = 0; w < 4; ++w) {
      circuit.ops.push_back({.gate = GateId::U3,
                             .wires = {w},
                             .angles = {Angle::constant(0.7 + w), Angle::constant(0.3 * w),
                                        Angle::constant(1.1 - w)}});
    }
    circuit.ops.push_back({.gate = GateId::CX, .wires = {0, 1}});
    circuit.ops.push_back({.gate = GateId::CRY, .wires = {1, 2}, .angles = {Angle::constant(1.9)}});
    circuit.ops.push_back({.gate = GateId::CX, .wires = {3, 1}});
    circuit.ops.push_back(
        {.gate = static_cast<GateId>(gate),
         .wires = {0, 2, 3},
         .angles = {Angle::constant(0.4), Angle::constant(1.2), Angle::constant(-0.8)},
         .block = 0,
         .measured = false,
         .condition = 1});
    circuit.conditions = {{.mask = 1, .value = static_cast<std::uint64_t>(value)}};
    circuit.events = {{.kind = Event::Kind::Measure, .position = 7, .wires = {1}}};
    const Circuit deferred = deferMeasurements(circuit);
    const std::vector<Wire> keep{0, 2, 3};
    const auto measured = partialTrace(densityMatrix(circuit, {}, {}), 4, keep);
    const auto coherent = partialTrace(densityMatrix(deferred, {}, {}), 4, keep);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      QVERIFY(std::abs(measured[i] - coherent[i]) < 1e-14);
    }
    const GateInfo& info = gateInfo(static_cast<GateId>(gate));
    if (info.wires == 1) QVERIFY2(isUnitary(deferred), info.name.data());
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestNoise)
#include "tst_noise.moc"
