// SPDX-License-Identifier: GPL-3.0-or-later
// Adam: steps scaled by running estimates of the gradient's first two moments.
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
};

class Adam final : public Optimizer {
 public:
  Adam(const AdamOptions& options, std::size_t parameters)
      : options_(options), gradient_(parameters), mean_(parameters), square_(parameters) {}

  double step(std::span<double> theta, Objective& objective, Rng /*rng*/) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    steps_[0] += 1;
    const double meanScale = 1 / (1 - std::pow(options_.beta1, steps_[0]));
    const double squareScale = 1 / (1 - std::pow(options_.beta2, steps_[0]));
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double g = gradient_[i];
      mean_[i] = options_.beta1 * mean_[i] + (1 - options_.beta1) * g;
      square_[i] = options_.beta2 * square_[i] + (1 - options_.beta2) * g * g;
      theta[i] -= options_.learningRate * (mean_[i] * meanScale) /
                  (std::sqrt(square_[i] * squareScale) + options_.epsilon);
    }
    return loss;
  }
  OptimizerState state() const override {
    return {{"mean", mean_}, {"square", square_}, {"steps", steps_}};
  }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"mean", &mean_}, {"square", &square_}, {"steps", &steps_}});
  }

 private:
  AdamOptions options_;
  std::vector<double> gradient_;
  std::vector<double> mean_;
  std::vector<double> square_;
  std::vector<double> steps_ = {0};
};

}  // namespace

OptimizerType adamOptimizer() {
  return makeOptimizerType(
      {.id = "adam",
       .label = "Adam",
       .category = "Gradient",
       .summary = "Each parameter gets its own step size from its recent gradients.",
       .help = "Running means m of g and v of g², both corrected for their start at zero; "
               "x ← x − h m / (√v + ε).",
       .paper = "arXiv:1412.6980"},
      Schema<AdamOptions>{}
          .real("learning_rate", &AdamOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("beta1", &AdamOptions::beta1, 0, 0.999999,
                {.label = "Beta 1", .help = "Memory of the running mean of the gradient."})
          .real("beta2", &AdamOptions::beta2, 0, 0.99999999,
                {.label = "Beta 2", .help = "Memory of the running mean of its square."})
          .real("epsilon", &AdamOptions::epsilon, 1e-16, 1,
                {.label = "Epsilon",
                 .help = "Added to the denominator; bounds steps where gradients vanish.",
                 .logarithmic = true}),
      [](const AdamOptions& options, std::size_t parameters) {
        return std::make_unique<Adam>(options, parameters);
      });
}

}  // namespace qonvolve
