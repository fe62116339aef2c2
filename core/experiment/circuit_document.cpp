// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/circuit_document.h"

#include <algorithm>

#include "core/experiment/assemble.h"

namespace qonvolve {

std::vector<std::uint32_t> circuitStages(const Model& model) {
  std::vector<std::uint32_t> stages;
  for (std::uint32_t stage = 0; stage < model.stages.size(); ++stage) {
    if (std::holds_alternative<Circuit>(model.stages[stage].stage)) stages.push_back(stage);
  }
  return stages;
}

std::vector<DrawBlock> drawBlocks(const Model& model, std::size_t stage) {
  std::vector<DrawBlock> blocks;
  for (const BlockSpan& span : model.spans) {
    if (span.stage != stage) continue;
    blocks.push_back({span.block, span.repetition, span.name, span.category, span.firstOp,
                      span.opCount, span.wiresIn, span.wiresOut});
  }
  return blocks;
}

std::vector<Circuit> noisyCircuits(const Model& model, std::span<const NoiseRule> noise) {
  std::vector<Circuit> circuits;
  if (noise.empty()) return circuits;
  for (const std::uint32_t stage : circuitStages(model)) {
    circuits.push_back(withNoise(std::get<Circuit>(model.stages[stage].stage), noise));
  }
  return circuits;
}

Result<CircuitDocument> circuitDocument(const Model& model, std::uint32_t stage,
                                        const CircuitBinding& binding) {
  const PlacedStage& placed = model.stages[stage];
  CircuitDocument document{.circuit = std::get<Circuit>(placed.stage),
                           .blocks = drawBlocks(model, stage)};
  document.values.parameters = binding.parameters;
  if (!binding.sample) return document;
  const bool behindOthers =
      std::ranges::any_of(placed.inputs, [](const InputRef& input) { return input.stage >= 0; });
  if (behindOthers && !binding.parameters) {
    return Error{"", "The inputs of this circuit depend on the parameters of the stages before it.",
                 "Give the parameters too."};
  }
  Matrix x(1, static_cast<Eigen::Index>(binding.sample->size()));
  std::ranges::copy(*binding.sample, x.data());
  const std::size_t row = 0;
  Matrix inputs;
  ThreadPool pool(1);
  ModelRunner runner(model, stageFactory(), pool);
  const std::vector<double> none(model.parameterCount, 0.0);
  runner.stageInputs(binding.parameters ? *binding.parameters : none, x, {&row, 1}, stage, inputs);
  document.values.inputs.emplace(inputs.data(), inputs.data() + document.circuit.inputs);
  return document;
}

}  // namespace qonvolve
