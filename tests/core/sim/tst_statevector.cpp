// SPDX-License-Identifier: GPL-3.0-or-later
// The plain simulator on cases worked out by hand: bit order, Pauli strings, preparations, traces.
#include <QtTest>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

Circuit circuitOf(Wire wires, std::uint32_t inputs, std::vector<Op> ops) {
  Circuit c;
  c.wires = wires;
  c.inputs = inputs;
  c.ops = std::move(ops);
  return c;
}

bool near(Complex a, Complex b) {
  return std::abs(a - b) < 1e-14;
}

}  // namespace

class TestStatevector : public QObject {
  Q_OBJECT

 private slots:
  void wireZeroIsTheLowestBit() {
    const auto state = statevector(circuitOf(3, 0, {{.gate = GateId::X, .wires = {1}}}), {}, {});
    for (std::size_t k = 0; k < 8; ++k) QVERIFY(near(state[k], k == 2 ? 1 : 0));
  }

  void pauliStringsFollowTheConvention() {
    // |+i> on wire 0, |1> on wire 1.
    const auto state = statevector(circuitOf(2, 0,
                                             {{.gate = GateId::H, .wires = {0}},
                                              {.gate = GateId::S, .wires = {0}},
                                              {.gate = GateId::X, .wires = {1}}}),
                                   {}, {});
    const auto pauli = [&](std::uint64_t x, std::uint64_t z) {
      return expectation(Observable{.terms = {{1.0, x, z}}}, state);
    };
    QVERIFY(std::abs(pauli(1, 1) - 1) < 1e-14);  // Y0
    QVERIFY(std::abs(pauli(1, 0)) < 1e-14);      // X0
    QVERIFY(std::abs(pauli(0, 2) + 1) < 1e-14);  // Z1
    QVERIFY(std::abs(pauli(1, 3) + 1) < 1e-14);  // Y0 Z1
    QVERIFY(std::abs(pauli(0, 0) - 1) < 1e-14);  // identity
    QVERIFY(std::abs(expectation(Observable::probability(3, 2), state) - 0.5) < 1e-14);
    QVERIFY(std::abs(expectation(Observable::probability(2, 0), state)) < 1e-14);
    QVERIFY(std::abs(expectation(Observable::probability(0, 0), state) - 1) < 1e-14);
  }

  void anglesAreAffineInTheirSource() {
    Circuit c = circuitOf(1, 2, {});
    c.products = {{0, 1, 2.0, 1.0, -1.0, 3.0}};
    const std::vector<double> theta{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, x{0.7, 2.0};
    QCOMPARE(angleValue(c, Angle::constant(1.5), theta, x), 1.5);
    QCOMPARE(angleValue(c, Angle::parameter(1, 2, 0.5), theta, x), 0.9);
    QCOMPARE(angleValue(c, Angle::feature(0, -1, 1), theta, x), 1 - 0.7);
    QCOMPARE(angleValue(c, Angle::feature(2, 10, 1), theta, x), 1 + 10 * (2.4 * 1.0));
    const Angle token{.source = Angle::Source::TokenParameter, .index = 1, .token = 1, .stride = 2};
    QCOMPARE(angleValue(c, token, theta, x), 0.6);
    QVERIFY(std::isnan(angleValue(c, token, theta, std::vector<double>{0.0, 9.0})));
    QVERIFY(std::isnan(angleValue(c, token, theta, std::vector<double>{0.0, -1.0})));
  }

  void amplitudesArePlacedOnTheirWires() {
    Circuit c = circuitOf(3, 3, {});
    c.preparations = {{Preparation::Kind::Amplitude, {2, 0}, 0, 3, 0}};
    const auto state = preparedState(c, std::vector<double>{3, -4, 12});
    // Block index bit 0 is wire 2, bit 1 is wire 0; padded with a zero.
    const std::vector<double> expected{3, 12, 0, 0, -4, 0, 0, 0};
    for (std::size_t k = 0; k < 8; ++k) QVERIFY(near(state[k], expected[k] / 13));
  }

  void angleTreeSplitsFromTheTop() {
    Circuit c = circuitOf(2, 3, {});
    c.preparations = {{Preparation::Kind::AngleTree, {0, 1}, 0, 3, 0}};
    const std::vector<double> a{0.6, 1.1, -0.4};
    const auto state = preparedState(c, a);
    QVERIFY(near(state[0], std::cos(.3) * std::cos(.55)));
    QVERIFY(near(state[1], std::cos(.3) * std::sin(.55)));
    QVERIFY(near(state[2], std::sin(.3) * std::cos(-.2)));
    QVERIFY(near(state[3], std::sin(.3) * std::sin(-.2)));
  }

  void inputsAreChecked() {
    Circuit c = circuitOf(2, 3, {});
    QVERIFY(checkInputs(c, std::vector<double>{0, 0, 0}, "row 1"));
    c.preparations = {{Preparation::Kind::Amplitude, {0}, 1, 2, 0}};
    QVERIFY(checkInputs(c, std::vector<double>{0, 0, 1}, "row 1"));
    const auto zero = checkInputs(c, std::vector<double>{1, 0, 0}, "row 1");
    QVERIFY(!zero);
    QCOMPARE(zero.error().where, std::string("row 1"));
    QVERIFY(zero.error().message.find("Inputs 1 to 2") == 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto bad = checkInputs(c, std::vector<double>{1, nan, 0}, "row 4");
    QVERIFY(!bad);
    QVERIFY(bad.error().message.find("Input 1 is nan") == 0);
  }

  void reducedMatrixOfABellPairIsMixed() {
    const auto state = statevector(
        circuitOf(3, 0, {{.gate = GateId::H, .wires = {0}}, {.gate = GateId::CX, .wires = {0, 2}}}),
        {}, {});
    const auto one = reducedDensityMatrix(state, std::vector<Wire>{2});
    QVERIFY(near(one[0], 0.5) && near(one[3], 0.5) && near(one[1], 0));
    const auto two = reducedDensityMatrix(state, std::vector<Wire>{2, 0});
    QVERIFY(near(two[0], 0.5) && near(two[3], 0.5) && near(two[12], 0.5) && near(two[5], 0));
  }

  void cswapAndToffoliMoveTheRightAmplitudes() {
    for (std::size_t in = 0; in < 8; ++in) {
      std::vector<Op> ops;
      for (Wire w = 0; w < 3; ++w) {
        if ((in >> w) & 1) ops.push_back({.gate = GateId::X, .wires = {w}});
      }
      auto toffoli = ops, fredkin = ops;
      toffoli.push_back({.gate = GateId::CCX, .wires = {2, 0, 1}});
      fredkin.push_back({.gate = GateId::CSwap, .wires = {1, 0, 2}});
      const std::size_t a = in & 1, b = (in >> 1) & 1, c = in >> 2;
      const std::size_t toffoliOut = a | (b ^ (a & c)) << 1 | c << 2;
      const std::size_t fredkinOut = b ? c | b << 1 | a << 2 : in;
      QVERIFY(near(statevector(circuitOf(3, 0, toffoli), {}, {})[toffoliOut], 1));
      QVERIFY(near(statevector(circuitOf(3, 0, fredkin), {}, {})[fredkinOut], 1));
    }
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestStatevector)
#include "tst_statevector.moc"
