// SPDX-License-Identifier: GPL-3.0-or-later
// Start values of classical layers, the same for every initialization of angles.
#include <cmath>

#include "core/train/initializer.h"

namespace qonvolve {

void initializeClassicalLayers(const Model& model, Rng rng, std::span<double> parameters) {
  for (const PlacedStage& placed : model.stages) {
    const auto* node = std::get_if<ClassicalNode>(&placed.stage);
    if (node == nullptr || node->kind != ClassicalNode::Kind::Linear) continue;
    const double bound = 1 / std::sqrt(static_cast<double>(node->inputs));
    const std::size_t count = std::size_t{node->outputs} * (std::size_t{node->inputs} + 1);
    for (double& value : parameters.subspan(node->firstParameter, count)) {
      value = rng.uniform(-bound, bound);
    }
  }
}

}  // namespace qonvolve
