// SPDX-License-Identifier: GPL-3.0-or-later
// One-wire programs as rotations between phases, without computing an angle.
#include "core/sim/state_numbers.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace qonvolve {
namespace {

constexpr double kLeast = 1e-100;  // the squares of smaller numbers lose digits

/// U = w - i (x X + y Y + z Z), a rotation up to its phase.
struct Spin {
  double w = 1, x = 0, y = 0, z = 0;
};

/// `b` after `a`.
Spin product(const Spin& b, const Spin& a) {
  return {
      b.w * a.w - b.x * a.x - b.y * a.y - b.z * a.z, b.w * a.x + a.w * b.x + b.y * a.z - b.z * a.y,
      b.w * a.y + a.w * b.y + b.z * a.x - b.x * a.z, b.w * a.z + a.w * b.z + b.x * a.y - b.y * a.x};
}

Spin aroundX(HalfTurn t) {
  return {t.cosine, t.sine, 0, 0};
}
Spin aroundY(HalfTurn t) {
  return {t.cosine, 0, t.sine, 0};
}
Spin aroundZ(HalfTurn t) {
  return {t.cosine, 0, 0, t.sine};
}

HalfTurn halfTurn(double angle) {
  return {std::cos(angle / 2), std::sin(angle / 2)};
}

Spin spinOf(GateId gate, const HalfTurn* angles) {
  using std::numbers::pi;
  constexpr double half = 0.5 * std::numbers::sqrt2;
  switch (gate) {
    case GateId::X:
      return {0, 1, 0, 0};
    case GateId::Y:
      return {0, 0, 1, 0};
    case GateId::Z:
      return {0, 0, 0, 1};
    case GateId::H:
      return {0, half, 0, half};
    case GateId::S:
      return {half, 0, 0, half};
    case GateId::Sdg:
      return {half, 0, 0, -half};
    case GateId::T:
      return aroundZ(halfTurn(pi / 4));
    case GateId::Tdg:
      return aroundZ(halfTurn(-pi / 4));
    case GateId::SX:
      return {half, half, 0, 0};
    case GateId::RX:
      return aroundX(angles[0]);
    case GateId::RY:
      return aroundY(angles[0]);
    case GateId::RZ:
    case GateId::P:
      return aroundZ(angles[0]);
    case GateId::U2:
      return product(aroundZ(angles[0]), product(aroundY({half, half}), aroundZ(angles[1])));
    case GateId::U3:
      return product(aroundZ(angles[1]), product(aroundY(angles[0]), aroundZ(angles[2])));
    default:
      assert(gate == GateId::I);
      return {};
  }
}

}  // namespace

template <class T>
ProgramNumbers rotationNumbers(const Program& program, const HalfTurn* halves) {
  Spin u;
  for (const LocalOp& op : program.ops) {
    const Spin next = spinOf(op.gate, halves);
    u = &op == program.ops.data() ? next : product(next, u);
    halves += gateInfo(op.gate).angles;
  }
  ProgramNumbers n;
  if (isReal(program)) {
    n.flip = std::abs(u.y) > kMostTangent<T> * std::abs(u.w);
    n.tangent = n.flip ? u.w / u.y : u.y / u.w;
    n.cosine = std::abs(n.flip ? u.y : u.w);
    n.after = n.flip ? -1 : 1;
    return n;
  }
  const double c = std::sqrt(u.w * u.w + u.z * u.z), s = std::sqrt(u.x * u.x + u.y * u.y);
  n.flip = s > kMostTangent<T> * c;
  n.tangent = n.flip ? c / s : s / c;
  n.cosine = n.flip ? s : c;
  // U = ((conj(f) c, -conj(g) s), (g s, f c)) with phases f and g. `before` is f conj(g) and
  // `after` f g up to a sign, as long as both can be told; otherwise one of them is enough.
  if (std::min(c, s) > kLeast) {
    const Complex f(u.w / c, u.z / c), g(u.y / s, -u.x / s);
    n.before = f * std::conj(g);
    n.after = n.flip ? -f * g : f * g;
  } else {
    const Complex f = n.flip ? Complex(u.y, u.x) : Complex(u.w, u.z);
    n.before = n.flip ? -f * f : f * f;
  }
  return n;
}

