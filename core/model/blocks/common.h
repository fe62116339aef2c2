// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that several blocks share, with the words they use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/block_type.h"

namespace qonvolve {

/// "1 feature", "3 features".
std::string counted(std::size_t count, std::string_view noun);

/// Error unless at least `minimum` wires are active. `label` starts the message ("Convolution").
Result<void> requireWires(const EmitContext& context, std::size_t minimum, std::string_view label,
                          const std::string& where);

/// Error unless there are inputs and a new circuit with `wires` wires may be started.
/// `features`: how many inputs would be a good choice, for the hint.
Result<void> checkNewCircuit(const EmitContext& context, std::size_t wires, std::string_view label,
                             std::string_view features, const std::string& where);

/// The operations of a layer in reverse, with constant angles turned round and parameters of their
/// own in the place of each: with the opposite values it undoes the layer. Gates without angles
/// must be their own inverse, as all in ansatzes are.
std::vector<Op> mirrorImage(const std::vector<Op>& layer, std::uint32_t shift);

/// The choice "little" / "big" of how feature indices map to qubits.
std::vector<Option> bitOrderOptions();
/// What an amplitude encoding does with features that are all zero.
std::vector<Option> zeroInputOptions();

}  // namespace qonvolve
