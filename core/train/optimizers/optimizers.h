// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in optimizers; each is registered by one line of builtinOptimizers().
#pragma once

#include "core/train/optimizer.h"

namespace qonvolve {

OptimizerType sgdOptimizer();
OptimizerType momentumOptimizer();
OptimizerType nesterovOptimizer();
OptimizerType adagradOptimizer();
OptimizerType rmspropOptimizer();
OptimizerType adamOptimizer();
OptimizerType adamwOptimizer();
OptimizerType amsgradOptimizer();
OptimizerType lbfgsOptimizer();
OptimizerType naturalGradientOptimizer();
OptimizerType spsaOptimizer();
OptimizerType qnspsaOptimizer();
OptimizerType rotosolveOptimizer();
OptimizerType rotoselectOptimizer();
OptimizerType nelderMeadOptimizer();
OptimizerType cobylaOptimizer();

/// All of them, in the order of lists.
Registry<OptimizerType> builtinOptimizers();

}  // namespace qonvolve
