// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/pauli_rotations.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::uint8_t kX = 1, kY = 2, kZ = 3;

/// A rotation about a Pauli product on a gate's own wires: t = scale angle[k] + offset.
struct Part {
  std::uint8_t first, second;  // Pauli matrices on the gate's wires
  std::uint8_t angle = 0;
  double scale = 0;
  double offset = 0;
};

/// exp(-i t |1><1| P / 2): half a turn about P and half back where the control is 0.
void addControlled(std::vector<Part>& parts, std::uint8_t pauli, std::uint8_t angle, double scale,
                   double offset) {
  parts.push_back({0, pauli, angle, scale / 2, offset / 2});
  parts.push_back({kZ, pauli, angle, -scale / 2, -offset / 2});
}

/// A controlled Pauli matrix: a controlled half turn, and the phase that it lacks.
void addControlledPauli(std::vector<Part>& parts, std::uint8_t pauli) {
  parts.push_back({kZ, 0, 0, 0, kPi / 2});
  addControlled(parts, pauli, 0, 0, kPi);
}

std::vector<Part> partsOf(GateId gate) {
  using enum GateId;
  std::vector<Part> parts;
  switch (gate) {
    case I:
      return {};
    case X:
      return {{kX, 0, 0, 0, kPi}};
    case Y:
      return {{kY, 0, 0, 0, kPi}};
    case Z:
      return {{kZ, 0, 0, 0, kPi}};
    case H:
      return {{kY, 0, 0, 0, kPi / 2}, {kX, 0, 0, 0, kPi}};
    case S:
      return {{kZ, 0, 0, 0, kPi / 2}};
    case Sdg:
      return {{kZ, 0, 0, 0, -kPi / 2}};
    case T:
      return {{kZ, 0, 0, 0, kPi / 4}};
    case Tdg:
      return {{kZ, 0, 0, 0, -kPi / 4}};
    case SX:
      return {{kX, 0, 0, 0, kPi / 2}};
    case RX:
      return {{kX, 0, 0, 1}};
    case RY:
      return {{kY, 0, 0, 1}};
    case RZ:
    case P:
      return {{kZ, 0, 0, 1}};
    case U2:
      return {{kZ, 0, 1, 1}, {kY, 0, 0, 0, kPi / 2}, {kZ, 0, 0, 1}};
    case U3:
      return {{kZ, 0, 2, 1}, {kY, 0, 0, 1}, {kZ, 0, 1, 1}};
    case CX:
      addControlledPauli(parts, kX);
      return parts;
    case CY:
      addControlledPauli(parts, kY);
      return parts;
    case CZ:
      addControlledPauli(parts, kZ);
      return parts;
    case CH:  // H = RY(pi/4) Z RY(-pi/4)
      parts.push_back({0, kY, 0, 0, -kPi / 4});
      addControlledPauli(parts, kZ);
      parts.push_back({0, kY, 0, 0, kPi / 4});
      return parts;
    case Swap:
      return {{kX, kX, 0, 0, kPi / 2}, {kY, kY, 0, 0, kPi / 2}, {kZ, kZ, 0, 0, kPi / 2}};
    case CRX:
      addControlled(parts, kX, 0, 1, 0);
      return parts;
    case CRY:
      addControlled(parts, kY, 0, 1, 0);
      return parts;
    case CRZ:
      addControlled(parts, kZ, 0, 1, 0);
      return parts;
    case CP:
      parts.push_back({kZ, 0, 0, 0.5});
      addControlled(parts, kZ, 0, 1, 0);
      return parts;
    case CU3:  // U3 is RZ RY RZ times a phase of half the sum of its last two angles
      parts.push_back({kZ, 0, 1, 0.5});
      parts.push_back({kZ, 0, 2, 0.5});
      addControlled(parts, kZ, 2, 1, 0);
      addControlled(parts, kY, 0, 1, 0);
      addControlled(parts, kZ, 1, 1, 0);
      return parts;
    case RXX:
      return {{kX, kX, 0, 1}};
    case RYY:
      return {{kY, kY, 0, 1}};
    case RZZ:
      return {{kZ, kZ, 0, 1}};
    case CCX:
    case CSwap:
    case Count:
      break;
  }
  assert(false);
  return parts;
}

