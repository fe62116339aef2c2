// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/metrics.h"

#include <algorithm>

namespace qonvolve {
namespace {

std::size_t depthWhere(std::span<const Op> ops, std::span<const Event> events, bool twoWireOnly) {
  std::vector<std::size_t> level;
  std::size_t deepest = 0;
  const auto advance = [&](const Wire* wires, std::size_t count) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (wires[i] >= level.size()) level.resize(wires[i] + 1, 0);
      start = std::max(start, level[wires[i]]);
    }
    const std::size_t end = start + (twoWireOnly && count < 2 ? 0 : 1);
    for (std::size_t i = 0; i < count; ++i) level[wires[i]] = end;
    deepest = std::max(deepest, end);
  };
  std::size_t next = 0;
  for (std::size_t i = 0; i <= ops.size(); ++i) {
    for (; next < events.size() && events[next].position <= i; ++next) {
      if (events[next].kind != Event::Kind::Channel) advance(events[next].wires.data(), 1);
    }
    if (i < ops.size()) advance(ops[i].wires.data(), gateInfo(ops[i].gate).wires);
  }
  return deepest;
}

}  // namespace

std::size_t depthOf(std::span<const Op> ops) {
  return depthWhere(ops, {}, false);
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
  for (const Event& event : circuit.events) {
    if (event.kind == Event::Kind::Channel)
      ++metrics.channels;
    else
      ++metrics.byGate[event.kind == Event::Kind::Measure ? "measure" : "reset"];
  }
  metrics.depth = depthWhere(circuit.ops, circuit.events, false);
  metrics.twoWireDepth = depthWhere(circuit.ops, circuit.events, true);
  metrics.parameters = parametersOf(circuit.ops).size();
  return metrics;
}

}  // namespace qonvolve
