// SPDX-License-Identifier: GPL-3.0-or-later
// How gates act on each of their wires.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/circuit/gate.h"

namespace qonvolve {

/// How a gate acts on one of its wires: by phases, by phases and exchanging 0 and 1, or otherwise.
enum class WireAction : std::uint8_t { Diagonal, Flip, Dense };
/// position: of the wire among the gate's own.
WireAction wireAction(GateId gate, std::size_t position);

}  // namespace qonvolve
