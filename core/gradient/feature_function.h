// SPDX-License-Identifier: GPL-3.0-or-later
// Full batches: expectation values as bilinear forms in the features of product states.
#pragma once

#include <memory>
#include <optional>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"
#include "core/gradient/engine.h"

namespace qonvolve {

/// What a sample costs there, and a step; empty if the circuit does not fit: its samples must enter
/// as product states, and features and operators must not outgrow the caches.
std::optional<EngineCost> featureCost(const Circuit& circuit, const EngineOptions& options);

/// <O> = a^T M b for each observable: a and b are the product features of the higher and the lower
/// wires of a sample, M the observable pulled back through the circuit, once a step. A gradient
/// needs only sum_s w_s a_s b_s^T of the samples: the operator X = sum_s w_s rho_s, which goes
/// through the circuit once a step (dL = d Tr(U^dagger O U X)).
std::unique_ptr<LaneFunction> makeFeatureFunction(const Circuit& circuit,
                                                  const EngineOptions& options);

}  // namespace qonvolve
