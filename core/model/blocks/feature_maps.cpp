// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings that entangle or repeat the data: IQP, ZZ feature map, data re-uploading.
#include <algorithm>
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;

struct IqpOptions {
  std::int64_t repetitions = 1;
  std::string pairs = "all";
};

struct ZzOptions {
  std::int64_t repetitions = 2;
  std::string pairs = "all";
};

struct ReuploadOptions {
  std::int64_t layers = 2;
};

template <class Options>
Schema<Options> pairSchema() {
  Schema<Options> schema;
  schema
      .integer("repetitions", &Options::repetitions, 1, 20,
               {.label = "Repetitions", .help = "How often the whole map is applied."})
      .choice("pairs", &Options::pairs,
              {{"all", "All", "Every pair of qubits."},
               {"neighbours", "Neighbours", "Qubits j and j + 1 only: fewer gates."}},
              {.label = "Pairs", .help = "Which pairs of features are multiplied."});
  return schema;
}

/// A pair of qubits and the feature index of the product of their features.
struct PairProduct {
  Wire i;
  Wire j;
  std::uint32_t feature;
};

std::vector<PairProduct> addProducts(EmitContext& context, std::uint32_t n,
                                     const std::string& pairs, double scale, double offset) {
  std::vector<PairProduct> products;
  for (Wire i = 0; i < n; ++i) {
    for (Wire j = i + 1; j < (pairs == "all" ? n : std::min(n, i + 2)); ++j) {
      const std::uint32_t feature = context.addProduct(
          {.a = i, .b = j, .scaleA = scale, .offsetA = offset, .scaleB = scale, .offsetB = offset});
      products.push_back({i, j, feature});
    }
  }
  return products;
}

}  // namespace

BlockType iqpEncoding() {
  const std::string label = "IQP encoding";
  return makeBlockType(
      {.id = "iqp",
       .label = label,
       .category = "Encoding",
       .summary = "One feature a qubit, and products of features on pairs.",
       .help = "H on all; RZ(x_i); RZZ(x_i x_j) on pairs, with RZZ(t) = exp(-i t ZZ/2); "
               "repeated.",
       .paper = "Havlíček et al., arXiv:1804.11326"},
      pairSchema<IqpOptions>(),
      [label](EmitContext& context, const IqpOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        const std::vector<Wire> wires = context.addWires(n);
        const auto products = addProducts(context, n, options.pairs, 1, 0);
        for (std::int64_t r = 0; r < options.repetitions; ++r) {
          for (const Wire wire : wires) context.gate(GateId::H, wire);
          for (const Wire wire : wires) context.gate(GateId::RZ, wire, Angle::feature(wire));
          for (const PairProduct& p : products) {
            context.gate2(GateId::RZZ, p.i, p.j, Angle::feature(p.feature));
          }
        }
        return {};
      });
}

BlockType zzEncoding() {
  const std::string label = "ZZ feature map";
  return makeBlockType(
      {.id = "zz",
       .label = label,
       .category = "Encoding",
       .summary = "The second-order Pauli feature map of quantum kernels.",
       .help = "H on all; P(2 x_i); CX P(2 (π - x_i)(π - x_j)) CX on pairs; repeated.",
       .paper = "Havlíček et al., arXiv:1804.11326"},
      pairSchema<ZzOptions>(),
      [label](EmitContext& context, const ZzOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        const std::vector<Wire> wires = context.addWires(n);
        const auto products = addProducts(context, n, options.pairs, -1, kPi);
        for (std::int64_t r = 0; r < options.repetitions; ++r) {
          for (const Wire wire : wires) context.gate(GateId::H, wire);
          for (const Wire wire : wires) context.gate(GateId::P, wire, Angle::feature(wire, 2));
          for (const PairProduct& p : products) {
            context.gate2(GateId::CX, p.i, p.j);
            context.gate(GateId::P, p.j, Angle::feature(p.feature, 2));
            context.gate2(GateId::CX, p.i, p.j);
          }
        }
        return {};
      });
}

BlockType reuploadEncoding() {
  const std::string label = "Data re-uploading";
  Schema<ReuploadOptions> schema;
  schema.integer("layers", &ReuploadOptions::layers, 1, 20,
                 {.label = "Layers",
                  .help = "How often each feature enters; more layers allow higher frequencies."});
  return makeBlockType(
      {.id = "reupload",
       .label = label,
       .category = "Encoding",
       .summary = "One feature a qubit, several times, with trainable rotations between.",
       .help = "On qubit j: L times [U3(trainable); RX(x_j)], then a last U3. 3 (L + 1) "
               "parameters a qubit.",
       .paper = "Pérez-Salinas et al., arXiv:1907.02085"},
      std::move(schema),
      [label](EmitContext& context, const ReuploadOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        const std::vector<Wire> wires = context.addWires(n);
        for (std::int64_t layer = 0; layer <= options.layers; ++layer) {
          const std::uint32_t first = context.addParameters(3 * n);
          for (const Wire wire : wires) {
            const std::uint32_t p = first + 3 * wire;
            context.gate(GateId::U3, wire, Angle::parameter(p), Angle::parameter(p + 1),
                         Angle::parameter(p + 2));
          }
          if (layer == options.layers) break;
          for (const Wire wire : wires) context.gate(GateId::RX, wire, Angle::feature(wire));
        }
        return {};
      });
}

}  // namespace qonvolve
