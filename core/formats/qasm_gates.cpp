// SPDX-License-Identifier: GPL-3.0-or-later
// Expansion of gate definitions, with controls, inverses and recognition of the gates we have.
#include "core/formats/qasm_gates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

using enum GateId;
using std::numbers::pi;

/// The gate without its controls, with `controls` of them: CRX is (RX, 1).
struct Base {
  GateId gate = I;
  std::uint32_t controls = 0;
  GateId controlled = I;
};
constexpr std::array<Base, 13> kControlled{{{X, 1, CX},
                                            {Y, 1, CY},
                                            {Z, 1, CZ},
                                            {H, 1, CH},
                                            {RX, 1, CRX},
                                            {RY, 1, CRY},
                                            {RZ, 1, CRZ},
                                            {P, 1, CP},
                                            {U3, 1, CU3},
                                            {X, 2, CCX},
                                            {Swap, 1, CSwap},
                                            {I, 1, I},
                                            {I, 2, I}}};

constexpr std::size_t kMaxRecognized = 4096;  // gates of a definition that is compared

Polynomial scaled(Polynomial value, double factor) {
  value *= factor;
  return value;
}

/// Turns a gate into its inverse: the same gate with other angles, or another gate.
void invert(GateId& gate, std::vector<Polynomial>& angles) {
  switch (gate) {
    case S:
      gate = Sdg;
      return;
    case Sdg:
      gate = S;
      return;
    case T:
      gate = Tdg;
      return;
    case Tdg:
      gate = T;
      return;
    case U2:  // u2(p, l) = u3(pi/2, p, l)
      gate = U3;
      angles.insert(angles.begin(), Polynomial(pi / 2));
      [[fallthrough]];
    case U3:
    case CU3:  // u3(t, p, l)^-1 = u3(-t, -l, -p)
      std::swap(angles[1], angles[2]);
      [[fallthrough]];
    default:
      for (Polynomial& angle : angles) angle *= -1;
  }
}

/// The unitary of a list of gates with constant angles, column by column.
std::vector<Complex> unitary(std::span<const ExpandedGate> gates, std::size_t wires) {
  const std::size_t dim = std::size_t{1} << wires;
  std::vector<Complex> matrix(dim * dim);
  std::vector<Complex> column(dim);
  std::array<Complex, 64> entries;
  for (std::size_t c = 0; c < dim; ++c) {
    std::ranges::fill(column, Complex{});
    column[c] = 1;
    for (const ExpandedGate& one : gates) {
      const GateInfo& info = gateInfo(one.gate);
      std::array<double, 3> angles{};
      for (std::size_t k = 0; k < info.angles; ++k) angles[k] = one.angles[k].constant;
      gateMatrix(one.gate, angles, entries);
      const std::size_t size = std::size_t{1} << info.wires;
      applyMatrix(column, std::span(one.wires).first(info.wires),
                  std::span(entries).first(size * size));
    }
    for (std::size_t r = 0; r < dim; ++r) matrix[r * dim + c] = column[r];
  }
  return matrix;
}

}  // namespace

bool QasmExpander::fail(TextPosition at, std::string message) {
  if (problem_.message.empty()) problem_ = {at, std::move(message)};
  return false;
}

bool QasmExpander::expand(const QasmCall& call, std::span<const Wire> wires,
                          std::vector<ExpandedGate>& out) {
  Target target{&out, 0, call.at};
  return apply(call, nullptr, {}, wires, {}, false, target);
}

bool QasmExpander::apply(const QasmCall& call, const QasmGate* within,
                         std::span<const Polynomial> arguments, std::span<const Wire> wires,
                         std::vector<Control> controls, bool inverse, Target& target) {
  if (!evaluator_.spend(1 + wires.size())) return fail(target.at, kTooMuchWork);
  Angles angles(call.arguments.size());
  for (std::size_t k = 0; k < angles.size(); ++k) {
    ExpressionProblem problem;
    if (!evaluator_.evaluate(call.arguments[k], arguments, angles[k], problem)) {
      if (within == nullptr) return fail(problem.at, std::move(problem.message));
      return fail(target.at, "In the gate \"" + within->name + "\": " + problem.message);
    }
  }
  for (const QasmModifier& modifier : call.modifiers) {
    if (modifier.kind == QasmModifier::Kind::Inverse) {
      inverse = !inverse;
      continue;
    }
    for (std::uint32_t i = 0; i < modifier.count; ++i) {
      controls.push_back({wires.front(), modifier.kind == QasmModifier::Kind::NegativeControl});
      wires = wires.subspan(1);
    }
  }
  return applyGate(gates_[call.gate], angles, wires, controls, inverse, target);
}

