// SPDX-License-Identifier: GPL-3.0-or-later
// What is written means the circuit: read back by our reader, and run by small stand-ins for Qiskit
// and PennyLane that spell out the published matrix of each call.
#include <QProcess>
#include <QTemporaryDir>

#include "core/formats/preparation_gates.h"
#include "tests/core/formats/branches.h"
#include "tests/core/formats/format_circuits.h"
#include "tests/core/formats/qasm_testing.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

QString python() {
  return QStandardPaths::findExecutable("python3");
}

CircuitDocument bound(const NamedCircuit& circuit, bool parameters, bool inputs) {
  CircuitDocument document = circuit.document;
  if (parameters) document.values.parameters = circuit.parameters;
  if (inputs) document.values.inputs = circuit.inputs;
  return document;
}

std::string mustWrite(const char* format, const CircuitDocument& document) {
  const auto text = findCircuitFormat(format)->write(document);
  if (!text) {
    QTest::qFail(toText(text.error()).c_str(), __FILE__, __LINE__);
    return {};
  }
  return *text;
}

/// Values of the names that a program reads, by their indices in the names.
std::vector<double> valuesOf(const std::vector<std::string>& names, const NamedCircuit& circuit) {
  std::vector<double> values;
  for (const std::string& name : names) {
    const std::size_t index = std::stoul(name.substr(name.find('_') + 1));
    values.push_back(name[0] == 't' ? circuit.parameters.at(index) : circuit.inputs.at(index));
  }
  return values;
}

/// A circuit with measurements, resets and conditions on one and several bits.
NamedCircuit measuredCircuit() {
  NamedCircuit one{"measured", {}, {0.7, -1.1}, {0.4}};
  Circuit& c = one.document.circuit;
  c.wires = 3;
  c.inputs = 1;
  c.bits = 3;
  c.conditions = {{0b001, 0b001}, {0b110, 0b010}, {0b110, 0b100}};
  c.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::parameter(0)}},
           {.gate = GateId::CX, .wires = {0, 1}},
           {.gate = GateId::RX, .wires = {2}, .angles = {Angle::parameter(1)}, .condition = 1},
           {.gate = GateId::H, .wires = {1}},
           {.gate = GateId::Sdg, .wires = {2}, .condition = 2},
           {.gate = GateId::CU3,
            .wires = {1, 2},
            .angles = {Angle::feature(0), Angle::constant(.2), Angle::constant(.3)},
            .condition = 3},
           {.gate = GateId::RX, .wires = {2}, .angles = {Angle::constant(1.1)}}};
  c.events = {{.kind = Event::Kind::Measure, .position = 2, .wires = {0}, .index = 0},
              {.kind = Event::Kind::Reset, .position = 3, .wires = {0}},
              {.kind = Event::Kind::Measure, .position = 4, .wires = {1}, .index = 1},
              {.kind = Event::Kind::Measure, .position = 7, .wires = {2}, .index = 2}};
  return one;
}

}  // namespace

class TestCircuitFormats : public QObject {
  Q_OBJECT
  std::vector<NamedCircuit> circuits_;

