// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits whose wires fall into groups that never meet: one small state for each group.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {

/// A part of a circuit on wires of its own, with all inputs of the whole.
struct CircuitPart {
  Circuit circuit;
  std::vector<std::uint32_t> outputs;  // of the whole
};

/// The parts that outputs look at; wires that are prepared, acted on or observed together lie in
/// one. A single part where the circuit does not fall apart or is not made of gates alone.
std::vector<CircuitPart> independentParts(const Circuit& circuit);

/// The generic engine on each part.
std::unique_ptr<LaneFunction> makeProductFunction(const Circuit& circuit, Precision precision);

}  // namespace qonvolve
