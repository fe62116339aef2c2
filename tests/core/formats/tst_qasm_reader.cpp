// SPDX-License-Identifier: GPL-3.0-or-later
// What OpenQASM text means: gates, expressions, registers, conditions.
#include <QtTest>
#include <numbers>

#include "tests/core/formats/qasm_testing.h"

using namespace qonvolve;
using namespace qonvolve::test;
using std::numbers::pi;

namespace {

std::vector<Complex> stateOf(const std::string& text) {
  const QasmProgram program = mustRead(text);
  return statevector(program.circuit, {}, {});
}

/// A state in which every wire and phase counts.
std::string anyState(int wires) {
  std::string text;
  for (int q = 0; q < wires; ++q) {
    text += "U(" + std::to_string(0.4 + 0.3 * q) + "," + std::to_string(0.7 - 0.2 * q) +
            ",0.3) q[" + std::to_string(q) + "];\n";
  }
  return text;
}

std::string signature(const GateInfo& info) {
  std::string text;
  if (info.angles > 0) {
    constexpr const char* kAngles[] = {"(0.7)", "(0.7,-1.2)", "(0.7,-1.2,2.3)"};
    text = kAngles[info.angles - 1];
  }
  for (int q = 0; q < info.wires; ++q) text += (q > 0 ? ",q[" : " q[") + std::to_string(q) + "]";
  return text + ";\n";
}

}  // namespace

class TestQasmReader : public QObject {
  Q_OBJECT

