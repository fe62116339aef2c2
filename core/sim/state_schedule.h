// SPDX-License-Identifier: GPL-3.0-or-later
// Distributes the units of a state plan over visits to tiles.
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/state_plan.h"

namespace qonvolve {

/// One thing to do, after all earlier ones that share a wire with it.
struct StateUnit {
  enum class Kind : std::uint8_t { Rotation, Diagonal, Matrix };
  Kind kind = Kind::Rotation;
  std::uint32_t index = 0;  // of the rotation, the diagonal or the step
  std::uint64_t wires = 0;
};

/// Fills visits, endBit and the flags of rotations that depend on the order.
void scheduleVisits(const std::vector<StateUnit>& units, const StatePlanOptions& options,
                    StatePlan& plan);

}  // namespace qonvolve
