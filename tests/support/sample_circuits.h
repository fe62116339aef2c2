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

}  // namespace qonvolve::test
