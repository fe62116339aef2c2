// SPDX-License-Identifier: GPL-3.0-or-later
// Product rule over the gates of a program.
#include "core/gradient/program_derivatives.h"

#include <algorithm>
#include <array>

namespace qonvolve {
namespace {

using GateMatrix = std::array<Complex, 16>;

/// An angle that a parameter turns.
struct Slot {
  std::size_t gate;
  std::size_t angle;
  std::size_t parameter;  // position in ProgramDerivatives::parameters
  double scale;
};

LocalMatrix identity(std::size_t dim) {
  LocalMatrix m{.dim = dim};
  for (std::size_t i = 0; i < dim; ++i) m.at(i, i) = 1;
  return m;
}

/// sum += factor a b
void addProduct(LocalMatrix& sum, double factor, const LocalMatrix& a, const LocalMatrix& b) {
  for (std::size_t i = 0; i < sum.dim; ++i) {
    for (std::size_t k = 0; k < sum.dim; ++k) {
      const Complex entry = factor * a.at(i, k);
      if (entry == Complex{}) continue;
      for (std::size_t j = 0; j < sum.dim; ++j) sum.at(i, j) += entry * b.at(k, j);
    }
  }
}

class Differentiation {
 public:
  Differentiation(const Program& program, std::span<const double> angles)
      : program_(program), angles_(angles), dim_(std::size_t{1} << program.wires()) {
    const std::size_t count = program.ops.size();
    gates_.resize(count);
    before_.push_back(identity(dim_));
    for (std::size_t i = 0; i < count; ++i) {
      gateMatrix(program.ops[i].gate, angles.subspan(3 * i, 3), gates_[i]);
      before_.push_back(before_.back());
      applyGate(program.ops[i], gates_[i].data(), before_.back());
    }
    // U = after[i] G_i before[i], and before.back() = U: after[i] = U (G_i before[i])^dagger.
    for (std::size_t i = 0; i < count; ++i) {
      after_.push_back({.dim = dim_});
      addProduct(after_.back(), 1, before_.back(), before_[i + 1].adjoint());
    }
  }

  const LocalMatrix& product() const { return before_.back(); }

  LocalMatrix derived(const Slot& slot, AngleOrders orders, const LocalMatrix& before) const {
    GateMatrix gate;
    ++orders[slot.angle];
    gateDerivative(program_.ops[slot.gate].gate, angles_.subspan(3 * slot.gate, 3), orders, gate);
    LocalMatrix m = before;
    applyGate(program_.ops[slot.gate], gate.data(), m);
    return m;
  }

  void addFirst(const Slot& slot, LocalMatrix& sum) const {
    addProduct(sum, slot.scale, after_[slot.gate], derived(slot, {}, before_[slot.gate]));
  }

  /// Every pair of slots whose earlier one is `slot`; pairs of one gate come twice, so half each.
  void addSecond(const Slot& slot, std::span<const Slot> slots, ProgramDerivatives& out) const {
    const auto add = [&](const Slot& other, double factor, const LocalMatrix& m) {
      const std::size_t n = out.parameters.size();
      addProduct(out.second[n * slot.parameter + other.parameter],
                 factor * slot.scale * other.scale, after_[other.gate], m);
    };
    AngleOrders once{};
    ++once[slot.angle];
    LocalMatrix m = derived(slot, {}, before_[slot.gate]);
    std::size_t reached = slot.gate + 1;  // m holds the derived gate and those up to here
    for (const Slot& other : slots) {
      if (other.gate < slot.gate) continue;
      if (other.gate == slot.gate) {
        add(other, 0.5, derived(other, once, before_[slot.gate]));
        continue;
      }
      for (; reached < other.gate; ++reached) {
        applyGate(program_.ops[reached], gates_[reached].data(), m);
      }
      add(other, 1, derived(other, {}, m));
    }
  }

 private:
  const Program& program_;
  std::span<const double> angles_;
  std::size_t dim_;
  std::vector<GateMatrix> gates_;
  std::vector<LocalMatrix> before_;  // the gates before gate i; one more: the whole product
  std::vector<LocalMatrix> after_;   // those after it
};

/// Adds what the two parameters exchanged give: pairs of slots were visited in one order only.
void symmetrize(std::vector<LocalMatrix>& second, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      LocalMatrix& a = second[n * i + j];
      LocalMatrix& b = second[n * j + i];
      for (std::size_t k = 0; k < a.entries.size(); ++k) {
        a.entries[k] = b.entries[k] = a.entries[k] + b.entries[k];
      }
    }
  }
}

}  // namespace

ProgramDerivatives differentiate(const Program& program, std::span<const double> angles,
                                 std::span<const std::uint32_t> parameters, DerivativeOrder order) {
  ProgramDerivatives out;
  for (const std::uint32_t p : parameters) {
    if (p != kNoParameter) out.parameters.push_back(p);
  }
  std::ranges::sort(out.parameters);
  const auto repeated = std::ranges::unique(out.parameters);
  out.parameters.erase(repeated.begin(), repeated.end());
  std::vector<Slot> slots;
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (parameters[k] == kNoParameter) continue;
    const auto found = std::ranges::lower_bound(out.parameters, parameters[k]);
    slots.push_back({k / 3, k % 3, static_cast<std::size_t>(found - out.parameters.begin()),
                     program.ops[k / 3].angles[k % 3].scale});
  }
  const Differentiation rule(program, angles);
  out.matrix = rule.product();
  const std::size_t n = out.parameters.size();
  out.first.assign(n, {.dim = out.matrix.dim});
  for (const Slot& slot : slots) rule.addFirst(slot, out.first[slot.parameter]);
  if (order == DerivativeOrder::First) return out;
  out.second.assign(n * n, {.dim = out.matrix.dim});
  for (const Slot& slot : slots) rule.addSecond(slot, slots, out);
  symmetrize(out.second, n);
  return out;
}

}  // namespace qonvolve
