// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in initializations; each is registered by one line of the catalog.
#pragma once

#include "core/train/initializer.h"

namespace qonvolve {

InitializerType uniformInitializer();
InitializerType normalInitializer();

}  // namespace qonvolve
