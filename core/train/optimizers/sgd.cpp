// SPDX-License-Identifier: GPL-3.0-or-later
// Plain gradient descent.
#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct SgdOptions {
  double learningRate = 0.01;
};

class Sgd final : public Optimizer {
 public:
  Sgd(const SgdOptions& options, std::size_t parameters)
      : options_(options), gradient_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double rate = info.rate * options_.learningRate;
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] -= rate * gradient_[i];
    return loss;
  }
  OptimizerState state() const override { return {}; }
  Result<void> restore(const OptimizerState& state) override { return restoreVectors(state, {}); }

 private:
  SgdOptions options_;
  std::vector<double> gradient_;
};

}  // namespace

OptimizerType sgdOptimizer() {
  return makeOptimizerType(
      {.id = "sgd",
       .label = "SGD",
       .category = "Gradient",
       .summary = "Plain gradient descent on each batch.",
       .help =
           "x ← x − h g, with g the gradient of the batch loss and h the learning rate. Circuit "
           "evaluations a step and sample: one gradient.",
       .paper = "Robbins and Monro, Ann. Math. Stat. 22 (1951) 400"},
      Schema<SgdOptions>{}.real("learning_rate", &SgdOptions::learningRate, kSmallestLearningRate,
                                kLargestLearningRate, learningRateText()),
      gradientNeeds<SgdOptions>, [](const SgdOptions& options, std::size_t parameters) {
        return std::make_unique<Sgd>(options, parameters);
      });
}

}  // namespace qonvolve