bool QasmExpander::applyGate(QasmGate& gate, const Angles& angles, std::span<const Wire> wires,
                             const std::vector<Control>& controls, bool inverse, Target& target) {
  switch (gate.kind) {
    case QasmGate::Kind::Cx:
      return emit(CX, {}, wires, controls, inverse, target);
    case QasmGate::Kind::U2:
      return emit(U3, angles, wires, controls, inverse, target);
    case QasmGate::Kind::U3:
      return emitPhase(scaled(angles[0], 0.5), controls, inverse, target) &&
             emit(U3, angles, wires, controls, inverse, target);
    case QasmGate::Kind::GPhase:
      return emitPhase(angles[0], controls, inverse, target);
    case QasmGate::Kind::Definition:
      break;
  }
  if (gate.known == QasmGate::Known::NotTried) recognize(gate);
  if (gate.known == QasmGate::Known::Exactly ||
      (gate.known == QasmGate::Known::UpToPhase && controls.empty())) {
    return emit(gate.id, angles, wires, controls, inverse, target);
  }
  std::vector<Wire> inner;
  for (std::size_t i = 0; i < gate.body.size(); ++i) {
    const QasmCall& call = gate.body[inverse ? gate.body.size() - 1 - i : i];
    inner.clear();
    for (const std::uint32_t qubit : call.qubits) inner.push_back(wires[qubit]);
    if (!apply(call, &gate, angles, inner, controls, inverse, target)) return false;
  }
  return true;
}

/// exp(i angle) when all controls are set: a phase gate on them, or a global phase.
bool QasmExpander::emitPhase(Polynomial angle, const std::vector<Control>& controls, bool inverse,
                             Target& target) {
  if (controls.empty()) {
    target.phase += inverse ? -angle.constant : angle.constant;
    return true;
  }
  const Wire wire = controls.back().wire;
  const bool negative = controls.back().negative;
  const std::vector<Control> others(controls.begin(), controls.end() - 1);
  const std::array<Wire, 1> on{wire};
  if (inverse) angle *= -1;
  return (!negative || emit(X, {}, on, {}, false, target)) &&
         emit(P, {std::move(angle)}, on, others, false, target) &&
         (!negative || emit(X, {}, on, {}, false, target));
}

bool QasmExpander::emit(GateId gate, Angles angles, std::span<const Wire> wires,
                        std::vector<Control> controls, bool inverse, Target& target) {
  if (inverse && gate == SX) {  // sx = exp(i pi/4) rx(pi/2)
    return emitPhase(Polynomial(-pi / 4), controls, false, target) &&
           emit(RX, {Polynomial(-pi / 2)}, wires, controls, false, target);
  }
  if (inverse) invert(gate, angles);
  std::vector<Wire> on;
  std::vector<Wire> negative;
  for (const Control& control : controls) {
    on.push_back(control.wire);
    if (control.negative) negative.push_back(control.wire);
  }
  for (const Wire wire : negative) {
    if (!emitPlain(X, {}, std::array{wire}, {}, target)) return false;
  }
  if (!emitPlain(gate, std::move(angles), wires, on, target)) return false;
  for (const Wire wire : negative) {
    if (!emitPlain(X, {}, std::array{wire}, {}, target)) return false;
  }
  return true;
}

