// SPDX-License-Identifier: GPL-3.0-or-later
// Which circuits are gates only, and which measurements can become controls.
#include <QTest>

#include "core/circuit/nonunitary.h"

using namespace qonvolve;

namespace {

/// H on wire 1, measured into bit 0; RX on wire 0 if it read `value`.
Circuit measuredControl(std::uint64_t value) {
  Circuit circuit;
  circuit.wires = 2;
  circuit.bits = 1;
  circuit.ops = {{.gate = GateId::H, .wires = {1}},
                 {.gate = GateId::RX, .wires = {0}, .angles = {Angle::parameter(0)}}};
  circuit.conditions = {{.mask = 1, .value = value}};
  circuit.ops[1].condition = 1;
  circuit.events = {{.kind = Event::Kind::Measure, .position = 1, .wires = {1}, .index = 0}};
  circuit.outputs = {Observable::pauliZ(0)};
  return circuit;
}

}  // namespace

class TestNonunitary : public QObject {
  Q_OBJECT

 private slots:
  void eventsAndConditionsAreNotUnitary() {
    Circuit circuit = measuredControl(1);
    QVERIFY(!isUnitary(circuit));
    circuit.events.clear();
    QVERIFY(!isUnitary(circuit));
    circuit.ops[1].condition = 0;
    QVERIFY(isUnitary(circuit));
  }

  void aMeasuredWireBecomesTheControl() {
    const Circuit result = deferMeasurements(measuredControl(1));
    QVERIFY(isUnitary(result));
    QCOMPARE(result.ops.size(), std::size_t{2});
    QCOMPARE(result.ops[1].gate, GateId::CRX);
    QCOMPARE(result.ops[1].wires[0], Wire{1});
    QCOMPARE(result.ops[1].wires[1], Wire{0});
    QVERIFY(result.ops[1].measured);
    QVERIFY(result.ops[1].angles[0] == Angle::parameter(0));
  }

  void aConditionOnZeroFlipsTheControl() {
    const Circuit result = deferMeasurements(measuredControl(0));
    QVERIFY(isUnitary(result));
    QCOMPARE(result.ops.size(), std::size_t{4});
    QCOMPARE(result.ops[1].gate, GateId::X);
    QCOMPARE(result.ops[2].gate, GateId::CRX);
    QCOMPARE(result.ops[3].gate, GateId::X);
  }

  void laterUseOfTheWireKeepsTheMeasurement_data() {
    QTest::addColumn<int>("what");
    QTest::newRow("a gate that mixes its bit") << 0;
    QTest::newRow("an output that looks at its coherence") << 1;
    QTest::newRow("a reset") << 2;
    QTest::newRow("a condition on two bits") << 3;
    QTest::newRow("the bit written twice") << 4;
    QTest::newRow("a gate without controlled form") << 5;
  }
  void laterUseOfTheWireKeepsTheMeasurement() {
    QFETCH(int, what);
    Circuit circuit = measuredControl(1);
    if (what == 0) circuit.ops.push_back({.gate = GateId::H, .wires = {1}});
    if (what == 1) circuit.outputs.push_back({.terms = {{.xMask = 2, .zMask = 0}}});
    if (what == 2) {
      circuit.events.push_back({.kind = Event::Kind::Reset, .position = 2, .wires = {1}});
    }
    if (what == 3) circuit.conditions[0].mask = 3;
    if (what == 4) circuit.events.push_back(circuit.events[0]);
    if (what == 5) circuit.ops[1].gate = GateId::CSwap;
    QVERIFY(!isUnitary(deferMeasurements(circuit)));
  }

  void unusedOutcomesDisappear() {
    Circuit circuit = measuredControl(1);
    circuit.ops.pop_back();
    const Circuit result = deferMeasurements(circuit);
    QVERIFY(isUnitary(result));
    QCOMPARE(result.ops.size(), std::size_t{1});
  }
};

QTEST_GUILESS_MAIN(TestNonunitary)
#include "tst_nonunitary.moc"
