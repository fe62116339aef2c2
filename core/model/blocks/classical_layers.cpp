// SPDX-License-Identifier: GPL-3.0-or-later
// Classical counterparts of the blocks for text, and the single logit of attention networks.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct SentenceVectorOptions {
  std::int64_t width = 0;
};

struct WindowOptions {
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::string sharing = "shared";
  std::string activation = "relu";
};

Result<void> emitWindows(EmitContext& context, const WindowOptions& options,
                         const std::string& where) {
  const std::string label = "Classical convolution";
  if (auto ok = requireValues(context, label, "Depthwise convolution", where); !ok) return ok;
  const std::vector<InputRef> values = context.valueRefs();
  const std::uint32_t channels = context.channels();
  const auto kernel = static_cast<std::uint32_t>(options.kernel);
  const auto stride = static_cast<std::uint32_t>(options.stride);
  const auto positions = static_cast<std::uint32_t>(values.size()) / channels;
  if (positions < kernel) {
    return Error{where,
                 label + ": " + counted(positions, "position") + " cannot hold a window of " +
                     std::to_string(kernel) + ".",
                 "Use a smaller kernel, fewer convolutions, or longer texts."};
  }
  const std::uint32_t windows = (positions - kernel) / stride + 1;
  // One kernel sees a channel, or all of them.
  const bool full = options.sharing == "full";
  const std::uint32_t seen = full ? channels : 1;
  std::vector<InputRef> inputs;
  for (std::uint32_t t = 0; t < windows; ++t) {
    for (std::uint32_t c = 0; c < (full ? 1 : channels); ++c) {
      for (std::uint32_t k = 0; k < kernel; ++k) {
        for (std::uint32_t s = 0; s < seen; ++s) {
          inputs.push_back(values[(t * stride + k) * channels + c + s]);
        }
      }
    }
  }
  ClassicalNode linear{
      .kind = ClassicalNode::Kind::Linear, .inputs = kernel * seen, .outputs = seen};
  linear.firstParameter = context.addParameters(parametersOf(linear));
  std::vector<InputRef> outputs = context.place(linear, std::move(inputs));
  if (options.activation == "relu") {
    const auto count = static_cast<std::uint32_t>(outputs.size());
    outputs = context.place(
        ClassicalNode{.kind = ClassicalNode::Kind::Relu, .inputs = count, .outputs = count},
        std::move(outputs));
  }
  context.pass(outputs, channels);
  return {};
}

}  // namespace

BlockType sentenceVector() {
  const std::string label = "Sentence vector";
  Schema<SentenceVectorOptions> schema;
  schema.integer("width", &SentenceVectorOptions::width, 0, 512,
                 {.label = "Numbers", .help = "0: as many as qubits could hold the values."});
  return makeBlockType(
      {.id = "sentence_vector",
       .label = label,
       .category = "Classical",
       .summary = "A trainable linear map of the TF-IDF values of the text.",
       .help = "y = W x + b: the classical counterpart of Sentence embedding.",
       .paper = "Chen, Fang, arXiv:2405.13515 (classical counterpart)"},
      std::move(schema),
      [label](EmitContext& context, const SentenceVectorOptions& options,
              const std::string& where) -> Result<void> {
        if (auto ok = requireValues(context, label, "Sentence embedding", where); !ok) return ok;
        const std::uint32_t width = options.width == 0 ? qubitsFor(context.availableInputs())
                                                       : static_cast<std::uint32_t>(options.width);
        ClassicalNode node{.kind = ClassicalNode::Kind::Linear,
                           .inputs = context.availableInputs(),
                           .outputs = width};
        node.firstParameter = context.addParameters(parametersOf(node));
        context.addNode(node);
        context.setChannels(width);
        return {};
      });
}

BlockType classicalConvolution() {
  Schema<WindowOptions> schema;
  schema
      .integer("kernel", &WindowOptions::kernel, 1, 16,
               {.label = "Kernel", .help = "Positions in a window."})
      .integer("stride", &WindowOptions::stride, 1, 8,
               {.label = "Stride", .help = "Positions from one window to the next."})
      .choice("sharing", &WindowOptions::sharing,
              {{"shared", "Depthwise", "One kernel and bias for all channels, each on its own."},
               {"full", "Standard", "Every output channel sees all input channels."}},
              {.label = "Weights", .help = "What one kernel sees."})
      .choice("activation", &WindowOptions::activation,
              {{"relu", "ReLU", "y = max(0, W x + b)."}, {"none", "None", "y = W x + b."}},
              {.label = "Activation", .help = "What is done to the sums."});
  return makeBlockType(
      {.id = "classical_convolution",
       .label = "Classical convolution",
       .category = "Classical",
       .summary = "An ordinary convolution along the positions.",
       .help = "y_t = W (x_t, ..., x_(t+K−1)) + b. Depthwise: K + 1 parameters; standard: C (K C + "
               "1). The counterpart of Depthwise convolution of values.",
       .paper = "Chen, Fang, arXiv:2405.13515 (classical counterpart)"},
      std::move(schema), emitWindows);
}

BlockType logitReadout() {
  const std::string label = "Single logit";
  return makeBlockType(
      {.id = "logit",
       .label = label,
       .category = "Readout",
       .summary = "One trainable linear output for two classes.",
       .help = "P(class 0) = sigmoid(w·x + b), as the value tanh((w·x + b)/2) between −1 and 1.",
       .paper = "Li, Zhao, Wang, arXiv:2205.05625"},
      Schema<NoOptions>{},
      [label](EmitContext& context, const NoOptions&, const std::string& where) -> Result<void> {
        if (auto ok = requireValues(context, label, "Readout", where); !ok) return ok;
        if (context.classes() > 2) {
          return Error{where,
                       label + ": it tells 2 classes apart; the data have " +
                           std::to_string(context.classes()) + ".",
                       "Use a Dense layer with Outputs 0."};
        }
        ClassicalNode node{
            .kind = ClassicalNode::Kind::Linear, .inputs = context.availableInputs(), .outputs = 1};
        node.firstParameter = context.addParameters(parametersOf(node));
        context.addNode(node);
        context.addNode({.kind = ClassicalNode::Kind::Tanh, .outputs = 1, .factor = 0.5});
        context.setHead({.kind = Head::Kind::Expectation, .outputs = 1});
        return {};
      });
}

}  // namespace qonvolve
