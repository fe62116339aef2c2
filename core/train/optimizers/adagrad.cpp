// SPDX-License-Identifier: GPL-3.0-or-later
// Adagrad: steps divided by the root of the sum of all squared gradients.
#include <cmath>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct AdagradOptions {
  double learningRate = 0.1;
  double epsilon = 1e-8;
};

class Adagrad final : public Optimizer {
 public:
  Adagrad(const AdagradOptions& options, std::size_t parameters)
      : options_(options), gradient_(parameters), sum_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double rate = info.rate * options_.learningRate;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      sum_[i] += gradient_[i] * gradient_[i];
      theta[i] -= rate * gradient_[i] / (std::sqrt(sum_[i]) + options_.epsilon);
    }
    return loss;
  }
  OptimizerState state() const override { return {{"sum", sum_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"sum", &sum_}});
  }

 private:
  AdagradOptions options_;
  std::vector<double> gradient_;
  std::vector<double> sum_;
};

}  // namespace

OptimizerType adagradOptimizer() {
  return makeOptimizerType(
      {.id = "adagrad",
       .label = "Adagrad",
       .category = "Gradient",
       .summary = "Steps that shrink with all squared gradients so far.",
       .help = "s ← s + g², x ← x − h g / (√s + ε). Circuit evaluations a step and sample: one "
               "gradient.",
       .paper = "Duchi, Hazan and Singer, J. Mach. Learn. Res. 12 (2011) 2121"},
      Schema<AdagradOptions>{}
          .real("learning_rate", &AdagradOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("epsilon", &AdagradOptions::epsilon, 1e-16, 1,
                {.label = "Epsilon",
                 .help = "Added to the denominator, outside the root.",
                 .logarithmic = true}),
      gradientNeeds<AdagradOptions>, [](const AdagradOptions& options, std::size_t parameters) {
        return std::make_unique<Adagrad>(options, parameters);
      });
}

}  // namespace qonvolve
