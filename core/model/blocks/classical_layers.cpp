// SPDX-License-Identifier: GPL-3.0-or-later
// Classical convolution and pooling, the counterparts of blocks for text, and the single logit of
// attention networks.
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct SentenceVectorOptions {
  std::int64_t width = 0;
};

struct MaxPoolingOptions {
  std::int64_t size = 2;
};

struct WindowOptions {
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  std::string sharing = "shared";
  std::int64_t channels = 0;
  std::string activation = "relu";
};

Result<void> emitWindows(EmitContext& context, const WindowOptions& options,
                         const std::string& where) {
  const std::string label = "Classical convolution";
  if (auto ok = requireValues(context, label, "Depthwise convolution", where); !ok) return ok;
  const std::vector<InputRef> values = context.valueRefs();
  const std::uint32_t channels = context.channels();
  const bool full = options.sharing == "full";
  const std::uint32_t made =
      options.channels == 0 ? channels : static_cast<std::uint32_t>(options.channels);
  if (!full && made != channels) {
    return Error{where + "/options/channels",
                 label + ": a depthwise kernel leaves " + counted(channels, "channel") + ", not " +
                     std::to_string(made) + ".",
                 "Set Weights to Standard, or Channels to 0."};
  }
  const auto kernel = static_cast<std::uint32_t>(options.kernel);
  const auto stride = static_cast<std::uint32_t>(options.stride);
  const auto padding = static_cast<std::uint32_t>(options.padding);
  const auto positions = static_cast<std::uint32_t>(values.size()) / channels;
  const std::uint32_t padded = positions + 2 * padding;
  if (padded < kernel) {
    return Error{where,
                 label + ": " + counted(padded, "position") + " cannot hold a window of " +
                     std::to_string(kernel) + ".",
                 "Use a smaller kernel, fewer convolutions, or longer texts."};
  }
  const std::uint32_t windows = (padded - kernel) / stride + 1;
  const auto valueAt = [&](std::uint32_t place, std::uint32_t channel) {
    const bool inside = place >= padding && place < padding + positions;
    return inside ? values[(place - padding) * channels + channel] : InputRef::constant(0);
  };
  // One kernel sees a channel, or all of them.
  const std::uint32_t seen = full ? channels : 1;
  std::vector<InputRef> inputs;
  for (std::uint32_t t = 0; t < windows; ++t) {
    for (std::uint32_t c = 0; c < (full ? 1 : channels); ++c) {
      for (std::uint32_t k = 0; k < kernel; ++k) {
        for (std::uint32_t s = 0; s < seen; ++s) inputs.push_back(valueAt(t * stride + k, c + s));
      }
    }
  }
  ClassicalNode linear{
      .kind = ClassicalNode::Kind::Linear, .inputs = kernel * seen, .outputs = full ? made : 1};
  linear.firstParameter = context.addParameters(parametersOf(linear));
  std::vector<InputRef> outputs = context.place(linear, std::move(inputs));
  if (options.activation == "relu") {
    const auto count = static_cast<std::uint32_t>(outputs.size());
    outputs = context.place(
        ClassicalNode{.kind = ClassicalNode::Kind::Relu, .inputs = count, .outputs = count},
        std::move(outputs));
  }
  context.pass(outputs, made);
  return {};
}

Result<void> emitMaxPooling(EmitContext& context, const MaxPoolingOptions& options,
                            const std::string& where) {
  const std::string label = "Max pooling";
  if (auto ok = requireValues(context, label, "Pooling", where); !ok) return ok;
  const std::vector<InputRef> values = context.valueRefs();
  const std::uint32_t channels = context.channels();
  const auto size = static_cast<std::uint32_t>(options.size);
  const std::uint32_t windows = static_cast<std::uint32_t>(values.size()) / channels / size;
  if (windows == 0) {
    return Error{where, label + ": fewer than " + counted(size, "position") + " are left.",
                 "Remove it, or use a smaller size."};
  }
  std::vector<InputRef> inputs;
  for (std::uint32_t t = 0; t < windows; ++t) {
    for (std::uint32_t c = 0; c < channels; ++c) {
      for (std::uint32_t k = 0; k < size; ++k)
        inputs.push_back(values[(t * size + k) * channels + c]);
    }
  }
  const ClassicalNode node{.kind = ClassicalNode::Kind::MaxPool,
                           .inputs = windows * channels * size,
                           .outputs = windows * channels,
                           .groups = size};
  context.pass(context.place(node, std::move(inputs)), channels);
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
      .integer("padding", &WindowOptions::padding, 0, 8,
               {.label = "Padding", .help = "Zeros before the first and after the last position."})
      .choice("sharing", &WindowOptions::sharing,
              {{"shared", "Depthwise", "One kernel and bias for all channels, each on its own."},
               {"full", "Standard", "Every output channel sees all input channels."}},
              {.label = "Weights", .help = "What one kernel sees."})
      .integer("channels", &WindowOptions::channels, 0, 256,
               {.label = "Channels",
                .help = "Channels that a standard convolution gives; 0: as many as come in."})
      .choice("activation", &WindowOptions::activation,
              {{"relu", "ReLU", "y = max(0, W x + b)."}, {"none", "None", "y = W x + b."}},
              {.label = "Activation", .help = "What is done to the sums."});
  return makeBlockType(
      {.id = "classical_convolution",
       .label = "Classical convolution",
       .category = "Classical",
       .summary = "An ordinary convolution along the positions.",
       .help = "y_t = W (x_t, ..., x_(t+K−1)) + b. Depthwise: K + 1 parameters; standard: C' (K C "
               "+ 1) from C channels to C'. Features are positions of one channel. The "
               "counterpart of Depthwise convolution of values.",
       .paper = "Chen, Fang, arXiv:2405.13515 (classical counterpart)"},
      std::move(schema), emitWindows);
}

BlockType maxPooling() {
  Schema<MaxPoolingOptions> schema;
  schema.integer("size", &MaxPoolingOptions::size, 2, 16,
                 {.label = "Size", .help = "Positions of which the largest value stays."});
  return makeBlockType(
      {.id = "max_pooling",
       .label = "Max pooling",
       .category = "Classical",
       .summary = "Keeps the largest of neighbouring positions, channel by channel.",
       .help = "y_t = max(x_(St), ..., x_(St+S−1)): T positions become ⌊T/S⌋. The classical "
               "counterpart of Pooling.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661 (the convolutional networks compared with)"},
      std::move(schema), emitMaxPooling);
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
