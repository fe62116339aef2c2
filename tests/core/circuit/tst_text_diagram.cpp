// SPDX-License-Identifier: GPL-3.0-or-later
// Text drawings match their golden files; the list names every gate.
#include <QTest>
#include <algorithm>

#include "core/circuit/text_diagram.h"
#include "tests/support/golden_file.h"
#include "tests/support/sample_circuits.h"

using namespace qonvolve;

class TestTextDiagram : public QObject {
  Q_OBJECT

 private slots:
  void matchesGolden_data() {
    QTest::addColumn<QString>("ansatz");
    QTest::addColumn<QString>("pooling");
    QTest::addColumn<QString>("encoding");
    QTest::addColumn<int>("features");
    QTest::addColumn<int>("detail");
    QTest::addColumn<int>("script");
    QTest::newRow("qcnn8_units") << "su4" << "zx" << "angle" << 8 << 1 << 0;
    QTest::newRow("qcnn8_gates") << "so4" << "generalized" << "angle" << 8 << 2 << 0;
    QTest::newRow("qcnn4_measured_ascii") << "ttn" << "measure" << "angle" << 4 << 2 << 1;
    QTest::newRow("qcnn5_folded") << "su4" << "zx" << "angle" << 5 << 0 << 0;
    QTest::newRow("qcnn4_amplitude") << "su4" << "trivial" << "amplitude" << 16 << 1 << 0;
    QTest::newRow("qcnn4_zz_ascii") << "qiskit" << "qiskit" << "zz" << 4 << 2 << 1;
  }
  void matchesGolden() {
    QFETCH(QString, ansatz);
    QFETCH(QString, pooling);
    QFETCH(QString, encoding);
    QFETCH(int, features);
    QFETCH(int, detail);
    QFETCH(int, script);
    const auto sample = test::sampleQcnn(static_cast<std::uint32_t>(features), ansatz.toStdString(),
                                         pooling.toStdString(), encoding.toStdString());
    LayoutOptions options;
    options.detail = static_cast<Detail>(detail);
    const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
    const std::string text =
        drawText(sample.circuit, sample.blocks, layout, static_cast<Script>(script), 120);
    QVERIFY(test::matchesGolden(QString("diagrams/%1.txt").arg(QTest::currentDataTag()), text));
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      QVERIFY(textLength(rest.substr(0, end)) <= 120);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (static_cast<Script>(script) == Script::Ascii) {
      QVERIFY(std::all_of(text.begin(), text.end(), [](char c) { return c > 0; }));
    }
  }

  void showsMeasurementsResetsNoiseAndConditions_data() {
    QTest::addColumn<int>("script");
    QTest::newRow("events") << 0;
    QTest::newRow("events_ascii") << 1;
  }
  void showsMeasurementsResetsNoiseAndConditions() {
    QFETCH(int, script);
    const Circuit circuit = test::eventCircuit();
    const Layout layout = layoutCircuit(circuit, {});
    const std::string text = drawText(circuit, {}, layout, static_cast<Script>(script), 120);
    QVERIFY(test::matchesGolden(QString("diagrams/%1.txt").arg(QTest::currentDataTag()), text));
    const auto lines = circuitLines(circuit, {});
    for (const char* line :
         {"   bit flip (p 0.1) on q0", "   pair on q0, q1", "   measure q0 -> c0",
          "   reset q0, if c0=1", "3. RY(theta_0) q2, if c0=1", "4. CNOT q1 -> q2, if c1c0=10",
          "   measure q1 -> c1",
          "Readout error of q2: reads 1 for 0 with 0.02, 0 for 1 with 0.03"}) {
      QVERIFY2(std::count(lines.begin(), lines.end(), line) == 1, line);
    }
  }

  void foldedBlocksSayThatTheyAreNoisy() {
    auto sample = test::sampleQcnn(4, "ttn", "trivial");
    sample.circuit.channels = {
        {.name = "bit flip", .caption = "p 0.1", .wires = 1, .kraus = {{1, 0, 0, 1}}}};
    const DrawBlock& block = sample.blocks[1];
    for (std::uint32_t i = 1; i <= block.opCount; ++i) {
      const Op& op = sample.circuit.ops[block.firstOp + i - 1];
      sample.circuit.events.push_back({.kind = Event::Kind::Channel,
                                       .position = block.firstOp + i,
                                       .wires = {op.wires[0], 0},
                                       .block = block.id});
    }
    const auto noise = [](const PlacedGate& gate) { return gate.dashed; };
    const Layout open = layoutCircuit(sample.circuit, sample.blocks);
    QCOMPARE(std::count_if(open.gates.begin(), open.gates.end(), noise), block.opCount);
    for (const PlacedGate& gate : open.gates) {
      if (gate.dashed) QCOMPARE(gate.block, 1);
    }
    const Layout folded =
        layoutCircuit(sample.circuit, sample.blocks, {.detail = Detail::Block, .details = {}});
    QCOMPARE(std::count_if(folded.gates.begin(), folded.gates.end(), noise), 0);
    QCOMPARE(std::count_if(folded.gates.begin(), folded.gates.end(),
                           [](const PlacedGate& gate) { return gate.note.ends_with("noisy"); }),
             1);
  }

  void listNamesEveryGateOnce() {
    const auto sample = test::sampleQcnn(8, "su4", "zx");
    const auto lines = circuitLines(sample.circuit, sample.blocks);
    for (std::size_t i = 0; i < sample.circuit.ops.size(); ++i) {
      const std::string line = std::to_string(i + 1) + ". " +
                               gateLine(sample.circuit, sample.circuit.ops[i], Script::Ascii);
      QCOMPARE(std::count(lines.begin(), lines.end(), line), 1);
    }
    QCOMPARE(std::count(lines.begin(), lines.end(), "q7 traced out: ignored from here"), 1);
    QCOMPARE(lines.back(), std::string("Output: <Z q0>"));
  }

  void listShowsValues() {
    const auto sample = test::sampleQcnn(2, "ttn", "trivial");
    const std::vector<double> theta(sample.model.parameterCount, 1.0);
    const auto lines = circuitLines(sample.circuit, sample.blocks, theta);
    QVERIFY(std::find(lines.begin(), lines.end(), "3. RY(theta_0 = 0.32pi) q0") != lines.end());
  }
};

QTEST_GUILESS_MAIN(TestTextDiagram)
#include "tst_text_diagram.moc"
