// SPDX-License-Identifier: GPL-3.0-or-later
// Adam and its variants: steps scaled by running estimates of the gradient's first two moments.
#include <algorithm>
#include <cmath>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct AdamOptions {
  double learningRate = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weightDecay = 0;
};

struct AdamWOptions : AdamOptions {
  AdamWOptions() { weightDecay = 0.01; }
};

enum class SecondMoment : std::uint8_t { Running, Largest };

class Adam final : public Optimizer {
 public:
  Adam(const AdamOptions& options, std::size_t parameters, SecondMoment second)
      : options_(options),
        gradient_(parameters),
        mean_(parameters),
        square_(parameters),
        largest_(second == SecondMoment::Largest ? parameters : 0) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double rate = info.rate * options_.learningRate;
    steps_[0] += 1;
    const double meanScale = 1 / (1 - std::pow(options_.beta1, steps_[0]));
    const double squareScale = 1 / (1 - std::pow(options_.beta2, steps_[0]));
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double g = gradient_[i];
      mean_[i] = options_.beta1 * mean_[i] + (1 - options_.beta1) * g;
      square_[i] = options_.beta2 * square_[i] + (1 - options_.beta2) * g * g;
      double square = square_[i];
      if (!largest_.empty()) square = largest_[i] = std::max(largest_[i], square);
      theta[i] -= rate * options_.weightDecay * theta[i];
      theta[i] -=
          rate * (mean_[i] * meanScale) / (std::sqrt(square * squareScale) + options_.epsilon);
    }
    return loss;
  }
  OptimizerState state() const override {
    OptimizerState state = {{"mean", mean_}, {"square", square_}, {"steps", steps_}};
    if (!largest_.empty()) state["largest"] = largest_;
    return state;
  }
  Result<void> restore(const OptimizerState& state) override {
    if (largest_.empty()) {
      return restoreVectors(state, {{"mean", &mean_}, {"square", &square_}, {"steps", &steps_}});
    }
    return restoreVectors(
        state,
        {{"mean", &mean_}, {"square", &square_}, {"steps", &steps_}, {"largest", &largest_}});
  }

 private:
  AdamOptions options_;
  std::vector<double> gradient_;
  std::vector<double> mean_;
  std::vector<double> square_;
  std::vector<double> largest_;
  std::vector<double> steps_ = {0};
};

template <class Options>
Schema<Options> adamSchema() {
  return Schema<Options>{}
      .real("learning_rate", &Options::learningRate, kSmallestLearningRate, kLargestLearningRate,
            learningRateText())
      .real("beta1", &Options::beta1, 0, 0.999999,
            {.label = "Beta 1", .help = "Memory of the running mean of the gradient."})
      .real("beta2", &Options::beta2, 0, 0.99999999,
            {.label = "Beta 2", .help = "Memory of the running mean of its square."})
      .real("epsilon", &Options::epsilon, 1e-16, 1,
            {.label = "Epsilon",
             .help = "Added to the denominator, outside the root; bounds steps where gradients "
                     "vanish.",
             .logarithmic = true});
}

}  // namespace

OptimizerType adamOptimizer() {
  return makeOptimizerType(
      {.id = "adam",
       .label = "Adam",
       .category = "Gradient",
       .summary = "Each parameter gets its own step size from its recent gradients.",
       .help = "Running means m of g and v of g², both corrected for their start at zero; "
               "x ← x − h m / (√v + ε). Exact gradients that are tiny are scaled up, which hides a "
               "plateau that finite shots would show. Circuit evaluations a step and sample: one "
               "gradient.",
       .paper = "arXiv:1412.6980"},
      adamSchema<AdamOptions>(), gradientNeeds<AdamOptions>,
      [](const AdamOptions& options, std::size_t parameters) {
        return std::make_unique<Adam>(options, parameters, SecondMoment::Running);
      });
}

OptimizerType adamwOptimizer() {
  return makeOptimizerType(
      {.id = "adamw",
       .label = "AdamW",
       .category = "Gradient",
       .summary = "Adam that also pulls every parameter towards zero.",
       .help = "x ← x (1 − h w), then a step of Adam. The decay w acts on the parameters "
               "themselves, not through the gradient. Circuit evaluations a step and sample: one "
               "gradient.",
       .paper = "Loshchilov and Hutter, arXiv:1711.05101"},
      adamSchema<AdamWOptions>().real(
          "weight_decay", &AdamWOptions::weightDecay, 0, 10,
          {.label = "Weight decay",
           .help = "Share w of each parameter that a step takes away, times "
                   "the learning rate."}),
      gradientNeeds<AdamWOptions>, [](const AdamWOptions& options, std::size_t parameters) {
        return std::make_unique<Adam>(options, parameters, SecondMoment::Running);
      });
}

OptimizerType amsgradOptimizer() {
  return makeOptimizerType(
      {.id = "amsgrad",
       .label = "AMSGrad",
       .category = "Gradient",
       .summary = "Adam whose step sizes never grow again.",
       .help =
           "As Adam, with the largest v so far in place of v: x ← x − h m / (√max v + ε). Circuit "
           "evaluations a step and sample: one gradient.",
       .paper = "Reddi, Kale and Kumar, arXiv:1904.09237"},
      adamSchema<AdamOptions>(), gradientNeeds<AdamOptions>,
      [](const AdamOptions& options, std::size_t parameters) {
        return std::make_unique<Adam>(options, parameters, SecondMoment::Largest);
      });
}

}  // namespace qonvolve
