// SPDX-License-Identifier: GPL-3.0-or-later
// Light cone, observables along Z, and the search for the cheapest cut.
#include "core/gradient/reduced_plan.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <set>
#include <utility>

#include "core/circuit/light_cone.h"
#include "core/circuit/nonunitary.h"
#include "core/circuit/wire_action.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/reduced_parts.h"

namespace qonvolve {
namespace {

/// Tables of all patterns and basis states grow with this many wires.
constexpr std::size_t kMostWiresSeen = 16;
/// Cuts tried at most.
constexpr std::size_t kMostCuts = 32;
/// Every output is read in every basis state that is kept: with more of them, as where all outcomes
/// of a measurement are wanted, whole states are cheaper.
constexpr std::size_t kMostOutputs = 32;
/// Batches of larger states are for engines that take them one by one.
constexpr int kMostWires = 24;

std::uint64_t bitOf(Wire w) {
  return std::uint64_t{1} << w;
}

std::uint64_t maskOf(const Op& op) {
  std::uint64_t mask = 0;
  for (std::size_t k = 0; k < gateInfo(op.gate).wires; ++k) mask |= bitOf(op.wires[k]);
  return mask;
}

/// Appends the gates that turn X and Y into Z where outputs read them. False if a wire is read
/// along two axes: its outputs cannot be read together.
bool readAlongZ(Circuit& circuit) {
  std::uint64_t axes[3] = {};  // wires read along X, Y, Z
  for (Observable& o : circuit.outputs) {
    if (o.projector) axes[2] |= o.mask;
    for (PauliTerm& term : o.terms) {
      axes[0] |= term.xMask & ~term.zMask;
      axes[1] |= term.xMask & term.zMask;
      axes[2] |= term.zMask & ~term.xMask;
      term.zMask |= term.xMask;
      term.xMask = 0;
    }
  }
  if (((axes[0] | axes[1]) & axes[2]) != 0 || (axes[0] & axes[1]) != 0) return false;
  for (Wire w = 0; w < circuit.wires; ++w) {
    if ((axes[1] >> w) & 1) circuit.ops.push_back({.gate = GateId::Sdg, .wires = {w}});
    if (((axes[0] | axes[1]) >> w) & 1) circuit.ops.push_back({.gate = GateId::H, .wires = {w}});
  }
  return true;
}

std::uint64_t observedWires(const Circuit& circuit) {
  std::uint64_t mask = 0;
  for (const Observable& o : circuit.outputs) {
    if (o.projector) mask |= o.mask;
    for (const PauliTerm& term : o.terms) mask |= term.zMask;
  }
  return mask;
}

/// Wires that outputs or gates touch, and those prepared together with them.
std::uint64_t usedWires(const Circuit& circuit) {
  std::uint64_t used = observedWires(circuit);
  for (const Op& op : circuit.ops) used |= maskOf(op);
  for (const Preparation& p : circuit.preparations) {
    std::uint64_t mask = 0;
    for (const Wire w : p.wires) mask |= bitOf(w);
    if ((mask & used) != 0) used |= mask;
  }
  return used;
}

/// Whether the gate may come after a cut that keeps these wires.
bool fitsRight(const Op& op, std::uint64_t kept) {
  if (isPerLane(op)) return false;
  const std::size_t wires = gateInfo(op.gate).wires;
  if (wires == 3) return (maskOf(op) & ~kept) == 0;
  for (std::size_t k = 0; k < wires; ++k) {
    if (((kept >> op.wires[k]) & 1) == 0 && wireAction(op.gate, k) == WireAction::Dense)
      return false;
  }
  return true;
}

/// Everything that can come after a cut keeping these wires does, but for the last gates on single
/// wires of a block that comes before it. True: after the cut.
std::vector<bool> splitAt(const Circuit& circuit, std::uint64_t kept) {
  std::vector<bool> right(circuit.ops.size());
  std::uint64_t blocked = 0;
  for (std::size_t i = circuit.ops.size(); i-- > 0;) {
    const Op& op = circuit.ops[i];
    right[i] = (maskOf(op) & blocked) == 0 && fitsRight(op, kept);
    if (!right[i]) blocked |= maskOf(op);
  }
  std::vector<std::optional<BlockId>> last(circuit.wires);  // block before the cut, if that is last
  for (std::size_t i = 0; i < circuit.ops.size(); ++i) {
    const Op& op = circuit.ops[i];
    const std::size_t wires = gateInfo(op.gate).wires;
    if (wires == 1 && last[op.wires[0]] == op.block) right[i] = false;
    for (std::size_t k = 0; k < wires; ++k) {
      last[op.wires[k]] = right[i] ? std::nullopt : std::optional(op.block);
    }
  }
  return right;
}

std::uint64_t denseWires(const Op& op) {
  const std::size_t wires = gateInfo(op.gate).wires;
  std::uint64_t mask = 0;
  for (std::size_t k = 0; k < wires; ++k) {
    if (wires == 3 || wireAction(op.gate, k) == WireAction::Dense) mask |= bitOf(op.wires[k]);
  }
  return mask;
}

/// The circuit ready to be cut: outputs along Z, only what they depend on.
struct Cone {
  Circuit circuit;
  std::uint64_t wires = 0;
};

std::optional<Cone> coneOf(const Circuit& circuit) {
  if (!isUnitary(circuit) || !circuit.readoutErrors.empty() || circuit.outputs.empty()) return {};
  if (circuit.outputs.size() > kMostOutputs) return {};
  Cone cone{.circuit = circuit};
  if (!readAlongZ(cone.circuit)) return {};
  cone.circuit = lightCone(cone.circuit);
  cone.wires = usedWires(cone.circuit);
  if (std::popcount(cone.wires) > kMostWires || cone.wires == 0) return {};
  return cone;
}

double costOf(const ReducedPlan& plan, std::size_t samples) {
  return filledLanes(samples) * plan.cost.perSample() +
         plan.cost.perStep / static_cast<double>(std::max<std::size_t>(1, samples));
}

enum class Splitting { No, Yes };

/// A plan from the gates before the cut and what comes after.
ReducedPlan join(const Circuit& left, RightPlan right, const Cone& cone, std::size_t samples,
                 Splitting splitting) {
  ReducedPlan plan;
  plan.right = std::move(right);
  std::uint64_t kept = 0, controls = 0;
  for (const Wire w : plan.right.kept) kept |= bitOf(w);
  for (const Wire w : plan.right.controls) controls |= bitOf(w);
  for (Wire w = 0; w < cone.circuit.wires; ++w) {
    if (((cone.wires & ~kept & ~controls) >> w) & 1) plan.traced.push_back(w);
  }
  std::vector<Wire> order = plan.right.kept;
  order.insert(order.end(), plan.traced.begin(), plan.traced.end());
  order.insert(order.end(), plan.right.controls.begin(), plan.right.controls.end());
  plan.left = planLeft(left, order, splitting == Splitting::Yes ? controls : 0, kept);

  const auto size = static_cast<double>(std::uint64_t{1} << order.size());
  const auto rows = static_cast<double>(plan.right.rows.size());
  const auto columns = static_cast<double>(std::max<std::size_t>(plan.right.dim(), 8));
  const auto chunks = static_cast<double>(reducedChunks(samples));
  plan.cost.left = leftCost(plan.left);
  plan.cost.meeting = (6 * rows + 4) * size;
  if (plan.right.trainable) {
    // Three products for each element, phi turned, and the sums fetched and put back each call.
    const double sums = static_cast<double>(plan.right.patterns()) * rows * columns;
    plan.cost.sums = size * (3 * rows * columns / static_cast<double>(plan.right.dim()) + 8) +
                     sums / 2 / chunks * (sums > 30000 ? 4 : 1);
  }
  const double calls = static_cast<double>(samples) / (8 * chunks);
  plan.cost.perStep = leftStepCost(plan.left) + rightCost(plan.right, std::clamp(calls, 1.0, 16.0));
  return plan;
}

std::optional<ReducedPlan> planAt(const Cone& cone, std::uint64_t kept, std::size_t samples) {
  const std::vector<bool> after = splitAt(cone.circuit, kept);
  Circuit left = cone.circuit, right = cone.circuit;
  left.ops.clear();
  left.outputs.clear();
  right.ops.clear();
  right.preparations.clear();
  std::uint64_t dense = 0, touched = observedWires(cone.circuit);
  for (std::size_t i = 0; i < after.size(); ++i) {
    (after[i] ? right : left).ops.push_back(cone.circuit.ops[i]);
    if (after[i]) {
      dense |= denseWires(cone.circuit.ops[i]);
      touched |= maskOf(cone.circuit.ops[i]);
    }
  }
  if (std::popcount(touched) > static_cast<int>(kMostWiresSeen)) return {};
  std::vector<Wire> keptWires;
  for (Wire w = 0; w < cone.circuit.wires; ++w) {
    if ((dense >> w) & 1) keptWires.push_back(w);
  }
  // Without splits, then with those that turn out to be possible.
  ReducedPlan whole = join(left, planRight(right, keptWires, {}), cone, samples, Splitting::No);
  const ReducedPlan tried = join(left, whole.right, cone, samples, Splitting::Yes);
  const std::vector<Split>& splits = tried.left.factors.back().splits;
  if (splits.empty()) return whole;
  ReducedPlan split =
      join(left, planRight(right, keptWires, splits), cone, samples, Splitting::Yes);
  assert(std::ranges::equal(splits, split.left.factors.back().splits, {}, &Split::wires,
                            &Split::wires));
  return costOf(split, samples) < costOf(whole, samples) ? std::move(split) : std::move(whole);
}

}  // namespace

std::size_t reducedChunks(std::size_t samples) {
  return samples < 32 ? 1 : samples < 128 ? 2 : 4;
}

std::optional<ReducedPlan> reducedPlanKeeping(const Circuit& circuit, std::vector<Wire> kept,
                                              std::size_t samples) {
  const std::optional<Cone> cone = coneOf(circuit);
  if (!cone) return {};
  std::uint64_t mask = 0;
  for (const Wire w : kept) mask |= bitOf(w);
  return planAt(*cone, mask, samples);
}

std::optional<ReducedPlan> makeReducedPlan(const Circuit& circuit, std::size_t samples) {
  const std::optional<Cone> cone = coneOf(circuit);
  if (!cone) return {};
  // Walking back from the end, the wires that gates act densely on are what a cut there keeps.
  std::vector<std::uint64_t> cuts{0};
  for (std::size_t i = cone->circuit.ops.size(); i-- > 0 && cuts.size() < kMostCuts;) {
    const Op& op = cone->circuit.ops[i];
    if (isPerLane(op)) continue;
    const std::uint64_t kept = cuts.back() | denseWires(op);
    if (kept != cuts.back()) cuts.push_back(kept);
  }
  std::optional<ReducedPlan> best;
  for (const std::uint64_t kept : cuts) {
    std::optional<ReducedPlan> plan = planAt(*cone, kept, samples);
    if (plan && (!best || costOf(*plan, samples) < costOf(*best, samples))) best = std::move(plan);
  }
  return best;
}

}  // namespace qonvolve
