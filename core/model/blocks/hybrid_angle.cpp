// SPDX-License-Identifier: GPL-3.0-or-later
// Hybrid angle encodings: blocks of a few qubits whose rotation angles are the features.
#include <algorithm>
#include <bit>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/placement.h"

namespace qonvolve {

namespace {

struct HybridAngleOptions {
  std::int64_t blockQubits = 2;
  std::int64_t placement = 1;
};

Schema<HybridAngleOptions> hybridAngleSchema() {
  Schema<HybridAngleOptions> schema;
  schema
      .integer("block_qubits", &HybridAngleOptions::blockQubits, 1, 10,
               {.label = "Qubits per block", .help = "A block of m qubits holds 2^m - 1 features."})
      .integer("placement", &HybridAngleOptions::placement, 1, 4,
               {.label = "Placement",
                .help = "Which qubits form a block, root of the tree first. 1: neighbours, 2: far "
                        "apart, 3: from both ends, 4: interleaved."});
  return schema;
}

/// The wires of each block, after all checks; the circuit has them then.
Result<std::vector<std::vector<Wire>>> startBlocks(EmitContext& context,
                                                   const HybridAngleOptions& options,
                                                   const std::string& label,
                                                   const std::string& where) {
  const std::uint32_t inputs = context.availableInputs();
  const auto size = static_cast<std::uint32_t>(options.blockQubits);
  const std::uint32_t part = (1U << size) - 1;
  if (inputs % part != 0) {
    const std::uint32_t good = std::max(part, inputs / part * part);
    return Error{where,
                 label + ": blocks of " + counted(size, "qubit") + " take " + std::to_string(part) +
                     " features each; " + counted(inputs, "feature") +
                     " cannot be cut into such parts.",
                 "Add PCA or feature selection to " + std::to_string(good) +
                     " features before it, or change Qubits per block."};
  }
  const std::uint32_t blocks = inputs / part;
  if (auto ok = checkNewCircuit(context, std::size_t{blocks} * size, label, "30 features", where);
      !ok) {
    return ok.error();
  }
  auto placed = placeBlocks(blocks, size, options.placement, label, where);
  if (placed) context.addWires(blocks * size);
  return placed;
}

/// One block of the published circuit: true branch angles on the first two wires, then on wire k a
/// ladder of 2^k RY with a CX after each, whose controls follow the Gray code.
void emitPublishedBlock(EmitContext& context, const std::vector<Wire>& wires,
                        std::uint32_t feature) {
  context.gate(GateId::RY, wires[0], Angle::feature(feature++));
  if (wires.size() > 1) {
    context.gate(GateId::X, wires[0]);
    context.gate2(GateId::CRY, wires[0], wires[1], Angle::feature(feature++));
    context.gate(GateId::X, wires[0]);
    context.gate2(GateId::CRY, wires[0], wires[1], Angle::feature(feature++));
  }
  for (std::size_t k = 2; k < wires.size(); ++k) {
    const std::size_t steps = std::size_t{1} << k;
    for (std::size_t step = 1; step <= steps; ++step) {
      context.gate(GateId::RY, wires[k], Angle::feature(feature++));
      const auto zeros = static_cast<std::size_t>(std::countr_zero(step));
      context.gate2(GateId::CX, wires[step == steps ? 0 : k - 1 - zeros], wires[k]);
    }
  }
}

}  // namespace

BlockType hybridAngleTreeEncoding() {
  const std::string label = "Hybrid angle encoding";
  return makeBlockType(
      {.id = "hae_tree",
       .label = label,
       .category = "Encoding",
       .summary = "Blocks of a few qubits, one feature for each branch of an RY tree.",
       .help = "HAE: in each block of m qubits the first qubit is turned by RY(x_0), the second "
               "by x_1 or x_2 depending on the first, and so on: 2^m - 1 features are the angles "
               "of a binary tree. Features in radians, usually in [0, π].",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, section 3"},
      hybridAngleSchema(),
      [label](EmitContext& context, const HybridAngleOptions& options,
              const std::string& where) -> Result<void> {
        const auto blocks = startBlocks(context, options, label, where);
        if (!blocks) return blocks.error();
        std::uint32_t first = 0;
        for (std::vector<Wire> wires : *blocks) {
          const std::uint32_t count = (1U << wires.size()) - 1;
          std::reverse(wires.begin(), wires.end());
          context.prepare({.kind = Preparation::Kind::AngleTree,
                           .wires = std::move(wires),
                           .first = first,
                           .count = count});
          first += count;
        }
        return {};
      });
}

BlockType hybridAnglePublishedEncoding() {
  const std::string label = "Hybrid angle encoding (as published)";
  return makeBlockType(
      {.id = "hae_published",
       .label = label,
       .category = "Encoding",
       .summary = "The hybrid angle encoding as the authors' program computes it.",
       .help = "As the tree on the first two qubits of a block. From the third on, the features "
               "are the angles of an RY-CX ladder in Gray code order, so a branch turns by a "
               "signed sum of features. Use it to compare with published accuracies.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, and its program"},
      hybridAngleSchema(),
      [label](EmitContext& context, const HybridAngleOptions& options,
              const std::string& where) -> Result<void> {
        const auto blocks = startBlocks(context, options, label, where);
        if (!blocks) return blocks.error();
        std::uint32_t first = 0;
        for (const std::vector<Wire>& wires : *blocks) {
          emitPublishedBlock(context, wires, first);
          first += (1U << wires.size()) - 1;
        }
        return {};
      });
}

}  // namespace qonvolve
