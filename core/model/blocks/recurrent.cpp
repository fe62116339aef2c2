// SPDX-License-Identifier: GPL-3.0-or-later
// The recurrent quantum cell: words enter one after another, a history register remembers.
#include <algorithm>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct RecurrentOptions {
  std::int64_t history = 2;
  std::int64_t layers = 1;
  std::string kind = "plain";
};

/// Pairs of a ring; one pair on two wires.
std::size_t ringPairs(std::size_t wires) {
  return wires == 2 ? 1 : wires;
}

/// RX RZ RX on every wire and RZZ around the ring, `layers` times; then RY on every wire.
void emitCell(EmitContext& context, const std::vector<Wire>& wires, std::int64_t layers,
              std::uint32_t p) {
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    for (const Wire wire : wires) {
      for (const GateId gate : {GateId::RX, GateId::RZ, GateId::RX}) {
        context.gate(gate, wire, Angle::parameter(p++));
      }
    }
    for (std::size_t k = 0; k < ringPairs(wires.size()); ++k) {
      context.gate2(GateId::RZZ, wires[k], wires[(k + 1) % wires.size()], Angle::parameter(p++));
    }
  }
  for (const Wire wire : wires) context.gate(GateId::RY, wire, Angle::parameter(p++));
}

Result<void> emitRecurrent(EmitContext& context, const RecurrentOptions& options,
                           const std::string& where) {
  const std::string label = "Recurrent cell";
  if (auto ok = requireWires(context, 1, label, where); !ok) return ok;
  const std::vector<Wire> data = context.wires();
  const std::size_t channels = context.channels();
  const std::size_t positions = data.size() / channels;
  const auto history = static_cast<std::uint32_t>(options.history);
  const std::string hint = "Use fewer positions, channels or history qubits.";
  if (auto ok = checkWires(data.size() + history, label, hint, where); !ok) return ok;
  const std::size_t size = channels + history;
  const auto parameters = static_cast<std::uint32_t>(
      static_cast<std::size_t>(options.layers) * (3 * size + ringPairs(size)) + size);
  const std::uint32_t first = context.addParameters(parameters);
  // Places of the register: data first. A step's data take fresh wires instead of reset ones, which
  // is the same, since nothing looks at the old ones any more.
  std::vector<Wire> places(size);
  const std::vector<Wire> remembered = context.addWires(history);
  std::copy(remembered.begin(), remembered.end(),
            places.begin() + static_cast<std::ptrdiff_t>(channels));
  std::size_t start = 0;  // place of the first data wire
  std::vector<Wire> kept;
  for (std::size_t t = 0; t < positions; ++t) {
    if (t > 0 && options.kind == "staggered") start = (start + channels) % size;
    kept.assign(data.begin() + static_cast<std::ptrdiff_t>(t * channels),
                data.begin() + static_cast<std::ptrdiff_t>((t + 1) * channels));
    std::vector<Wire> cell;
    for (std::size_t k = 0; k < size; ++k) {
      Wire& place = places[(start + k) % size];
      if (k < channels) place = kept[k];
      cell.push_back(place);
    }
    emitCell(context, cell, options.layers, first);
  }
  std::vector<Wire> gone = context.wires();
  std::erase_if(gone, [&](Wire w) { return std::ranges::find(kept, w) != kept.end(); });
  context.discard(gone);
  context.setChannels(static_cast<std::uint32_t>(channels));
  return {};
}

}  // namespace

BlockType recurrentCell() {
  Schema<RecurrentOptions> schema;
  schema
      .integer("history", &RecurrentOptions::history, 1, 8,
               {.label = "History", .help = "Qubits that remember the words so far."})
      .integer(
          "layers", &RecurrentOptions::layers, 1, 20,
          {.label = "Layers", .help = "Of the cell; its parameters are the same at all steps."})
      .choice("kind", &RecurrentOptions::kind,
              {{"plain", "Plain", "The same qubits remember at all steps."},
               {"staggered", "Staggered",
                "Data and history change places in turn, so that every qubit is reset now and "
                "then."}},
              {.label = "Memory", .help = "Which qubits remember."});
  return makeBlockType(
      {.id = "recurrent",
       .label = "Recurrent cell",
       .category = "Sequence",
       .summary = "Word after word, the same circuit on its qubits and on a history register.",
       .help =
           "At each position, on the D qubits of the word and H history qubits: layers of RX RZ "
           "RX on every qubit and RZZ around the ring, then RY on every qubit. The qubits of the "
           "last word go on. A reset is a fresh qubit here, which is exact: T·D + H qubits.",
       .paper = "Li et al., arXiv:2302.03244"},
      std::move(schema), emitRecurrent);
}

}  // namespace qonvolve
