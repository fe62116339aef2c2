// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include <algorithm>

namespace qonvolve {

std::uint32_t wireCount(const Model& model) {
  std::uint32_t wires = 0;
  for (const PlacedStage& placed : model.stages) {
    if (const auto* circuit = std::get_if<Circuit>(&placed.stage)) {
      wires = std::max(wires, circuit->wires);
    }
  }
  return wires;
}

}  // namespace qonvolve
