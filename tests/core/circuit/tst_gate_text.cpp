// SPDX-License-Identifier: GPL-3.0-or-later
// Angles and gates read as people write them.
#include <QTest>
#include <numbers>

#include "core/circuit/gate_text.h"

using namespace qonvolve;
using std::numbers::pi;

class TestGateText : public QObject {
  Q_OBJECT

 private slots:
  void multiplesOfPi_data() {
    QTest::addColumn<double>("radians");
    QTest::addColumn<QString>("unicode");
    QTest::addColumn<QString>("ascii");
    QTest::newRow("zero") << 0.0 << "0" << "0";
    QTest::newRow("pi") << pi << "π" << "pi";
    QTest::newRow("minus half") << -pi / 2 << "−π/2" << "-pi/2";
    QTest::newRow("three quarters") << 3 * pi / 4 << "3π/4" << "3pi/4";
    QTest::newRow("sixteenth") << 5 * pi / 16 << "5π/16" << "5pi/16";
    QTest::newRow("two pi") << 2 * pi << "2π" << "2pi";
    QTest::newRow("any") << 1.3 << "0.41π" << "0.41pi";
    QTest::newRow("tiny") << 1e-4 << "0.00π" << "0.00pi";
    QTest::newRow("tiny below zero") << -1e-4 << "0.00π" << "0.00pi";
    QTest::newRow("infinite") << qInf() << "inf" << "inf";
  }
  void multiplesOfPi() {
    QFETCH(double, radians);
    QFETCH(QString, unicode);
    QFETCH(QString, ascii);
    QCOMPARE(QString::fromStdString(piText(radians, Script::Unicode)), unicode);
    QCOMPARE(QString::fromStdString(piText(radians, Script::Ascii)), ascii);
  }

  void multiplesOfPiAreReadBack_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("turns");
    QTest::newRow("pi") << "π" << 1.0;
    QTest::newRow("typed") << "pi/4" << 0.25;
    QTest::newRow("negative") << "−3π/4" << -0.75;
    QTest::newRow("with signs and blanks") << "+ 3 * pi / 2" << 1.5;
    QTest::newRow("decimal") << "-0.42π" << -0.42;
    QTest::newRow("no pi") << "0.5" << qQNaN();
    QTest::newRow("by zero") << "pi/0" << qQNaN();
    QTest::newRow("by nothing") << "pi/" << qQNaN();
    QTest::newRow("more behind") << "pi4" << qQNaN();
    QTest::newRow("more before") << "x pi" << qQNaN();
  }
  void multiplesOfPiAreReadBack() {
    QFETCH(QString, text);
    QFETCH(double, turns);
    const auto value = piValue(text.toStdString());
    QCOMPARE(value.has_value(), !std::isnan(turns));
    if (value) QCOMPARE(*value, turns * std::numbers::pi);
  }

  void anglesNameTheirSource_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("unicode");
    QTest::addColumn<QString>("ascii");
    QTest::newRow("parameter") << 0 << "θ₁₂" << "theta_12";
    QTest::newRow("negative") << 1 << "−θ₁₂" << "-theta_12";
    QTest::newRow("halved") << 2 << "θ₃/2" << "theta_3/2";
    QTest::newRow("scaled feature") << 3 << "πx₁" << "pi*x_1";
    QTest::newRow("shifted") << 4 << "π/2−x₀" << "pi/2-x_0";
    QTest::newRow("product") << 5 << "2(π−x₀)(π−x₁)" << "2*(pi-x_0)*(pi-x_1)";
    QTest::newRow("token") << 6 << "θ₄[x₂]" << "theta_4[x_2]";
  }
  void anglesNameTheirSource() {
    QFETCH(int, which);
    QFETCH(QString, unicode);
    QFETCH(QString, ascii);
    Circuit circuit;
    circuit.inputs = 3;
    circuit.products = {{0, 1, -1, pi, -1, pi}};
    const std::vector<Angle> angles{
        Angle::parameter(12),
        Angle::parameter(12, -1),
        Angle::parameter(3, 0.5),
        Angle::feature(1, pi),
        Angle::feature(0, -1, pi / 2),
        Angle::feature(3, 2),
        {.source = Angle::Source::TokenParameter, .index = 4, .token = 2, .stride = 1}};
    const Angle& angle = angles[static_cast<std::size_t>(which)];
    QCOMPARE(QString::fromStdString(angleText(circuit, angle, Script::Unicode)), unicode);
    QCOMPARE(QString::fromStdString(angleText(circuit, angle, Script::Ascii)), ascii);
  }

  void gateLinesNameControlsFirst() {
    Circuit circuit;
    Op op{.gate = GateId::CRZ, .wires = {1, 0}, .angles = {Angle::parameter(15)}};
    QCOMPARE(gateLine(circuit, op, Script::Ascii), std::string("CRZ(theta_15) q1 -> q0"));
    op.measured = true;
    QCOMPARE(gateLine(circuit, op, Script::Ascii),
             std::string("CRZ(theta_15) q1 -> q0 (after measuring q1)"));
    op = {.gate = GateId::CX, .wires = {7, 0}};
    QCOMPARE(gateLine(circuit, op, Script::Unicode), std::string("CNOT q7 → q0"));
  }

  void consecutiveParametersAreARange() {
    Circuit circuit;
    Op op{.gate = GateId::U3,
          .wires = {0},
          .angles = {Angle::parameter(9), Angle::parameter(10), Angle::parameter(11)}};
    QCOMPARE(anglesText(circuit, op, Script::Unicode), std::string("θ₉–θ₁₁"));
    op.angles[2] = Angle::parameter(3);
    QCOMPARE(anglesText(circuit, op, Script::Unicode), std::string("θ₉, θ₁₀, θ₃"));
  }

  void observablesAreNamed() {
    QCOMPARE(observableText(Observable::pauliZ(3), Script::Ascii), std::string("<Z q3>"));
    QCOMPARE(observableText(Observable::probability(0b101, 0b100), Script::Ascii),
             std::string("P(q2 q0 = 10)"));
    const Observable sum{.terms = {{0.5, 0b1, 0b1}, {1, 0b10, 0}}};
    QCOMPARE(observableText(sum, Script::Ascii), std::string("0.5 <Y q0> + <X q1>"));
  }
};

QTEST_GUILESS_MAIN(TestGateText)
#include "tst_gate_text.moc"
