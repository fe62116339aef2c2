// SPDX-License-Identifier: GPL-3.0-or-later
// OpenQASM files in simulate and draw, and export.
#include <cmath>
#include <complex>

#include "core/io/files.h"
#include "tests/app/cli/reference.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

std::vector<double> numbers(const Json& json, const char* key) {
  std::vector<double> values;
  if (const Json* list = json.find(key)) {
    for (const Json& value : *list->as<JsonArray>()) values.push_back(real(value));
  }
  return values;
}

double worst(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size() || a.empty()) return 1e9;
  double difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = std::max(difference, std::abs(a[i] - b[i]));
  return difference;
}

}  // namespace

class TestCliFormats : public QObject {
  Q_OBJECT
  Cli cli_;

  Json simulate(const QString& name, const QByteArray& text, const QStringList& more = {}) {
    const Output output =
        cli_.run(QStringList{"simulate", cli_.write(name, text), "--json"} + more);
    if (output.code != 0) QTest::qFail((output.err + text).constData(), __FILE__, __LINE__);
    return output.json();
  }

 private slots:
  /// The text, the list of operations and the expected values of every reference file agree.
  void referencePrograms_data() { addReferenceFiles({"d0*.json", "d1[01234]*.json"}); }
  void referencePrograms() {
    QFETCH(QString, file);
    if (file.isEmpty()) QSKIP("skipped: no reference data");
    Json document = *parseJson(*readFile(file));
    const Json& expected = *document.find("expected");
    const std::string program = *document.find("qasm")->as<std::string>();
    const Json here = simulate("a.qasm", program.c_str());
    const bool noise = document.find("noise") != nullptr;
    if (expected.find("statevector") != nullptr) {
      QVERIFY(stateDifference(here, expected) < 1e-10);
    } else if (!noise) {
      QVERIFY(worst(numbers(here, "probabilities"), numbers(expected, "density_matrix_diagonal")) <
              1e-10);
      QVERIFY(std::abs(number(here, {"purity"}) - number(expected, {"purity"})) < 1e-10);
    } else {
      document.remove("noise");  // the program itself is without
      document.remove("readout");
      document.remove("expected");
      const Json list = simulate("a.json", writeJson(document).c_str());
      QVERIFY(stateDifference(here, list) < 1e-12);
    }
    const Json* pattern = document.find("qasm_template");
    if (pattern == nullptr) return;
    // Named angles belong to OpenQASM 3: the same text with another head.
    QString text = QString::fromStdString(*pattern->as<std::string>());
    QString inputs;
    QStringList bindings;
    for (const auto& [name, value] : *document.find("parameters")->as<JsonObject>()) {
      inputs += "input float " + QString::fromStdString(name) + ";\n";
      bindings << "--bind"
               << QString::fromStdString(name) + "=" + QString::number(real(value), 'g', 17);
    }
    text.replace("OPENQASM 2.0;", "OPENQASM 3.0;");
    text.replace("include \"qelib1.inc\";",
                 "include \"stdgates.inc\";\n" + inputs +
                     "gate cu3(t,p,l) a,b { p((l+p)/2) a; p((l-p)/2) b; cx a,b; "
                     "u3(-t/2,0,-(p+l)/2) b; cx a,b; u3(t/2,p,0) b; }\n"
                     "gate rxx(t) a,b { h a; h b; cx a,b; rz(t) b; cx a,b; h a; h b; }\n"
                     "gate rzz(t) a,b { cx a,b; rz(t) b; cx a,b; }\n");
    const Json named = simulate("b.qasm", text.toUtf8(), bindings);
    if (here.find("statevector") != nullptr) {
      QVERIFY(stateDifference(named, here) < 1e-12);
    } else {
      QVERIFY(worst(numbers(named, "probabilities"), numbers(here, "probabilities")) < 1e-12);
    }
  }

  void measurementsAtTheEndAreLeftOut() {
    const Json json =
        simulate("m.qasm",
                 "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; creg c[2]; h q[0]; "
                 "cx q[0],q[1]; measure q -> c;");
    QVERIFY(std::abs(stateOf(json).at(3).real() - std::sqrt(.5)) < 1e-15);
    const Json mixed =
        simulate("n.qasm",
                 "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[1]; creg c[1]; h q[0]; "
                 "measure q -> c; h q[0];");
    QVERIFY(mixed.find("statevector") == nullptr);
    QVERIFY(std::abs(number(mixed, {"purity"}) - .5) < 1e-15);
  }