/// For each Pauli product P the eight Q that do not commute with it in pairs, with i Q P = sign Q'.
struct NonCommuting {
  struct Pair {
    std::uint8_t q, partner;
    double sign;
  };
  std::array<std::array<Pair, 4>, 16> pairs{};

  constexpr NonCommuting() {
    for (std::size_t p = 0; p < 16; ++p) {
      std::size_t count = 0;
      for (std::size_t q = 0; q < 16; ++q) {
        const std::size_t i = phase(q, p);
        const std::size_t partner = p ^ q;
        if (i % 2 == 0 || partner < q) continue;
        pairs[p][count++] = {static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(partner),
                             i == 1 ? -1.0 : 1.0};
      }
    }
  }
  /// q p = i^phase times another product.
  static constexpr std::size_t phase(std::size_t q, std::size_t p) {
    return (phaseOf(q & 3, p & 3) + phaseOf(q >> 2, p >> 2)) % 4;
  }
  /// Of two Pauli matrices a b = i^phase c; c is a ^ b.
  static constexpr std::size_t phaseOf(std::size_t a, std::size_t b) {
    if (a == 0 || b == 0 || a == b) return 0;
    return a % 3 + 1 == b ? 1 : 3;
  }
};

constexpr NonCommuting kNonCommuting;

/// Row j of a Pauli product has one element, i^powers[j] in column j ^ flip. Whether it is real is
/// the same in all rows.
struct PauliRows {
  std::size_t flip = 0;
  std::array<std::size_t, 4> powers{};

  constexpr explicit PauliRows(std::size_t pauli) {
    const std::size_t first = pauli & 3, second = pauli >> 2;
    const auto flips = [](std::size_t p) { return p == kX || p == kY ? std::size_t{1} : 0; };
    // <0|Y|1> = -i, <1|Y|0> = i, <1|Z|1> = -1, as powers of i.
    const auto power = [](std::size_t p, std::size_t row) {
      return p == kY ? 3 - 2 * row : p == kZ ? 2 * row : std::size_t{0};
    };
    flip = flips(first) | flips(second) << 1;
    for (std::size_t j = 0; j < 4; ++j) {
      powers[j] = (power(first, j & 1) + power(second, j >> 1)) % 4;
    }
  }
};

/// Signs of the real or of the imaginary parts in Tr(P A) = sum_j P_(j, j ^ x) A_(j ^ x, j).
struct Trace {
  std::size_t flip;
  bool real;
  std::array<double, 4> signs{};

  constexpr explicit Trace(std::size_t pauli) : flip(PauliRows(pauli).flip), real(true) {
    const PauliRows rows(pauli);
    real = rows.powers[0] % 2 == 0;
    for (std::size_t j = 0; j < 4; ++j) {
      signs[j] = rows.powers[j] == 0 || rows.powers[j] == 3 ? 1 : -1;
    }
  }
  double of(const LocalMatrix& a) const {
    double sum = 0;
    for (std::size_t j = 0; j < a.dim; ++j) {
      const Complex& entry = a.at(j ^ flip, j);
      sum += signs[j] * (real ? entry.real() : entry.imag());
    }
    return sum;
  }
};

/// exp(-i t P / 2) = cos(t / 2) - i sin(t / 2) P on the rows of a matrix.
struct RowTurn {
  std::size_t flip;
  bool real;                      // whether -i P is
  std::array<double, 4> signs{};  // of row j of -i P, by i where it is not real

  constexpr explicit RowTurn(std::size_t pauli)
      : flip(PauliRows(pauli).flip), real(PauliRows(pauli).powers[0] % 2 == 1) {
    for (std::size_t j = 0; j < 4; ++j) {
      const std::size_t power = PauliRows(pauli).powers[j];
      signs[j] = power == 1 || power == 2 ? 1 : -1;
    }
  }
};

