// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/event_plan.h"

#include <algorithm>

namespace qonvolve {
namespace {

class Builder {
 public:
  explicit Builder(const Circuit& circuit) : circuit_(circuit) {
    segment_.wires = circuit.wires;
    segment_.inputs = circuit.inputs;
    segment_.products = circuit.products;
    // No wire is known to be |0>: none of a segment's gates may become part of a start state.
    segment_.preparations.emplace_back();
    for (Wire w = 0; w < circuit.wires; ++w) segment_.preparations[0].wires.push_back(w);
  }

  EventPlan run() {
    std::uint32_t event = 0;
    for (std::uint32_t at = 0; at <= circuit_.ops.size(); ++at) {
      for (; event < circuit_.events.size() && circuit_.events[event].position == at; ++event) {
        flush();
        plan_.steps.push_back({.isEvent = true,
                               .event = event,
                               .gates = {},
                               .condition = circuit_.events[event].condition});
      }
      if (at == circuit_.ops.size()) break;
      const Op& op = circuit_.ops[at];
      if (op.condition != condition_) flush();
      condition_ = op.condition;
      segment_.ops.push_back(op);
      segment_.ops.back().condition = 0;
    }
    flush();
    return std::move(plan_);
  }

 private:
  void flush() {
    if (segment_.ops.empty()) return;
    const Plan part = makePlan(segment_);
    for (const Step& gates : part.steps) {
      EventStep step{.gates = gates, .condition = condition_};
      if (gates.program != Step::kNoProgram) {
        step.gates.program = indexOf(part.programs[gates.program]);
      }
      plan_.steps.push_back(step);
    }
    segment_.ops.clear();
  }

  std::uint32_t indexOf(const Program& program) {
    auto& programs = plan_.gates.programs;
    const auto found = std::ranges::find_if(programs, [&](const Program& other) {
      return other.form == program.form && other.ops == program.ops;
    });
    if (found != programs.end()) return static_cast<std::uint32_t>(found - programs.begin());
    programs.push_back(program);
    return static_cast<std::uint32_t>(programs.size() - 1);
  }

  const Circuit& circuit_;
  EventPlan plan_;
  Circuit segment_;  // gates since the last event, all under the same condition
  std::uint32_t condition_ = 0;
};

}  // namespace

EventPlan makeEventPlan(const Circuit& circuit) {
  return Builder(circuit).run();
}

}  // namespace qonvolve
