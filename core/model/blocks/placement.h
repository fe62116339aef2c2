// SPDX-License-Identifier: GPL-3.0-or-later
// Which qubits form the blocks of a hybrid encoding.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Splits blocks * size wires 0, 1, ... into blocks of `size` wires, first wire of each first.
/// Placements (arXiv:2108.00661, hybrid encodings), here for two blocks of four:
/// 1: 0123 4567, 2: 0246 1357, 3: 0167 2345, 4: 0347 1256. 1 and 2 exist for every size, 3 for even
/// sizes, 4 for two blocks of four and for an even number of blocks of two (02 13 46 57).
Result<std::vector<std::vector<Wire>>> placeBlocks(std::uint32_t blocks, std::uint32_t size,
                                                   std::int64_t placement, std::string_view label,
                                                   const std::string& where);

}  // namespace qonvolve
