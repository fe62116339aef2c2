// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/initializers/initializers.h"

namespace qonvolve {

Registry<InitializerType> builtinInitializers() {
  Registry<InitializerType> initializers("initialization");
  initializers.add(uniformInitializer());
  initializers.add(normalInitializer());
  initializers.add(smallGaussianInitializer());
  initializers.add(zhangInitializer());
  initializers.add(identityBlockInitializer());
  initializers.add(betaInitializer());
  initializers.add(warmStartInitializer());
  return initializers;
}

}  // namespace qonvolve
