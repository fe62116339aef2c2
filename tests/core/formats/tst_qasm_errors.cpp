// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong OpenQASM is refused at the right place, in words that help, and quickly.
#include <QElapsedTimer>

#include "core/base/rng.h"
#include "tests/core/formats/qasm_testing.h"

using namespace qonvolve;
using namespace qonvolve::test;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

class TestQasmErrors : public QObject {
  Q_OBJECT

 private slots:
  void errorsNamePlaceAndReason_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* where, const char* part,
                        const std::string& text) {
      QTest::newRow(name) << QByteArray::fromStdString(text) << where << part;
    };
    const auto two = [&row](const char* name, const char* where, const char* part,
                            const std::string& body) { row(name, where, part, qasm2(body)); };
    const auto three = [&row](const char* name, const char* where, const char* part,
                              const std::string& body) { row(name, where, part, qasm3(body)); };
    row("empty", ":1:1", "end of the file", "");
    row("no header", ":1:1", "OPENQASM 2.0", "qreg q[1];");
    row("version", ":1:10", "2.0 or 3.0", "OPENQASM 4.0;");
    row("no include", ":2:12", "qelib1.inc", "OPENQASM 2.0;\nqreg q[1]; h q[0];");
    row("other include", ":1:23", "built in", "OPENQASM 2.0; include \"../../etc/passwd\";");
    two("no qubits", ":3:11", "no qubits", "creg c[1];");
    two("semicolon", ":4:1", "\",\" or \";\"", "qreg q[1]; h q[0]\nx q[0];");
    two("gate name", ":3:12", "\"rzz\"", "qreg q[2]; rzzz(1) q[0],q[1];");
    two("gate of ours", ":3:12", "define it", "qreg q[2]; ryy(1) q[0],q[1];");
    two("register name", ":3:16", "\"quu\"", "qreg quu[2]; h qu[0];");
    two("index", ":3:16", "0 to 1", "qreg q[2]; h q[2];");
    two("negative index", ":3:16", "whole number", "qreg q[2]; h q[-1];");
    two("huge index", ":3:16", "out of range", "qreg q[2]; h q[99999999999999999999999];");
    two("angles", ":3:12", "3 angles; \"rx\" takes 1", "qreg q[2]; rx(1,2,3) q[0];");
    two("qubits", ":3:15", "1 qubits; \"cx\" takes 2", "qreg q[2]; cx q[0];");
    two("same qubit", ":3:12", "different", "qreg q[2]; cx q[1],q[1];");
    two("broadcast", ":3:28", "one size", "qreg q[2]; qreg r[3]; cx q,r;");
    two("huge register", ":3:6", "at most 64", "qreg q[1000000000];");
    two("too many in all", ":3:18", "at most 64", "qreg q[60]; qreg r[5];");
    two("empty register", ":3:6", "no elements", "qreg q[0];");
    two("register twice", ":3:17", "twice", "qreg q[1]; creg q[1];");
    two("zero division", ":3:16", "zero", "qreg q[1]; rx(1/0) q[0];");
    two("zero by expression", ":3:16", "zero", "qreg q[1]; rx(1/(2-2)) q[0];");
    two("ln", ":3:15", "ln(-1)", "qreg q[1]; rx(ln(-1)) q[0];");
    two("ln 0", ":3:15", "ln(0)", "qreg q[1]; rx(ln(0)) q[0];");
    two("sqrt", ":3:15", "sqrt(-2)", "qreg q[1]; rx(sqrt(-2)) q[0];");
    two("power", ":3:21", "no real number", "qreg q[1]; rx((-8.0)^(1/3)) q[0];");
    two("overflow", ":3:15", "too large", "qreg q[1]; rx(exp(1e9)) q[0];");
    two("literal", ":3:15", "out of range", "qreg q[1]; rx(1e400) q[0];");
    two("inside a gate", ":3:39", "In the gate \"g\"",
        "gate g(a) x { rx(1/a) x; } qreg q[1]; g(0) q[0];");
    two("name", ":3:15", "\"pi\"", "qreg q[1]; rx(pu) q[0];");
    two("function", ":3:15", "sin", "qreg q[1]; rx(sine(1)) q[0];");
    two("power sign", ":3:16", "written ^", "qreg q[1]; rx(2**2) q[0];");
    two("empty angle", ":3:16", "number, a name", "qreg q[1]; rx(-) q[0];");
    two("recursion", ":3:12", "uses itself", "gate g a { g a; } qreg q[1]; g q[0];");
    two("later gate", ":3:12", "no gate \"f\"", "gate g a { f a; } gate f a { g a; }");
    two("unknown qubit", ":3:14", "no qubit of this gate", "gate g a { h b; }");
    two("measure in gate", ":3:12", "gates only", "gate g a { measure a -> a; }");
    two("twice in a gate", ":3:14", "different", "gate g a,b { cx a,a; }");
    two("gate twice", ":3:21", "defined twice", "gate gg a { }  gate gg a { }");
    two("argument twice", ":3:10", "stands twice", "gate g(a,a) b { }");
    two("opaque", ":3:1", "opaque", "opaque g a; qreg q[1];");
    two("open gate", ":3:17", "end of the file", "gate g a { h a; ");
    two("measure sizes", ":3:36", "2 qubits for 3", "qreg q[2]; creg c[3]; measure q -> c;");
    two("measure target", ":3:25", "classical", "qreg q[2]; measure q -> q;");
    two("bit of a register", ":3:27", "whole register",
        "qreg q[2]; creg c[3]; if (c[0]==1) x q[0];");
    two("if of a declaration", ":3:33", "expected", "qreg q[2]; creg c[3]; if (c==1) qreg r[1];");
    two("too many bits", ":3:6", "at most 64", "creg c[65];");
    two("condition changes", ":3:33", "changes the bits",
        "qreg q[2]; creg c[2]; if (c==0) measure q -> c;");
    two("word as name", ":3:6", "word of the language", "qreg measure[2];");
    two("version 3 in 2", ":3:1", "OpenQASM 3", "qubit q;");
    two("character", ":3:3", "0x01", "h \x01;");
    two("byte", ":3:3", "0xff", "h \xff;");
    two("open comment", ":3:12", "no end", "qreg q[1]; /* x");
    two("open text", ":3:9", "closing quote", "include \"qelib");
    two("version twice", ":3:1", "once", "OPENQASM 2.0;");
    three("loop", ":3:10", "not available", "qubit q; for uint i in [0:3] { x q; }");
    three("pow", ":3:10", "pow", "qubit q; pow(2) @ x q;");
    three("subroutine", ":3:1", "not available", "def f(qubit q) { }");
    three("range", ":3:17", "range", "qubit[4] q; x q[0:2];");
    three("physical", ":3:3", "physical", "x $0;");
    three("pragma", ":3:1", "directive", "#pragma x");
    three("controls", ":3:13", "not available", "qubit[5] q; ctrl(3) @ x q[0],q[1],q[2],q[3];");
    three("no controls", ":3:18", "1 to 64", "qubit[5] q; ctrl(0) @ x q[0];");
    three("cube of an input", ":3:38", "nothing higher",
          "input float x; qubit q; rx((x*x + 1) * x) q;");
    three("function of input", ":3:28", "sin() of an input",
          "input float x; qubit q; rx(sin(x)) q;");
    three("sum in u3", ":3:40", "sum", "input float x; input float y; qubit q; u3(x+y,0,0) q;");
    three("else of many bits", ":3:41", "one bit",
          "qubit q; bit[2] c; if (c == 1) { x q; } else { z q; }");
    three("assignment", ":3:21", "measure", "bit c; qubit q; c = 1;");
    three("unkept", ":3:10", "not kept", "qubit q; measure q;");
  }
  void errorsNamePlaceAndReason() {
    QFETCH(QByteArray, text);
    QFETCH(QString, where);
    QFETCH(QString, part);
    const auto program = readQasm(text.toStdString(), "a.qasm");
    QVERIFY(!program);
    const QString message = QString::fromStdString(toText(program.error()));
    QVERIFY2(message.startsWith("a.qasm" + where + ":"), qPrintable(message));
    QVERIFY2(message.contains(part), qPrintable(message));
  }

  /// Texts made to keep a reader busy, fill its memory or overflow its stack.
  void hostileTextsAreRefusedAtOnce_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char* name, const std::string& text, bool valid = false) {
      QTest::newRow(name) << QByteArray::fromStdString(text) << valid;
    };
    const std::string q = "qreg q[2];\n";
    row("1e6 gates", qasm2(q + repeated("h q[0];\n", 1'000'000)), true);
    row("1e6 and one gates", qasm2(q + repeated("h q[0];\n", 1'000'001)));
    row("1e6 rotations", qasm2(q + repeated("rx(0.25) q[0];", 1'000'000)), true);
    std::string doubling = "gate g0 a { h a; }\n";
    std::string empty = "gate e0 a { }\n";
    std::string chain = "gate c0 a { h a; }\n";
    std::string sums = "gate s0(x) a { rx(x+x) a; }\n";
    for (int i = 1; i < 60; ++i) {
      const std::string n = std::to_string(i), m = std::to_string(i - 1);
      doubling += "gate g" + n + " a { g" + m + " a; g" + m + " a; }\n";
      empty += "gate e" + n + " a { e" + m + " a; e" + m + " a; }\n";
      sums += "gate s" + n + "(x) a { s" + m + "(x+1) a; s" + m + "(x-1) a; }\n";
    }
    for (int i = 1; i < 20'000; ++i) {
      chain += "gate c" + std::to_string(i) + " a { c" + std::to_string(i - 1) + " a; }\n";
    }
    row("2^59 gates", qasm2(doubling + q + "g59 q[0];"));
    row("2^59 calls of nothing", qasm2(empty + q + "e59 q[0];"));
    row("2^59 expressions", qasm2(sums + q + "s59(0.1) q[0];"));
    row("20000 nested definitions", qasm2(chain + q + "c19999 q[0];"));
    row("parentheses",
        qasm2(q + "rx(" + repeated("(", 1'000'000) + "1" + repeated(")", 1'000'000) + ") q[0];"));
    row("functions", qasm2(q + "rx(" + repeated("sin(", 1'000'000)));
    row("signs", qasm2(q + "rx(" + repeated("-", 1'000'000) + "1) q[0];"), true);
    row("powers", qasm2(q + "rx(" + repeated("1^", 1'000'000) + "1) q[0];"));
    row("sum of 1e6", qasm2(q + "rx(" + repeated("1+", 1'000'000) + "1) q[0];"), true);
    row("conditions", qasm3("qubit q; bit c;" + repeated("if (c) ", 1'000'000) + "x q;"));
    row("blocks", qasm3("qubit q; bit c;" + repeated("if (c) {", 1'000'000) + "x q;"));
    row("modifiers", qasm3("qubit q;" + repeated("inv @ ", 1'000'000) + "x q;"));
    row("long name", qasm2(q + repeated("a", 1'000'000) + " q[0];"));
    row("long number", qasm2(q + "rx(" + repeated("1", 1'000'000) + ") q[0];"));
    row("long fraction", qasm2(q + "rx(0." + repeated("1", 1'000'000) + ") q[0];"), true);
    std::string gates;
    for (int i = 0; i < 100'001; ++i) gates += "gate a" + std::to_string(i) + " a{}";
    row("many definitions", qasm2(gates + q));
    row("unknown among many", qasm2(gates.substr(0, 900'000) + "}"));
    std::string inputs, sum = "0";
    for (int i = 0; i < 3000; ++i) {
      inputs += "input float x" + std::to_string(i) + ";";
      sum += "+x" + std::to_string(i);
    }
    row("sum of 3000 inputs", qasm3(inputs + "qubit q; rx(" + sum + ") q;"));
    row("product of sums of inputs", qasm3(inputs + "qubit q; rx((" + sum.substr(0, 5000) + "0)*(" +
                                           sum.substr(0, 5000) + "0)) q;"));
    row("commas", qasm2(q + "h " + repeated("q[0],", 1'000'000)));
    row("semicolons", qasm2(q + repeated(";", 1'000'000)));
    row("one huge comment", qasm2(q + "h q[0]; //" + repeated("x", 10'000'000)), true);
    row("zeros", std::string(1'000'000, '\0'));
    row("40 MB", qasm2(q + repeated("h q[0];\n", 5'000'000)));
    row("tokens", qasm2(q + "barrier " + repeated("q,", 9'000'000)));
  }
  /// What is not refused at its cap would run for years.
  void hostileTextsAreRefusedAtOnce() {
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    const auto program =
        readQasm(std::string_view(text.data(), std::size_t(text.size())), "a.qasm");
    QCOMPARE(program.has_value(), valid);
    if (!valid) {
      QVERIFY(program.error().where.starts_with("a.qasm"));
      QVERIFY2(program.error().message.size() < 400, program.error().message.c_str());
    }
  }

  /// Seeded mutations of valid programs; QONVOLVE_FUZZ_SECONDS makes it a long test.
  void mutatedTextsNeverCrash() {
    const std::vector<std::string> seeds = {
        qasm2("gate mix(a,b) x,y { ry(a/2) x; cx x,y; rz(-b) y; cx x,y; }\nqreg p[2]; qreg r[2];\n"
              "creg c[2]; h p; mix(pi/3,2*pi/5) p[1],r[0]; ccx p[0],p[1],r[1]; barrier p,r;\n"
              "u3(0.1,0.2,-0.3) r[1]; measure p -> c; if (c==1) x r[0]; reset p[0];"),
        qasm3("input float[64] t; input float x;\ngate rzz(t) a,b { cx a,b; rz(t) b; cx a,b; }\n"
              "const float k = 2**-1; qubit[3] q; bit[2] c; rzz(2*(pi-x)*(1-t)) q[0],q[1];\n"
              "ctrl @ negctrl(1) @ inv @ rx(k*t) q[0],q[1],q[2]; c[0] = measure q[0];\n"
              "if (c[0] == 1) { x q[1]; } else { z q[1]; } gphase(0.1); reset q[2];"),
        "OPENQASM 2.0; qreg q[2]; U(sin(0.1)^2,ln(2),sqrt(3)) q[0]; CX q[0],q[1];"};
    const std::vector<std::string> words = {
        "gate ",        "(",       ")",  "{",     "}",  ";",    ",",       "q",    "[",  "]",
        "999999999999", "-",       "/0", "1e308", "^",  "pi",   "ctrl @ ", "if (", "->", "==",
        "measure ",     "opaque ", "\"", "/*",    "//", "\xff", "\n"};
    const double seconds = qEnvironmentVariable("QONVOLVE_FUZZ_SECONDS", "0").toDouble();
    std::size_t valid = 0;
    QElapsedTimer total;
    total.start();
    for (std::uint64_t seed = 0; seed < 2000 || total.elapsed() < qint64(seconds * 1000); ++seed) {
      Rng rng = Rng(17).stream("mutation", seed);
      std::string text = seeds[rng.below(seeds.size())];
      for (std::uint64_t edits = 1 + rng.below(3); edits > 0; --edits) {
        const std::size_t at = rng.below(text.size() + 1);
        const std::size_t length = std::min<std::size_t>(rng.below(12), text.size() - at);
        switch (rng.below(5)) {
          case 0:
            text.erase(at, length);
            break;
          case 1:
            text.insert(at, words[rng.below(words.size())]);
            break;
          case 2:
            if (at < text.size()) text[at] = char(rng.below(256));
            break;
          case 3:
            text.insert(rng.below(text.size() + 1), text.substr(at, length * 4));
            break;
          default:
            if (text.size() > 4) text.resize(4 + rng.below(text.size() - 4));
        }
      }
      const auto program = readQasm(text, "a.qasm");
      if (!program) {
        QVERIFY2(program.error().where.starts_with("a.qasm:"), text.c_str());
        QVERIFY2(!program.error().message.empty(), text.c_str());
        continue;
      }
      ++valid;  // what is read must also be usable
      const QasmProgram& p = *program;
      for (const Op& op : p.circuit.ops) {
        for (std::size_t k = 0; k < gateInfo(op.gate).wires; ++k) {
          QVERIFY(op.wires[k] < p.circuit.wires);
        }
        for (const Angle& angle : op.angles) QVERIFY(std::isfinite(angle.offset * angle.scale));
        QVERIFY(op.condition <= p.circuit.conditions.size());
      }
      for (const Event& event : p.circuit.events) {
        QVERIFY(event.wires[0] < p.circuit.wires);
        QVERIFY(event.kind != Event::Kind::Measure || event.index < p.circuit.bits);
        QVERIFY(event.position <= p.circuit.ops.size());
      }
    }
    QVERIFY2(valid > 20, qPrintable(QString::number(valid)));  // else this tests little
  }
};

QTEST_GUILESS_MAIN(TestQasmErrors)
#include "tst_qasm_errors.moc"
