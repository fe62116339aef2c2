// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled designs for tests of drawings and views.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/circuit/layout.h"
#include "core/model/blocks/blocks.h"
#include "core/model/compile.h"

namespace qonvolve::test {

struct SampleCircuit {
  Model model;
  Circuit circuit;
  std::vector<DrawBlock> blocks;
};

inline SampleCircuit compileSample(Stack stack, std::uint32_t features) {
  assignIds(stack);
  Compiled compiled = compile(stack, {features, 2}, builtinBlocks());
  if (!compiled.errors.empty()) throw std::runtime_error(toText(compiled.errors.front()));
  SampleCircuit sample;
  sample.model = std::move(compiled.model);
  sample.circuit = std::get<Circuit>(sample.model.stages.front().stage);
  for (const BlockSpan& span : sample.model.spans) {
    if (span.stage != 0) continue;
    sample.blocks.push_back({span.block, span.repetition, span.name, span.category, span.firstOp,
                             span.opCount, span.wiresIn, span.wiresOut});
  }
  return sample;
}

/// Encoding, then (convolution, pooling) until one wire is left, then readout.
inline SampleCircuit sampleQcnn(std::uint32_t features, const std::string& ansatz,
                                const std::string& pooling, const std::string& encoding = "angle") {
  Stack stack;
  Block block;
  block.choice.type = encoding;
  stack.push_back(block);
  Repeat repeat;
  repeat.until = Repeat::Until::OneWire;
  block.choice = {"convolution", {{"ansatz", ansatz}}};
  repeat.body.push_back(block);
  block.choice = {"pooling", {{"kind", pooling}}};
  repeat.body.push_back(block);
  stack.push_back(repeat);
  block.choice = {"readout"};
  stack.push_back(block);
  return compileSample(std::move(stack), features);
}

/// Three qubits with everything that is no gate: noise, a measurement whose outcome decides about a
/// gate and a reset, a last measurement, readout error.
inline Circuit eventCircuit() {
  Circuit circuit;
  circuit.wires = 3;
  circuit.ops = {
      {.gate = GateId::H, .wires = {0}},
      {.gate = GateId::CX, .wires = {0, 1}},
      {.gate = GateId::RY, .wires = {2}, .angles = {Angle::parameter(0)}, .condition = 1},
      {.gate = GateId::CX, .wires = {1, 2}, .condition = 2}};
  circuit.bits = 2;
  circuit.conditions = {{.mask = 1, .value = 1}, {.mask = 3, .value = 2}};
  circuit.channels = {{.name = "bit flip", .caption = "p 0.1", .wires = 1, .kraus = {{1, 0, 0, 1}}},
                      {.name = "pair", .wires = 2, .kraus = {}}};
  using Kind = Event::Kind;
  circuit.events = {{.kind = Kind::Channel, .position = 1, .wires = {0, 0}, .index = 0},
                    {.kind = Kind::Channel, .position = 2, .wires = {0, 1}, .index = 1},
                    {.kind = Kind::Measure, .position = 2, .wires = {0}, .index = 0},
                    {.kind = Kind::Reset, .position = 2, .wires = {0}, .condition = 1},
                    {.kind = Kind::Measure, .position = 4, .wires = {1}, .index = 1}};
  circuit.readoutErrors = {{2, 0.02, 0.03}};
  circuit.outputs = {Observable::pauliZ(2)};
  return circuit;
}

}  // namespace qonvolve::test
