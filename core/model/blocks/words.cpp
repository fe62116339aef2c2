// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/blocks/words.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "core/model/blocks/common.h"
#include "core/model/compile.h"

namespace qonvolve {

Result<void> requireTokens(const EmitContext& context, std::string_view label,
                           const std::string& where) {
  if (context.tokens() > 0) return {};
  if (!context.wires().empty()) {
    return Error{where, std::string(label) + ": the circuit already has an encoding.",
                 "Put it first in the stack, or first in a lane."};
  }
  return Error{
      where, std::string(label) + ": no words reach it.",
      "Choose a data source with texts and prepare them with the step Words and TF-IDF; put "
      "this block first in the stack, or first in a lane."};
}

Result<void> requireValues(const EmitContext& context, std::string_view label,
                           std::string_view instead, const std::string& where) {
  if (!context.wires().empty()) {
    return Error{where, std::string(label) + ": it needs values, and the qubits are not measured.",
                 "Put Measure before it" +
                     (instead.empty() ? "." : ", or use " + std::string(instead) + ".")};
  }
  if (context.availableInputs() == 0) {
    return Error{where, std::string(label) + ": the data have no features.",
                 "Choose a data source with at least one feature."};
  }
  return {};
}

Result<void> checkWires(std::size_t wires, std::string_view label, const std::string& hint,
                        const std::string& where) {
  if (wires <= kMaxWires) return {};
  return Error{where,
               std::string(label) + ": it needs " + std::to_string(wires) + " qubits; at most " +
                   std::to_string(kMaxWires) + " can be simulated.",
               hint};
}

std::uint32_t qubitsFor(std::uint32_t words) {
  return std::max(1U, static_cast<std::uint32_t>(std::bit_width(std::max(1U, words) - 1)));
}

Circuit emptyCircuit(std::uint32_t wires, std::uint32_t inputs) {
  Circuit circuit;
  circuit.wires = wires;
  circuit.inputs = inputs;
  return circuit;
}

std::vector<Observable> eachZ(const std::vector<Wire>& wires) {
  std::vector<Observable> outputs;
  for (const Wire wire : wires) outputs.push_back(Observable::pauliZ(wire));
  return outputs;
}

std::vector<Wire> firstWires(std::uint32_t count) {
  std::vector<Wire> wires(count);
  std::iota(wires.begin(), wires.end(), 0U);
  return wires;
}

Op gateOn(GateId gate, Wire wire, Angle angle) {
  return {.gate = gate, .wires = {wire, 0, 0}, .angles = {angle, {}, {}}};
}

Op gateOn2(GateId gate, Wire a, Wire b, Angle angle) {
  return {.gate = gate, .wires = {a, b, 0}, .angles = {angle, {}, {}}};
}

}  // namespace qonvolve
