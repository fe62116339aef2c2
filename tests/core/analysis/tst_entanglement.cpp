// SPDX-License-Identifier: GPL-3.0-or-later
// Entanglement of states whose values are known in closed form.
#include "core/analysis/entanglement.h"

#include <QtTest>
#include <array>
#include <cmath>

#include "core/sim/density_matrix.h"
#include "core/sim/statevector.h"
#include "tests/core/gradient/random_circuit.h"

namespace qonvolve {
namespace {

using State = std::vector<Complex>;

State ghz(Wire wires) {
  State state(std::size_t{1} << wires);
  state.front() = state.back() = std::sqrt(.5);
  return state;
}

State w3() {
  State state(8);
  state[1] = state[2] = state[4] = 1 / std::sqrt(3.0);
  return state;
}

State randomState(Wire wires) {
  const test::RandomCircuit random = test::randomCircuit(77, {.wires = wires, .ops = 60});
  return statevector(random.circuit, random.parameters, random.inputs);
}

bool near(double a, double b) {
  return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestEntanglement : public QObject {
  Q_OBJECT

 private slots:
  void knownMeyerWallach() {
    State product(16);
    product[5] = 1;
    QVERIFY(near(meyerWallach(product), 0));
    QVERIFY(near(meyerWallach(ghz(2)), 1));
    QVERIFY(near(meyerWallach(ghz(5)), 1));
    QVERIFY(near(meyerWallach(w3()), 8.0 / 9));
    for (const double t : {.3, 1.2, 2.9}) {  // RY(t), CX
      QVERIFY(near(meyerWallach(State{std::cos(t / 2), 0, 0, std::sin(t / 2)}),
                   std::sin(t) * std::sin(t)));
    }
  }

  void knownEntropies() {
    const auto binary = [](double p) { return -p * std::log2(p) - (1 - p) * std::log2(1 - p); };
    QVERIFY(near(cutEntropies(ghz(2)).at(0), 1));
    for (const double s : cutEntropies(ghz(5))) QVERIFY(near(s, 1));
    for (const double s : cutEntropies(w3())) QVERIFY(near(s, binary(1.0 / 3)));
    // Two Bell pairs, wires 0-2 and 1-3: the middle cut separates both.
    State pairs(16);
    pairs[0b0000] = pairs[0b0101] = pairs[0b1010] = pairs[0b1111] = .5;
    const std::vector<double> cuts = cutEntropies(pairs);
    QVERIFY(near(cuts[0], 1) && near(cuts[1], 2) && near(cuts[2], 1));
    QVERIFY(near(entanglementEntropy(pairs, std::array<Wire, 2>{0, 2}), 0));
    QVERIFY(near(entanglementEntropy(pairs, std::array<Wire, 3>{0, 1, 2}), 1));
    const std::vector<Complex> mixed{.25, 0, 0, .75};
    QVERIFY(near(entropy(mixed), binary(.25)) && near(purity(mixed), .0625 + .5625));
  }

  void knownMutualInformation() {
    const auto at = [](const std::vector<double>& m, std::size_t n, std::size_t a, std::size_t b) {
      return m[a * n + b];
    };
    State pairs(16);
    pairs[0b0000] = pairs[0b0101] = pairs[0b1010] = pairs[0b1111] = .5;
    const std::vector<double> bell = mutualInformation(pairs);
    QVERIFY(near(at(bell, 4, 0, 2), 2) && near(at(bell, 4, 3, 1), 2) && near(at(bell, 4, 0, 1), 0));
    const std::vector<double> g = mutualInformation(ghz(4));
    for (std::size_t a = 0; a < 4; ++a) {
      for (std::size_t b = 0; b < 4; ++b) QVERIFY(near(at(g, 4, a, b), a == b ? 0 : 1));
    }
  }

  void bothSidesOfACutAgree() {
    const State state = randomState(5);
    for (const std::vector<Wire>& side : {std::vector<Wire>{0, 3}, {1, 2, 4}, {2}}) {
      std::vector<Wire> other;
      for (Wire w = 0; w < 5; ++w) {
        if (std::ranges::find(side, w) == side.end()) other.push_back(w);
      }
      const double s = entropy(reducedDensityMatrix(state, side));
      QVERIFY(s > .01);
      QVERIFY(near(s, entropy(reducedDensityMatrix(state, other))));
      QVERIFY(near(s, entanglementEntropy(state, side)));
      QVERIFY(near(s, entanglementEntropy(state, other)));
    }
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestEntanglement)
#include "tst_entanglement.moc"