 private slots:
  void libraryGatesBecomeOurGates_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("gate");
    for (const GateInfo& info : allGates()) {
      const std::string name(info.name);
      const bool only2 = name == "cu3" || name == "rxx" || name == "rzz";
      if (name != "ryy") QTest::addRow("2 %s", name.c_str()) << 2 << int(info.id);
      if (name != "ryy" && !only2) QTest::addRow("3 %s", name.c_str()) << 3 << int(info.id);
    }
  }
  void libraryGatesBecomeOurGates() {
    QFETCH(int, version);
    QFETCH(int, gate);
    const GateInfo& info = gateInfo(GateId(gate));
    const std::string body = (version == 2 ? "qreg q[3];\n" : "qubit[3] q;\n") +
                             std::string(info.name) + signature(info);
    const QasmProgram program = mustRead(version == 2 ? qasm2(body) : qasm3(body));
    QCOMPARE(program.circuit.ops.size(), std::size_t{1});
    QCOMPARE(int(program.circuit.ops[0].gate), gate);
  }

  /// The bodies are right only if they are recognized; those without a gate of ours are checked
  /// here by what they are said to do.
  void otherLibraryGates_data() {
    QTest::addColumn<QString>("gate");
    QTest::addColumn<QString>("same");
    QTest::newRow("sxdg") << "sxdg q[0];" << "u3(-pi/2,-pi/2,pi/2) q[0];";
    QTest::newRow("csx") << "csx q[0],q[1];" << "u1(pi/4) q[0]; crx(pi/2) q[0],q[1];";
    QTest::newRow("cu") << "cu(.3,.4,.5,.6) q[0],q[1];" << "u1(.6) q[0]; cu3(.3,.4,.5) q[0],q[1];";
    QTest::newRow("u0") << "u0(1) q[0];" << "id q[0];";
    QTest::newRow("c3x")
        << "c3x q[0],q[1],q[2],q[3];"
        << "qreg a[1]; ccx q[0],q[1],a[0]; ccx a[0],q[2],q[3]; ccx q[0],q[1],a[0];";
    QTest::newRow("c3sqrtx twice") << "c3sqrtx q[0],q[1],q[2],q[3]; c3sqrtx q[0],q[1],q[2],q[3];"
                                   << "c3x q[0],q[1],q[2],q[3];";
    QTest::newRow("c3sqrtx") << "c3sqrtx q[0],q[1],q[2],q[3];"
                             << "qreg a[1]; c3x q[0],q[1],q[2],a[0]; csx a[0],q[3]; "
                                "c3x q[0],q[1],q[2],a[0];";
    QTest::newRow("c4x") << "c4x q[0],q[1],q[2],q[3],q[4];"
                         << "qreg a[1]; ccx q[0],q[1],a[0]; c3x a[0],q[2],q[3],q[4]; "
                            "ccx q[0],q[1],a[0];";
    QTest::newRow("rccx twice") << "rccx q[0],q[1],q[2]; rccx q[0],q[1],q[2];" << "id q[0];";
  }
  void otherLibraryGates() {
    QFETCH(QString, gate);
    QFETCH(QString, same);
    const std::string start = "qreg q[5];\n" + anyState(5);
    auto a = stateOf(qasm2(start + gate.toStdString()));
    auto b = stateOf(qasm2(start + same.toStdString()));
    a.resize(std::max(a.size(), b.size()));  // ancillas end in 0
    b.resize(a.size());
    QVERIFY(stateDistance(a, b) < 1e-12);
  }

  void relativePhaseGatesFlipLikeTheirNamesakes() {
    for (const std::string controls :
         {"", "x q[0];", "x q[0]; x q[2];", "x q[0]; x q[1];", "x q[0]; x q[1]; x q[2];"}) {
      const std::string start = "qreg q[4]; " + controls;
      QVERIFY(stateDistance(stateOf(qasm2(start + "rc3x q[0],q[1],q[2],q[3];")),
                            stateOf(qasm2(start + "c3x q[0],q[1],q[2],q[3];"))) < 1e-13);
      QVERIFY(stateDistance(stateOf(qasm2(start + "rccx q[0],q[1],q[3];")),
                            stateOf(qasm2(start + "ccx q[0],q[1],q[3];"))) < 1e-13);
    }
  }

  void controlledU3ControlsExactlyU3() {
    const auto a = stateOf(qasm2("qreg q[2]; h q[0]; rx(.5) q[1]; cu3(1.2,.8,-.45) q[0],q[1];"));
    Circuit c;
    c.wires = 2;
    c.ops = {{.gate = GateId::H, .wires = {0}},
             {.gate = GateId::RX, .wires = {1}, .angles = {Angle::constant(.5)}},
             {.gate = GateId::CU3,
              .wires = {0, 1},
              .angles = {Angle::constant(1.2), Angle::constant(.8), Angle::constant(-.45)}}};
    QVERIFY(stateDistance(a, statevector(c, {}, {})) < 1e-14);
  }

  void expressions_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("pi") << "pi" << pi;
    QTest::newRow("precedence") << "1+2*3-4/2" << 5.0;
    QTest::newRow("left") << "8-4-2" << 2.0;
    QTest::newRow("left division") << "8/4/2" << 1.0;
    QTest::newRow("parentheses") << "2*(1+(3-1))" << 6.0;
    QTest::newRow("power right") << "2^3^2/512" << 1.0;
    QTest::newRow("power before sign") << "-2^2" << -4.0;
    QTest::newRow("power of negative") << "(-2)^2" << 4.0;
    QTest::newRow("negative power") << "2^-1" << 0.5;
    QTest::newRow("signs") << "- -+-3" << -3.0;
    QTest::newRow("sign in product") << "2*-3" << -6.0;
    QTest::newRow("functions") << "sin(pi/6)+cos(0)+tan(0)+exp(0)+ln(exp(2))+sqrt(16)" << 8.5;
    QTest::newRow("exponents") << "1e-3+2.5E+1+.5+3." << 28.501;
    QTest::newRow("double") << "0.1234567890123456789" << 0.1234567890123456789;
  }
  void expressions() {
    QFETCH(QString, text);
    QFETCH(double, value);
    const auto program = mustRead(qasm2("qreg q[1]; rx(" + text.toStdString() + ") q[0];"));
    QVERIFY(std::abs(program.circuit.ops.at(0).angles[0].offset - value) < 1e-14);
  }

  void expressionsOfVersion3() {
    const auto program = mustRead(
        qasm3("qubit q; const float[64] a = τ/4; const int n = 2; rx(a*n + 2**3 + arcsin(1) - "
              "euler + ℇ - log(1)) q; /* θ is a name */ gate g(θ) q { rx(θ) q; } g(π) q;"));
    QVERIFY(std::abs(program.circuit.ops.at(0).angles[0].offset - (pi + 8 + pi / 2)) < 1e-14);
    QCOMPARE(program.circuit.ops.at(1).angles[0].offset, pi);
  }

  void registersFlattenInOrderAndBroadcast() {
    const auto program = mustRead(
        qasm2("qreg p[2]; qreg r[2]; qreg s[1]; h p; cx p,r; cx s[0],r; barrier p,r[0]; x r[1];"));
    const auto& ops = program.circuit.ops;
    QCOMPARE(ops.size(), std::size_t{7});
    const std::vector<std::pair<Wire, Wire>> wires = {{0, 0}, {1, 0}, {0, 2}, {1, 3},
                                                      {4, 2}, {4, 3}, {3, 0}};
    for (std::size_t i = 0; i < ops.size(); ++i) {
      QCOMPARE(ops[i].wires[0], wires[i].first);
      if (ops[i].gate == GateId::CX) QCOMPARE(ops[i].wires[1], wires[i].second);
    }
    QCOMPARE(program.qubits.size(), std::size_t{3});
    QCOMPARE(program.qubits[2].first, 4U);
  }

  void definitionsExpand() {
    const auto program =
        mustRead(qasm2("gate inner(a) x { rx(2*a) x; }\n"
                       "gate outer(a,b) x,y { barrier x,y; inner(a+b) y; cx x,y; }\n"
                       "qreg q[2]; outer(pi/2,1) q[1],q[0];"));
    const auto& ops = program.circuit.ops;
    QCOMPARE(ops.size(), std::size_t{2});
    QVERIFY(std::abs(ops[0].angles[0].offset - (pi + 2)) < 1e-14);
    QCOMPARE(ops[0].wires[0], 0U);
    QCOMPARE(ops[1].wires[0], 1U);
  }

  void aDefinitionWithOurNameBecomesOurGateOnlyIfItIsThat() {
    const std::string right =
        "gate ryy(t) a,b { rx(pi/2) a; rx(pi/2) b; cx a,b; rz(t) b; cx a,b; "
        "rx(-pi/2) a; rx(-pi/2) b; } ";
    const std::string wrong =
        "gate ryy(t) a,b { rx(pi/2) a; rx(pi/2) b; cx a,b; rz(t+1e-9) b; "
        "cx a,b; rx(-pi/2) a; rx(-pi/2) b; } ";
    const std::string use = "qreg q[2]; ryy(0.3) q[0],q[1];";
    QCOMPARE(mustRead(qasm2(right + use)).circuit.ops.size(), std::size_t{1});
    QCOMPARE(mustRead(qasm2(wrong + use)).circuit.ops.size(), std::size_t{7});
    const std::string own = "gate h a { rx(0.1) a; } qreg q[1]; h q;";
    QVERIFY(mustRead(qasm2(own)).circuit.ops.at(0).gate == GateId::RX);
  }

  void inputsBecomeParametersAndFeatures() {
    const auto program = mustRead(
        qasm3("input float[64] t; input float x; input angle[32] y;\nqubit[2] q;\n"
              "rx(2*t - pi) q[0]; rz(x) q[0]; p(2*(pi-x)*(pi-y)) q[1]; ry(t + x/2 + 1) q[1];\n"
              "rz(x*y + 3) q[0]; u3(t, 1, -x) q[0];"));
    QCOMPARE(program.parameters, std::vector<std::string>{"t"});
    QCOMPARE(program.inputs, (std::vector<std::string>{"x", "y"}));
    const std::vector<double> theta = {0.37};
    const std::vector<double> x = {0.9, -1.3};
    const auto bound = [](double v) { return "(" + std::to_string(v) + ")"; };
    const auto numbers =
        stateOf(qasm2("qreg q[2]; rx(2*.37-pi) q[0]; rz(.9) q[0]; u1(2*(pi-.9)*(pi+1.3)) q[1]; "
                      "ry(.37+.45+1) q[1]; rz(.9*" +
                      bound(-1.3) + "+3) q[0]; u3(.37,1,-.9) q[0];"));
    QVERIFY(stateDistance(statevector(program.circuit, theta, x), numbers) < 1e-13);
  }

  void controlsAndInverses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("same");
    QTest::newRow("ctrl x") << "ctrl @ x q[0],q[1];" << "cx q[0],q[1];";
    QTest::newRow("ctrl cx") << "ctrl @ cx q[0],q[1],q[2];" << "ccx q[0],q[1],q[2];";
    QTest::newRow("ctrl(2) x") << "ctrl(2) @ x q[0],q[1],q[2];" << "ccx q[0],q[1],q[2];";
    QTest::newRow("negctrl") << "negctrl @ ry(.3) q[0],q[1];"
                             << "x q[0]; cry(.3) q[0],q[1]; x q[0];";
    QTest::newRow("inv") << "inv @ u3(.3,.4,.5) q[0];" << "u3(-.3,-.5,-.4) q[0];";
    QTest::newRow("inv u2") << "u2(.4,.5) q[0]; inv @ u2(.4,.5) q[0];" << "id q[0];";
    QTest::newRow("inv inv") << "inv @ inv @ s q[0];" << "s q[0];";
    QTest::newRow("inv sx") << "sx q[0]; inv @ sx q[0];" << "id q[0];";
    QTest::newRow("ctrl inv sx") << "ctrl @ sx q[0],q[1]; ctrl @ inv @ sx q[0],q[1];" << "id q[0];";
    QTest::newRow("inv ctrl t") << "inv @ ctrl @ t q[0],q[1];" << "cp(-pi/4) q[0],q[1];";
    QTest::newRow("ctrl swap") << "ctrl @ swap q[0],q[1],q[2];" << "cswap q[0],q[1],q[2];";
    QTest::newRow("ctrl gphase") << "ctrl @ gphase(.3) q[1];" << "p(.3) q[1];";
    QTest::newRow("ctrl(2) gphase") << "ctrl(2) @ gphase(.3) q[1],q[2];" << "cp(.3) q[1],q[2];";
    QTest::newRow("negctrl gphase")
        << "negctrl @ gphase(.3) q[1];" << "x q[1]; p(.3) q[1]; x q[1];";
    QTest::newRow("gphase") << "gphase(.3);" << "id q[1];";
    QTest::newRow("U") << "U(.3,.4,.5) q[1];" << "u3(.3,.4,.5) q[1];";
    // U has the phase exp(i t/2) that a control makes visible (OpenQASM 3, section gates).
    QTest::newRow("ctrl U") << "ctrl @ U(.3,.4,.5) q[1],q[0];"
                            << "p(.15) q[1]; cu(.3,.4,.5,0) q[1],q[0];";
    QTest::newRow("ctrl u3") << "ctrl @ u3(.3,.4,.5) q[1],q[0];"
                             << "p(-.45) q[1]; cu(.3,.4,.5,0) q[1],q[0];";
    QTest::newRow("ctrl u1") << "ctrl @ u1(.3) q[1],q[0];" << "cp(.3) q[1],q[0];";
    QTest::newRow("ctrl sx") << "ctrl @ sx q[0],q[1];" << "p(pi/4) q[0]; crx(pi/2) q[0],q[1];";
    QTest::newRow("ctrl of a definition")
        << "gate g(a) x,y { rz(a) x; cx x,y; gphase(a); } ctrl @ g(.7) q[0],q[1],q[2];"
        << "crz(.7) q[0],q[1]; ccx q[0],q[1],q[2]; p(.7) q[0];";
    QTest::newRow("inv of a definition")
        << "gate g(a) x,y { rz(a) x; cx x,y; s y; } g(.7) q[0],q[1]; inv @ g(.7) q[0],q[1];"
        << "id q[0];";
    QTest::newRow("ctrl rzz")
        << "gate rzz(t) a,b { cx a,b; rz(t) b; cx a,b; } ctrl @ rzz(.4) q[0],q[1],q[2];"
        << "cx q[1],q[2]; crz(.4) q[0],q[2]; cx q[1],q[2];";
    QTest::newRow("ctrl rxx") << "gate rxx(t) a,b { h a; h b; cx a,b; rz(t) b; cx a,b; h a; h b; } "
                                 "ctrl @ rxx(.4) q[0],q[1],q[2];"
                              << "h q[1]; h q[2]; cx q[1],q[2]; crz(.4) q[0],q[2]; cx q[1],q[2]; "
                                 "h q[1]; h q[2];";
  }
  void controlsAndInverses() {
    QFETCH(QString, text);
    QFETCH(QString, same);
    const std::string start = "qubit[3] q;\n" + anyState(3);
    const auto a = stateOf(qasm3(start + text.toStdString()));
    const auto b = stateOf(qasm3(start + same.toStdString()));
    QVERIFY(stateDistance(a, b) < 1e-13);
  }

  void measurementsResetsAndConditions() {
    const auto program = mustRead(qasm2(
        "qreg q[3]; creg a[2]; creg b[2]; h q[0]; measure q[0] -> b[1]; if (b==2) x q[1];\n"
        "reset q[0]; if (a==1) measure q[2] -> a[0]; measure q[0] -> a[1]; if (b==7) x q[2];"));
    const Circuit& c = program.circuit;
    QCOMPARE(c.bits, 4U);
    QCOMPARE(c.ops.size(), std::size_t{2});  // b == 7 never holds
    QCOMPARE(c.events.size(), std::size_t{4});
    QCOMPARE(c.conditions.size(), std::size_t{2});
    QVERIFY((c.conditions[0] == Condition{0b1100, 0b1000}));
    QVERIFY((c.conditions[1] == Condition{0b0011, 0b0001}));
    QCOMPARE(c.ops[1].condition, 1U);
    QCOMPARE(c.events[0].position, 1U);
    QCOMPARE(c.events[0].index, 3U);
    QVERIFY(c.events[1].kind == Event::Kind::Reset);
    QCOMPARE(c.events[1].position, 2U);
    QCOMPARE(c.events[2].condition, 2U);
  }

  void conditionsOfVersion3() {
    const auto program =
        mustRead(qasm3("qubit[3] q; bit[2] c; bit d = measure q[2]; c[0] = measure q[0];\n"
                       "if (c[0]) { x q[1]; if (!d) z q[1]; } else { y q[1]; }\n"
                       "if (c == 2) reset q[0]; if (d != 1) h q[2]; if (c[1] == false) x q[0];\n"
                       "if (d == 5) { x q[0]; } else x q[2];"));
    const Circuit& c = program.circuit;
    QCOMPARE(c.bits, 3U);
    const auto condition = [&c](std::size_t op) {
      return c.conditions.at(c.ops.at(op).condition - 1);
    };
    QVERIFY((condition(0) == Condition{1, 1}));
    QVERIFY((condition(1) == Condition{0b101, 0b001}));
    QVERIFY((condition(2) == Condition{1, 0}));
    QVERIFY((condition(3) == Condition{4, 0}));
    QVERIFY((condition(4) == Condition{2, 0}));
    QCOMPARE(c.ops.at(5).condition, 0U);
    QCOMPARE(c.ops.size(), std::size_t{6});
    QVERIFY((c.conditions.at(c.events.at(2).condition - 1) == Condition{3, 2}));
  }

  void namesWithoutDeclarationCanBeAllowed() {
    const auto program = mustRead(qasm2("qreg q[1]; rx(2*a+pi) q[0]; ry(b) q[0];"),
                                  {.maxQubits = 64, .inputs = {"a", "b"}});
    QCOMPARE(program.parameters, (std::vector<std::string>{"a", "b"}));
    QVERIFY(program.circuit.ops[0].angles[0] == Angle::parameter(0, 2, pi));
  }

  void blanksCommentsAndLineEndsDoNotMatter() {
    const auto a = mustRead(
        "\xEF\xBB\xBF// OPENQASM 9\r\nOPENQASM 2.0;\r\ninclude\t\"qelib1.inc\";"
        "qreg q[1];// \xff\xfe not UTF-8\r\nh\nq\n[\n0\n]\n;/* x q[0]; */");
    QCOMPARE(a.circuit.ops.size(), std::size_t{1});
  }
};

QTEST_GUILESS_MAIN(TestQasmReader)
#include "tst_qasm_reader.moc"
