// SPDX-License-Identifier: GPL-3.0-or-later
// The order of a forward and a backward sweep: layers of steps, and which states are kept.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/sim/plan.h"

namespace qonvolve {

/// Steps on different wires. What a gradient needs of each of them can therefore be read from the
/// states after the whole layer, and each can be applied to one part of the state after the other.
struct SweepLayer {
  std::vector<Step> narrow;    // stay within kTile successive amplitudes
  std::vector<Step> wide;      // the others
  std::array<bool, 2> read{};  // some step is read: [0] for parameters, [1] for inputs as well
  std::size_t slot = 0;        // where the forward sweep leaves the state after this layer
  std::array<bool, 2>
      undoPhi{};  // the backward sweep must undo that state: an earlier one is not kept
};

/// Amplitudes that stay in the first-level cache: 16 KiB of one state.
inline constexpr std::size_t kTile = 128;

/// `slots` (at least one): how many states there is room for. A state that is read and whose
/// successor has a slot of its own need not be recomputed.
std::vector<SweepLayer> makeSweepLayers(const Plan& plan, std::size_t slots);

/// Slots in use.
std::size_t slotCount(const std::vector<SweepLayer>& layers);

/// Whether a gradient reads this step.
bool isRead(const Plan& plan, const Step& step, bool withInputs);

}  // namespace qonvolve
