// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/nonunitary.h"

#include <algorithm>
#include <numbers>
#include <optional>
#include <span>

#include "core/circuit/wire_action.h"

namespace qonvolve {
namespace {

/// The gate under control of `wire`, up to a phase of the control, which a measured wire cannot
/// show. Nothing when the table has no such gate.
std::optional<Op> controlled(const Op& op, Wire wire) {
  using enum GateId;
  constexpr double pi = std::numbers::pi;
  Op result = op;
  result.condition = 0;
  result.measured = true;
  result.wires = {wire, op.wires[0], op.wires[1]};
  const auto become = [&](GateId gate) {
    result.gate = gate;
    return std::optional(result);
  };
  const auto rotate = [&](GateId gate, double angle) {
    result.angles[0] = Angle::constant(angle);
    return become(gate);
  };
  switch (op.gate) {
    case I:
      result.wires = op.wires;
      result.measured = false;
      return result;
    case X:
      return become(CX);
    case Y:
      return become(CY);
    case Z:
      return become(CZ);
    case H:
      return become(CH);
    case S:
      return rotate(CP, pi / 2);
    case Sdg:
      return rotate(CP, -pi / 2);
    case T:
      return rotate(CP, pi / 4);
    case Tdg:
      return rotate(CP, -pi / 4);
    case SX:
      return rotate(CRX, pi / 2);
    case RX:
      return become(CRX);
    case RY:
      return become(CRY);
    case RZ:
      return become(CRZ);
    case P:
      return become(CP);
    case U2:
      result.angles = {Angle::constant(pi / 2), op.angles[0], op.angles[1]};
      return become(CU3);
    case U3:
      return become(CU3);
    case CX:
      return become(CCX);
    case Swap:
      return become(CSwap);
    default:
      return {};
  }
}

/// Whether the measurement can wait until the end, given everything that comes after it.
bool canWait(const Circuit& circuit, const Event& measurement) {
  const Wire wire = measurement.wires[0];
  const std::uint64_t bit = std::uint64_t{1} << measurement.index;
  if (measurement.condition != 0) return false;
  bool after = false;
  for (const Event& event : circuit.events) {
    if (&event == &measurement) {
      after = true;
      continue;
    }
    if (event.kind == Event::Kind::Measure && event.index == measurement.index) return false;
    if (event.condition != 0 && (circuit.conditions[event.condition - 1].mask & bit) != 0) {
      return false;
    }
    const bool two = event.kind == Event::Kind::Channel && circuit.channels[event.index].wires == 2;
    if (after && (event.wires[0] == wire || (two && event.wires[1] == wire))) return false;
  }
  for (std::size_t i = 0; i < circuit.ops.size(); ++i) {
    const Op& op = circuit.ops[i];
    const bool asks = op.condition != 0 && (circuit.conditions[op.condition - 1].mask & bit) != 0;
    if (i < measurement.position) {
      if (asks) return false;
      continue;
    }
    const auto wires = std::span(op.wires).first(gateInfo(op.gate).wires);
    const auto own = std::ranges::find(wires, wire);
    if (asks && (own != wires.end() || !controlled(op, wire) ||
                 circuit.conditions[op.condition - 1].mask != bit)) {
      return false;
    }
    if (own != wires.end() && wireAction(op.gate, static_cast<std::size_t>(own - wires.begin())) !=
                                  WireAction::Diagonal) {
      return false;
    }
  }
  return std::ranges::none_of(circuit.outputs, [wire](const Observable& output) {
    return std::ranges::any_of(
        output.terms, [wire](const PauliTerm& term) { return ((term.xMask >> wire) & 1) != 0; });
  });
}

/// Without the measurement: gates that asked for its outcome are controlled by its wire.
Circuit deferred(const Circuit& circuit, std::size_t index) {
  const Event measurement = circuit.events[index];
  const Wire wire = measurement.wires[0];
  const std::uint64_t bit = std::uint64_t{1} << measurement.index;
  Circuit result = circuit;
  result.events.erase(result.events.begin() + static_cast<std::ptrdiff_t>(index));
  result.ops.clear();
  std::vector<std::uint32_t> moved;  // new position of each operation
  for (const Op& op : circuit.ops) {
    moved.push_back(static_cast<std::uint32_t>(result.ops.size()));
    const Condition condition =
        op.condition == 0 ? Condition{} : circuit.conditions[op.condition - 1];
    if ((condition.mask & bit) == 0) {
      result.ops.push_back(op);
      continue;
    }
    const Op flip{.gate = GateId::X, .wires = {wire}, .angles = {}, .block = op.block};
    const bool onZero = condition.value == 0;
    if (onZero) result.ops.push_back(flip);
    result.ops.push_back(*controlled(op, wire));
    if (onZero) result.ops.push_back(flip);
  }
  moved.push_back(static_cast<std::uint32_t>(result.ops.size()));
  for (Event& event : result.events) event.position = moved[event.position];
  return result;
}

}  // namespace

bool isUnitary(const Circuit& circuit) {
  return circuit.events.empty() &&
         std::ranges::all_of(circuit.ops, [](const Op& op) { return op.condition == 0; });
}

Circuit deferMeasurements(const Circuit& circuit) {
  Circuit result = circuit;
  // From the last one back: a measured wire may be a control of a gate on another measured wire.
  for (std::size_t i = result.events.size(); i-- > 0;) {
    const Event& event = result.events[i];
    if (event.kind == Event::Kind::Measure && canWait(result, event)) result = deferred(result, i);
  }
  return result;
}

}  // namespace qonvolve
