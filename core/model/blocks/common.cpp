// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/blocks/common.h"

#include <utility>

#include "core/model/compile.h"

namespace qonvolve {

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

Result<void> requireWires(const EmitContext& context, std::size_t minimum, std::string_view label,
                          const std::string& where) {
  const std::size_t active = context.wires().size();
  if (active >= minimum) return {};
  if (active == 0) {
    return Error{where, std::string(label) + ": there are no qubits yet.",
                 "Put an encoding before it, for example Angle encoding."};
  }
  return Error{where,
               std::string(label) + " needs at least " + std::to_string(minimum) +
                   " active qubits; " + std::to_string(active) + " is left.",
               "Remove it, or move it up to where more qubits are left."};
}

Result<void> checkNewCircuit(const EmitContext& context, std::size_t wires, std::string_view label,
                             std::string_view features, const std::string& where) {
  if (!context.wires().empty()) {
    return Error{where, std::string(label) + ": the circuit already has an encoding.",
                 "Remove one of them, or put Measure before this one to start a new circuit."};
  }
  const std::uint32_t inputs = context.availableInputs();
  if (inputs == 0) {
    return Error{where, std::string(label) + ": the data have no features.",
                 "Choose a data source with at least one feature."};
  }
  if (wires > kMaxWires) {
    return Error{where,
                 std::string(label) + ": " + counted(inputs, "feature") + " need " +
                     std::to_string(wires) + " qubits; at most " + std::to_string(kMaxWires) +
                     " can be simulated.",
                 "Add PCA to " + std::string(features) + " before it."};
  }
  return {};
}

std::vector<Op> mirrorImage(const std::vector<Op>& layer, std::uint32_t shift) {
  std::vector<Op> mirror(layer.rbegin(), layer.rend());
  for (Op& op : mirror) {
    for (Angle& angle : op.angles) {
      if (angle.source == Angle::Source::Parameter) angle.index += shift;
      angle.offset = -angle.offset;
    }
    // U3(t, p, l) is undone by U3(-t, -l, -p).
    if (gateInfo(op.gate).angles == 3 && op.angles[1].source == Angle::Source::Constant) {
      std::swap(op.angles[1], op.angles[2]);
    }
  }
  return mirror;
}

std::vector<Option> bitOrderOptions() {
  return {{"little", "Little endian", "The first qubit is the lowest bit of the feature's index."},
          {"big", "Big endian", "The first qubit is the highest bit, as in published results."}};
}

std::vector<Option> zeroInputOptions() {
  return {{"reject", "Reject", "Such a sample is an error: zeros cannot be normalised."},
          {"ground", "Ground state", "Its qubits stay in |0...0>."}};
}

}  // namespace qonvolve
