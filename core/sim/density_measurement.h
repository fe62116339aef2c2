// SPDX-License-Identifier: GPL-3.0-or-later
// Measurements whose outcome is remembered, on chunks of density matrices cut into blocks.
#pragma once

#include "core/sim/density_plan.h"

namespace qonvolve {

/// Entries with ket and bra bit m go to the block whose outcome is m, all others vanish. The window
/// is one that measures.
void measure(const DensityPlan& plan, const DensityWindow& window, double* state);
/// The adjoint of that, for cotangents.
void measureBack(const DensityPlan& plan, const DensityWindow& window, double* lambda);

}  // namespace qonvolve