bool QasmExpander::emitPlain(GateId gate, Angles angles, std::span<const Wire> wires,
                             std::span<const Wire> controls, Target& target) {
  const auto append = [&target](GateId id, Angles values, std::span<const Wire> on) {
    ExpandedGate one{id, {}, {}};
    std::ranges::copy(on, one.wires.begin());
    std::ranges::move(values, one.angles.begin());
    target.gates->push_back(std::move(one));
    return true;
  };
  if (!evaluator_.spend(8)) return fail(target.at, kTooMuchWork);
  if (target.gates->size() >= kMaxGates) {
    return fail(target.at, "This stands for more than " + std::to_string(kMaxGates) + " gates.");
  }
  if (controls.empty()) return append(gate, std::move(angles), wires);

  // The gate's own controls and the new ones are alike: look both up together.
  std::vector<Wire> all(controls.begin(), controls.end());
  all.insert(all.end(), wires.begin(), wires.end());
  Base wanted{gate, static_cast<std::uint32_t>(controls.size()), gate};
  for (const Base& known : kControlled) {
    if (known.controlled != gate || known.gate == gate) continue;
    wanted.gate = known.gate;
    wanted.controls += known.controls;
  }
  for (const Base& known : kControlled) {
    if (known.gate == wanted.gate && known.controls == wanted.controls) {
      return known.gate == I || append(known.controlled, std::move(angles), all);
    }
  }
  const auto again = [&](GateId id, Angles values) {
    return emitPlain(id, std::move(values), wires, controls, target);
  };
  const auto around = [&](GateId id, double angle) {  // on both wires, without control
    const Angles one = gateInfo(id).angles > 0 ? Angles{Polynomial(angle)} : Angles{};
    return append(id, one, wires.first(1)) && append(id, one, wires.subspan(1, 1));
  };
  switch (gate) {
    case S:
      return again(P, {Polynomial(pi / 2)});
    case Sdg:
      return again(P, {Polynomial(-pi / 2)});
    case T:
      return again(P, {Polynomial(pi / 4)});
    case Tdg:
      return again(P, {Polynomial(-pi / 4)});
    case SX: {
      const std::vector<Wire> others(controls.begin(), controls.end() - 1);
      const std::array<Wire, 1> last{controls.back()};
      return emitPlain(P, {Polynomial(pi / 4)}, last, others, target) &&
             again(RX, {Polynomial(pi / 2)});
    }
    case U2:
      return again(U3, {Polynomial(pi / 2), angles[0], angles[1]});
    case RXX:
      return around(H, 0) && again(RZZ, std::move(angles)) && around(H, 0);
    case RYY:
      return around(RX, pi / 2) && again(RZZ, std::move(angles)) && around(RX, -pi / 2);
    case RZZ: {
      return append(CX, {}, wires) &&
             emitPlain(RZ, std::move(angles), wires.subspan(1), controls, target) &&
             append(CX, {}, wires);
    }
    default:
      return fail(target.at, "\"" + std::string(gateInfo(wanted.gate).name) + "\" with " +
                                 std::to_string(wanted.controls) +
                                 " controls is not available; x can have two, most others one.");
  }
}

/// Compares the definition's matrix with that of our gate of the same name at three sets of angles.
void QasmExpander::recognize(QasmGate& gate) {
  gate.known = QasmGate::Known::No;
  const GateInfo* info = findGate(gate.name);
  if (info == nullptr || info->wires != gate.qubits || info->angles != gate.arguments) return;
  constexpr std::array<std::array<double, 3>, 3> kSamples{
      {{0.37, -1.13, 2.21}, {1.9, 0.61, -0.47}, {-2.6, 2.9, 1.3}}};
  constexpr std::array<Wire, 3> kWires{0, 1, 2};
  bool exact = true;
  for (const auto& sample : kSamples) {
    std::vector<ExpandedGate> gates;
    Target target{&gates, 0, gate.at};
    const Angles angles(sample.begin(), sample.begin() + info->angles);
    if (!applyGate(gate, angles, std::span(kWires).first(info->wires), {}, false, target)) {
      problem_ = {};  // whoever calls the gate will find it out with its own angles
      return;
    }
    if (gates.size() > kMaxRecognized) return;
    if (!evaluator_.spend(gates.size() * 64)) return;
    const std::size_t dim = std::size_t{1} << info->wires;
    const std::vector<Complex> own = unitary(gates, info->wires);
    std::vector<Complex> ours(dim * dim);
    gateMatrix(info->id, std::span(sample).first(info->angles), ours);
    Complex overlap = 0;
    for (std::size_t i = 0; i < own.size(); ++i) overlap += std::conj(ours[i]) * own[i];
    const double size = static_cast<double>(dim);
    if (std::abs(overlap) < size / 2) return;
    const Complex phase = overlap / std::abs(overlap);
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (std::abs(own[i] - phase * ours[i]) > 1e-12) return;
    }
    exact = exact && std::abs(phase * std::polar(1.0, target.phase) - 1.0) < 1e-12;
  }
  gate.id = info->id;
  gate.known = exact ? QasmGate::Known::Exactly : QasmGate::Known::UpToPhase;
}

}  // namespace qonvolve
