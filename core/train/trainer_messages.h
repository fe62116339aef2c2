// SPDX-License-Identifier: GPL-3.0-or-later
// What a training run tells its user when something is amiss.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/train/events.h"

namespace qonvolve {

/// The gradient is as good as zero before the first step.
Notice stationaryStart(double gradientNorm);

/// `what` went wrong in the step after `now`; the state after `keptStep` steps is the last good
/// one. `learningRate` is 0 where the optimizer has none.
Error divergedError(const std::string& what, const Checkpoint& now, std::uint64_t keptStep,
                    double learningRate);

}  // namespace qonvolve
