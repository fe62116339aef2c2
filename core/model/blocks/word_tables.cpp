// SPDX-License-Identifier: GPL-3.0-or-later
// Tables with a trainable row for each word: of angles, and of classical numbers.
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

constexpr double kHalfPi = std::numbers::pi / 2;
constexpr std::uint64_t kMaxTable = 10'000'000;

struct TokenTableOptions {
  std::int64_t channels = 1;
  std::string angle = "centred";
};

struct WordVectorOptions {
  std::int64_t width = 0;
};

Result<void> checkTable(const EmitContext& context, std::uint64_t width, const std::string& label,
                        const std::string& where) {
  if (auto ok = requireTokens(context, label, where); !ok) return ok;
  if (context.vocabulary() * width <= kMaxTable) return {};
  return Error{where,
               label + ": " + std::to_string(context.vocabulary()) + " words need " +
                   std::to_string(context.vocabulary() * width) + " parameters; at most " +
                   std::to_string(kMaxTable) + " are possible.",
               "Use a smaller vocabulary or fewer numbers a word."};
}

}  // namespace

BlockType tokenTable() {
  const std::string label = "Token table";
  Schema<TokenTableOptions> schema;
  schema
      .integer("channels", &TokenTableOptions::channels, 1, 8,
               {.label = "Channels", .help = "Qubits, and trainable angles, for each word."})
      .choice("angle", &TokenTableOptions::angle,
              {{"centred", "Around π/2", "RY(π/2 (1 + p)): p = 0 is halfway from |0⟩ to |1⟩."},
               {"plain", "As they are", "RY(p)."}},
              {.label = "Angle", .help = "How a number of the table turns its qubit."});
  return makeBlockType(
      {.id = "token_table",
       .label = label,
       .category = "Encoding",
       .summary = "Each word turns its qubits by trainable angles of its own.",
       .help = "At each of the T positions of the text, C qubits are turned by RY with the row of "
               "the word that stands there: T·C qubits, C parameters a word. Qubit t·C + c is "
               "channel c of position t. Words that do not occur in training keep the angles they "
               "started with.",
       .paper = "Chen, Fang, arXiv:2405.13515 (words as channels); Li, Zhao, Wang, "
                "arXiv:2205.05625 (trainable word angles)"},
      std::move(schema),
      [label](EmitContext& context, const TokenTableOptions& options,
              const std::string& where) -> Result<void> {
        const auto channels = static_cast<std::uint32_t>(options.channels);
        if (auto ok = checkTable(context, channels, label, where); !ok) return ok;
        const std::uint32_t positions = context.tokens();
        const std::string hint =
            "Cut the texts to fewer words, split them into windows, or use fewer channels.";
        if (auto ok = checkWires(std::size_t{positions} * channels, label, hint, where); !ok) {
          return ok;
        }
        const std::uint32_t first = context.addTable(context.vocabulary(), channels);
        context.takeTokens();
        const bool centred = options.angle == "centred";
        for (const Wire wire : context.addWires(positions * channels)) {
          context.gate(GateId::RY, wire,
                       {.source = Angle::Source::TokenParameter,
                        .index = first + wire % channels,
                        .token = wire / channels,
                        .stride = channels,
                        .scale = centred ? kHalfPi : 1,
                        .offset = centred ? kHalfPi : 0});
        }
        context.setChannels(channels);
        return {};
      });
}

BlockType wordVectors() {
  const std::string label = "Word vectors";
  Schema<WordVectorOptions> schema;
  schema.integer("width", &WordVectorOptions::width, 0, 512,
                 {.label = "Numbers",
                  .help = "Of each word; 0: as many as qubits could tell the words apart."});
  return makeBlockType(
      {.id = "word_vectors",
       .label = label,
       .category = "Classical",
       .summary = "Each word is a row of trainable numbers.",
       .help = "A classical table: the value at position t and channel c is entry c of the row of "
               "the word that stands there. Starts from N(0, 1).",
       .paper = "Chen, Fang, arXiv:2405.13515 (classical counterpart); Li, Zhao, Wang, "
                "arXiv:2205.05625"},
      std::move(schema),
      [label](EmitContext& context, const WordVectorOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t width = options.width == 0 ? qubitsFor(context.vocabulary())
                                                       : static_cast<std::uint32_t>(options.width);
        if (auto ok = checkTable(context, width, label, where); !ok) return ok;
        const std::uint32_t first = context.addTable(context.vocabulary(), width);
        context.pass(context.place(ClassicalNode{.kind = ClassicalNode::Kind::Embedding,
                                                 .inputs = 1,
                                                 .outputs = width,
                                                 .firstParameter = first,
                                                 .groups = context.vocabulary()},
                                   context.tokenRefs()),
                     width);
        return {};
      });
}

}  // namespace qonvolve
