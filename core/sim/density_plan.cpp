// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/density_plan.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <span>

#include "core/sim/event_plan.h"

namespace qonvolve {
namespace {

/// Undoing maps may enlarge rounding errors this much before the sweep starts from a kept state.
constexpr double kLargestGrowth = 1000;

/// Amplitudes of a tile, at most (more if a window alone needs more): 32 KiB for eight samples.
constexpr std::size_t kTileBits = 8;

/// A window in the making, with steps on wires of the circuit.
struct Draft {
  std::size_t mask = 0, value = 0;
  std::vector<Wire> wires;
  std::vector<DensityStep> steps;
  std::vector<std::vector<Wire>> on;  // the wires of each step
  double growth = 1;                  // of rounding errors when all steps are undone
  bool restarts = false;              // its first step cannot be undone
  bool measures = false;
  bool dead = false;
};

class Builder {
 public:
  explicit Builder(const Circuit& circuit) : circuit_(circuit) {
    assert(circuit.readoutErrors.empty());
    plan_.wires = circuit.wires;
    for (const Condition& condition : circuit.conditions) live_ |= condition.mask;
    plan_.bits = static_cast<std::uint32_t>(std::popcount(live_));
    last_.assign(circuit.wires, kNone);
  }

  DensityPlan run() {
    EventPlan parts = makeEventPlan(circuit_);
    plan_.gates = std::move(parts.gates);
    for (const EventStep& part : parts.steps) {
      if (part.isEvent) {
        addEvent(circuit_.events[part.event]);
      } else {
        addGates(part);
      }
    }
    double growth = 1;
    for (const Draft& draft : drafts_) {
      if (draft.dead) continue;
      finish(draft);
      growth *= draft.growth;
      const bool undone = !draft.measures && !draft.restarts && growth <= kLargestGrowth;
      if (undone) continue;
      plan_.windows.back().slot = plan_.keptStates++;
      growth = 1;
    }
    markReads();
    return std::move(plan_);
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  /// Bits of the circuit as bits of a block number.
  std::size_t blockBits(std::uint64_t bits) const {
    std::size_t result = 0, at = 0;
    for (std::uint64_t left = live_; left != 0; left &= left - 1, ++at) {
      const std::uint64_t bit = left & (~left + 1);
      if ((bits & bit) != 0) result |= std::size_t{1} << at;
    }
    return result;
  }

  void addGates(const EventStep& part) {
    DensityStep step;
    step.gates = part.gates;
    std::vector<Wire> wires;
    if (part.gates.form == Form::Exchange) {
      for (Wire w = 0; w < circuit_.wires; ++w) {
        if ((part.gates.mask >> w & 1) != 0) wires.push_back(w);
      }
    } else {
      wires.push_back(part.gates.wires[0]);
      if (part.gates.bit(1) != 0) wires.push_back(part.gates.wires[1]);
    }
    add(std::move(step), wires, part.condition, 1);
  }

  void addEvent(const Event& event) {
    const auto addMap = [&](const Superoperator& map, std::size_t wires) {
      DensityStep step;
      step.kind = DensityStep::Kind::Map;
      step.map = indexOf(map);
      add(std::move(step), {event.wires.begin(), event.wires.begin() + wires}, event.condition,
          growths_[step.map]);
    };
    switch (event.kind) {
      case Event::Kind::Channel: {
        const Channel& channel = circuit_.channels[event.index];
        return addMap(Superoperator::ofChannel(channel), channel.wires);
      }
      case Event::Kind::Reset:
        return addMap(Superoperator::ofReset(), 1);
      case Event::Kind::Measure: {
        const std::uint64_t bit = std::uint64_t{1} << event.index;
        if ((live_ & bit) == 0) return addMap(Superoperator::ofMeasurement(), 1);
        DensityStep step;
        step.kind = DensityStep::Kind::Measure;
        step.outcome = blockBits(bit);
        Draft& draft = open({event.wires[0]}, event.condition);
        draft.measures = true;
        draft.steps.push_back(std::move(step));
        draft.on.push_back({event.wires[0]});
        // Later conditions see its outcome, earlier ones do not: nothing passes it.
        std::ranges::fill(last_, drafts_.size() - 1);
      }
    }
  }

  std::uint32_t indexOf(const Superoperator& map) {
    for (std::size_t i = 0; i < plan_.maps.size(); ++i) {
      if (plan_.maps[i].matrix() == map.matrix()) return static_cast<std::uint32_t>(i);
    }
    plan_.maps.push_back(map);
    plan_.adjoints.push_back(map.adjoint());
    plan_.inverses.push_back(map.inverse(kLargestGrowth).value_or(map));
    growths_.push_back(map.inverseNorm());
    return static_cast<std::uint32_t>(plan_.maps.size() - 1);
  }

  Draft& open(std::vector<Wire> wires, std::uint32_t condition) {
    Draft& draft = drafts_.emplace_back();
    if (condition != 0) {
      draft.mask = blockBits(circuit_.conditions[condition - 1].mask);
      draft.value = blockBits(circuit_.conditions[condition - 1].value);
    }
    for (const Wire w : wires) last_[w] = drafts_.size() - 1;
    draft.wires = std::move(wires);
    return draft;
  }

  /// Into the last window on these wires if that has them all and can still be undone, else into a
  /// new one, which takes along what waits on single wires.
  void add(DensityStep step, std::vector<Wire> wires, std::uint32_t condition, double growth) {
    const bool restarts = !(growth <= kLargestGrowth);
    std::vector<std::size_t> before;
    std::size_t latest = kNone;
    for (const Wire w : wires) {
      before.push_back(last_[w]);
      if (last_[w] != kNone && (latest == kNone || last_[w] > latest)) latest = last_[w];
    }
    if (latest != kNone && !restarts && fits(drafts_[latest], condition, growth)) {
      Draft& draft = drafts_[latest];
      const bool within = std::ranges::all_of(
          wires, [&](Wire w) { return std::ranges::find(draft.wires, w) != draft.wires.end(); });
      if (within) return push(draft, std::move(step), wires, growth);
    }
    Draft& draft = open(wires, condition);
    draft.restarts = restarts;
    for (std::size_t k = 0; k < wires.size() && wires.size() == 2 && !restarts; ++k) {
      if (before[k] == kNone) continue;
      Draft& waiting = drafts_[before[k]];
      if (waiting.wires.size() != 1 || waiting.restarts) continue;
      if (!fits(waiting, condition, draft.growth * growth)) continue;
      for (std::size_t i = 0; i < waiting.steps.size(); ++i) {
        push(draft, std::move(waiting.steps[i]), waiting.on[i], 1);
      }
      draft.growth *= waiting.growth;
      waiting.dead = true;
    }
    push(draft, std::move(step), wires, restarts ? 1 : growth);
  }

  static void push(Draft& draft, DensityStep step, const std::vector<Wire>& on, double growth) {
    draft.steps.push_back(std::move(step));
    draft.on.push_back(on);
    draft.growth *= growth;
  }

  bool fits(const Draft& draft, std::uint32_t condition, double growth) const {
    const Condition wanted = condition == 0 ? Condition{} : circuit_.conditions[condition - 1];
    return !draft.measures && draft.mask == blockBits(wanted.mask) &&
           draft.value == blockBits(wanted.value) && draft.growth * growth <= kLargestGrowth;
  }

  /// Steps in local wires, and the shape of the window's tiles.
  void finish(const Draft& draft) {
    DensityWindow window{.mask = draft.mask,
                         .value = draft.value,
                         .wires = draft.wires,
                         .first = plan_.steps.size(),
                         .count = draft.steps.size(),
                         .offsets = {},
                         .measures = draft.measures};
    const auto local = [&](Wire w) {
      return static_cast<Wire>(std::ranges::find(draft.wires, w) - draft.wires.begin());
    };
    const auto localMask = [&](std::uint64_t mask) {
      std::uint64_t result = 0;
      for (std::size_t k = 0; k < draft.wires.size(); ++k) {
        result |= (mask >> draft.wires[k] & 1) << k;
      }
      return result;
    };
    for (std::size_t i = 0; i < draft.steps.size(); ++i) {
      DensityStep step = draft.steps[i];
      const std::vector<Wire>& on = draft.on[i];
      if (step.kind == DensityStep::Kind::Gates) {
        Step& gates = step.gates;
        gates.mask = localMask(gates.mask);
        gates.from = localMask(gates.from);
        gates.flip = localMask(gates.flip);
        for (std::size_t k = 0; k < on.size() && k < 2; ++k) gates.wires[k] = local(on[k]);
      } else {
        for (const std::size_t shift : {std::size_t{0}, draft.wires.size()}) {
          for (const Wire w : on) step.bits.push_back(std::size_t{1} << (local(w) + shift));
        }
      }
      plan_.steps.push_back(std::move(step));
    }
    std::vector<std::size_t> bits;
    for (const Wire shift : {Wire{0}, circuit_.wires}) {
      for (const Wire w : draft.wires) bits.push_back(std::size_t{1} << (w + shift));
    }
    std::size_t used = 0;
    for (const std::size_t bit : bits) used |= bit;
    for (std::size_t bit = 1; bit < plan_.blockSize() && bits.size() < kTileBits; bit <<= 1) {
      if ((used & bit) == 0) bits.push_back(bit);
    }
    for (const std::size_t bit : bits) used |= bit;
    window.free = (plan_.blockSize() - 1) & ~used;
    for (std::size_t k = 0; k < std::size_t{1} << bits.size(); ++k) {
      std::size_t offset = 0;
      for (std::size_t b = 0; b < bits.size(); ++b) offset |= (k >> b & 1) != 0 ? bits[b] : 0;
      window.offsets.push_back(offset);
    }
    plan_.windows.push_back(std::move(window));
  }

  void markReads() {
    for (std::size_t inputs = 0; inputs < 2; ++inputs) {
      if (inputs == 1 && !circuit_.preparations.empty()) break;  // everything, from window 0
      std::size_t& first = plan_.firstRead[inputs];
      const auto isRead = [&](const DensityStep& step) { return plan_.isRead(step, inputs == 1); };
      for (first = 0; first < plan_.windows.size(); ++first) {
        const DensityWindow& window = plan_.windows[first];
        const auto steps = std::span(plan_.steps).subspan(window.first, window.count);
        if (std::ranges::any_of(steps, isRead)) break;
      }
    }
  }

  const Circuit& circuit_;
  DensityPlan plan_;
  std::uint64_t live_ = 0;  // classical bits that conditions read
  std::vector<Draft> drafts_;
  std::vector<std::size_t> last_;  // the last window on each wire
  std::vector<double> growths_;    // of each map
};

}  // namespace

bool DensityPlan::isRead(const DensityStep& step, bool withInputs) const {
  if (step.kind != DensityStep::Kind::Gates || step.gates.program == Step::kNoProgram) return false;
  const Program& program = gates.programs[step.gates.program];
  return program.trainable || (withInputs && program.features);
}

DensityPlan makeDensityPlan(const Circuit& circuit) {
  return Builder(circuit).run();
}

DensityCost nominalCost(const DensityPlan& plan) {
  DensityCost cost;
  const double quads = static_cast<double>(plan.blockSize() * plan.blocks()) / 4;
  for (const DensityStep& step : plan.steps) {
    double forward = 8;
    if (step.kind == DensityStep::Kind::Gates) forward = 2 * forwardCost(step.gates.form);
    if (step.kind == DensityStep::Kind::Map) forward = plan.maps[step.map].dim() == 4 ? 16 : 64;
    cost.forward += quads * forward;
    cost.backward += 2.5 * quads * forward;  // two states, and the derivatives
  }
  return cost;
}

}  // namespace qonvolve
