// SPDX-License-Identifier: GPL-3.0-or-later
// Every row of the gate table: unitary matrices, exact derivatives, valid shift rules, found by
// name.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>

#include "core/circuit/gate.h"

namespace qonvolve {
namespace {

using Matrix = std::vector<Complex>;
constexpr double kPi = std::numbers::pi;

std::size_t dimension(GateId id) {
  return std::size_t{1} << gateInfo(id).wires;
}

Matrix matrixOf(GateId id, const std::vector<double>& angles) {
  Matrix m(dimension(id) * dimension(id));
  gateMatrix(id, angles, m);
  return m;
}

double distance(const Matrix& a, const Matrix& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) largest = std::max(largest, std::abs(a[k] - b[k]));
  return largest;
}

/// <psi| U^dagger O U |psi> for a fixed dense state and a fixed Hermitian matrix without symmetry.
double value(GateId id, const std::vector<double>& angles) {
  const std::size_t dim = dimension(id);
  const Matrix u = matrixOf(id, angles);
  Matrix psi(dim), phi(dim);
  for (std::size_t k = 0; k < dim; ++k) {
    const auto x = static_cast<double>(k);
    psi[k] = std::polar(1.0 + 0.3 * x, 0.7 * x * x);
  }
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j < dim; ++j) phi[i] += u[dim * i + j] * psi[j];
  }
  double sum = 0;
  for (std::size_t i = 0; i < dim; ++i) {
    sum += std::norm(phi[i]) * std::cos(2.0 * static_cast<double>(i));
    for (std::size_t j = 0; j < i; ++j) {
      const Complex o =
          std::polar(1.0 / static_cast<double>(1 + i + j), static_cast<double>(3 * i + j));
      sum += 2 * (std::conj(phi[i]) * o * phi[j]).real();
    }
  }
  return sum;
}

const std::vector<double> kAngles{0.83, -1.37, 2.21};

}  // namespace

class TestGate : public QObject {
  Q_OBJECT

  static void addRows(bool onlyWithAngles) {
    QTest::addColumn<int>("gate");
    for (const GateInfo& info : allGates()) {
      if (onlyWithAngles && info.angles == 0) continue;
      QTest::newRow(std::string(info.name).c_str()) << static_cast<int>(info.id);
    }
  }

