// SPDX-License-Identifier: GPL-3.0-or-later
// The gate table and the matrices of all gates with their derivatives.
#include "core/circuit/gate.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace qonvolve {
namespace {

using enum GateId;
using enum ShiftRule;

constexpr std::array<GateInfo, static_cast<std::size_t>(Count)> kGates{{
    {I, "id", "I", 1, 0, 0, None, "identity"},
    {X, "x", "X", 1, 0, 0, None, "Pauli X, bit flip"},
    {Y, "y", "Y", 1, 0, 0, None, "Pauli Y"},
    {Z, "z", "Z", 1, 0, 0, None, "Pauli Z, phase flip"},
    {H, "h", "H", 1, 0, 0, None, "Hadamard, (X + Z)/sqrt 2"},
    {S, "s", "S", 1, 0, 0, None, "diag(1, i)"},
    {Sdg, "sdg", "S†", 1, 0, 0, None, "diag(1, -i)"},
    {T, "t", "T", 1, 0, 0, None, "diag(1, exp(i pi/4))"},
    {Tdg, "tdg", "T†", 1, 0, 0, None, "diag(1, exp(-i pi/4))"},
    {SX, "sx", "√X", 1, 0, 0, None, "square root of X"},
    {RX, "rx", "RX", 1, 0, 1, TwoTerm, "exp(-i t X/2)"},
    {RY, "ry", "RY", 1, 0, 1, TwoTerm, "exp(-i t Y/2)"},
    {RZ, "rz", "RZ", 1, 0, 1, TwoTerm, "exp(-i t Z/2)"},
    {P, "p", "P", 1, 0, 1, TwoTerm, "diag(1, exp(i t))"},
    {U2, "u2", "U2", 1, 0, 2, TwoTerm, "u3(pi/2, p, l)"},
    {U3, "u3", "U3", 1, 0, 3, TwoTerm,
     "[[cos t/2, -exp(i l) sin t/2], [exp(i p) sin t/2, exp(i(p+l)) cos t/2]]"},
    {CX, "cx", "X", 2, 1, 0, None, "controlled X"},
    {CY, "cy", "Y", 2, 1, 0, None, "controlled Y"},
    {CZ, "cz", "Z", 2, 1, 0, None, "controlled Z"},
    {CH, "ch", "H", 2, 1, 0, None, "controlled Hadamard"},
    {Swap, "swap", "SWAP", 2, 0, 0, None, "exchanges two wires"},
    {CRX, "crx", "RX", 2, 1, 1, FourTerm, "controlled exp(-i t X/2)"},
    {CRY, "cry", "RY", 2, 1, 1, FourTerm, "controlled exp(-i t Y/2)"},
    {CRZ, "crz", "RZ", 2, 1, 1, FourTerm, "controlled exp(-i t Z/2)"},
    {CP, "cp", "P", 2, 1, 1, TwoTerm, "diag(1, 1, 1, exp(i t))"},
    {CU3, "cu3", "U3", 2, 1, 3, FourTerm, "controlled u3(t, p, l), no phase on the control"},
    {RXX, "rxx", "RXX", 2, 0, 1, TwoTerm, "exp(-i t XX/2)"},
    {RYY, "ryy", "RYY", 2, 0, 1, TwoTerm, "exp(-i t YY/2)"},
    {RZZ, "rzz", "RZZ", 2, 0, 1, TwoTerm, "exp(-i t ZZ/2)"},
    {CCX, "ccx", "X", 3, 2, 0, None, "Toffoli, X with two controls"},
    {CSwap, "cswap", "SWAP", 3, 1, 0, None, "Fredkin, controlled exchange"},
}};

using Matrix2 = std::array<Complex, 4>;
constexpr Complex kI{0, 1};
constexpr AngleOrders kNoDerivative{};

/// cos(t/2) and sin(t/2), differentiated `order` times by t.
struct HalfAngle {
  double cosine, sine;
  HalfAngle(double t, unsigned order) : cosine(std::cos(t / 2)), sine(std::sin(t / 2)) {
    for (; order > 0; --order) {
      cosine = std::exchange(sine, 0.5 * cosine);
      cosine *= -0.5;
    }
  }
};

/// A derivative of exp(-i t P/2) for the Pauli matrix P.
Matrix2 rotation(const Matrix2& pauli, double t, unsigned order) {
  const HalfAngle half(t, order);
  const double c = half.cosine;
  const Complex s = -kI * half.sine;
  return {c + s * pauli[0], s * pauli[1], s * pauli[2], c + s * pauli[3]};
}

/// diag(1, exp(i t)), or a derivative.
Matrix2 phase(double t, unsigned order) {
  Matrix2 m{order == 0 ? 1.0 : 0.0, 0, 0, std::polar(1.0, t)};
  for (; order > 0; --order) m[3] *= kI;
  return m;
}

constexpr Matrix2 kPauliX{0, 1, 1, 0};
constexpr Matrix2 kPauliY{0, -kI, kI, 0};
constexpr Matrix2 kPauliZ{1, 0, 0, -1};

/// U3 or a derivative.
Matrix2 u3(double t, double p, double l, const AngleOrders& orders) {
  const HalfAngle half(t, orders[0]);
  const double c = half.cosine, s = half.sine;
  const Complex ep = std::polar(1.0, p), el = std::polar(1.0, l);
  Matrix2 m{c, -s * el, s * ep, c * (ep * el)};
  for (unsigned k = 0; k < orders[1]; ++k) m = {0, 0, kI * m[2], kI * m[3]};
  for (unsigned k = 0; k < orders[2]; ++k) m = {0, kI * m[1], 0, kI * m[3]};
  return m;
}

/// The one-wire matrix that a gate applies (to its target), or a derivative.
Matrix2 oneWireMatrix(GateId id, std::span<const double> a, const AngleOrders& orders) {
  constexpr double r = std::numbers::sqrt2 / 2;
  switch (id) {
    case X:
    case CX:
    case CCX:
      return kPauliX;
    case Y:
    case CY:
      return kPauliY;
    case Z:
    case CZ:
      return kPauliZ;
    case H:
    case CH:
      return {r, r, r, -r};
    case S:
      return {1, 0, 0, kI};
    case Sdg:
      return {1, 0, 0, -kI};
    case T:
      return {1, 0, 0, Complex{r, r}};
    case Tdg:
      return {1, 0, 0, Complex{r, -r}};
    case SX:
      return {Complex{.5, .5}, Complex{.5, -.5}, Complex{.5, -.5}, Complex{.5, .5}};
    case RX:
    case CRX:
      return rotation(kPauliX, a[0], orders[0]);
    case RY:
    case CRY:
      return rotation(kPauliY, a[0], orders[0]);
    case RZ:
    case CRZ:
      return rotation(kPauliZ, a[0], orders[0]);
    case P:
    case CP:
      return phase(a[0], orders[0]);
    case U2:
      return u3(std::numbers::pi / 2, a[0], a[1], {0, orders[0], orders[1]});
    case U3:
    case CU3:
      return u3(a[0], a[1], a[2], orders);
    default:
      return {1, 0, 0, 1};
  }
}

/// exp(-i t PP/2) or a derivative; PP has the single entry pauli[row][column] squared products.
void isingMatrix(const Matrix2& pauli, double t, unsigned order, std::span<Complex> m) {
  const HalfAngle half(t, order);
  const double c = half.cosine;
  const Complex s = -kI * half.sine;
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      const Complex low = pauli[2 * (row & 1) + (column & 1)];
      const Complex high = pauli[2 * (row >> 1) + (column >> 1)];
      m[4 * row + column] = (row == column ? c : 0.0) + s * low * high;
    }
  }
}

