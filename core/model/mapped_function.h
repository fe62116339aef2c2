// SPDX-License-Identifier: GPL-3.0-or-later
// One function on many groups of inputs with the same parameters: positions, channels, words.
#pragma once

#include <memory>

#include "core/base/lane_function.h"
#include "core/model/model.h"

namespace qonvolve {

/// The function of a stage on all its copies (`function` itself where there is one). Samples and
/// copies together fill the lanes. Where a stage reads nothing but words' numbers, each word is
/// evaluated once a call, unless equal inputs may give different outputs.
std::unique_ptr<LaneFunction> mappedFunction(std::unique_ptr<LaneFunction> function,
                                             const PlacedStage& placed);

/// Whether all that the stage takes are words' numbers: it then has no derivatives by its inputs.
bool readsOnlyTokens(const Stage& stage);

}  // namespace qonvolve