/// One for each Pauli product.
template <class Rule>
constexpr auto makeRules() {
  return []<std::size_t... P>(std::index_sequence<P...>) {
    return std::array{Rule(P)...};
  }(std::make_index_sequence<16>{});
}
constexpr auto kTraces = makeRules<Trace>();
constexpr auto kRowTurns = makeRules<RowTurn>();

template <std::size_t kDim>
struct RunningProduct {
  std::array<std::array<double, kDim>, kDim> re, im;

  explicit RunningProduct(const LocalMatrix& u) {
    for (std::size_t j = 0; j < kDim; ++j) {
      for (std::size_t k = 0; k < kDim; ++k) {
        re[j][k] = u.at(j, k).real();
        im[j][k] = u.at(j, k).imag();
      }
    }
  }
  LocalMatrix matrix() const {
    LocalMatrix u{.dim = kDim};
    for (std::size_t j = 0; j < kDim; ++j) {
      for (std::size_t k = 0; k < kDim; ++k) u.at(j, k) = Complex{re[j][k], im[j][k]};
    }
    return u;
  }
  void turn(const RowTurn& rule, double cosine, double sine) {
    const RunningProduct old = *this;
    for (std::size_t j = 0; j < kDim; ++j) {
      const double s = rule.signs[j] * sine;
      const auto& otherRe = rule.real ? old.re[j ^ rule.flip] : old.im[j ^ rule.flip];
      const auto& otherIm = rule.real ? old.im[j ^ rule.flip] : old.re[j ^ rule.flip];
      const double fromRe = rule.real ? s : -s;
      for (std::size_t k = 0; k < kDim; ++k) {
        re[j][k] = cosine * old.re[j][k] + fromRe * otherRe[k];
        im[j][k] = cosine * old.im[j][k] + s * otherIm[k];
      }
    }
  }
};

/// Calls work.operator()<dim>().
template <class Work>
auto withDim(std::size_t dim, const Work& work) {
  return dim == 2 ? work.template operator()<2>() : work.template operator()<4>();
}

}  // namespace

PauliRotations::PauliRotations(const Program& program)
    : kernels_(kernels()), dim_(std::size_t{1} << program.wires()), start_{.dim = dim_} {
  for (std::size_t i = 0; i < dim_; ++i) start_.at(i, i) = 1;
  for (std::size_t p = 0; p < 16; ++p) turned_[p] = {static_cast<std::uint8_t>(p), 1};
  for (std::size_t i = 0; i < program.ops.size(); ++i) add(program.ops[i], i);
}

void PauliRotations::add(const LocalOp& op, std::size_t index) {
  const auto place = [&](const Part& part) {
    std::size_t pauli = static_cast<std::size_t>(part.first) << (2 * op.wires[0]);
    if (part.second != 0) pauli |= static_cast<std::size_t>(part.second) << (2 * op.wires[1]);
    return static_cast<std::uint8_t>(pauli);
  };
  for (const Part& part : partsOf(op.gate)) {
    Rotation rotation{.pauli = place(part),
                      .angle = static_cast<std::uint32_t>(3 * index + part.angle),
                      .scale = part.scale,
                      .offset = part.offset};
    // Constant angles are known now.
    const Angle& angle = op.angles[part.angle];
    if (part.scale != 0 && angle.source == Angle::Source::Constant) {
      rotation.offset += part.scale * angle.offset;
      rotation.scale = 0;
    }
    const double quarters = std::fmod(rotation.offset, 2 * kPi) / (kPi / 2);
    if (rotation.scale == 0 && quarters == std::round(quarters)) {
      addQuarterTurns(rotation.pauli, static_cast<std::size_t>(quarters + 4) % 4);
    } else {
      rotations_.push_back(rotation);
    }
  }
}

