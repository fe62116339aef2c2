// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in optimizers; each is registered by one line of the catalog.
#pragma once

#include "core/train/optimizer.h"

namespace qonvolve {

OptimizerType sgdOptimizer();
OptimizerType momentumOptimizer();
OptimizerType nesterovOptimizer();
OptimizerType adamOptimizer();

}  // namespace qonvolve
