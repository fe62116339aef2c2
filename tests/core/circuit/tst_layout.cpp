// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts keep the order of gates, never overlap, show everything once, and are fast.
#include <QTest>
#include <algorithm>
#include <set>

#include "core/base/rng.h"
#include "core/circuit/diagram_geometry.h"
#include "tests/support/sample_circuits.h"

using namespace qonvolve;

namespace {

Circuit randomCircuit(std::uint64_t seed) {
  Rng rng(seed);
  Circuit circuit;
  circuit.wires = 2 + static_cast<std::uint32_t>(rng.below(7));
  for (int i = 0; i < 60; ++i) {
    const auto& gate = allGates()[rng.below(allGates().size())];
    if (gate.wires > circuit.wires) continue;
    std::vector<Wire> wires(circuit.wires);
    for (Wire q = 0; q < circuit.wires; ++q) wires[q] = q;
    rng.shuffle(std::span(wires));
    Op op{.gate = gate.id};
    for (std::size_t k = 0; k < gate.wires; ++k) op.wires[k] = wires[k];
    for (std::size_t k = 0; k < gate.angles; ++k) {
      op.angles[k] = Angle::parameter(static_cast<std::uint32_t>(rng.below(20)));
    }
    circuit.ops.push_back(op);
  }
  circuit.outputs = {Observable::pauliZ(0)};
  return circuit;
}

void checkLayout(const Circuit& circuit, const Layout& layout) {
  std::vector<int> shown(circuit.ops.size(), 0);
  std::vector<int> lastColumn(circuit.wires, -1);
  std::set<std::pair<int, Wire>> taken;
  for (const PlacedGate& gate : layout.gates) {
    for (std::uint32_t i = 0; i < gate.opCount; ++i) ++shown[gate.firstOp + i];
    QVERIFY(gate.column < layout.columns);
    // Every wire between the outermost marks is taken: no connector runs through another sign.
    for (Wire wire = gate.marks.front().wire; wire <= gate.marks.back().wire; ++wire) {
      QVERIFY2(taken.insert({gate.column, wire}).second, "two signs overlap");
    }
    for (const Mark& mark : gate.marks) {
      QVERIFY2(gate.column > lastColumn[mark.wire], "order on a wire is not kept");
      lastColumn[mark.wire] = gate.column;
      QVERIFY2(gate.column <= layout.wires[mark.wire].endColumn, "a sign stands on no wire");
    }
  }
  QVERIFY2(std::all_of(shown.begin(), shown.end(), [](int count) { return count == 1; }),
           "each operation is shown once");
}

}  // namespace

class TestLayout : public QObject {
  Q_OBJECT

