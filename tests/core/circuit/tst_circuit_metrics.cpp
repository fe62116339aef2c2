// SPDX-License-Identifier: GPL-3.0-or-later
// Depth and counts of circuits whose size is known by hand.
#include <QTest>

#include "core/circuit/metrics.h"
#include "tests/support/sample_circuits.h"

using namespace qonvolve;

class TestCircuitMetrics : public QObject {
  Q_OBJECT

 private slots:
  void emptyCircuitHasNoDepth() {
    const CircuitMetrics metrics = measureCircuit({});
    QCOMPARE(metrics.depth, std::size_t{0});
    QCOMPARE(metrics.gates, std::size_t{0});
  }

  void ladderHasItsLengthAsDepth() {
    Circuit circuit;
    circuit.wires = 5;
    for (Wire q = 0; q + 1 < 5; ++q)
      circuit.ops.push_back({.gate = GateId::CX, .wires = {q, q + 1}});
    circuit.ops.push_back({.gate = GateId::H, .wires = {0}});
    const CircuitMetrics metrics = measureCircuit(circuit);
    QCOMPARE(metrics.depth, std::size_t{4});
    QCOMPARE(metrics.twoWireDepth, std::size_t{4});
    QCOMPARE(metrics.twoWireGates, std::size_t{4});
    QCOMPARE(metrics.byGate.at("cx"), std::size_t{4});
    QCOMPARE(metrics.byGate.at("h"), std::size_t{1});
  }

  // H, measurement, reset on q0: three moments; the measurement of q1 follows two gates.
  void measurementsAndResetsTakeMomentsNoiseDoesNot() {
    const CircuitMetrics metrics = measureCircuit(test::eventCircuit());
    QCOMPARE(metrics.gates, std::size_t{4});
    QCOMPARE(metrics.depth, std::size_t{4});
    QCOMPARE(metrics.byGate.at("measure"), std::size_t{2});
    QCOMPARE(metrics.byGate.at("reset"), std::size_t{1});
    QCOMPARE(metrics.channels, std::size_t{2});
  }

  // Totals of Hur, Kim and Park (arXiv:2108.00661): 51 parameters for SU(4) with ZX pooling on 8
  // qubits, 12 for the tree-tensor circuit.
  void publishedDesignsHaveTheirParameters_data() {
    QTest::addColumn<QString>("ansatz");
    QTest::addColumn<int>("parameters");
    QTest::newRow("su4") << "su4" << 51;
    QTest::newRow("ttn") << "ttn" << 12;
  }
  void publishedDesignsHaveTheirParameters() {
    QFETCH(QString, ansatz);
    QFETCH(int, parameters);
    const auto sample = test::sampleQcnn(8, ansatz.toStdString(), "zx");
    QCOMPARE(measureCircuit(sample.circuit).parameters, static_cast<std::size_t>(parameters));
  }
};

QTEST_GUILESS_MAIN(TestCircuitMetrics)
#include "tst_circuit_metrics.moc"
