// SPDX-License-Identifier: GPL-3.0-or-later
// From polynomials of named inputs to parameters, inputs and products of inputs.
#include "core/formats/qasm_builder.h"

#include <algorithm>
#include <cassert>

namespace qonvolve {
namespace {

/// While building, a product of inputs has its index above all inputs.
constexpr std::uint32_t kProductBase = 1U << 31U;

}  // namespace

void QasmBuilder::pushCondition(Condition condition, bool never) {
  if (!levels_.empty()) {
    const Level& outer = levels_.back();
    const std::uint64_t both = outer.condition.mask & condition.mask;
    never = never || outer.never || ((outer.condition.value ^ condition.value) & both) != 0;
    condition.mask |= outer.condition.mask;
    condition.value |= outer.condition.value;
  }
  levels_.push_back({condition, never, 0});
}

bool QasmBuilder::popCondition() {
  const Level inner = levels_.back();
  levels_.pop_back();
  if (!levels_.empty()) levels_.back().written |= inner.written;
  return inner.changed();
}

/// Before anything is appended. `skip`: the conditions can never hold.
std::string QasmBuilder::enter(bool& skip) {
  if (circuit_.ops.size() + circuit_.events.size() >= kMaxQasmOperations) {
    return "The program has more than " + std::to_string(kMaxQasmOperations) +
           " operations when written out.";
  }
  skip = !levels_.empty() && levels_.back().never;
  if (!levels_.empty() && levels_.back().changed()) {
    return "The measurement before changes the bits that the \"if\" around it asks for.";
  }
  return {};
}

std::uint32_t QasmBuilder::conditionIndex() {
  if (levels_.empty() || levels_.back().condition.mask == 0) return 0;
  const Condition& condition = levels_.back().condition;
  const auto [at, isNew] =
      conditions_.try_emplace({condition.mask, condition.value},
                              static_cast<std::uint32_t>(circuit_.conditions.size() + 1));
  if (isNew) circuit_.conditions.push_back(condition);
  return at->second;
}

/// c + la x_a + lb x_b + q x_a x_b = (c - la lb/q) + q (x_a + lb/q) (x_b + la/q); without c here.
Angle QasmBuilder::product(const Polynomial::Term& term, double linearA, double linearB) {
  const double q = term.coefficient;
  const FeatureProduct factors{term.a, term.b, 1, linearB / q, 1, linearA / q};
  const std::array<double, 6> key{static_cast<double>(term.a),
                                  static_cast<double>(term.b),
                                  factors.scaleA,
                                  factors.offsetA,
                                  factors.scaleB,
                                  factors.offsetB};
  const auto [at, isNew] =
      products_.try_emplace(key, static_cast<std::uint32_t>(circuit_.products.size()));
  if (isNew) circuit_.products.push_back(factors);
  return Angle::feature(kProductBase + at->second, q, -linearA * linearB / q);
}

/// Angles whose sum is the polynomial; the first one holds the constant.
std::vector<Angle> QasmBuilder::pieces(const Polynomial& polynomial) {
  std::vector<Angle> result;
  std::map<std::uint32_t, double> linear;
  for (const Polynomial::Term& term : polynomial.terms) {
    if (term.b == Polynomial::kNone) linear[term.a] = term.coefficient;
  }
  const auto take = [&linear](std::uint32_t input) {
    const auto found = linear.find(input);
    if (found == linear.end()) return 0.0;
    const double coefficient = found->second;
    linear.erase(found);
    return coefficient;
  };
  for (const Polynomial::Term& term : polynomial.terms) {
    if (term.b == Polynomial::kNone) continue;
    const double a = take(term.a);
    result.push_back(product(term, a, take(term.b)));
  }
  for (const auto& [input, coefficient] : linear) {
    result.push_back(Angle::parameter(input, coefficient));
  }
  if (result.empty()) return {Angle::constant(polynomial.constant)};
  result.front().offset += polynomial.constant;
  return result;
}

std::string QasmBuilder::addOp(const ExpandedGate& gate, const std::array<Angle, 3>& angles) {
  bool skip = false;
  if (std::string wrong = enter(skip); !wrong.empty() || skip) return wrong;
  Op op{.gate = gate.gate, .wires = gate.wires, .angles = angles};
  op.condition = conditionIndex();
  circuit_.ops.push_back(op);
  return {};
}

std::string QasmBuilder::add(const ExpandedGate& gate) {
  const GateInfo& info = gateInfo(gate.gate);
  std::array<Angle, 3> angles{};
  for (std::size_t k = 0; k < info.angles; ++k) {
    const Polynomial& polynomial = gate.angles[k];
    if (polynomial.isNumber()) {
      angles[k] = Angle::constant(polynomial.constant);
      continue;
    }
    const std::vector<Angle> parts = pieces(polynomial);
    // Rotations about one axis add up, so a sum of angles is a row of gates.
    if (parts.size() > 1 && info.angles > 1) {
      return "An angle of " + std::string(info.name) + " may depend on one input or on a product" +
             " of two; this one is a sum.";
    }
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      if (std::string wrong = addOp(gate, {parts[i]}); !wrong.empty()) return wrong;
    }
    angles[k] = parts.back();
  }
  return addOp(gate, angles);
}

std::string QasmBuilder::measure(Wire wire, std::uint32_t bit) {
  bool skip = false;
  if (std::string wrong = enter(skip); !wrong.empty() || skip) return wrong;
  Event event{.kind = Event::Kind::Measure, .wires = {wire, 0}, .index = bit};
  event.position = static_cast<std::uint32_t>(circuit_.ops.size());
  event.condition = conditionIndex();
  circuit_.events.push_back(event);
  if (!levels_.empty()) levels_.back().written |= std::uint64_t{1} << bit;
  return {};
}

std::string QasmBuilder::reset(Wire wire) {
  bool skip = false;
  if (std::string wrong = enter(skip); !wrong.empty() || skip) return wrong;
  Event event{.kind = Event::Kind::Reset, .wires = {wire, 0}};
  event.position = static_cast<std::uint32_t>(circuit_.ops.size());
  event.condition = conditionIndex();
  circuit_.events.push_back(event);
  return {};
}

void QasmBuilder::finish(std::uint32_t wires, std::uint32_t bits,
                         const std::vector<std::string>& inputs, QasmProgram& program) {
  assert(levels_.empty());
  circuit_.wires = wires;
  circuit_.bits = bits;
  std::vector<bool> inProduct(inputs.size(), false);
  for (const FeatureProduct& product : circuit_.products) {
    inProduct[product.a] = true;
    inProduct[product.b] = true;
  }
  std::vector<std::uint32_t> index(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::vector<std::string>& names = inProduct[i] ? program.inputs : program.parameters;
    index[i] = static_cast<std::uint32_t>(names.size());
    names.push_back(inputs[i]);
  }
  circuit_.inputs = static_cast<std::uint32_t>(program.inputs.size());
  for (FeatureProduct& product : circuit_.products) {
    product.a = index[product.a];
    product.b = index[product.b];
  }
  for (Op& op : circuit_.ops) {
    for (Angle& angle : op.angles) {
      if (angle.source == Angle::Source::Feature) {
        angle.index = circuit_.inputs + (angle.index - kProductBase);
      } else if (angle.source == Angle::Source::Parameter) {
        if (inProduct[angle.index]) angle.source = Angle::Source::Feature;
        angle.index = index[angle.index];
      }
    }
  }
  program.circuit = std::move(circuit_);
}

}  // namespace qonvolve
