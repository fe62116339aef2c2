// SPDX-License-Identifier: GPL-3.0-or-later
// RMSProp: steps divided by the root of a running mean of squared gradients.
#include <cmath>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct RmspropOptions {
  double learningRate = 0.01;
  double decay = 0.9;
  double epsilon = 1e-8;
};

class Rmsprop final : public Optimizer {
 public:
  Rmsprop(const RmspropOptions& options, std::size_t parameters)
      : options_(options), gradient_(parameters), square_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double rate = info.rate * options_.learningRate;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double g = gradient_[i];
      square_[i] = options_.decay * square_[i] + (1 - options_.decay) * g * g;
      theta[i] -= rate * g / (std::sqrt(square_[i]) + options_.epsilon);
    }
    return loss;
  }
  OptimizerState state() const override { return {{"square", square_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"square", &square_}});
  }

 private:
  RmspropOptions options_;
  std::vector<double> gradient_;
  std::vector<double> square_;
};

}  // namespace

OptimizerType rmspropOptimizer() {
  return makeOptimizerType(
      {.id = "rmsprop",
       .label = "RMSProp",
       .category = "Gradient",
       .summary = "Steps scaled by the recent size of each derivative.",
       .help =
           "s ← r s + (1 − r) g², x ← x − h g / (√s + ε). Memory r is 0.9 here and in PennyLane, "
           "0.99 in PyTorch; ε stands outside the root. Circuit evaluations a step and sample: "
           "one gradient.",
       .paper = "Tieleman and Hinton, Coursera lecture 6.5 (2012)"},
      Schema<RmspropOptions>{}
          .real("learning_rate", &RmspropOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("decay", &RmspropOptions::decay, 0, 0.999999,
                {.label = "Memory", .help = "Memory r of the running mean of squared gradients."})
          .real("epsilon", &RmspropOptions::epsilon, 1e-16, 1,
                {.label = "Epsilon",
                 .help = "Added to the denominator, outside the root.",
                 .logarithmic = true}),
      gradientNeeds<RmspropOptions>, [](const RmspropOptions& options, std::size_t parameters) {
        return std::make_unique<Rmsprop>(options, parameters);
      });
}

}  // namespace qonvolve