  void allCircuits() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < circuits_.size(); ++i) {
      QTest::newRow(circuits_[i].name.c_str()) << int(i);
    }
  }

  /// Runs a script with the stand-ins; its output is one number a line.
  std::vector<double> run(const std::string& program, const std::string& tail,
                          const NamedCircuit& circuit) {
    QTemporaryDir folder;
    const QString path = folder.filePath("program.py");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write((program + tail).c_str());
    file.close();
    const auto list = [](const std::vector<double>& values) {
      QStringList texts;
      for (const double value : values) texts << QString::number(value, 'g', 17);
      return "[" + texts.join(",") + "]";
    };
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PYTHONPATH",
                       qEnvironmentVariable("QONVOLVE_SOURCE") + "/tests/data/python");
    environment.insert("PYTHONDONTWRITEBYTECODE", "1");
    environment.insert("VALUES", "{\"theta\":" + list(circuit.parameters) +
                                     ",\"x\":" + list(circuit.inputs) + "}");
    process.setProcessEnvironment(environment);
    process.start(python(), {path});
    if (!process.waitForFinished() || process.exitCode() != 0) {
      qWarning("%s", process.readAllStandardError().constData());
      return {};
    }
    std::vector<double> numbers;
    for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
      if (!line.isEmpty()) numbers.push_back(line.toDouble());
    }
    return numbers;
  }

  static std::vector<Complex> asState(const std::vector<double>& numbers) {
    std::vector<Complex> state;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
      state.emplace_back(numbers[i], numbers[i + 1]);
    }
    return state;
  }

 private slots:
  void initTestCase() {
    circuits_ = blockCircuits();
    QVERIFY(circuits_.size() > 30);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) circuits_.push_back(randomNamed(seed));
  }

  void openQasmIsReadBackToTheSameState_data() { allCircuits(); }
  void openQasmIsReadBackToTheSameState() {
    QFETCH(int, index);
    const NamedCircuit& circuit = circuits_[std::size_t(index)];
    const auto state = statevector(circuit.document.circuit, circuit.parameters, circuit.inputs);
    for (const char* format : {"qasm2", "qasm3"}) {
      const QasmProgram all = mustRead(mustWrite(format, bound(circuit, true, true)));
      QVERIFY(all.parameters.empty() && all.inputs.empty());
      QVERIFY(stateDistance(statevector(all.circuit, {}, {}), state) < 1e-9);
    }
    const QasmProgram some = mustRead(mustWrite("qasm3", bound(circuit, false, true)));
    const auto here = statevector(some.circuit, valuesOf(some.parameters, circuit), {});
    QVERIFY(stateDistance(here, state) < 1e-9);
    if (needsInputs(circuit.document.circuit)) {
      const auto refused = writeQasm3(bound(circuit, false, false));
      QVERIFY(!refused);
      return;
    }
    const QasmProgram none = mustRead(mustWrite("qasm3", bound(circuit, false, false)));
    const auto there = statevector(none.circuit, valuesOf(none.parameters, circuit),
                                   valuesOf(none.inputs, circuit));
    QVERIFY(stateDistance(there, state) < 1e-9);
  }

  void pythonProgramsCompile() {
    if (python().isEmpty()) QSKIP("skipped: no python3");
    QTemporaryDir folder;
    QStringList arguments = {"-m", "py_compile"};
    for (const NamedCircuit& circuit : circuits_) {
      for (const char* format : {"qiskit", "pennylane"}) {
        arguments << folder.filePath(QString::number(arguments.size()) + ".py");
        QFile file(arguments.back());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(mustWrite(format, bound(circuit, false, needsInputs(circuit.document.circuit)))
                       .c_str());
      }
    }
    QProcess process;
    process.start(python(), arguments);
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
  }

  /// A few, since each process takes its time: random circuits hold every gate and preparation.
  void pythonProgramsMakeTheSameState_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < circuits_.size(); ++i) {
      const std::string& name = circuits_[i].name;
      if (name.ends_with(" 1") || name.ends_with(" 2") || name.ends_with(" 3") || name == "hae" ||
          name == "readout kind=probabilities" || name == "zz") {
        QTest::newRow(name.c_str()) << int(i);
      }
    }
  }
  void pythonProgramsMakeTheSameState() {
    QFETCH(int, index);
    if (python().isEmpty()) QSKIP("skipped: no python3");
    const NamedCircuit& circuit = circuits_[std::size_t(index)];
    const Circuit& c = circuit.document.circuit;
    const auto state = statevector(c, circuit.parameters, circuit.inputs);
    std::vector<double> outputs;
    for (const Observable& observable : c.outputs) {
      outputs.push_back(expectation(observable, state));
    }
    const CircuitDocument document = bound(circuit, false, needsInputs(c));
    const auto compare = [&](const char* format, const std::string& show) {
      const std::vector<double> numbers = run(mustWrite(format, document), show, circuit);
      if (numbers.size() != 2 * state.size() + outputs.size()) return false;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (std::abs(numbers[2 * state.size() + i] - outputs[i]) > 1e-9) return false;
      }
      const std::vector<double> amplitudes(numbers.begin(),
                                           numbers.end() - std::ptrdiff_t(outputs.size()));
      return stateDistance(asState(amplitudes), state) < 1e-9;
    };
    QVERIFY(compare("qiskit", "\nqc.show(observables)\n"));
    QVERIFY(compare("pennylane", "\nqml.show(state, outputs, circuit)\n"));
  }

  void measuredCircuitsKeepTheirProbabilities() {
    const NamedCircuit circuit = measuredCircuit();
    const Circuit& c = circuit.document.circuit;
    const auto expected = branchProbabilities(c, circuit.parameters, circuit.inputs);
    const auto same = [&expected](const std::vector<double>& p) {
      if (p.size() != expected.size()) return false;
      for (std::size_t k = 0; k < p.size(); ++k) {
        if (std::abs(p[k] - expected[k]) > 1e-12) return false;
      }
      return true;
    };
    for (const char* format : {"qasm2", "qasm3"}) {
      const QasmProgram program = mustRead(mustWrite(format, bound(circuit, true, true)));
      QVERIFY(same(branchProbabilities(program.circuit, {}, {})));
    }
    if (python().isEmpty()) QSKIP("skipped: no python3");
    const CircuitDocument named = circuit.document;
    QVERIFY(same(run(mustWrite("qiskit", named), "\nqc.show_probabilities()\n", circuit)));
    QVERIFY(same(
        run(mustWrite("pennylane", named), "\nqml.show_probabilities(state, circuit)\n", circuit)));
  }

  void conditionsThatOpenQasm2CannotSayAreRefused() {
    NamedCircuit circuit = measuredCircuit();
    circuit.document.circuit.conditions[0] = {0b011, 0b001};
    QVERIFY(!writeQasm2(bound(circuit, true, true)));
    QVERIFY(writeQasm3(bound(circuit, true, true)));
    QVERIFY(!writeQasm2(circuit.document));  // nor names
  }

  void noiseIsRefused() {
    NamedCircuit circuit = measuredCircuit();
    circuit.document.circuit.channels.push_back({.name = "depolarizing", .wires = 1, .kraus = {}});
    circuit.document.circuit.events.push_back(
        {.kind = Event::Kind::Channel, .position = 7, .wires = {0}});
    for (const char* format : {"qasm2", "qasm3", "qiskit", "pennylane"}) {
      const auto text = findCircuitFormat(format)->write(bound(circuit, true, true));
      QVERIFY(!text && text.error().message.find("depolarizing") != std::string::npos);
    }
  }

  void amplitudesTakeAsManyGatesAsTheyMust_data() {
    QTest::addColumn<QList<double>>("x");
    QTest::addColumn<QList<double>>("angles");
    QTest::newRow("sparse") << QList<double>{.6, 0, 0, .8}
                            << QList<double>{1.854590, 1.570796, -1.570796};
    QTest::newRow("eight") << QList<double>{1, 2, 3, 4, 5, 6, 7, 8} << QList<double>{};
    QTest::newRow("padded") << QList<double>{.1, .2, .3, 0} << QList<double>{};
  }
  void amplitudesTakeAsManyGatesAsTheyMust() {
    QFETCH(QList<double>, x);
    QFETCH(QList<double>, angles);
    NamedCircuit circuit;
    Circuit& c = circuit.document.circuit;
    c.wires = x.size() == 4 ? 2 : 3;
    c.inputs = std::uint32_t(x.size());
    Preparation preparation{.kind = Preparation::Kind::Amplitude, .wires = {}, .count = c.inputs};
    for (Wire wire = 0; wire < c.wires; ++wire) preparation.wires.push_back(wire);
    c.preparations = {preparation};
    circuit.inputs = {x.begin(), x.end()};
    const QasmProgram program = mustRead(mustWrite("qasm2", bound(circuit, true, true)));
    const auto& ops = program.circuit.ops;
    const auto count = [&ops](GateId gate) {
      return std::count_if(ops.begin(), ops.end(),
                           [gate](const Op& op) { return op.gate == gate; });
    };
    QCOMPARE(count(GateId::RY), (1 << c.wires) - 1);
    QCOMPARE(count(GateId::CX), (1 << c.wires) - 2);
    QVERIFY(ops[0].wires[0] == c.wires - 1);
    qsizetype at = 0;
    for (const Op& op : ops) {
      if (op.gate == GateId::RY && at < angles.size()) {
        QVERIFY(std::abs(op.angles[0].offset - angles[at++]) < 1e-6);
      }
    }
    QVERIFY(stateDistance(statevector(program.circuit, {}, {}),
                          statevector(c, {}, circuit.inputs)) < 1e-14);
  }

  void branchAnglesFollowTheSignedTree() {
    const std::vector<double> x = {1, -2, 3, -4};
    const std::vector<double> angles = amplitudeAngles(2, x);
    const std::vector<double> wanted = {2 * std::atan2(5, std::sqrt(5)), 2 * std::atan2(-2, 1),
                                        2 * std::atan2(-4, 3)};
    for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(angles[i] - wanted[i]) < 1e-14);
    // Gray code: (a + b) / 2 and (a - b) / 2, as published: 2.300524, -2.034444, -0.179853.
    QVERIFY(std::abs(angles[0] - 2.300524) < 1e-6);
    QVERIFY(std::abs((angles[1] + angles[2]) / 2 + 2.034444) < 1e-6);
    QVERIFY(std::abs((angles[1] - angles[2]) / 2 + 0.179853) < 1e-6);
  }

  void numbersReadBackToTheSameBits() {
    Circuit c;
    c.wires = 1;
    const std::vector<double> values = {0.1,  1e-300, -1e300, 2,      -0.0, 1.0 / 3,
                                        1e22, 1e-5,   5e-324, 123456, 1e16, 0.30000000000000004};
    for (const double value : values) {
      c.ops.push_back({.gate = GateId::RX, .wires = {0}, .angles = {Angle::constant(value)}});
    }
    for (const auto& write : {writeQasm2, writeQasm3}) {
      const QasmProgram program = mustRead(*write({.circuit = c}));
      for (std::size_t i = 0; i < values.size(); ++i) {
        QCOMPARE(program.circuit.ops.at(i).angles[0].offset, values[i]);
      }
    }
  }

  void commentsCannotBeLeft() {
    CircuitDocument document;
    document.circuit.wires = 1;
    document.title = "evil\nx q[0];";
    document.notes = {"more\r\nimport os"};
    for (const CircuitFormat& format : circuitFormats()) {
      const std::string text = *format.write(document);
      QVERIFY(text.find("\nx q[0]") == std::string::npos);
      QVERIFY(text.find("\nimport os") == std::string::npos);
    }
  }

  void latexHasOneRowAWireAndOneCellAColumn_data() { allCircuits(); }
  void latexHasOneRowAWireAndOneCellAColumn() {
    QFETCH(int, index);
    const NamedCircuit& circuit = circuits_[std::size_t(index)];
    const std::string text = mustWrite("quantikz", circuit.document);
    const std::size_t start = text.find("\\begin{quantikz}\n") + 17;
    const std::string body = text.substr(start, text.find("\\end{quantikz}") - start);
    const QStringList rows = QString::fromStdString(body).trimmed().split("\\\\\n");
    QCOMPARE(std::size_t(rows.size()), std::size_t(circuit.document.circuit.wires));
    for (const QString& row : rows) {
      QVERIFY(row.startsWith("\\lstick{$q_{"));
      QCOMPARE(row.count('&'), rows.first().count('&'));
      QCOMPARE(row.count('{'), row.count('}'));
      for (const QChar c : row) QVERIFY2(c.unicode() < 128, qPrintable(row));
    }
  }

  void latexDrawsTheSignsOfEachGate() {
    Circuit c;
    c.wires = 4;
    c.ops = {{.gate = GateId::CX, .wires = {2, 0}},
             {.gate = GateId::CCX, .wires = {0, 3, 1}},
             {.gate = GateId::CZ, .wires = {1, 2}},
             {.gate = GateId::Swap, .wires = {3, 1}},
             {.gate = GateId::RZZ, .wires = {0, 2}, .angles = {Angle::parameter(12)}},
             {.gate = GateId::CRX,
              .wires = {1, 0},
              .angles = {Angle::constant(-1.5707963267948966)},
              .measured = true},
             {.gate = GateId::Sdg, .wires = {3}}};
    c.outputs = {Observable::pauliZ(0)};
    const QString text = QString::fromStdString(mustWrite("quantikz", {.circuit = c}));
    for (const char* part :
         {"\\targ{}", "\\ctrl{-2}", "\\ctrl{1}", "\\control{}", "\\swap{2}", "\\targX{}",
          "\\gate[3]{R_{ZZ}(\\theta_{12})}", "\\linethrough", "\\meter{} \\wire[u][1]{c}",
          "\\gate{R_{X}(-\\pi /2)}", "\\gate{S^\\dagger }", "\\langle Z\\rangle"}) {
      QVERIFY2(text.contains(part), qPrintable(QString(part) + "\n" + text));
    }
  }

  void latexSaysWhatTexCannotHold() {
    const auto layers = [](std::size_t count) {
      CircuitDocument document;
      document.circuit.wires = 8;
      for (std::size_t k = 0; k < count; ++k) {
        for (Wire w = 0; w < 8; ++w) document.circuit.ops.push_back({GateId::H, {w}, {}});
      }
      document.circuit.outputs = {Observable::pauliZ(0)};
      return document;
    };
    const auto warns = [](const std::string& text) {
      return text.find("TeX may stop") != std::string::npos;
    };
    QVERIFY(!warns(mustWrite("quantikz", layers(50))));
    QVERIFY(warns(mustWrite("quantikz", layers(300))));
    const auto refused = writeQuantikz(layers(3000));
    QVERIFY(!refused && refused.error().message.find("LaTeX cannot take") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestCircuitFormats)
#include "tst_circuit_formats.moc"
