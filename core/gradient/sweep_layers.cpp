// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/sweep_layers.h"

namespace qonvolve {

bool isRead(const Plan& plan, const Step& step, bool withInputs) {
  if (step.program == Step::kNoProgram) return false;
  const Program& program = plan.programs[step.program];
  return program.trainable || (withInputs && program.features);
}

std::vector<SweepLayer> makeSweepLayers(const Plan& plan, std::size_t slots) {
  std::vector<SweepLayer> layers;
  for (const Step& step : plan.steps) {
    layers.resize(step.layer + 1);
    SweepLayer& layer = layers.back();
    (step.wireMask() < kTile ? layer.narrow : layer.wide).push_back(step);
    for (const bool withInputs : {false, true}) {
      layer.read[withInputs] |= isRead(plan, step, withInputs);
    }
  }
  std::size_t used = 1;
  for (std::size_t i = 1; i < layers.size(); ++i) {
    if (layers[i - 1].read[true] && used < slots) ++used;
    layers[i].slot = used - 1;
  }
  for (const bool withInputs : {false, true}) {
    bool wanted = false;  // by an earlier layer of the same slot
    for (std::size_t i = 0; i < layers.size(); ++i) {
      wanted &= i > 0 && layers[i].slot == layers[i - 1].slot;
      layers[i].undoPhi[withInputs] = wanted;
      wanted |= layers[i].read[withInputs];
    }
  }
  return layers;
}

std::size_t slotCount(const std::vector<SweepLayer>& layers) {
  return layers.empty() ? 1 : layers.back().slot + 1;
}

}  // namespace qonvolve
