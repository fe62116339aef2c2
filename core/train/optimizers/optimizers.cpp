// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

Registry<OptimizerType> builtinOptimizers() {
  Registry<OptimizerType> optimizers("optimizer");
  optimizers.add(sgdOptimizer());
  optimizers.add(momentumOptimizer());
  optimizers.add(nesterovOptimizer());
  optimizers.add(adagradOptimizer());
  optimizers.add(rmspropOptimizer());
  optimizers.add(adamOptimizer());
  optimizers.add(adamwOptimizer());
  optimizers.add(amsgradOptimizer());
  optimizers.add(lbfgsOptimizer());
  optimizers.add(naturalGradientOptimizer());
  optimizers.add(spsaOptimizer());
  optimizers.add(qnspsaOptimizer());
  optimizers.add(rotosolveOptimizer());
  optimizers.add(rotoselectOptimizer());
  optimizers.add(nelderMeadOptimizer());
  optimizers.add(cobylaOptimizer());
  return optimizers;
}

}  // namespace qonvolve
