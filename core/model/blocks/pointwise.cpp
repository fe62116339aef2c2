// SPDX-License-Identifier: GPL-3.0-or-later
// Pointwise convolution across the channels at each position: on qubits, and on measured values.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

Result<void> emitPointwise(EmitContext& context, const NoOptions&, const std::string& where) {
  if (auto ok = requireWires(context, 1, "Pointwise convolution", where); !ok) return ok;
  const std::uint32_t channels = context.channels();
  const std::vector<Wire> wires = context.wires();
  if (channels == 1) return {};
  const std::uint32_t first = context.addParameters(4 * (channels - 1));
  for (std::size_t start = 0; start < wires.size(); start += channels) {
    for (std::uint32_t c = 0; c + 1 < channels; ++c) {
      const Wire a = wires[start + c], b = wires[start + c + 1];
      const std::uint32_t p = first + 4 * c;
      context.gate(GateId::RY, a, Angle::parameter(p));
      context.gate(GateId::RY, b, Angle::parameter(p + 1));
      context.gate2(GateId::RXX, a, b, Angle::parameter(p + 2));
      context.gate2(GateId::RZZ, a, b, Angle::parameter(p + 3));
    }
  }
  return {};
}

Result<void> emitOnValues(EmitContext& context, const NoOptions&, const std::string& where) {
  const std::string label = "Pointwise convolution of values";
  if (auto ok = requireValues(context, label, "Pointwise convolution", where); !ok) return ok;
  const std::uint32_t n = context.channels();
  const std::string hint = "Use fewer channels.";
  if (auto ok = checkWires(n, label, hint, where); !ok) return ok;
  const std::uint32_t first = context.addParameters(n == 1 ? 1 : 2 * n);
  Circuit circuit = emptyCircuit(n, n);
  for (Wire k = 0; k < n; ++k) circuit.ops.push_back(gateOn(GateId::RY, k, Angle::feature(k)));
  for (Wire k = 0; k < n; ++k) {
    circuit.ops.push_back(gateOn(GateId::RY, k, Angle::parameter(first + k)));
  }
  for (Wire k = 0; k < n && n > 1; ++k) {
    circuit.ops.push_back(gateOn2(GateId::CRY, k, (k + 1) % n, Angle::parameter(first + n + k)));
  }
  circuit.outputs = eachZ(firstWires(n));
  context.pass(context.place(std::move(circuit), context.valueRefs()), n);
  return {};
}

}  // namespace

BlockType pointwise() {
  return makeBlockType(
      {.id = "pointwise",
       .label = "Pointwise convolution",
       .category = "Convolution",
       .summary = "Joins neighbouring channels, with the same gates at every position.",
       .help = "At every position, on the channels (c, c+1): RY RY RXX RZZ, 4 (C − 1) parameters "
               "shared by all positions. With one channel there is nothing to join: it is empty.",
       .paper = "Our design, after Chen, Fang, arXiv:2405.13515"},
      Schema<NoOptions>{}, emitPointwise);
}

BlockType pointwiseOfValues() {
  return makeBlockType(
      {.id = "pointwise_values",
       .label = "Pointwise convolution of values",
       .category = "Convolution",
       .summary = "A circuit mixes the channels of each position.",
       .help = "At every position: RY(x_c) on one qubit a channel, RY(θ) on each, controlled RY "
               "around the ring; ⟨Z_c⟩ is the new channel c. 2 C parameters, the same at all "
               "positions.",
       .paper = "Our design, after Chen, Fang, arXiv:2405.13515"},
      Schema<NoOptions>{}, emitOnValues);
}

}  // namespace qonvolve
