// SPDX-License-Identifier: GPL-3.0-or-later
// The signs of a drawing one by one: what each element of a circuit looks like, before it is
// placed.
#pragma once

#include <span>
#include <vector>

#include "core/circuit/layout.h"

namespace qonvolve {

/// Distinct wires of some operations, in increasing order.
std::vector<Wire> wiresOf(std::span<const Op> ops);

/// A box on each of the wires.
std::vector<Mark> boxes(const std::vector<Wire>& wires);

/// The sign of ops[index]. A gate under a condition is a box that says so.
PlacedGate gateElement(const Circuit& circuit, std::uint32_t index);

/// The sign of events[index]: a meter, a box "|0⟩", or a dashed box with the name of the noise.
PlacedGate eventElement(const Circuit& circuit, std::size_t index);

PlacedGate preparationElement(const Circuit& circuit, const Preparation& preparation);

}  // namespace qonvolve