void swapRows(std::span<Complex> m, std::size_t dim, std::size_t a, std::size_t b) {
  for (std::size_t column = 0; column < dim; ++column) {
    std::swap(m[dim * a + column], m[dim * b + column]);
  }
}

void fill(GateId id, std::span<const double> angles, const AngleOrders& orders,
          std::span<Complex> m) {
  const GateInfo& info = gateInfo(id);
  const std::size_t dim = std::size_t{1} << info.wires;
  assert(angles.size() >= info.angles && m.size() >= dim * dim);
  if (id == RXX) return isingMatrix(kPauliX, angles[0], orders[0], m);
  if (id == RYY) return isingMatrix(kPauliY, angles[0], orders[0], m);
  if (id == RZZ) return isingMatrix(kPauliZ, angles[0], orders[0], m);

  std::fill_n(m.begin(), dim * dim, Complex{});
  if (orders == kNoDerivative) {
    for (std::size_t i = 0; i < dim; ++i) m[dim * i + i] = 1;
  }
  if (id == Swap) return swapRows(m, dim, 0b01, 0b10);
  if (id == CSwap) return swapRows(m, dim, 0b011, 0b101);
  // Controls are the low bits, so the controlled subspace is {c, c + target} with all of them set.
  const Matrix2 u = oneWireMatrix(id, angles, orders);
  const std::size_t c = (std::size_t{1} << info.controls) - 1;
  const std::size_t t = c + (std::size_t{1} << info.controls);
  m[dim * c + c] = u[0];
  m[dim * c + t] = u[1];
  m[dim * t + c] = u[2];
  m[dim * t + t] = u[3];
}

constexpr std::array<std::pair<std::string_view, GateId>, 6> kAliases{
    {{"u1", P}, {"cu1", CP}, {"u", U3}, {"cnot", CX}, {"i", I}, {"toffoli", CCX}}};

}  // namespace

const GateInfo& gateInfo(GateId id) {
  assert(id < Count);
  return kGates[static_cast<std::size_t>(id)];
}

const GateInfo* findGate(std::string_view name) {
  const auto alias = std::ranges::find(kAliases, name, &std::pair<std::string_view, GateId>::first);
  if (alias != kAliases.end()) return &gateInfo(alias->second);
  const auto found = std::ranges::find(kGates, name, &GateInfo::name);
  return found == kGates.end() ? nullptr : &*found;
}

std::span<const GateInfo> allGates() {
  return kGates;
}

void gateMatrix(GateId id, std::span<const double> angles, std::span<Complex> matrix) {
  fill(id, angles, kNoDerivative, matrix);
}

void gateDerivative(GateId id, std::span<const double> angles, std::size_t k,
                    std::span<Complex> matrix) {
  AngleOrders orders{};
  orders[k] = 1;
  gateDerivative(id, angles, orders, matrix);
}

void gateDerivative(GateId id, std::span<const double> angles, const AngleOrders& orders,
                    std::span<Complex> matrix) {
  assert(std::all_of(orders.begin() + gateInfo(id).angles, orders.end(),
                     [](std::uint8_t order) { return order == 0; }));
  fill(id, angles, orders, matrix);
}

}  // namespace qonvolve
