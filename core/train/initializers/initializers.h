// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in initializations; each is registered by one line of builtinInitializers().
#pragma once

#include "core/train/initializer.h"

namespace qonvolve {

InitializerType uniformInitializer();
InitializerType normalInitializer();
InitializerType smallGaussianInitializer();
InitializerType zhangInitializer();
InitializerType identityBlockInitializer();
InitializerType betaInitializer();
InitializerType warmStartInitializer();

/// All of them, in the order of lists.
Registry<InitializerType> builtinInitializers();

/// Shape of a beta distribution on [0, 1]: density ~ x^(a-1) (1-x)^(b-1).
struct BetaShape {
  double a = 1;
  double b = 1;
};
/// The most likely shape for values scaled to [0, 1] by their extremes.
BetaShape fitBeta(std::span<const double> values);

}  // namespace qonvolve
