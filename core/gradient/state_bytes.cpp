// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that a state-vector function needs, known before anything is allocated.
#include <limits>

#include "core/base/lane_function.h"
#include "core/gradient/circuit_function.h"

namespace qonvolve {

std::uint64_t stateBytes(const Circuit& circuit) {
  constexpr Wire kBeyondAnyMemory = 50;  // the product below would leave 64 bits
  if (circuit.wires >= kBeyondAnyMemory) return std::numeric_limits<std::uint64_t>::max();
  // Two chunks of states, the table of buckets and the probabilities it leads to.
  const std::uint64_t amplitudes = std::uint64_t{1} << circuit.wires;
  return amplitudes * 5 * kLanes * sizeof(double) + amplitudes * sizeof(std::uint32_t);
}

}  // namespace qonvolve