template <class T>
void fillNumbers(const Plan& plan, std::size_t index, std::span<const double> angles,
                 StateNumbers<T>& numbers) {
  const Program& program = plan.programs[index];
  ProgramNumbers& own = numbers.programs[index];
  if (program.form == Form::Dense1) {
    std::vector<HalfTurn> halves;
    for (std::size_t i = 0; i < program.ops.size(); ++i) {
      for (std::size_t k = 0; k < gateInfo(program.ops[i].gate).angles; ++k) {
        halves.push_back(halfTurn(angles[3 * i + k]));
      }
    }
    own = rotationNumbers<T>(program, halves.data());
    return;
  }
  const LocalMatrix u = programMatrix(program, angles);
  if (program.form == Form::Diagonal1) {
    own.phases[0] = u.at(1, 1) * std::conj(u.at(0, 0));
  } else if (program.form == Form::Diagonal2) {
    const Complex ground = std::conj(u.at(0, 0));
    own.phases[0] = u.at(1, 1) * ground;
    own.phases[1] = u.at(2, 2) * ground;
    own.phases[2] = u.at(3, 3) * ground * std::conj(own.phases[0] * own.phases[1]);
  } else {
    std::array<double, 32> wide{};
    const auto narrow = [&](const LocalMatrix& m, std::vector<T>& out) {
      writeCoefficients(program, m, wide.data(), 1);
      out.resize(coefficientCount(program.form));
      std::transform(wide.begin(), wide.begin() + static_cast<std::ptrdiff_t>(out.size()),
                     out.begin(), [](double x) { return static_cast<T>(x); });
    };
    narrow(u, numbers.forward[index]);
    narrow(u.adjoint(), numbers.backward[index]);
  }
}

template ProgramNumbers rotationNumbers<double>(const Program&, const HalfTurn*);
template ProgramNumbers rotationNumbers<float>(const Program&, const HalfTurn*);
template void fillNumbers(const Plan&, std::size_t, std::span<const double>, StateNumbers<double>&);
template void fillNumbers(const Plan&, std::size_t, std::span<const double>, StateNumbers<float>&);

void fillPhases(const StatePlan& plan, const DiagonalItem& item,
                std::span<const ProgramNumbers> programs, DiagonalPhases& phases) {
  phases.wires.assign(plan.bits, Complex{1});
  phases.pairs.assign(item.pairs.size(), Complex{1});
  for (const DiagonalItem::Term& term : item.terms) {
    const ProgramNumbers& n = programs[term.program];
    Complex& first = phases.wires[term.wires[0]];
    switch (term.part) {
      case DiagonalItem::Part::Before:
        first *= n.before;
        break;
      case DiagonalItem::Part::After:
        first *= n.after;
        break;
      case DiagonalItem::Part::Whole:
        first *= n.phases[0];
        if (term.pair == RotationItem::kNone) break;
        phases.wires[term.wires[1]] *= n.phases[1];
        phases.pairs[term.pair] *= n.phases[2];
    }
  }
}

bool needsReading(const ProgramNumbers& numbers) {
  return std::min(numbers.tangent, 1 / numbers.tangent) < 0.05;  // half the sine, about
}

LocalMatrix rotationGradient(const ProgramNumbers& numbers, const RotationReading& reading) {
  // T turns (z, x) by beta: z1 = z0 cos - x0 sin, x1 = x0 cos + z0 sin. X changes signs of z and y.
  const double t = numbers.tangent, norm = 1 + t * t;
  const double cosine = (1 - t * t) / norm, sine = 2 * t / norm;
  const double z0 = numbers.flip ? -reading.zBefore : reading.zBefore;
  double x = reading.x;
  if (std::isnan(x)) x = (z0 - reading.zAfter * cosine) / sine;
  const Complex a01 = 0.5 * Complex(x, -reading.y) * std::conj(numbers.after);
  LocalMatrix a{.dim = 2};
  a.at(0, 0) = reading.zAfter / 2;
  a.at(1, 1) = -reading.zAfter / 2;
  a.at(0, 1) = a01;
  a.at(1, 0) = std::conj(a01);
  return a;
}

}  // namespace qonvolve
