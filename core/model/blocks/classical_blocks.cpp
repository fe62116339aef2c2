// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks between and after circuits: measure (and encode again), dense layer.
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

constexpr std::uint64_t kMaxWeights = 10'000'000;

struct MeasureOptions {
  double scale = std::numbers::pi / 2;
};

struct DenseOptions {
  std::int64_t outputs = 0;
  std::string activation = "none";
};

}  // namespace

BlockType measureBlock() {
  Schema<MeasureOptions> schema;
  schema.real("scale", &MeasureOptions::scale, 0.001, 1000,
              {.label = "Scale",
               .help = "The values passed on are scale times ⟨Z⟩; π/2 suits an angle encoding.",
               .logarithmic = true});
  return makeBlockType(
      {.id = "measure",
       .label = "Measure",
       .category = "Classical",
       .summary = "Ends the circuit; ⟨Z⟩ of every qubit goes into the next block.",
       .help = "y_q = scale ⟨Z_q⟩ for each remaining qubit q. An encoding after it starts a new "
               "circuit with these values as its features; a Dense layer combines them. "
               "Gradients pass through.",
       .paper = "Sarkar et al., arXiv:2507.02086"},
      std::move(schema),
      [](EmitContext& context, const MeasureOptions& options,
         const std::string& where) -> Result<void> {
        if (auto ok = requireWires(context, 1, "Measure", where); !ok) return ok;
        std::vector<Observable> outputs;
        for (const Wire wire : context.wires()) outputs.push_back(Observable::pauliZ(wire));
        const auto count = static_cast<std::uint32_t>(outputs.size());
        context.measure(std::move(outputs));
        if (options.scale != 1) {
          context.addNode(
              {.kind = ClassicalNode::Kind::Scale, .outputs = count, .factor = options.scale});
        }
        return {};
      });
}

BlockType denseBlock() {
  Schema<DenseOptions> schema;
  schema
      .integer("outputs", &DenseOptions::outputs, 0, 4096,
               {.label = "Outputs", .help = "0: one for each class, as the end of the model."})
      .choice("activation", &DenseOptions::activation,
              {{"none", "None", "y = W x + b."}, {"relu", "ReLU", "y = max(0, W x + b)."}},
              {.label = "Activation", .help = "What is done to the sums."});
  return makeBlockType(
      {.id = "dense",
       .label = "Dense layer",
       .category = "Classical",
       .summary = "A trainable classical layer: y = W x + b.",
       .help = "y_j = b_j + Σ_i W_ji x_i of the measured values or the features. With one "
               "output for each class and no activation it ends the model: P = softmax(y). "
               "Before an encoding it learns the features.",
       .paper = "Mari et al., arXiv:1912.08278"},
      std::move(schema),
      [](EmitContext& context, const DenseOptions& options,
         const std::string& where) -> Result<void> {
        if (!context.wires().empty()) {
          return Error{where, "Dense layer: it needs numbers, and the qubits are not measured yet.",
                       "Put Measure before it."};
        }
        const std::uint32_t inputs = context.availableInputs();
        if (inputs == 0) {
          return Error{where, "Dense layer: the data have no features.",
                       "Choose a data source with at least one feature."};
        }
        const std::uint32_t outputs =
            options.outputs == 0 ? context.classes() : static_cast<std::uint32_t>(options.outputs);
        if ((std::uint64_t{inputs} + 1) * outputs > kMaxWeights) {
          return Error{where,
                       "Dense layer: " + std::to_string(inputs) + " inputs and " +
                           std::to_string(outputs) + " outputs need more than " +
                           std::to_string(kMaxWeights) + " parameters.",
                       "Use fewer outputs, or add PCA before it."};
        }
        const std::uint32_t first = context.addParameters((inputs + 1) * outputs);
        context.addNode(
            {.kind = ClassicalNode::Kind::Linear, .outputs = outputs, .firstParameter = first});
        if (options.activation == "relu") {
          context.addNode({.kind = ClassicalNode::Kind::Relu, .outputs = outputs});
        } else if (outputs == context.classes()) {
          context.setHead({.kind = Head::Kind::Logits, .outputs = outputs});
        }
        return {};
      });
}

}  // namespace qonvolve
