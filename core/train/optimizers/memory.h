// SPDX-License-Identifier: GPL-3.0-or-later
// What optimizers share: the learning-rate option and reading back a saved state.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "core/train/optimizer.h"

namespace qonvolve {

/// Range of every learning rate: wide enough for any experiment, never zero or negative.
inline constexpr double kSmallestLearningRate = 1e-9;
inline constexpr double kLargestLearningRate = 1e6;

/// Editor texts of a learning rate.
FieldText learningRateText();

/// Copies the named vectors of `state` to their targets, whose present sizes they must have.
/// Errors: a vector is missing, has another size, or is not one of the targets.
Result<void> restoreVectors(
    const OptimizerState& state,
    std::initializer_list<std::pair<std::string, std::vector<double>*>> targets);

}  // namespace qonvolve
