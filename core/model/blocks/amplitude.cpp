// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings into amplitudes: all qubits at once, or block by block (hybrid direct encoding).
#include <algorithm>
#include <bit>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/placement.h"
#include "core/model/compile.h"

namespace qonvolve {

namespace {

struct AmplitudeOptions {
  std::int64_t qubits = 0;
  std::string bitOrder = "little";
  std::string zeroInput = "reject";
};

struct HybridDirectOptions {
  std::int64_t blockQubits = 2;
  std::int64_t placement = 1;
  std::string bitOrder = "little";
  std::string zeroInput = "reject";
};

template <class Options>
Preparation amplitudes(const Options& options, std::vector<Wire> wires, std::uint32_t first,
                       std::uint32_t count) {
  if (options.bitOrder == "big") std::reverse(wires.begin(), wires.end());
  return {.kind = Preparation::Kind::Amplitude,
          .wires = std::move(wires),
          .first = first,
          .count = count,
          .zeroIsGround = options.zeroInput == "ground"};
}

const FieldText kZeroInputText = {
    .label = "All-zero input",
    .help =
        "What happens to features that are all zero (as a dead unit of an autoencoder leaves "
        "them)."};

}  // namespace

BlockType amplitudeEncoding() {
  const std::string label = "Amplitude encoding";
  Schema<AmplitudeOptions> schema;
  schema
      .integer("qubits", &AmplitudeOptions::qubits, 0, kMaxWires,
               {.label = "Qubits",
                .help = "0: as few as hold all features; missing amplitudes "
                        "are zero."})
      .choice("bit_order", &AmplitudeOptions::bitOrder, bitOrderOptions(),
              {.label = "Bit order", .help = "Which bit of a feature's index a qubit stands for."})
      .choice("zero_input", &AmplitudeOptions::zeroInput, zeroInputOptions(), kZeroInputText);
  return makeBlockType(
      {.id = "amplitude",
       .label = label,
       .category = "Encoding",
       .summary = "2^n features in the amplitudes of n qubits.",
       .help = "Σ_k x_k/|x| |k⟩: the features, normalised, are the amplitudes; signs are kept "
               "and missing features are zero. A sample with all features zero has no state.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, section 3; Möttönen et al., "
                "arXiv:quant-ph/0407010"},
      std::move(schema),
      [label](EmitContext& context, const AmplitudeOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t inputs = context.availableInputs();
        const auto least =
            static_cast<std::uint32_t>(inputs <= 2 ? 1 : std::bit_width(std::uint64_t{inputs} - 1));
        const auto n = options.qubits == 0 ? least : static_cast<std::uint32_t>(options.qubits);
        if (auto ok = checkNewCircuit(context, n, label, "256 features", where); !ok) return ok;
        if (n < least) {
          return Error{where + "/options/qubits",
                       label + ": " + counted(n, "qubit") + " hold " +
                           std::to_string(std::uint64_t{1} << n) + " features; the data have " +
                           std::to_string(inputs) + ".",
                       "Use " + std::to_string(least) + " qubits, or 0 to choose them by itself."};
        }
        context.prepare(amplitudes(options, context.addWires(n), 0, inputs));
        return {};
      });
}

BlockType hybridDirectEncoding() {
  const std::string label = "Hybrid direct encoding";
  Schema<HybridDirectOptions> schema;
  schema
      .integer("block_qubits", &HybridDirectOptions::blockQubits, 1, 10,
               {.label = "Qubits per block", .help = "A block of m qubits holds 2^m features."})
      .integer("placement", &HybridDirectOptions::placement, 1, 4,
               {.label = "Placement",
                .help = "Which qubits form a block. 1: neighbours, 2: far apart, 3: from both "
                        "ends, 4: interleaved."})
      .choice("bit_order", &HybridDirectOptions::bitOrder, bitOrderOptions(),
              {.label = "Bit order",
               .help = "Which bit of a feature's index in its block a qubit stands for."})
      .choice("zero_input", &HybridDirectOptions::zeroInput, zeroInputOptions(), kZeroInputText);
  return makeBlockType(
      {.id = "hde",
       .label = label,
       .category = "Encoding",
       .summary = "Blocks of a few qubits, each amplitude-encoded on its own.",
       .help = "HDE: the features are cut into parts of 2^m; each part, normalised on its own, is "
               "the amplitudes of m qubits. 8 qubits hold 16 features in blocks of 2, 32 in "
               "blocks of 4.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, section 3"},
      std::move(schema),
      [label](EmitContext& context, const HybridDirectOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t inputs = context.availableInputs();
        const auto size = static_cast<std::uint32_t>(options.blockQubits);
        const std::uint32_t part = 1U << size;
        if (inputs % part != 0) {
          const std::uint32_t good = std::max(part, inputs / part * part);
          return Error{where,
                       label + ": blocks of " + counted(size, "qubit") + " take " +
                           std::to_string(part) + " features each; " + counted(inputs, "feature") +
                           " cannot be cut into such parts.",
                       "Add PCA or feature selection to " + std::to_string(good) +
                           " features before it, or change Qubits per block."};
        }
        const std::uint32_t blocks = inputs / part;
        if (auto ok =
                checkNewCircuit(context, std::size_t{blocks} * size, label, "32 features", where);
            !ok) {
          return ok;
        }
        const auto placed = placeBlocks(blocks, size, options.placement, label, where);
        if (!placed) return placed.error();
        context.addWires(blocks * size);
        for (std::uint32_t b = 0; b < blocks; ++b) {
          context.prepare(amplitudes(options, (*placed)[b], b * part, part));
        }
        return {};
      });
}

}  // namespace qonvolve
