// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include <algorithm>

namespace qonvolve {

std::uint32_t parametersOf(const ClassicalNode& node) {
  switch (node.kind) {
    case ClassicalNode::Kind::Linear:
      return node.outputs * (node.inputs + 1);
    case ClassicalNode::Kind::Embedding:
      return node.groups * node.outputs;
    default:
      return 0;
  }
}

std::uint32_t inputsOf(const Stage& stage) {
  const auto* circuit = std::get_if<Circuit>(&stage);
  return circuit != nullptr ? circuit->inputs : std::get<ClassicalNode>(stage).inputs;
}

std::uint32_t outputsOf(const Stage& stage) {
  const auto* circuit = std::get_if<Circuit>(&stage);
  return circuit != nullptr ? static_cast<std::uint32_t>(circuit->outputs.size())
                            : std::get<ClassicalNode>(stage).outputs;
}

std::uint32_t wireCount(const Model& model) {
  std::uint32_t wires = 0;
  for (const PlacedStage& placed : model.stages) {
    if (const auto* circuit = std::get_if<Circuit>(&placed.stage)) {
      wires = std::max(wires, circuit->wires);
    }
  }
  return wires;
}

std::uint32_t wordParameterCount(const Model& model) {
  std::uint32_t count = 0;
  for (const ParameterGroup& group : model.groups) count += group.words > 0 ? group.count : 0;
  return count;
}

}  // namespace qonvolve
