// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/baselines.h"

#include <algorithm>
#include <cstdlib>
#include <variant>

namespace qonvolve {

namespace {

constexpr double kLearningRate = 0.01;

Block dense(std::int64_t outputs, const char* activation) {
  return {.choice = {.type = "dense",
                     .options = {{"outputs", outputs}, {"activation", std::string(activation)}}},
          .name = {}};
}

// The design's data and budget with another model; Adam, which needs no tuning, trains it.
Experiment classical(const Experiment& design, Stack stack) {
  Experiment e = design;
  e.stack = std::move(stack);
  assignIds(e.stack);
  e.train.optimizer = {.type = "adam", .options = {{"learning_rate", kLearningRate}}};
  e.train.schedule = {.type = "constant"};
  e.train.loss = {.type = "cross_entropy"};
  e.train.initializer = {.type = "normal"};
  e.train.settings.perturbation = 0;
  e.train.settings.evaluations = 0;  // there is no circuit to count
  e.simulation = {};
  return e;
}

std::uint32_t linearCount(std::uint32_t inputs, std::uint32_t outputs) {
  return (inputs + 1) * outputs;
}

std::uint32_t hiddenCount(const BaselineContext& c, std::uint32_t hidden) {
  return linearCount(c.features, hidden) + linearCount(hidden, c.classes);
}

// Hidden units that bring the number of parameters nearest to the design's; at least one.
std::uint32_t hiddenUnits(const BaselineContext& c) {
  const std::uint32_t each = c.features + 1 + c.classes;
  const std::uint32_t rest = c.parameters > c.classes ? c.parameters - c.classes : 0;
  return std::clamp((rest + each / 2) / each, 1U, 4096U);
}

Baseline logistic() {
  return {{.id = "logistic",
           .label = "Logistic regression",
           .category = "Classical",
           .summary = "One linear layer and a softmax: what the features alone can do.",
           .help = "P = softmax(W x + b), trained with Adam at rate 0.01 on the cross-entropy.",
           .paper = "Bowles, Ahmed, Schuld, arXiv:2403.07059"},
          [](const BaselineContext& c) { return linearCount(c.features, c.classes); },
          [](const Experiment& design, const BaselineContext&) {
            return classical(design, {dense(0, "none")});
          }};
}

Baseline mlp() {
  return {{.id = "mlp",
           .label = "Small neural network",
           .category = "Classical",
           .summary = "One hidden layer, sized to the design's number of parameters.",
           .help = "P = softmax(W2 max(0, W1 x + b1) + b2) with as many hidden units as bring the "
                   "number of parameters nearest to the design's; Adam at rate 0.01.",
           .paper = "Bowles, Ahmed, Schuld, arXiv:2403.07059"},
          [](const BaselineContext& c) { return hiddenCount(c, hiddenUnits(c)); },
          [](const Experiment& design, const BaselineContext& c) {
            return classical(design, {dense(hiddenUnits(c), "relu"), dense(0, "none")});
          }};
}

// Channels of both convolutions that bring the number of parameters nearest to the design's; the
// published networks have two and three.
constexpr std::uint32_t kFewestChannels = 2;
constexpr std::uint32_t kMostChannels = 16;

std::uint32_t cnnCountWith(const BaselineContext& c, std::uint32_t channels) {
  const std::uint32_t first = channels * (2 + 1);
  const std::uint32_t second = channels * (2 * channels + 1);
  // Kernels of two with padding of one: n positions become n + 1, and after pooling (n + 1) / 2.
  const std::uint32_t left = ((c.features + 1) / 2 + 1) / 2;
  return first + second + linearCount(channels * left, c.classes);
}

std::uint32_t cnnChannels(const BaselineContext& c) {
  std::uint32_t best = kFewestChannels;
  const auto distance = [&](std::uint32_t channels) {
    return std::abs(static_cast<std::int64_t>(cnnCountWith(c, channels)) -
                    static_cast<std::int64_t>(c.parameters));
  };
  for (std::uint32_t channels = best + 1; channels <= kMostChannels; ++channels) {
    if (distance(channels) < distance(best)) best = channels;
  }
  return best;
}

std::uint32_t cnnCount(const BaselineContext& c) {
  return c.features < 4 ? 0 : cnnCountWith(c, cnnChannels(c));
}

Stack cnnStack(std::uint32_t channels) {
  const Block convolution{.choice = {.type = "classical_convolution",
                                     .options = {{"kernel", std::int64_t{2}},
                                                 {"padding", std::int64_t{1}},
                                                 {"sharing", std::string("full")},
                                                 {"channels", std::int64_t{channels}}}},
                          .name = {}};
  const Block pooling{.choice = {.type = "max_pooling"}, .name = {}};
  return {convolution, pooling, convolution, pooling, dense(0, "none")};
}

constexpr const char* kCnnHelp =
    "Two convolutions along the features (kernel 2, padding 1), each with ReLU and max pooling, "
    "then a linear layer; 26, 34, 44, 56 or 416 parameters where the designs are those of the "
    "paper. Adam at rate 0.01. ";

Baseline cnn() {
  return {{.id = "cnn",
           .label = "CNN",
           .category = "Classical",
           .summary = "The published classical network, with as many channels as bring it nearest "
                      "to the design's number of parameters.",
           .help = std::string(kCnnHelp) +
                   "A few starts end with dead units: look at every run, not at the mean.",
           .paper = "Hur, Kim, Park, arXiv:2108.00661"},
          cnnCount,
          [](const Experiment& design, const BaselineContext& c) {
            return classical(design, cnnStack(cnnChannels(c)));
          }};
}

Baseline cnnAsPublished() {
  return {{.id = "cnn_published",
           .label = "CNN, as published",
           .category = "Classical",
           .summary = "The same, its optimizer made anew at every step as in the published code.",
           .help = std::string(kCnnHelp) +
                   "Without its memory Adam goes 0.01 along the sign of every derivative.",
           .paper = "Hur, Kim, Park, arXiv:2108.00661, and its code takh04/QCNN"},
          cnnCount,
          [](const Experiment& design, const BaselineContext& c) {
            Experiment e = classical(design, cnnStack(cnnChannels(c)));
            e.train.settings.optimizerReset = "step";
            return e;
          }};
}

// Cosines that a linear layer of the design's size can weigh.
std::uint32_t randomFeatures(const BaselineContext& c) {
  const std::uint32_t each = std::max(1U, c.classes);
  return std::clamp((c.parameters + each / 2) / each, 2U, 4097U) - 1;
}

Baseline randomFeatureTwin() {
  return {
      {.id = "random_features",
       .label = "Random features",
       .category = "Twin",
       .summary = "A linear layer on random cosines of the features, as many as the design's "
                  "number of parameters allows.",
       .help = "What a circuit that encodes angles can do is approached by random Fourier "
               "features without any quantum state. Nothing but the linear layer is trained.",
       .paper = "Landman et al., arXiv:2210.13200"},
      [](const BaselineContext& c) { return linearCount(randomFeatures(c), c.classes); },
      [](const Experiment& design, const BaselineContext& c) {
        Experiment e = classical(design, {dense(0, "none")});
        e.data.preprocess.push_back({.type = "random_features",
                                     .options = {{"features", std::int64_t{randomFeatures(c)}}}});
        return e;
      }};
}

std::uint32_t productLayers(const BaselineContext& c) {
  const std::uint32_t each = 3 * c.qubits;
  const std::uint32_t head = linearCount(c.qubits, c.classes);
  const std::uint32_t rest = c.parameters > head ? c.parameters - head : 0;
  return std::clamp((rest + each / 2) / each, 1U, 200U);
}

// The encoding of the design, wherever it stands.
Block encodingOf(const Stack& stack) {
  for (const StackNode& node : stack) {
    const auto* block = std::get_if<Block>(&node);
    if (block != nullptr && !block->bypassed && isProductEncoding(block->choice.type)) {
      return *block;
    }
  }
  return {};
}

Baseline productState() {
  return {{.id = "product_state",
           .label = "Product states",
           .category = "Twin",
           .summary = "The design's encoding and as many trained rotations, but no entanglement.",
           .help = "Every qubit keeps to itself: rotations in layers, then the expectation values "
                   "of all qubits into a linear layer. A classical computer needs two numbers a "
                   "qubit for it.",
           .paper = "Bowles, Ahmed, Schuld, arXiv:2403.07059"},
          [](const BaselineContext& c) {
            if (!c.productEncoding || c.qubits == 0) return 0U;
            return 3 * c.qubits * productLayers(c) + linearCount(c.qubits, c.classes);
          },
          [](const Experiment& design, const BaselineContext& c) {
            const Block layers{.choice = {.type = "layers",
                                          .options = {{"rotations", std::string("rx_ry_rz")},
                                                      {"entangler", std::string("none")},
                                                      {"layers", std::int64_t{productLayers(c)}}}},
                               .name = {}};
            const Block measure{.choice = {.type = "measure", .options = {{"scale", 1.0}}},
                                .name = {}};
            Experiment e =
                classical(design, {encodingOf(design.stack), layers, measure, dense(0, "none")});
            e.train.settings.evaluations = design.train.settings.evaluations;
            return e;
          }};
}

}  // namespace

bool isProductEncoding(const std::string& type) {
  return type == "angle" || type == "dense_angle" || type == "basis";
}

const std::vector<Field>& Baseline::fields() const {
  static const std::vector<Field> none;
  return none;
}

const Registry<Baseline>& baselines() {
  static const Registry<Baseline> registry = [] {
    Registry<Baseline> list("baseline");
    list.add(logistic());
    list.add(mlp());
    list.add(cnn());
    list.add(cnnAsPublished());
    list.add(randomFeatureTwin());
    list.add(productState());
    return list;
  }();
  return registry;
}

std::vector<std::string> automaticBaselines(const BaselineContext& context) {
  std::vector<std::string> ids;
  for (const Baseline& baseline : baselines().entries()) {
    if (baseline.count(context) > 0) ids.push_back(baseline.info.id);
  }
  return ids;
}

}  // namespace qonvolve
