// SPDX-License-Identifier: GPL-3.0-or-later
// The convolution: one two-qubit ansatz on neighbouring qubits, around the ring or along the chain.
#include "core/model/ansatz.h"
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

struct ConvolutionOptions {
  std::string ansatz = "su4";
  std::string boundary = "periodic";
  std::string order = "ring";
  std::string sharing = "shared";
  std::int64_t layers = 1;
  bool mirrored = false;
};

struct WirePair {
  Wire a;
  Wire b;
};

/// The neighbours in time order: first those that start at an even place, then the others; the pair
/// that closes the ring last, as (last, first), or before all others, as (first, last).
std::vector<WirePair> neighbours(const std::vector<Wire>& wires,
                                 const ConvolutionOptions& options) {
  const bool closed = options.boundary == "periodic" && wires.size() > 2;
  const bool published = options.order == "published";
  std::vector<WirePair> pairs;
  if (closed && published) pairs.push_back({wires.front(), wires.back()});
  for (std::size_t start = 0; start < 2; ++start) {
    for (std::size_t i = start; i + 1 < wires.size(); i += 2) {
      pairs.push_back({wires[i], wires[i + 1]});
    }
  }
  if (closed && !published) pairs.push_back({wires.back(), wires.front()});
  return pairs;
}

Result<void> emitConvolution(EmitContext& context, const ConvolutionOptions& options,
                             const std::string& where) {
  if (auto ok = requireWires(context, 2, "Convolution", where); !ok) return ok;
  const auto ansatz = ansatzes().require(options.ansatz, where + "/options/ansatz");
  if (!ansatz) return ansatz.error();
  const std::uint32_t each = (*ansatz)->parameters;
  const std::vector<WirePair> pairs = neighbours(context.wires(), options);
  const bool shared = options.sharing == "shared";
  for (std::int64_t layer = 0; layer < options.layers; ++layer) {
    const auto copies = static_cast<std::uint32_t>(shared ? 1 : pairs.size());
    std::uint32_t parameter = context.addParameters(copies * each);
    std::vector<Op> ops;
    for (const WirePair& pair : pairs) {
      const std::vector<Op> block = instantiate(**ansatz, pair.a, pair.b, parameter);
      ops.insert(ops.end(), block.begin(), block.end());
      if (!shared) parameter += each;
    }
    for (const Op& op : ops) context.add(op);
    if (!options.mirrored) continue;
    context.addParameters(copies * each);
    for (const Op& op : mirrorImage(ops, copies * each)) context.add(op);
  }
  return {};
}

}  // namespace

BlockType convolution() {
  Schema<ConvolutionOptions> schema;
  schema
      .choice("ansatz", &ConvolutionOptions::ansatz, ansatzes().options(),
              {.label = "Circuit", .help = "The two-qubit circuit that acts on every pair."})
      .choice("boundary", &ConvolutionOptions::boundary,
              {{"periodic", "Periodic", "The last qubit is a neighbour of the first."},
               {"open", "Open", "A chain with two ends."}},
              {.label = "Boundary", .help = "Whether the qubits form a ring."})
      .choice("order", &ConvolutionOptions::order,
              {{"ring", "Ring", "Even pairs, odd pairs, then (last, first)."},
               {"published", "As published",
                "The pair (first, last) before all others, then even pairs, then odd pairs."}},
              {.label = "Order", .help = "Order in time of the pairs."})
      .choice("sharing", &ConvolutionOptions::sharing,
              {{"shared", "Shared", "All pairs use the same parameters."},
               {"separate", "Separate", "Every pair has its own parameters."}},
              {.label = "Weights", .help = "Whether the pairs share parameters."})
      .integer("layers", &ConvolutionOptions::layers, 1, 50,
               {.label = "Layers", .help = "Repetitions, each with new parameters."})
      .boolean("mirrored", &ConvolutionOptions::mirrored,
               {.label = "Mirrored",
                .help = "Each layer is followed by its mirror image with parameters of its own, so "
                        "that identity blocks can start it as the identity."});
  return makeBlockType(
      {.id = "convolution",
       .label = "Convolution",
       .category = "Convolution",
       .summary = "One trainable two-qubit circuit on all neighbouring qubits.",
       .help = "U(θ) on the pairs (0,1), (2,3), ..., then (1,2), (3,4), ..., and (last, "
               "first) when periodic. With shared weights it has as many parameters as the "
               "two-qubit circuit, whatever the number of qubits.",
       .paper = "Cong, Choi, Lukin, arXiv:1810.03787; Hur, Kim, Park, arXiv:2108.00661"},
      std::move(schema), emitConvolution);
}

}  // namespace qonvolve
