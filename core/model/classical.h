// SPDX-License-Identifier: GPL-3.0-or-later
// Classical stages of a model as differentiable functions.
#pragma once

#include <memory>

#include "core/base/lane_function.h"
#include "core/model/model.h"

namespace qonvolve {

/// The node with its exact pullback to inputs and to its parameters.
std::unique_ptr<LaneFunction> makeClassicalFunction(const ClassicalNode& node);

}  // namespace qonvolve
