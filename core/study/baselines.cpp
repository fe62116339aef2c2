// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/baselines.h"

#include <algorithm>
#include <cstdlib>

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

}  // namespace

const std::vector<Field>& Baseline::fields() const {
  static const std::vector<Field> none;
  return none;
}

const Registry<Baseline>& baselines() {
  static const Registry<Baseline> registry = [] {
    Registry<Baseline> list("baseline");
    list.add(logistic());
    list.add(mlp());
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
  return ids;
}

}  // namespace qonvolve
