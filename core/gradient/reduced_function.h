// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits evaluated by a reduced plan: as exact as the generic engine, in fewer operations.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/lane_function.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/reduced_plan.h"

namespace qonvolve {

/// chunks: of kLanes samples in a call, a power of two; at least those that share a vector.
std::unique_ptr<LaneFunction> makeReducedFunction(ReducedPlan plan, Precision precision,
                                                  std::size_t chunks);

/// Bytes that function needs per thread (at most), in either precision.
std::uint64_t reducedBytes(const ReducedPlan& plan, std::size_t chunks);

}  // namespace qonvolve
