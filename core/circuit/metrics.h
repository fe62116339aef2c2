// SPDX-License-Identifier: GPL-3.0-or-later
// Size of a circuit: depth, gates by kind, parameters.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

struct CircuitMetrics {
  std::uint32_t wires = 0;
  std::size_t gates = 0;
  std::size_t twoWireGates = 0;  // acting on two or more wires
  std::size_t depth = 0;         // moments when every gate starts as early as its wires allow
  std::size_t twoWireDepth = 0;  // the same, counting gates on two or more wires only
  std::size_t parameters = 0;    // distinct trainable parameters
  std::map<std::string, std::size_t> byGate;  // gate name -> count; "measure" and "reset" too
  std::size_t channels = 0;                   // noise, which takes no moment of its own
};

/// Metrics of a whole circuit. Measurements and resets take a moment but are no gates. Preparations
/// count as no gate: they are states, not operations.
CircuitMetrics measureCircuit(const Circuit& circuit);

/// Depth of some operations on their own.
std::size_t depthOf(std::span<const Op> ops);

/// Distinct parameters of some operations, in increasing order.
std::vector<std::uint32_t> parametersOf(std::span<const Op> ops);

}  // namespace qonvolve
