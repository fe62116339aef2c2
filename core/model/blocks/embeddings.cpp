// SPDX-License-Identifier: GPL-3.0-or-later
// The quantum embeddings of words and sentences: one circuit, two ways to start it.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct WordEmbeddingOptions {
  std::int64_t layers = 1;
  std::int64_t channels = 0;
  bool hadamards = false;
};

struct SentenceEmbeddingOptions {
  std::int64_t layers = 1;
  bool hadamards = false;
  std::string output = "values";
};

/// arXiv:2405.13515 and its code: H on every wire if wanted; in layer l RY on every wire, then
/// CNOTs from k to k + l + 1 around the ring (none where that is k itself).
std::vector<Op> embeddingLayers(std::uint32_t wires, std::int64_t layers, bool hadamards,
                                std::uint32_t parameter) {
  std::vector<Op> ops;
  for (Wire k = 0; k < wires && hadamards; ++k) ops.push_back(gateOn(GateId::H, k));
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    for (Wire k = 0; k < wires; ++k) {
      ops.push_back(gateOn(GateId::RY, k, Angle::parameter(parameter++)));
    }
    const Wire distance = static_cast<Wire>(layer + 1) % wires;
    for (Wire k = 0; k < wires && distance != 0; ++k) {
      ops.push_back(gateOn2(GateId::CX, k, (k + distance) % wires));
    }
  }
  return ops;
}

const FieldText kLayersText = {.label = "Layers",
                               .help = "Rounds of RY on every qubit and CNOTs around the ring."};
const FieldText kHadamardsText = {.label = "Hadamards first",
                                  .help = "A Hadamard on every qubit before the layers."};
constexpr const char* kPaper = "Chen, Fang, arXiv:2405.13515";

}  // namespace

BlockType wordEmbedding() {
  const std::string label = "Word embedding";
  Schema<WordEmbeddingOptions> schema;
  schema.integer("layers", &WordEmbeddingOptions::layers, 1, 20, kLayersText)
      .integer("channels", &WordEmbeddingOptions::channels, 0, 20,
               {.label = "Channels",
                .help = "How many of the qubits are measured, the first ones; 0: all."})
      .boolean("hadamards", &WordEmbeddingOptions::hadamards, kHadamardsText);
  return makeBlockType(
      {.id = "word_embedding",
       .label = label,
       .category = "Encoding",
       .summary = "A circuit turns each word, as a basis state, into measured values.",
       .help = "The word with number i starts as |i⟩ on n = ⌈log2 V⌉ qubits; layers of RY and "
               "CNOTs with the same angles for all words follow; ⟨Z_c⟩ is channel c of the "
               "position where the word stands. n parameters a layer, however many words.",
       .paper = kPaper},
      std::move(schema),
      [label](EmitContext& context, const WordEmbeddingOptions& options,
              const std::string& where) -> Result<void> {
        if (auto ok = requireTokens(context, label, where); !ok) return ok;
        const std::uint32_t wires = qubitsFor(context.vocabulary());
        const std::string hint = "Use a smaller vocabulary.";
        if (auto ok = checkWires(wires, label, hint, where); !ok) return ok;
        if (options.channels > wires) {
          return Error{where + "/options/channels",
                       label + ": channels is " + std::to_string(options.channels) + "; " +
                           std::to_string(context.vocabulary()) + " words have " +
                           std::to_string(wires) + " qubits.",
                       "Use at most " + std::to_string(wires) + ", or 0 for all."};
        }
        const std::uint32_t channels =
            options.channels == 0 ? wires : static_cast<std::uint32_t>(options.channels);
        const std::uint32_t first =
            context.addParameters(wires * static_cast<std::uint32_t>(options.layers));
        Circuit circuit = emptyCircuit(wires, 1);
        circuit.preparations = {
            {.kind = Preparation::Kind::Basis, .wires = firstWires(wires), .first = 0, .count = 1}};
        circuit.ops = embeddingLayers(wires, options.layers, options.hadamards, first);
        circuit.outputs = eachZ(firstWires(channels));
        context.pass(context.place(std::move(circuit), context.tokenRefs()), channels);
        return {};
      });
}

BlockType sentenceEmbedding() {
  const std::string label = "Sentence embedding";
  Schema<SentenceEmbeddingOptions> schema;
  schema.integer("layers", &SentenceEmbeddingOptions::layers, 1, 20, kLayersText)
      .boolean("hadamards", &SentenceEmbeddingOptions::hadamards, kHadamardsText)
      .choice("output", &SentenceEmbeddingOptions::output,
              {{"values", "Values", "⟨Z⟩ of every qubit; the circuit ends."},
               {"qubits", "Qubits", "The circuit goes on."}},
              {.label = "Output", .help = "What the next block gets."});
  return makeBlockType(
      {.id = "sentence_embedding",
       .label = label,
       .category = "Encoding",
       .summary = "A circuit on the TF-IDF vector of the whole text.",
       .help = "The V values of the sentence are the amplitudes of n = ⌈log2 V⌉ qubits; layers of "
               "RY and CNOTs follow, as in Word embedding but with angles of their own. Features "
               "that are not text work too.",
       .paper = kPaper},
      std::move(schema),
      [label](EmitContext& context, const SentenceEmbeddingOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t values = context.availableInputs();
        const std::uint32_t wires = qubitsFor(values);
        if (auto ok = checkNewCircuit(context, wires, label, "256 features", where); !ok) return ok;
        const std::uint32_t first =
            context.addParameters(wires * static_cast<std::uint32_t>(options.layers));
        const std::vector<Wire> added = context.addWires(wires);
        context.prepare(
            {.kind = Preparation::Kind::Amplitude, .wires = added, .first = 0, .count = values});
        for (const Op& op : embeddingLayers(wires, options.layers, options.hadamards, first)) {
          context.add(op);
        }
        if (options.output == "qubits") return {};
        context.measure(eachZ(added));
        context.setChannels(wires);
        return {};
      });
}

}  // namespace qonvolve