 private slots:
  void isUnitary_data() { addRows(false); }
  void isUnitary() {
    QFETCH(int, gate);
    const auto id = static_cast<GateId>(gate);
    const std::size_t dim = dimension(id);
    const Matrix u = matrixOf(id, kAngles);
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j) {
        Complex sum = 0;
        for (std::size_t k = 0; k < dim; ++k) sum += std::conj(u[dim * k + i]) * u[dim * k + j];
        QVERIFY(std::abs(sum - (i == j ? 1.0 : 0.0)) < 1e-15 * 8);
      }
    }
  }

  void derivativeMatchesDifference_data() { addRows(true); }
  void derivativeMatchesDifference() {
    QFETCH(int, gate);
    const auto id = static_cast<GateId>(gate);
    for (std::size_t k = 0; k < gateInfo(id).angles; ++k) {
      constexpr double h = 1e-5;
      std::vector<double> up = kAngles, down = kAngles;
      up[k] += h;
      down[k] -= h;
      Matrix difference = matrixOf(id, up);
      const Matrix low = matrixOf(id, down);
      for (std::size_t i = 0; i < low.size(); ++i)
        difference[i] = (difference[i] - low[i]) / (2 * h);
      Matrix derivative(low.size());
      gateDerivative(id, kAngles, k, derivative);
      QVERIFY(distance(derivative, difference) < 1e-9);
    }
  }

  void mixedDerivativesMatchDifferences_data() { addRows(true); }
  void mixedDerivativesMatchDifferences() {
    QFETCH(int, gate);
    const auto id = static_cast<GateId>(gate);
    const auto derivative = [&](const std::vector<double>& angles, const AngleOrders& orders) {
      Matrix m(dimension(id) * dimension(id));
      gateDerivative(id, angles, orders, m);
      return m;
    };
    QCOMPARE(derivative(kAngles, {}), matrixOf(id, kAngles));
    // Each order from the one below, up to the third in any angle.
    for (const AngleOrders& below :
         {AngleOrders{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}, {0, 1, 1}, {2, 0, 0}, {0, 2, 0}}) {
      for (std::size_t k = 0; k < gateInfo(id).angles; ++k) {
        AngleOrders orders = below;
        ++orders[k];
        const auto beyond = std::find_if(orders.begin() + gateInfo(id).angles, orders.end(),
                                         [](std::uint8_t order) { return order > 0; });
        if (beyond != orders.end()) continue;
        constexpr double h = 1e-5;
        std::vector<double> up = kAngles, down = kAngles;
        up[k] += h;
        down[k] -= h;
        Matrix difference = derivative(up, below);
        const Matrix low = derivative(down, below);
        for (std::size_t i = 0; i < low.size(); ++i)
          difference[i] = (difference[i] - low[i]) / (2 * h);
        QVERIFY(distance(derivative(kAngles, orders), difference) < 1e-9);
      }
    }
  }

  void shiftRuleGivesTheDerivative_data() { addRows(true); }
  void shiftRuleGivesTheDerivative() {
    QFETCH(int, gate);
    const auto id = static_cast<GateId>(gate);
    for (std::size_t k = 0; k < gateInfo(id).angles; ++k) {
      const auto difference = [&](double shift) {
        std::vector<double> up = kAngles, down = kAngles;
        up[k] += shift;
        down[k] -= shift;
        return value(id, up) - value(id, down);
      };
      const double r = std::sqrt(2.0);
      const double rule = gateInfo(id).shift == ShiftRule::TwoTerm
                              ? difference(kPi / 2) / 2
                              : (r + 1) / (4 * r) * difference(kPi / 2) -
                                    (r - 1) / (4 * r) * difference(3 * kPi / 2);
      const double h = 1e-4;  // Richardson: error of order h^4
      const double expected = (8 * difference(h) - difference(2 * h)) / (12 * h);
      QVERIFY2(std::abs(rule - expected) < 1e-9 * (1 + std::abs(expected)),
               qPrintable(QString("%1, differences give %2").arg(rule).arg(expected)));
    }
  }

  void controlsActOnlyWhereAllAreSet_data() { addRows(false); }
  void controlsActOnlyWhereAllAreSet() {
    QFETCH(int, gate);
    const auto id = static_cast<GateId>(gate);
    const std::size_t dim = dimension(id), set = (std::size_t{1} << gateInfo(id).controls) - 1;
    const Matrix u = matrixOf(id, kAngles);
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j) {
        if ((j & set) != set) QCOMPARE(u[dim * i + j], Complex(i == j ? 1.0 : 0.0));
      }
    }
  }

  void knownMatrices() {
    const double c = std::cos(.4), s = std::sin(.4);
    QVERIFY(distance(matrixOf(GateId::RX, {.8}), {c, {0, -s}, {0, -s}, c}) < 1e-15);
    QVERIFY(distance(matrixOf(GateId::RY, {.8}), {c, -s, s, c}) < 1e-15);
    QVERIFY(distance(matrixOf(GateId::RZ, {.8}), {{c, -s}, 0, 0, {c, s}}) < 1e-15);
    QVERIFY(distance(matrixOf(GateId::U3, {.8, 0, 0}), matrixOf(GateId::RY, {.8})) < 1e-15);
    QVERIFY(distance(matrixOf(GateId::U2, {.3, .5}), matrixOf(GateId::U3, {kPi / 2, .3, .5})) <
            1e-15);
    // The control is wires[0], the low bit: |1, t> sits at odd indices.
    const Matrix cx = matrixOf(GateId::CX, {});
    QCOMPARE(cx[4 * 3 + 1], Complex(1));
    QCOMPARE(cx[4 * 1 + 3], Complex(1));
    QCOMPARE(cx[0], Complex(1));
    QCOMPARE(cx[4 * 2 + 2], Complex(1));
    // SX squared is X, T squared is S.
    const Matrix sx = matrixOf(GateId::SX, {});
    QVERIFY(std::abs(sx[0] * sx[0] + sx[1] * sx[2]) < 1e-15);
    QVERIFY(std::abs(sx[0] * sx[1] + sx[1] * sx[3] - 1.0) < 1e-15);
  }

  void namesAreUniqueAndFound() {
    std::set<std::string_view> names;
    for (const GateInfo& info : allGates()) {
      QVERIFY(names.insert(info.name).second);
      QCOMPARE(findGate(info.name), &info);
      QCOMPARE(&gateInfo(info.id), &info);
      QVERIFY(!info.help.empty() && !info.symbol.empty());
      QCOMPARE(info.shift == ShiftRule::None, info.angles == 0);
    }
    QCOMPARE(allGates().size(), static_cast<std::size_t>(GateId::Count));
    QCOMPARE(findGate("cnot")->id, GateId::CX);
    QCOMPARE(findGate("u1")->id, GateId::P);
    QCOMPARE(findGate("cu1")->id, GateId::CP);
    QCOMPARE(findGate("u")->id, GateId::U3);
    QVERIFY(findGate("nonsense") == nullptr);
    QVERIFY(findGate("") == nullptr);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestGate)
#include "tst_gate.moc"
