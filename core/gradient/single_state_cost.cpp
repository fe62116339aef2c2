// SPDX-License-Identifier: GPL-3.0-or-later
// Memory and time of the engine for one large state, known before anything is allocated.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/lane_function.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/single_state.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

constexpr Wire kBeyondAnyMemory = 50;  // sizes would leave 64 bits

/// Multiply-adds that take as long as what a task needs before it touches the state: tables of
/// phases, passes and their readings.
double overhead(const StateTask& task) {
  return task.kind == StateTask::Kind::Diagonal ? 40000 : 4000;
}

/// Multiply-adds for each amplitude. On the way back two states are undone, and read once.
void addTask(const StatePlan& plan, const StateTask& task, bool back, SingleStateCost& cost) {
  const auto add = [&](double forward, double backward) {
    cost.forward += forward;
    if (back) cost.backward += backward;
  };
  switch (task.kind) {
    case StateTask::Kind::Rotate: {
      const auto count = static_cast<double>(task.rotations.size());
      return add(2 * count, (4 + 2) * count);
    }
    case StateTask::Kind::Diagonal:
      return add(8, 12 + 2);
    case StateTask::Kind::Matrix: {
      const Form form = plan.plan.steps[task.step].form;
      return add(forwardCost(form) / 4, (2 * forwardCost(form) + reduceCost(form)) / 4);
    }
    case StateTask::Kind::Turn:
    case StateTask::Kind::Exchange:
      return;
  }
}

std::uint64_t readoutBytes(const Circuit& circuit, std::size_t laneWires) {
  std::uint64_t seen = (std::uint64_t{1} << laneWires) - 1;
  for (const Observable& o : circuit.outputs) {
    if (o.projector) seen |= o.mask;
    for (const PauliTerm& term : o.terms) {
      if (!o.projector && term.xMask == 0) seen |= term.zMask;
    }
  }
  return sizeof(double) << std::popcount(seen);
}

}  // namespace

StatePlanOptions statePlanOptions(std::size_t wires, std::size_t laneWires) {
  // Tiles of 2^11 doubles fit the first-level cache; larger ones the second, which is worth it
  // where they save a sweep of memory a layer: the wires of a layer in two kinds of tiles, as
  // tileBits and (gatherBits - gatherRunBits) of them.
  const std::size_t narrow = laneWires - 3;  // numbers half as wide
  StatePlanOptions options{.laneWires = laneWires};
  const auto set = [&](std::size_t tile, std::size_t gather, std::size_t run) {
    options.tileBits = tile + narrow;
    options.gatherBits = gather + narrow;
    options.gatherRunBits = run + narrow;
  };
  if (wires <= 12 + narrow) {
    set(12, 12, 5);
  } else if (wires <= 17) {
    set(11, 11, 5);
  } else if (wires <= 20) {
    set(13, 13, 6);
  } else {
    set(14, 15, 5);
  }
  return options;
}

std::size_t firstReadVisit(const StatePlan& plan, bool withInputs) {
  constexpr std::uint32_t kNone = RotationItem::kNone;
  const auto reads = [withInputs](const Program& program) {
    return program.trainable || (withInputs && program.features);
  };
  std::vector<bool> diagonal(plan.diagonals.size()), rotation(plan.rotations.size());
  for (std::size_t r = 0; r < plan.rotations.size(); ++r) {
    const RotationItem& item = plan.rotations[r];
    if (!reads(plan.plan.programs[item.program])) continue;
    rotation[r] = true;
    for (const std::uint32_t d : {item.before, item.after}) {
      if (d != kNone) diagonal[d] = true;
    }
  }
  for (std::size_t d = 0; d < diagonal.size(); ++d) {
    for (const DiagonalItem::Term& term : plan.diagonals[d].terms) {
      const Program& program = plan.plan.programs[term.program];
      if (term.part == DiagonalItem::Part::Whole && reads(program)) diagonal[d] = true;
    }
  }
  const auto wanted = [&](const StateTask& task) {
    switch (task.kind) {
      case StateTask::Kind::Rotate:
        return std::ranges::any_of(task.rotations, [&](std::uint32_t r) { return rotation[r]; });
      case StateTask::Kind::Diagonal:
        return bool{diagonal[task.diagonal]};
      case StateTask::Kind::Matrix:
        return reads(plan.plan.programs[plan.plan.steps[task.step].program]);
      case StateTask::Kind::Turn:
      case StateTask::Kind::Exchange:
        return false;
    }
    return false;
  };
  for (std::size_t v = 0; v < plan.visits.size(); ++v) {
    if (std::ranges::any_of(plan.visits[v].tasks, wanted)) return v;
  }
  return plan.visits.size();
}

std::size_t keptSamples(std::uint64_t bytesOfOne) {
  return kLanes * bytesOfOne <= kKeptChunkBytes ? kLanes : 1;
}

SingleStateCost singleStateCost(const Circuit& circuit, Precision precision) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (circuit.wires >= kBeyondAnyMemory) {
    return {.perSample = std::numeric_limits<double>::infinity(), .bytesPerThread = most};
  }
  const bool wide = precision == Precision::Double;
  const std::size_t laneWires = wide ? kLaneWires<double> : kLaneWires<float>;
  const StatePlan plan = makeStatePlan(circuit, statePlanOptions(circuit.wires, laneWires));
  const std::uint64_t amplitude = 2 * (wide ? sizeof(double) : sizeof(float));
  const std::uint64_t one = amplitude << plan.bits;
  std::size_t tile = 0;
  for (const StateVisit& visit : plan.visits) tile = std::max(tile, visit.bits.size());

  SingleStateCost cost;
  double fixed = 0;
  const std::size_t firstRead = firstReadVisit(plan, false);
  for (std::size_t v = 0; v < plan.visits.size(); ++v) {
    const bool back = v >= firstRead;
    for (const StateTask& task : plan.visits[v].tasks) {
      addTask(plan, task, back, cost);
      fixed += (back ? 2 : 1) * overhead(task);
    }
  }
  const double amplitudes = std::ldexp(1.0, static_cast<int>(plan.bits));
  cost.forward *= amplitudes;
  cost.backward *= amplitudes;
  cost.sweepBytes = 2 * static_cast<double>(one) * static_cast<double>(plan.visits.size());
  // Passes over tiles keep the multipliers less busy than chunks of samples do, until these leave
  // the caches.
  const double pace = plan.bits < 13 ? 1.5 : 1.1;
  cost.perSample = pace * (cost.forward + cost.backward) + fixed;
  // The final states, the cotangent, what the observables need; two collected tiles, their tables.
  const std::uint64_t states = (keptSamples(one) + 1) * one + readoutBytes(circuit, laneWires);
  cost.bytesPerThread = 4 * (amplitude << tile);
  (plan.bits >= kThreadedBits ? cost.sharedBytes : cost.bytesPerThread) += states;
  return cost;
}

}  // namespace qonvolve