/// R P R^dagger = R^2 P where P does not commute with what R turns about.
PauliRotations::Signed PauliRotations::turned(Signed p, std::size_t about, std::size_t quarters) {
  const std::size_t phase = NonCommuting::phase(about, p.pauli);
  if (phase % 2 == 0 || quarters == 0) return p;
  if (quarters == 2) return {p.pauli, -p.sign};
  const auto other = static_cast<std::uint8_t>(about ^ p.pauli);
  return {other, (phase == 1) == (quarters == 1) ? p.sign : -p.sign};
}

/// R after all others: R R_n ... R_1 C = (R R_n R^dagger) ... (R R_1 R^dagger) R C.
void PauliRotations::addQuarterTurns(std::size_t pauli, std::size_t count) {
  for (Rotation& rotation : rotations_) {
    const Signed to = turned({rotation.pauli, 1}, pauli, count);
    rotation.pauli = to.pauli;
    rotation.scale *= to.sign;
    rotation.offset *= to.sign;
  }
  for (Signed& p : turned_) p = turned(p, pauli, count);
  constexpr double kHalf = std::numbers::sqrt2 / 2;
  constexpr std::array<double, 4> kSines{0, kHalf, 1, kHalf}, kCosines{1, kHalf, 0, -kHalf};
  withDim(dim_, [&]<std::size_t kDim>() {
    RunningProduct<kDim> product(start_);
    product.turn(kRowTurns[pauli], kCosines[count], kSines[count]);
    start_ = product.matrix();
  });
}

void PauliRotations::turn(std::span<const double> angles, Turns& turns) const {
  const std::size_t count = (rotations_.size() + kLanes - 1) / kLanes * kLanes;
  turns.sine.resize(count);
  turns.cosine.resize(count);
  for (std::size_t first = 0; first < count; first += kLanes) {
    alignas(64) std::array<double, kLanes> half{};
    for (std::size_t i = first; i < std::min(first + kLanes, rotations_.size()); ++i) {
      const Rotation& rotation = rotations_[i];
      half[i - first] = (rotation.scale * angles[rotation.angle] + rotation.offset) / 2;
    }
    laneSinCos(kernels_, half.data(), &turns.sine[first], &turns.cosine[first]);
  }
}

LocalMatrix PauliRotations::matrix(const Turns& turns) const {
  return withDim(dim_, [&]<std::size_t kDim>() {
    RunningProduct<kDim> product(start_);
    for (std::size_t i = 0; i < rotations_.size(); ++i) {
      product.turn(kRowTurns[rotations_[i].pauli], turns.cosine[i], turns.sine[i]);
    }
    return product.matrix();
  });
}

void PauliRotations::walk(const LocalMatrix& a, From from, const Turns& turns,
                          std::span<double> derivatives) const {
  std::array<double, 16> c{};
  for (std::size_t p = 0; p < a.dim * a.dim; ++p) {
    const Signed to = from == From::End ? Signed{static_cast<std::uint8_t>(p), 1} : turned_[p];
    c[to.pauli] = to.sign * kTraces[p].of(a);
  }
  std::ranges::fill(derivatives, 0.0);
  // Forwards the rotations turn the coefficients the other way round.
  const double direction = from == From::End ? 1 : -1;
  for (std::size_t k = 0; k < rotations_.size(); ++k) {
    const std::size_t i = from == From::End ? rotations_.size() - 1 - k : k;
    const Rotation& rotation = rotations_[i];
    if (rotation.scale != 0) derivatives[rotation.angle] += rotation.scale * c[rotation.pauli];
    const double sine = direction * 2 * turns.sine[i] * turns.cosine[i];
    const double cosine = 1 - 2 * turns.sine[i] * turns.sine[i];
    for (const NonCommuting::Pair& pair : kNonCommuting.pairs[rotation.pauli]) {
      const double q = c[pair.q], partner = c[pair.partner], s = pair.sign * sine;
      c[pair.q] = cosine * q + s * partner;
      c[pair.partner] = cosine * partner - s * q;
    }
  }
}

}  // namespace qonvolve
