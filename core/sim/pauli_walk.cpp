// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/pauli_walk.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

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
struct Turns {
  struct Pair {
    std::uint8_t q, partner;
    double sign;
  };
  std::array<std::array<Pair, 4>, 16> pairs{};

  constexpr Turns() {
    for (std::size_t p = 0; p < 16; ++p) {
      std::size_t count = 0;
      for (std::size_t q = 0; q < 16; ++q) {
        const std::size_t phase = (phaseOf(q & 3, p & 3) + phaseOf(q >> 2, p >> 2)) % 4;
        const std::size_t partner = p ^ q;
        if (phase % 2 == 0 || partner < q) continue;
        pairs[p][count++] = {static_cast<std::uint8_t>(q), static_cast<std::uint8_t>(partner),
                             phase == 1 ? -1.0 : 1.0};
      }
    }
  }
  /// Of two Pauli matrices a b = i^phase c; c is a ^ b.
  static constexpr std::size_t phaseOf(std::size_t a, std::size_t b) {
    if (a == 0 || b == 0 || a == b) return 0;
    return a % 3 + 1 == b ? 1 : 3;
  }
};

constexpr Turns kTurns;

/// Tr(P A) = sum_j P_(j ^ x, j) A_(j, j ^ x), x the bits that P flips.
double coefficient(const LocalMatrix& a, std::size_t pauli) {
  const auto flip = [](std::size_t p) { return p == kX || p == kY ? std::size_t{1} : 0; };
  const std::size_t first = pauli & 3, second = pauli >> 2;
  const std::size_t x = flip(first) | flip(second) << 1;
  double sum = 0;
  for (std::size_t j = 0; j < a.dim; ++j) {
    // Y|0> = i|1>, Y|1> = -i|0>, Z|1> = -|1>, as powers of i.
    const auto power = [](std::size_t p, std::size_t bit) {
      return p == kY ? 1 + 2 * bit : p == kZ ? 2 * bit : std::size_t{0};
    };
    const Complex& element = a.at(j, j ^ x);
    switch ((power(first, j & 1) + power(second, j >> 1)) % 4) {
      case 0:
        sum += element.real();
        break;
      case 1:
        sum -= element.imag();
        break;
      case 2:
        sum -= element.real();
        break;
      default:
        sum += element.imag();
    }
  }
  return sum;
}

}  // namespace

PauliWalk::PauliWalk(const Program& program) : kernels_(kernels()) {
  for (std::size_t i = 0; i < program.ops.size(); ++i) add(program.ops[i], i);
}

void PauliWalk::add(const LocalOp& op, std::size_t index) {
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
    rotations_.push_back(rotation);
  }
}

void PauliWalk::run(const LocalMatrix& a, From from, std::span<const double> angles,
                    std::span<double> derivatives) const {
  std::array<double, 16> c{};
  for (std::size_t p = 0; p < a.dim * a.dim; ++p) c[p] = coefficient(a, p);
  std::ranges::fill(derivatives, 0.0);
  // Forwards the rotations turn the coefficients the other way round.
  const double direction = from == From::End ? 1 : -1;
  const auto at = [&](std::size_t i) -> const Rotation& {
    return rotations_[from == From::End ? rotations_.size() - 1 - i : i];
  };
  alignas(64) std::array<double, kLanes> t{}, sines, cosines;  // of the next rotations
  for (std::size_t i = 0; i < rotations_.size(); ++i) {
    if (i % kLanes == 0) {
      for (std::size_t k = 0; k < std::min(kLanes, rotations_.size() - i); ++k) {
        t[k] = at(i + k).scale * angles[at(i + k).angle] + at(i + k).offset;
      }
      laneSinCos(kernels_, t.data(), sines.data(), cosines.data());
    }
    const Rotation& rotation = at(i);
    const double cosine = cosines[i % kLanes], sine = sines[i % kLanes];
    if (rotation.scale != 0) derivatives[rotation.angle] += rotation.scale * c[rotation.pauli];
    for (const Turns::Pair& pair : kTurns.pairs[rotation.pauli]) {
      const double q = c[pair.q], partner = c[pair.partner], s = direction * pair.sign * sine;
      c[pair.q] = cosine * q + s * partner;
      c[pair.partner] = cosine * partner - s * q;
    }
  }
}

}  // namespace qonvolve
