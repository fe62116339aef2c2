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
    list.add(randomFeatureTwin());
    list.add(productState());
    return list;
  }();
  return registry;
}

std::vector<std::string> automaticBaselines(const BaselineContext& context) {
  const auto distance = [&](const Baseline& baseline) {
    return std::abs(static_cast<std::int64_t>(baseline.count(context)) -
                    static_cast<std::int64_t>(context.parameters));
  };
  const Baseline* nearest = nullptr;
  for (const Baseline& baseline : baselines().entries()) {
    if (baseline.info.category != "Classical" || baseline.info.id == "logistic") continue;
    if (baseline.count(context) == 0) continue;
    if (nearest == nullptr || distance(baseline) < distance(*nearest)) nearest = &baseline;
  }
  std::vector<std::string> ids = {"logistic"};
  if (nearest != nullptr) ids.push_back(nearest->info.id);
  for (const Baseline& baseline : baselines().entries()) {
    if (baseline.info.category == "Twin" && baseline.count(context) > 0) {
      ids.push_back(baseline.info.id);
    }
  }
  return ids;
}

}  // namespace qonvolve
