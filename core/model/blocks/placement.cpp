// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/blocks/placement.h"

namespace qonvolve {

namespace {

Error notDefined(std::string_view label, std::string_view condition, const std::string& where) {
  return {where + "/options/placement", std::string(label) + ": " + std::string(condition),
          "Use placement 1 or 2."};
}

}  // namespace

Result<std::vector<std::vector<Wire>>> placeBlocks(std::uint32_t blocks, std::uint32_t size,
                                                   std::int64_t placement, std::string_view label,
                                                   const std::string& where) {
  const std::uint32_t n = blocks * size;
  if (placement == 3 && size % 2 != 0) {
    return notDefined(label, "placement 3 needs blocks of an even number of qubits.", where);
  }
  const bool four = size == 4 && blocks == 2;
  const bool pairs = size == 2 && blocks % 2 == 0;
  if (placement == 4 && !four && !pairs) {
    return notDefined(label,
                      "placement 4 exists for two blocks of 4 qubits and for an even number of "
                      "blocks of 2.",
                      where);
  }
  std::vector<std::vector<Wire>> placed(blocks);
  for (std::uint32_t b = 0; b < blocks; ++b) {
    for (std::uint32_t j = 0; j < size; ++j) {
      Wire wire = b * size + j;
      if (placement == 2) {
        wire = b + j * blocks;
      } else if (placement == 3) {
        const std::uint32_t half = size / 2;
        wire = j < half ? b * half + j : n - (b + 1) * half + (j - half);
      } else if (placement == 4 && four) {
        constexpr Wire kFour[2][4] = {{0, 3, 4, 7}, {1, 2, 5, 6}};
        wire = kFour[b][j];
      } else if (placement == 4) {
        wire = 4 * (b / 2) + b % 2 + 2 * j;
      }
      placed[b].push_back(wire);
    }
  }
  return placed;
}

}  // namespace qonvolve
