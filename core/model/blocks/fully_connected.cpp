// SPDX-License-Identifier: GPL-3.0-or-later
// The quantum fully connected layer: one qubit a class is read as its logit.
#include <array>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct FullyConnectedOptions {
  double scale = 1;
};

Result<void> emitFullyConnected(EmitContext& context, const FullyConnectedOptions& options,
                                const std::string& where) {
  const std::string label = "Fully connected readout";
  const bool values = context.wires().empty();
  const std::uint32_t n =
      values ? context.availableInputs() : static_cast<std::uint32_t>(context.wires().size());
  const std::uint32_t classes = std::max(2U, context.classes());
  if (values) {
    if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
  }
  // One qubit tells two classes apart: its value and the opposite.
  const bool alone = n == 1 && classes == 2;
  if (n < classes && !alone) {
    return Error{where,
                 label + ": " + std::to_string(classes) + " classes need " +
                     counted(classes, "qubit") + "; there " + (n == 1 ? "is " : "are ") +
                     std::to_string(n) + ".",
                 values ? "Let more values reach it." : "Remove a pooling, or keep more qubits."};
  }
  const std::uint32_t rotations = n == 1 ? 1 : n + 1;
  const std::uint32_t first = context.addParameters(rotations);
  const std::vector<Wire> wires = values ? context.addWires(n) : context.wires();
  for (std::uint32_t k = 0; k < n && values; ++k) {
    context.gate(GateId::RY, wires[k], Angle::feature(k));
  }
  for (std::uint32_t i = 0; i < rotations; ++i) {
    const std::uint32_t k = i % n;
    context.gate(GateId::RY, wires[k], Angle::parameter(first + i));
    const std::uint32_t target = (k + classes) % n;
    if (target != k) context.gate2(GateId::CX, wires[k], wires[target]);
  }
  std::vector<Observable> outputs;
  if (alone) {
    outputs = {Observable::pauliZ(wires[0]), Observable::pauliZ(wires[0])};
    outputs[1].terms[0].coefficient = -1;
  } else {
    outputs = eachZ({wires.begin(), wires.begin() + classes});
  }
  context.measure(std::move(outputs));
  if (options.scale != 1) {
    context.addNode(
        {.kind = ClassicalNode::Kind::Scale, .outputs = classes, .factor = options.scale});
  }
  context.setHead({.kind = Head::Kind::Logits, .outputs = classes});
  return {};
}

}  // namespace

BlockType fullyConnected() {
  Schema<FullyConnectedOptions> schema;
  schema.real("scale", &FullyConnectedOptions::scale, 0.01, 100,
              {.label = "Scale",
               .help = "The logits are scale times ⟨Z⟩; 1 as published. Larger values allow "
                       "predictions closer to 0 and 1.",
               .logarithmic = true});
  return makeBlockType(
      {.id = "fully_connected",
       .label = "Fully connected readout",
       .category = "Readout",
       .summary = "Mixes all qubits or values and reads one logit a class.",
       .help =
           "Values are encoded by RY first. Then RY(θ_i) on qubit i mod n and a CNOT from it to "
           "the qubit C further, for i = 0 ... n; ⟨Z_0⟩ ... ⟨Z_(C−1)⟩ are the logits of the C "
           "classes. One qubit gives ⟨Z⟩ and −⟨Z⟩.",
       .paper = "Chen, Fang, arXiv:2405.13515"},
      std::move(schema), emitFullyConnected);
}

}  // namespace qonvolve
