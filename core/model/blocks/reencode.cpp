// SPDX-License-Identifier: GPL-3.0-or-later
// Between circuits: measure and encode again, mean over positions.
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct ReencodeOptions {
  double scale = std::numbers::pi / 2;
  double offset = std::numbers::pi / 2;
};

}  // namespace

BlockType reencode() {
  const std::string label = "Measure and encode";
  Schema<ReencodeOptions> schema;
  schema
      .real("scale", &ReencodeOptions::scale, -100, 100,
            {.label = "Scale", .help = "The angle is offset + scale times the value."})
      .real("offset", &ReencodeOptions::offset, -100, 100,
            {.label = "Offset",
             .help = "With π/2 for both, values from −1 to 1 become angles from 0 to π.",
             .unit = "rad"});
  return makeBlockType(
      {.id = "reencode",
       .label = label,
       .category = "Classical",
       .summary = "Ends the circuit and starts the next one from what was measured.",
       .help =
           "One qubit for each remaining qubit, or value: RY(offset + scale ⟨Z⟩). Positions and "
           "channels stay as they are; gradients pass through.",
       .paper = "Chen, Fang, arXiv:2405.13515 (circuits one after another)"},
      std::move(schema),
      [label](EmitContext& context, const ReencodeOptions& options,
              const std::string& where) -> Result<void> {
        const bool values = context.wires().empty();
        const std::uint32_t n =
            values ? context.availableInputs() : static_cast<std::uint32_t>(context.wires().size());
        if (values) {
          if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        }
        const std::uint32_t channels = context.channels();
        if (!values) context.measure(eachZ(context.wires()));
        for (const Wire wire : context.addWires(n)) {
          context.gate(GateId::RY, wire, Angle::feature(wire, options.scale, options.offset));
        }
        context.setChannels(channels);
        return {};
      });
}

BlockType meanOverPositions() {
  const std::string label = "Mean over positions";
  return makeBlockType(
      {.id = "mean_positions",
       .label = label,
       .category = "Classical",
       .summary = "Averages the values over the positions, channel by channel.",
       .help = "u_c = mean over t of x_(t,c): T·C values become C. Without parameters.",
       .paper = "Chen, Fang, arXiv:2405.13515"},
      Schema<NoOptions>{},
      [label](EmitContext& context, const NoOptions&, const std::string& where) -> Result<void> {
        if (auto ok = requireValues(context, label, "Token pooling", where); !ok) return ok;
        const std::uint32_t channels = context.channels();
        const std::uint32_t positions = context.availableInputs() / channels;
        context.addNode(
            {.kind = ClassicalNode::Kind::Mean, .outputs = channels, .groups = positions});
        context.setChannels(channels);
        return {};
      });
}

}  // namespace qonvolve
