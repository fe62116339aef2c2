// SPDX-License-Identifier: GPL-3.0-or-later
// The two halves of a reduced plan, each planned on its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/gradient/reduced_plan.h"

namespace qonvolve {

/// Plans the gates before the cut on the wires of `order`, which become the bits of the last
/// factor. `circuit` has those gates and no outputs. Factors meet as late and as small as possible.
/// Steps are split where they join a wire of `controls` and one of `kept` (masks) and are the last
/// on both.
LeftPlan planLeft(Circuit circuit, std::span<const Wire> order, std::uint64_t controls,
                  std::uint64_t kept);
/// Multiply-adds of value and gradient of one sample; of what depends on the parameters alone.
double leftCost(const LeftPlan& left);
double leftStepCost(const LeftPlan& left);

/// Plans the gates after the cut. `circuit` has those gates, and outputs that are diagonal.
/// kept: wires on which a gate is dense. Controls come out in the order that sums over them early.
/// splits: control and kept wire of each split step, whose V comes first.
RightPlan planRight(const Circuit& circuit, std::vector<Wire> kept, std::span<const Split> splits);
/// Multiply-adds of one step, for sums kept in `slabs` places.
double rightCost(const RightPlan& right, double slabs);

}  // namespace qonvolve
