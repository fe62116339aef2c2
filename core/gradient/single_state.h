// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine for one large state and its cost have to agree on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/sim/state_plan.h"

namespace qonvolve {

/// From this many wires on the threads share one state; below, where a state fits the second-level
/// cache, each has samples of its own.
inline constexpr std::size_t kThreadedBits = 17;

/// The final states of all samples of a chunk are kept for the pullback if together they are no
/// larger than this; otherwise all but the last are computed again.
inline constexpr std::uint64_t kKeptChunkBytes = std::uint64_t{8} << 20;

/// Tiles that fit the caches, for states of this size.
StatePlanOptions statePlanOptions(std::size_t wires, std::size_t laneWires);

/// The first visit in which a gradient, by the parameters or by inputs of angles too, reads
/// something: the backward run ends there.
std::size_t firstReadVisit(const StatePlan& plan, bool withInputs);

/// Final states that one tape holds.
std::size_t keptSamples(std::uint64_t bytesOfOne);

}  // namespace qonvolve
