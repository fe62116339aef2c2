// SPDX-License-Identifier: GPL-3.0-or-later
// What blocks for text and for values at positions share: checks, short ways to write circuits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/block_type.h"

namespace qonvolve {

/// Error unless words' numbers are at hand.
Result<void> requireTokens(const EmitContext& context, std::string_view label,
                           const std::string& where);
/// Error unless values are at hand, in whole positions of channels() each. `instead`: the block
/// that does the same on qubits, for the hint.
Result<void> requireValues(const EmitContext& context, std::string_view label,
                           std::string_view instead, const std::string& where);
/// Error unless `wires` are possible.
Result<void> checkWires(std::size_t wires, std::string_view label, const std::string& hint,
                        const std::string& where);

/// As few qubits as have a basis state for each of so many words: ceil(log2 words), at least 1.
std::uint32_t qubitsFor(std::uint32_t words);

/// An empty circuit.
Circuit emptyCircuit(std::uint32_t wires, std::uint32_t inputs);
/// <Z> of each of the wires.
std::vector<Observable> eachZ(const std::vector<Wire>& wires);
/// 0, 1, ..., count - 1.
std::vector<Wire> firstWires(std::uint32_t count);

Op gateOn(GateId gate, Wire wire, Angle angle = {});
Op gateOn2(GateId gate, Wire a, Wire b, Angle angle = {});

}  // namespace qonvolve
