// SPDX-License-Identifier: GPL-3.0-or-later
// Known variances against printed and sampled values; Lie algebras of rotations.
#include "core/analysis/reference_laws.h"

#include <QtTest>
#include <cmath>

using namespace qonvolve;

namespace {

bool near(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::abs(b);
}

// Rotations on every wire and rotations of neighbours.
Circuit rotations(Wire wires, std::initializer_list<GateId> single, GateId pair) {
  Circuit circuit;
  circuit.wires = wires;
  std::uint32_t parameter = 0;
  for (const GateId gate : single) {
    for (Wire w = 0; w < wires; ++w) {
      circuit.ops.push_back(
          {.gate = gate, .wires = {w}, .angles = {Angle::parameter(parameter++)}});
    }
  }
  for (Wire w = 0; w + 1 < wires; ++w) {
    circuit.ops.push_back(
        {.gate = pair, .wires = {w, w + 1}, .angles = {Angle::parameter(parameter++)}});
  }
  return circuit;
}

std::size_t dimension(const Circuit& circuit) {
  std::size_t sum = 0;
  for (const auto& part : pauliAlgebra(rotationGenerators(circuit))) sum += part.size();
  return sum;
}

}  // namespace

class TestReferenceLaws : public QObject {
  Q_OBJECT
 private slots:
  void lawsHaveTheirPrintedValues() {
    QVERIFY(near(randomCircuitVariance(2), 8.88889e-2, 1e-5));
    QVERIFY(near(randomCircuitVariance(10), 3.25521e-4, 1e-5));
    QVERIFY(near(twoDesignVariance(4), 2.95271e-2, 1e-5));
    QVERIFY(near(twoDesignVariance(10), 4.87805e-4, 1e-5));
    QVERIFY(near(globalCostVariance(8), 1.30355e-4, 1e-5));
    QVERIFY(near(localCostVariance(12), 8.68056e-4, 1e-5));
    QVERIFY(near(freeFermionVariance(6), 0.0909091, 1e-6));
    QVERIFY(near(depolarizingFactor(.01, 4, 1), 0.9477238835, 1e-9));
    QVERIFY(near(depolarizingFactor(.01, 4, 10), 0.5845454085, 1e-9));
    QVERIFY(near(depolarizingFactor(.001, 8, 10), 0.8987612604, 1e-9));
  }

  // Var C of QCNNs of Haar blocks: exact sums over Pauli paths.
  void haarQcnnsFollowTheirPauliPaths() {
    QVERIFY(near(haarQcnnVariance(2), 0.2, 1e-14));
    QVERIFY(near(haarQcnnVariance(4), 0.07328, 1e-4));
    QVERIFY(near(haarQcnnVariance(8), 0.0175486706, 1e-8));
    QVERIFY(near(haarQcnnVariance(16), 0.00324367297, 1e-8));
  }

  void linesAreMadeForEverySize() {
    for (const ReferenceLaw& law : referenceLaws()) {
      double last = 1e300;
      for (double n = 2; n <= 28; n += 0.5) {
        const double value = law.variance(n);
        QVERIFY2(value > 0 && value < last, law.id.data());
        last = value;
      }
    }
  }

  void algebrasHaveTheirDimensions() {
    for (const Wire n : {2U, 3U, 4U}) {
      // All Pauli products but the identity.
      QCOMPARE(dimension(rotations(n, {GateId::RX, GateId::RZ}, GateId::RZZ)),
               (std::size_t{1} << (2 * n)) - 1);
    }
    for (const Wire n : {2U, 3U, 6U, 10U}) {
      QCOMPARE(dimension(rotations(n, {GateId::RZ}, GateId::RXX)), std::size_t{n} * (2 * n - 1));
    }
    // Separate qubits: su(2) each.
    Circuit product;
    product.wires = 3;
    for (Wire w = 0; w < 3; ++w) {
      product.ops.push_back({.gate = GateId::RX, .wires = {w}});
      product.ops.push_back({.gate = GateId::RY, .wires = {w}});
    }
    const auto parts = pauliAlgebra(rotationGenerators(product));
    QCOMPARE(parts.size(), std::size_t{3});
    for (const auto& part : parts) QCOMPARE(part.size(), std::size_t{3});
    // Too large, and not made of rotations.
    QVERIFY(
        pauliAlgebra(rotationGenerators(rotations(6, {GateId::RX, GateId::RZ}, GateId::RZZ)), 100)
            .empty());
    Circuit clifford;
    clifford.wires = 2;
    clifford.ops = {{.gate = GateId::RX, .wires = {0}}, {.gate = GateId::CX, .wires = {0, 1}}};
    QVERIFY(rotationGenerators(clifford).empty());
  }

  // Ragone et al., arXiv:2309.09342: 1/(2^n + 1) for su(2^n), 1/(2 n - 1) for so(2 n).
  void algebrasPredictVariances() {
    for (const Wire n : {3U, 4U}) {
      const auto all =
          pauliAlgebra(rotationGenerators(rotations(n, {GateId::RX, GateId::RZ}, GateId::RZZ)));
      QVERIFY(near(algebraVariance(all, Observable::pauliZ(0)), 1 / (std::exp2(n) + 1), 1e-12));
      const auto free = pauliAlgebra(rotationGenerators(rotations(n, {GateId::RZ}, GateId::RXX)));
      QVERIFY(near(algebraVariance(free, Observable::pauliZ(0)), freeFermionVariance(n), 1e-12));
      // An observable outside of the algebra: nothing is predicted of it.
      QCOMPARE(algebraVariance(free, {.terms = {{1, 1, 0}}}), 0.0);
    }
  }
};

QTEST_GUILESS_MAIN(TestReferenceLaws)
#include "tst_reference_laws.moc"
