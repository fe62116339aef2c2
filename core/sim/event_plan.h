// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit with events as a sequence of fused gates and single events.
#pragma once

#include <cstdint>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/plan.h"

namespace qonvolve {

struct EventStep {
  bool isEvent = false;
  std::uint32_t event = 0;      // events[event] of the circuit
  Step gates;                   // fused gates otherwise; its `undo` means nothing
  std::uint32_t condition = 0;  // as of an Op
};

struct EventPlan {
  /// `gates.programs`: those of all steps; gates.steps and gates.prefix stay empty.
  Plan gates;
  std::vector<EventStep> steps;
};

/// Gates between two events, and under one condition, are fused; equal ones share a program.
EventPlan makeEventPlan(const Circuit& circuit);

}  // namespace qonvolve
