// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/density_plan.h"

#include <bit>
#include <cassert>

#include "core/sim/event_plan.h"

namespace qonvolve {
namespace {

/// Undoing maps may enlarge rounding errors this much before the sweep starts from a kept state.
constexpr double kLargestGrowth = 1000;

class Builder {
 public:
  explicit Builder(const Circuit& circuit) : circuit_(circuit) {
    assert(circuit.readoutErrors.empty());
    plan_.wires = circuit.wires;
    for (const Condition& condition : circuit.conditions) live_ |= condition.mask;
    plan_.bits = static_cast<std::uint32_t>(std::popcount(live_));
  }

  DensityPlan run() {
    EventPlan parts = makeEventPlan(circuit_);
    plan_.gates = std::move(parts.gates);
    for (const EventStep& part : parts.steps) {
      if (part.isEvent) {
        add(circuit_.events[part.event]);
        continue;
      }
      DensityStep step = stepUnder(part.condition, DensityStep::Kind::Gates);
      step.gates = part.gates;
      plan_.steps.push_back(std::move(step));
    }
    keepStates();
    markReads();
    return std::move(plan_);
  }

 private:
  /// Bits of the circuit as bits of a block number.
  std::size_t blockBits(std::uint64_t bits) const {
    std::size_t result = 0, at = 0;
    for (std::uint64_t left = live_; left != 0; left &= left - 1, ++at) {
      const std::uint64_t bit = left & (~left + 1);
      if ((bits & bit) != 0) result |= std::size_t{1} << at;
    }
    return result;
  }

  DensityStep stepUnder(std::uint32_t condition, DensityStep::Kind kind) const {
    DensityStep step;
    step.kind = kind;
    if (condition == 0) return step;
    step.mask = blockBits(circuit_.conditions[condition - 1].mask);
    step.value = blockBits(circuit_.conditions[condition - 1].value);
    return step;
  }

  std::uint32_t indexOf(const Superoperator& map) {
    for (std::size_t i = 0; i < plan_.maps.size(); ++i) {
      if (plan_.maps[i].matrix() == map.matrix()) return static_cast<std::uint32_t>(i);
    }
    plan_.maps.push_back(map);
    plan_.adjoints.push_back(map.adjoint());
    plan_.inverses.push_back(map.inverse(kLargestGrowth).value_or(map));
    return static_cast<std::uint32_t>(plan_.maps.size() - 1);
  }

  void addMap(const Event& event, const Superoperator& map, std::size_t wires) {
    DensityStep step = stepUnder(event.condition, DensityStep::Kind::Map);
    step.map = indexOf(map);
    for (const Wire shift : {Wire{0}, circuit_.wires}) {
      for (std::size_t k = 0; k < wires; ++k) {
        step.bits.push_back(std::size_t{1} << (event.wires[k] + shift));
      }
    }
    plan_.steps.push_back(std::move(step));
  }

  void add(const Event& event) {
    switch (event.kind) {
      case Event::Kind::Channel: {
        const Channel& channel = circuit_.channels[event.index];
        return addMap(event, Superoperator::ofChannel(channel), channel.wires);
      }
      case Event::Kind::Reset:
        return addMap(event, Superoperator::ofReset(), 1);
      case Event::Kind::Measure: {
        const std::uint64_t bit = std::uint64_t{1} << event.index;
        if ((live_ & bit) == 0) return addMap(event, Superoperator::ofMeasurement(), 1);
        DensityStep step = stepUnder(event.condition, DensityStep::Kind::Measure);
        step.wire = event.wires[0];
        step.outcome = blockBits(bit);
        plan_.steps.push_back(std::move(step));
      }
    }
  }

  void keepStates() {
    std::vector<double> growthOf;
    for (const Superoperator& map : plan_.maps) growthOf.push_back(map.inverseNorm());
    double growth = 1;
    for (DensityStep& step : plan_.steps) {
      if (step.kind == DensityStep::Kind::Gates) continue;
      if (step.kind == DensityStep::Kind::Map) growth *= growthOf[step.map];
      if (step.kind == DensityStep::Kind::Map && growth <= kLargestGrowth) continue;
      step.slot = plan_.keptStates++;
      growth = 1;
    }
  }

  void markReads() {
    for (std::size_t inputs = 0; inputs < 2; ++inputs) {
      std::size_t& first = plan_.firstRead[inputs];
      if (inputs == 1 && !circuit_.preparations.empty()) break;  // everything, from step 0
      for (first = 0; first < plan_.steps.size(); ++first) {
        const DensityStep& step = plan_.steps[first];
        if (step.kind != DensityStep::Kind::Gates) continue;
        if (step.gates.program == Step::kNoProgram) continue;
        const Program& program = plan_.gates.programs[step.gates.program];
        if (program.trainable || (inputs == 1 && program.features)) break;
      }
    }
  }

  const Circuit& circuit_;
  DensityPlan plan_;
  std::uint64_t live_ = 0;  // classical bits that conditions read
};

}  // namespace

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
