// SPDX-License-Identifier: GPL-3.0-or-later
// The networks for text of Chen, Fang, arXiv:2405.13515, and what they are compared with, as
// stacks.
#pragma once

#include "tests/core/model/model_testing.h"

namespace qonvolve::testing {

/// Sizes of the two published data sets.
struct TextShape {
  std::uint32_t tokens;
  std::uint32_t vocabulary;
  int embeddingLayers;
  bool hadamards;
  int convolutions;
  int depth;
};
inline constexpr TextShape kMc{6, 19, 1, false, 1, 1};
inline constexpr TextShape kRp{5, 98, 5, true, 2, 2};
/// The coherent network cuts both to four words and has other layers.
inline constexpr TextShape kMcFour{4, 19, 1, false, 1, 1};
inline constexpr TextShape kRpFour{4, 98, 3, false, 1, 1};

inline std::string text(const char* value) {
  return value;
}

inline Values embeddingOptions(const TextShape& shape) {
  return {{"layers", integer(shape.embeddingLayers)}, {"hadamards", shape.hadamards}};
}

/// Convolutions of the word lane, each followed by `after` where that has a type.
inline Stack convolutions(const TextShape& shape, const char* sharing, const Block& after = {}) {
  Stack body;
  for (int i = 0; i < shape.convolutions; ++i) {
    body.emplace_back(
        block("depthwise_values", {{"depth", integer(shape.depth)}, {"sharing", text(sharing)}}));
    if (!after.choice.type.empty()) body.emplace_back(after);
  }
  return body;
}

/// The published network; the fusion and what follows it may be others.
inline Stack chenFang(const TextShape& shape, const char* sharing = "shared",
                      const Block& after = {}, const Block& fusion = block("add"),
                      const Stack& between = {}) {
  Stack words{block("word_embedding", embeddingOptions(shape))};
  for (const StackNode& node : convolutions(shape, sharing, after)) words.push_back(node);
  words.emplace_back(block("mean_positions"));
  Stack stack{
      lanes({lane(words), lane({block("sentence_embedding", embeddingOptions(shape))})}, fusion)};
  for (const StackNode& node : between) stack.push_back(node);
  stack.emplace_back(block("fully_connected"));
  return stack;
}

inline Stack chenFangFusion(const TextShape& shape, const Block& after = {}) {
  return chenFang(shape, "shared", after, block("fusion", {{"gate", text("short")}}),
                  {block("measure", {{"scale", 1.0}})});
}

inline Stack classicalText(const TextShape& shape, const char* sharing) {
  Stack words{block("word_vectors")};
  for (int i = 0; i < shape.convolutions; ++i) {
    words.emplace_back(block("classical_convolution", {{"sharing", text(sharing)}}));
  }
  words.emplace_back(block("mean_positions"));
  return {lanes({lane(words), lane({block("sentence_vector")})}, block("add")), block("dense")};
}

/// The coherent network on one or two channels.
inline Stack coherentText(const TextShape& shape, int channels, bool table = true,
                          const char* gate = "cartan") {
  Stack words;
  if (table) {
    words.emplace_back(block("token_table", {{"channels", integer(channels)}}));
  } else {
    Values options = embeddingOptions(shape);
    options["channels"] = integer(channels);
    words.emplace_back(block("word_embedding", options));
    words.emplace_back(block("reencode"));
  }
  for (int round = 0; round < 2; ++round) {
    words.emplace_back(block("depthwise"));
    if (channels > 1) words.emplace_back(block("pointwise"));
    words.emplace_back(block("token_pooling"));
  }
  Values sentence = embeddingOptions(shape);
  sentence["output"] = text("qubits");
  return {lanes({lane(words), lane({block("sentence_embedding", sentence),
                                    block("fold", {{"qubits", integer(channels)}})})},
                block("fusion", {{"gate", text(gate)}})),
          block("fully_connected")};
}

inline Stack attentionText(const char* kind, int width, int qubits, int layers) {
  return {block("word_vectors", {{"width", integer(width)}}),
          block("attention",
                {{"kind", text(kind)}, {"qubits", integer(qubits)}, {"layers", integer(layers)}}),
          block("mean_positions"), block("logit")};
}

/// The transformer with sinusoids behind its word vectors.
inline Stack transformerWithPositions(int width) {
  Stack stack = attentionText("softmax", width, 0, 1);
  stack.insert(stack.begin() + 1, block("positions"));
  return stack;
}

inline Stack recurrentText(int channels, int history, int layers, const char* kind = "plain") {
  return {block("token_table", {{"channels", integer(channels)}, {"angle", text("plain")}}),
          block("recurrent",
                {{"history", integer(history)}, {"layers", integer(layers)}, {"kind", text(kind)}}),
          block("readout", {{"which", text("first")}})};
}

}  // namespace qonvolve::testing
