// SPDX-License-Identifier: GPL-3.0-or-later
// The gates that outputs depend on.
#pragma once

#include "core/circuit/circuit.h"

namespace qonvolve {

/// A unitary circuit without the gates that no output depends on. Taken back through the circuit an
/// output acts on more and more wires, along Z at first: a gate on other wires meets its own
/// inverse there, and so does a diagonal gate on wires that are acted on along Z at most.
Circuit lightCone(const Circuit& circuit);

}  // namespace qonvolve