 private slots:
  void randomCircuitsAreDrawnSoundly() {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      const Circuit circuit = randomCircuit(seed);
      checkLayout(circuit, layoutCircuit(circuit, {}));
      if (QTest::currentTestFailed()) qInfo() << "seed" << seed;
    }
  }

  void designsAreDrawnSoundly_data() {
    QTest::addColumn<QString>("ansatz");
    QTest::addColumn<QString>("pooling");
    QTest::addColumn<int>("features");
    QTest::addColumn<int>("detail");
    for (const char* ansatz : {"ttn", "so4", "su4", "qiskit"}) {
      for (const char* pooling : {"zx", "generalized", "trivial", "crot", "measure", "qiskit"}) {
        for (const int features : {3, 8}) {
          for (const int detail : {0, 1, 2}) {
            QTest::addRow("%s %s %d detail %d", ansatz, pooling, features, detail)
                << QString(ansatz) << QString(pooling) << features << detail;
          }
        }
      }
    }
  }
  void designsAreDrawnSoundly() {
    QFETCH(QString, ansatz);
    QFETCH(QString, pooling);
    QFETCH(int, features);
    QFETCH(int, detail);
    const auto sample = test::sampleQcnn(static_cast<std::uint32_t>(features), ansatz.toStdString(),
                                         pooling.toStdString());
    LayoutOptions options;
    options.detail = static_cast<Detail>(detail);
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
    checkLayout(sample.circuit, layout);
    for (std::size_t i = 1; i < layout.blocks.size(); ++i) {
      QVERIFY(layout.blocks[i].firstColumn > layout.blocks[i - 1].lastColumn);
    }
    const DiagramGeometry page = placeOnPage(layout, sample.blocks, 600);
    for (const GateGeometry& gate : page.gates) {
      QVERIFY(gate.bounds.x >= 0 && gate.bounds.x + gate.bounds.width <= page.width);
      QVERIFY(gate.bounds.y >= 0 && gate.bounds.y + gate.bounds.height <= page.height);
    }
    // Only wires that are read out go on to the end.
    std::size_t discarded = 0;
    for (const WireRun& run : layout.wires) discarded += run.end == WireRun::End::Discarded;
    QCOMPARE(discarded, layout.wires.size() - 1);
  }

  void unitsAreTheAnsatzes() {
    const auto sample = test::sampleQcnn(8, "su4", "zx");
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks);
    std::vector<const PlacedGate*> units;
    for (const PlacedGate& gate : layout.gates) {
      if (gate.kind == PlacedGate::Kind::Unit && gate.symbol == "U") units.push_back(&gate);
    }
    QCOMPARE(units.size(), std::size_t{8 + 4 + 1});
    for (std::size_t i = 0; i < units.size(); ++i) {
      QCOMPARE(units[i]->opCount, 10u);
      QCOMPARE(units[i]->parameters.size(), std::size_t{15});
      QCOMPARE(units[i]->tag, std::string(i < 8 ? "a" : i < 12 ? "b" : "c"));
    }
    // The pair that closes the ring crosses living wires: two boxes, not one over all wires.
    QCOMPARE(units[7]->marks.front().wire, 0u);
    QCOMPARE(units[7]->marks.back().wire, 7u);
    QVERIFY(!units[7]->joined);
    QVERIFY(units[0]->joined);
    // After pooling q1 is gone, so a box over q0 and q2 covers no living wire.
    QCOMPARE(units[8]->marks.back().wire, 2u);
    QVERIFY(units[8]->joined);
  }

  void poolingByControlShowsADotOnTheLostWire() {
    const auto sample = test::sampleQcnn(2, "ttn", "zx");
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks);
    const auto pooling = std::find_if(layout.gates.begin(), layout.gates.end(),
                                      [](const PlacedGate& gate) { return gate.symbol == "V"; });
    QVERIFY(pooling != layout.gates.end());
    QCOMPARE(pooling->marks[0], (Mark{0, Mark::Kind::Box}));
    QCOMPARE(pooling->marks[1], (Mark{1, Mark::Kind::Control}));
    QCOMPARE(layout.wires[1].end, WireRun::End::Discarded);
    QCOMPARE(layout.wires[0].end, WireRun::End::Readout);
  }

  void measuredPoolingShowsAMeterOnce() {
    const auto sample = test::sampleQcnn(4, "ttn", "measure");
    LayoutOptions options;
    options.detail = Detail::Gates;
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
    std::multiset<Wire> meters;
    for (const PlacedGate& gate : layout.gates) {
      for (const Mark& mark : gate.marks) {
        if (mark.kind == Mark::Kind::Meter) {
          meters.insert(mark.wire);
          QVERIFY(gate.classical);
        }
      }
    }
    QCOMPARE(meters, (std::multiset<Wire>{1, 2, 3}));
    QVERIFY(layout.wires[1].classicalFrom >= 0);
    QCOMPARE(layout.wires[0].classicalFrom, -1);
  }

  void oneBlockCanBeFoldedAlone() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    LayoutOptions options;
    options.details[sample.blocks[1].key()] = Detail::Block;
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
    int folded = 0;
    for (const PlacedGate& gate : layout.gates) {
      if (gate.kind != PlacedGate::Kind::Block) continue;
      ++folded;
      QCOMPARE(gate.symbol, sample.blocks[1].name);
      QCOMPARE(gate.caption, std::string("15 θ"));
      QCOMPARE(gate.marks.size(), std::size_t{4});
    }
    QCOMPARE(folded, 1);
  }

  void wrappedDrawingKeepsItsWidth() {
    const auto sample = test::sampleQcnn(8, "su4", "zx");
    LayoutOptions options;
    options.detail = Detail::Gates;
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
    const DiagramGeometry whole = placeOnPage(layout, sample.blocks, 0);
    QCOMPARE(whole.lines, 1);
    const DiagramGeometry wrapped = placeOnPage(layout, sample.blocks, 900);
    QVERIFY(wrapped.lines > 2);
    QVERIFY(wrapped.width <= 900);
    QVERIFY(wrapped.height > whole.height);
    // Wires that ended on an earlier line have no row on later ones.
    QVERIFY(wrapped.labels.size() < static_cast<std::size_t>(8 * wrapped.lines));
  }

  void emptyCircuitIsDrawn() {
    const Layout layout = layoutCircuit({}, {});
    QCOMPARE(layout.columns, 0);
    QVERIFY(placeOnPage(layout, {}, 0).width > 0);
  }
};

QTEST_GUILESS_MAIN(TestLayout)
#include "tst_layout.moc"