  void wrongProgramsNameThePlace() {
    const QString file = cli_.write("w.qasm", "OPENQASM 2.0;\nqreg q[2];\nqonk q[0];\n");
    for (const char* command : {"simulate", "draw", "export", "describe"}) {
      const Output output = cli_.run({command, file});
      COMPARE_CODE(output, 1);
      QVERIFY2(output.err.contains("w.qasm:3:1: "), output.err.constData());
    }
    const QString open = cli_.write(
        "o.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; input float a; qubit q; rx(a) q;");
    const Output unbound = cli_.run({"simulate", open});
    COMPARE_CODE(unbound, 1);
    QVERIFY(unbound.err.contains("--bind a=VALUE"));
    COMPARE_CODE(cli_.run({"simulate", open, "--bind", "b=1"}), 2);
    COMPARE_CODE(cli_.run({"simulate", open, "--bind", "a=x"}), 2);
    COMPARE_CODE(cli_.run({"simulate", open, "--bind", "a=1"}), 0);
    QByteArray many = "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; creg c[60];";
    for (int i = 0; i < 60; ++i) many += "h q[0]; measure q[0]->c[" + QByteArray::number(i) + "];";
    const Output unread = cli_.run({"simulate", cli_.write("u.qasm", many + "h q[0];")});
    COMPARE_CODE(unread, 0);
    const Output read = cli_.run({"simulate", cli_.write("r.qasm", many + "if(c==5) x q[1];")});
    COMPARE_CODE(read, 1);
    QVERIFY2(read.err.contains("up to 20 are simulated"), read.err.constData());
    const QString wide = cli_.write("q.qasm", "OPENQASM 2.0; qreg q[29];");
    COMPARE_CODE(cli_.run({"simulate", wide}), 1);
  }

  void circuitFilesCanBeDrawnAndExported() {
    const QString file = cli_.write(
        "d.qasm", "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; h q[0]; cu1(pi/4) q[0],q[1];");
    const Output drawing = cli_.run({"draw", file});
    COMPARE_CODE(drawing, 0);
    QVERIFY(drawing.out.contains("q1:"));
    const Output text = cli_.run({"export", file, "--format", "qasm3"});
    COMPARE_CODE(text, 0);
    const Json a = simulate("d3.qasm", text.out);
    const Json b = cli_.run({"simulate", file, "--json"}).json();
    QVERIFY(stateDifference(a, b) < 1e-14);
  }

  /// Every example that needs no files; bound, so that simulate reads it back.
  void examplesAreReadBack_data() {
    QTest::addColumn<QString>("example");
    for (const char* name : {"lines", "moons"}) QTest::newRow(name) << name;
  }
  void examplesAreReadBack() {
    QFETCH(QString, example);
    const Output two = cli_.run({"export", "example:" + example, "--format", "qasm2"});
    COMPARE_CODE(two, 0);
    QVERIFY(two.out.contains("initial ones of seed 7") && two.out.contains("sample 1 of the test"));
    const Output three =
        cli_.run({"export", "example:" + example, "--format", "qasm3", "--sample", "1"});
    COMPARE_CODE(three, 0);
    QVERIFY(three.out.contains("input float[64] theta_0;") && !three.out.contains(" x_0"));
    simulate("two.qasm", two.out);
    for (const char* format : {"qasm3", "qiskit", "pennylane", "quantikz"}) {
      COMPARE_CODE(cli_.run({"export", "example:" + example, "--format", format}), 0);
    }
  }

  void runsGiveTheirParameters() {
    const Output trained = cli_.run({"train", "example:lines", "--epochs", "2", "--json"});
    COMPARE_CODE(trained, 0);
    const QString folder = QString::fromStdString(text(trained.json(), "runDir"));
    const QString file = cli_.path("run.qasm");
    const Output output = cli_.run({"export", "--run", folder, "--sample", "3", "--part", "train",
                                    "--format", "qasm2", "-o", file});
    COMPARE_CODE(output, 0);
    QVERIFY(output.out.isEmpty());
    const auto written = readFile(file);
    QVERIFY(written && written->find("Parameters: the best of the run") != std::string::npos);
    QVERIFY(written->find("sample 3 of the train part") != std::string::npos);
    QVERIFY(written->find("theta") == std::string::npos);
    COMPARE_CODE(cli_.run({"simulate", file}), 0);
    // Named inputs, values of the run for everything else.
    const Output named = cli_.run({"export", "--run", folder});
    COMPARE_CODE(named, 0);
    QVERIFY(named.out.contains("input float[64] x_0;") && !named.out.contains("theta"));
    COMPARE_CODE(cli_.run({"export", "--run", folder, "--sample", "9999"}), 2);
    COMPARE_CODE(cli_.run({"export", "--run", folder, "--sample", "1", "--part", "all"}), 2);
  }

  void wrongUsageIsRefused() {
    const Output format = cli_.run({"export", "example:lines", "--format", "qasm"});
    COMPARE_CODE(format, 2);
    QVERIFY(format.err.contains("qasm3"));
    COMPARE_CODE(cli_.run({"export"}), 2);
    COMPARE_CODE(cli_.run({"export", "example:lines", "--circuit", "2"}), 2);
    COMPARE_CODE(cli_.run({"export", "example:lines", "-o", "/nowhere/x.qasm"}), 1);
    const QByteArray man = cli_.run({"--man"}).out;
    QVERIFY(man.contains(".SS export") && man.contains("pennylane"));
  }
};

QTEST_GUILESS_MAIN(TestCliFormats)
#include "tst_cli_formats.moc"
