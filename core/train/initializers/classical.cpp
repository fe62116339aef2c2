// SPDX-License-Identifier: GPL-3.0-or-later
// Start values of classical layers, the same for every initialization of angles.
#include <cmath>

#include "core/train/initializer.h"

namespace qonvolve {

void initializeClassicalLayers(const Model& model, Rng rng, std::span<double> parameters) {
  for (const PlacedStage& placed : model.stages) {
    const auto* node = std::get_if<ClassicalNode>(&placed.stage);
    if (node == nullptr || parametersOf(*node) == 0) continue;
    const bool table = node->kind == ClassicalNode::Kind::Embedding;
    const double bound = 1 / std::sqrt(static_cast<double>(node->inputs));
    for (double& value : parameters.subspan(node->firstParameter, parametersOf(*node))) {
      value = table ? rng.normal() : rng.uniform(-bound, bound);
    }
  }
}

}  // namespace qonvolve
