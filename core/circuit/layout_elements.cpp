// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/layout_elements.h"

#include <algorithm>

#include "core/circuit/gate_text.h"
#include "core/circuit/metrics.h"

namespace qonvolve {
namespace {

std::vector<Mark> gateMarks(const Op& op) {
  const GateInfo& gate = gateInfo(op.gate);
  std::vector<Mark> marks;
  for (std::size_t i = 0; i < gate.wires; ++i) {
    Mark::Kind kind = Mark::Kind::Box;
    if (i < gate.controls || op.gate == GateId::CZ)
      kind = Mark::Kind::Control;
    else if (op.gate == GateId::CX || op.gate == GateId::CCX)
      kind = Mark::Kind::Plus;
    else if (op.gate == GateId::Swap || op.gate == GateId::CSwap)
      kind = Mark::Kind::Cross;
    marks.push_back({op.wires[i], kind});
  }
  return marks;
}

/// The gates of a chunk with wires renamed by first appearance; empty unless it has two wires.
bool sameUnit(std::span<const Op> a, std::span<const Op> b) {
  const auto pattern = [](std::span<const Op> ops) {
    std::vector<Wire> seen;
    std::vector<std::uint32_t> signature;
    for (const Op& op : ops) {
      signature.push_back(static_cast<std::uint32_t>(op.gate) * 2 + (op.measured ? 1 : 0));
      for (std::size_t i = 0; i < gateInfo(op.gate).wires; ++i) {
        auto found = std::find(seen.begin(), seen.end(), op.wires[i]);
        if (found == seen.end()) found = seen.insert(seen.end(), op.wires[i]);
        signature.push_back(static_cast<std::uint32_t>(found - seen.begin()));
      }
    }
    if (seen.size() != 2) signature.clear();
    return signature;
  };
  const auto first = pattern(a);
  return !first.empty() && first == pattern(b);
}

}  // namespace

std::vector<Wire> wiresOf(std::span<const Op> ops) {
  std::vector<Wire> wires;
  for (const Op& op : ops) {
    wires.insert(wires.end(), op.wires.begin(), op.wires.begin() + gateInfo(op.gate).wires);
  }
  std::sort(wires.begin(), wires.end());
  wires.erase(std::unique(wires.begin(), wires.end()), wires.end());
  return wires;
}

std::vector<Mark> boxes(const std::vector<Wire>& wires) {
  std::vector<Mark> marks;
  for (const Wire wire : wires) marks.push_back({wire, Mark::Kind::Box});
  return marks;
}

PlacedGate gateElement(const Circuit& circuit, std::uint32_t index) {
  const Op& op = circuit.ops[index];
  PlacedGate gate;
  gate.firstOp = index;
  gate.opCount = 1;
  gate.marks = gateMarks(op);
  gate.symbol = gateInfo(op.gate).symbol;
  gate.caption = anglesText(circuit, op, Script::Unicode);
  gate.parameters = parametersOf(std::span(&op, 1));
  if (op.condition > 0) {
    gate.marks = boxes(wiresOf(std::span(&op, 1)));
    gate.symbol = gateTitle(op.gate);
    if (!gate.caption.empty()) gate.caption += " ";
    gate.caption += conditionText(circuit, op.condition);
  }
  return gate;
}

PlacedGate eventElement(const Circuit& circuit, std::size_t index) {
  const Event& event = circuit.events[index];
  PlacedGate gate;
  gate.kind = PlacedGate::Kind::Event;
  gate.firstOp = event.position;
  gate.event = static_cast<std::int32_t>(index);
  gate.marks = boxes({event.wires[0]});
  switch (event.kind) {
    case Event::Kind::Measure:
      gate.marks[0].kind = Mark::Kind::Meter;
      gate.symbol = "M";
      gate.caption = "c" + std::to_string(event.index);
      break;
    case Event::Kind::Reset:
      gate.symbol = "|0⟩";
      break;
    case Event::Kind::Channel: {
      const Channel& channel = circuit.channels[event.index];
      if (channel.wires == 2) gate.marks = boxes({event.wires[0], event.wires[1]});
      gate.symbol = channel.name;
      gate.caption = channel.caption;
      gate.dashed = true;
      break;
    }
  }
  if (event.condition > 0) {
    if (!gate.caption.empty()) gate.caption += " ";
    gate.caption += conditionText(circuit, event.condition);
  }
  return gate;
}

PlacedGate preparationElement(const Circuit& circuit, const Preparation& preparation) {
  PlacedGate gate;
  gate.kind = PlacedGate::Kind::Preparation;
  gate.marks = boxes(preparation.wires);
  gate.symbol = preparationName(preparation.kind);
  if (preparation.count > 0) {
    const Angle first = Angle::feature(preparation.first);
    const Angle last = Angle::feature(preparation.first + preparation.count - 1);
    gate.caption = angleText(circuit, first, Script::Unicode);
    if (preparation.count > 1) gate.caption += "–" + angleText(circuit, last, Script::Unicode);
  }
  return gate;
}

std::uint32_t unitLength(std::span<const Op> ops) {
  for (std::size_t length = 1; length <= ops.size(); ++length) {
    if (ops.size() % length != 0) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < ops.size(); i += length) {
      fits = sameUnit(ops.first(length), ops.subspan(i, length));
    }
    if (fits) return static_cast<std::uint32_t>(length);
  }
  return 0;
}

}  // namespace qonvolve
