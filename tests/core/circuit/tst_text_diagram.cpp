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
