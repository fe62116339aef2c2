// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/metrics.h"

#include <algorithm>

namespace qonvolve {
namespace {

std::size_t depthWhere(std::span<const Op> ops, bool twoWireOnly) {
  std::vector<std::size_t> level;
  std::size_t deepest = 0;
  for (const Op& op : ops) {
    const std::size_t count = gateInfo(op.gate).wires;
    std::size_t start = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (op.wires[i] >= level.size()) level.resize(op.wires[i] + 1, 0);
      start = std::max(start, level[op.wires[i]]);
    }
    const std::size_t end = start + (twoWireOnly && count < 2 ? 0 : 1);
    for (std::size_t i = 0; i < count; ++i) level[op.wires[i]] = end;
    deepest = std::max(deepest, end);
  }
  return deepest;
}

}  // namespace

std::size_t depthOf(std::span<const Op> ops) {
  return depthWhere(ops, false);
}

std::vector<std::uint32_t> parametersOf(std::span<const Op> ops) {
  std::vector<std::uint32_t> indices;
  for (const Op& op : ops) {
    for (std::size_t i = 0; i < gateInfo(op.gate).angles; ++i) {
      if (op.angles[i].source == Angle::Source::Parameter ||
          op.angles[i].source == Angle::Source::TokenParameter) {
        indices.push_back(op.angles[i].index);
      }
    }
  }
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  return indices;
}

CircuitMetrics measureCircuit(const Circuit& circuit) {
  CircuitMetrics metrics;
  metrics.wires = circuit.wires;
  metrics.gates = circuit.ops.size();
  for (const Op& op : circuit.ops) {
    const GateInfo& gate = gateInfo(op.gate);
    if (gate.wires >= 2) ++metrics.twoWireGates;
    ++metrics.byGate[std::string(gate.name)];
  }
  metrics.depth = depthWhere(circuit.ops, false);
  metrics.twoWireDepth = depthWhere(circuit.ops, true);
  metrics.parameters = parametersOf(circuit.ops).size();
  return metrics;
}

}  // namespace qonvolve
