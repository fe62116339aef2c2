// SPDX-License-Identifier: GPL-3.0-or-later
// Pooling of positions, and of a register down to a few qubits.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

struct TokenPoolingOptions {
  std::string sharing = "channel";
};

struct FoldOptions {
  std::int64_t qubits = 1;
};

/// RZ of the kept qubit if the other reads 1, RX if it reads 0.
void emitPool(EmitContext& context, Wire discarded, Wire kept, std::uint32_t p) {
  context.gate2(GateId::CRZ, discarded, kept, Angle::parameter(p));
  context.gate(GateId::X, discarded);
  context.gate2(GateId::CRX, discarded, kept, Angle::parameter(p + 1));
}

Result<void> emitTokenPooling(EmitContext& context, const TokenPoolingOptions& options,
                              const std::string& where) {
  const std::string label = "Token pooling";
  if (auto ok = requireWires(context, 1, label, where); !ok) return ok;
  const std::uint32_t channels = context.channels();
  const std::vector<Wire> wires = context.wires();
  const std::size_t positions = wires.size() / channels;
  if (positions < 2) {
    return Error{where, label + ": one position is left, which has no neighbour.", "Remove it."};
  }
  const bool shared = options.sharing == "shared";
  const std::uint32_t first = context.addParameters(2 * (shared ? 1 : channels));
  std::vector<Wire> discarded;
  for (std::size_t t = 0; t + 1 < positions; t += 2) {
    for (std::uint32_t c = 0; c < channels; ++c) {
      const Wire gone = wires[t * channels + c];
      emitPool(context, gone, wires[(t + 1) * channels + c], first + (shared ? 0 : 2 * c));
      discarded.push_back(gone);
    }
  }
  context.discard(discarded);
  context.setChannels(channels);
  return {};
}

Result<void> emitFold(EmitContext& context, const FoldOptions& options, const std::string& where) {
  if (auto ok = requireWires(context, 1, "Fold pooling", where); !ok) return ok;
  const std::vector<Wire> wires = context.wires();
  const auto kept = static_cast<std::size_t>(options.qubits);
  if (wires.size() < kept) {
    return Error{where + "/options/qubits",
                 "Fold pooling: " + std::to_string(kept) + " qubits are to stay; " +
                     std::to_string(wires.size()) +
                     (wires.size() == 1 ? " is left." : " are left."),
                 "Keep fewer qubits."};
  }
  if (wires.size() > kept) {
    std::uint32_t parameter =
        context.addParameters(2 * static_cast<std::uint32_t>(wires.size() - kept));
    for (std::size_t i = kept; i < wires.size(); ++i, parameter += 2) {
      emitPool(context, wires[i], wires[i % kept], parameter);
    }
    context.discard(std::span(wires).subspan(kept));
  }
  context.setChannels(static_cast<std::uint32_t>(kept));
  return {};
}

}  // namespace

BlockType tokenPooling() {
  Schema<TokenPoolingOptions> schema;
  schema.choice("sharing", &TokenPoolingOptions::sharing,
                {{"channel", "Per channel", "Every channel has its own parameters."},
                 {"shared", "Shared", "All channels use the same parameters."}},
                {.label = "Weights", .help = "Whether the channels share parameters."});
  return makeBlockType(
      {.id = "token_pooling",
       .label = "Token pooling",
       .category = "Pooling",
       .summary = "Halves the number of positions, channel by channel.",
       .help = "Of the positions (0,1), (2,3), ... the first one turns the second, CRZ, X, CRX, "
               "and is then ignored: T positions become ⌈T/2⌉. An unpaired last one stays.",
       .paper = "Our design, after Cong, Choi, Lukin, arXiv:1810.03787, and Chen, Fang, "
                "arXiv:2405.13515"},
      std::move(schema), emitTokenPooling);
}

BlockType foldPooling() {
  Schema<FoldOptions> schema;
  schema.integer("qubits", &FoldOptions::qubits, 1, 8,
                 {.label = "Qubits", .help = "How many stay: one for each channel to fuse with."});
  return makeBlockType(
      {.id = "fold",
       .label = "Fold pooling",
       .category = "Pooling",
       .summary = "Pools a register down to its first few qubits.",
       .help = "Qubit i turns qubit i mod C, CRZ, X, CRX, and is then ignored, for i = C, C + 1, "
               "...: two parameters each. The C qubits that stay are channels.",
       .paper = "Our design, after Cong, Choi, Lukin, arXiv:1810.03787"},
      std::move(schema), emitFold);
}

}  // namespace qonvolve
