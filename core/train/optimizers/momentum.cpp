// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient descent with momentum (heavy ball).
#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct MomentumOptions {
  double learningRate = 0.01;
  double momentum = 0.9;
};

class Momentum final : public Optimizer {
 public:
  Momentum(const MomentumOptions& options, std::size_t parameters)
      : options_(options), gradient_(parameters), velocity_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double rate = info.rate * options_.learningRate;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      velocity_[i] = options_.momentum * velocity_[i] + gradient_[i];
      theta[i] -= rate * velocity_[i];
    }
    return loss;
  }
  OptimizerState state() const override { return {{"velocity", velocity_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"velocity", &velocity_}});
  }

 private:
  MomentumOptions options_;
  std::vector<double> gradient_;
  std::vector<double> velocity_;
};

}  // namespace

OptimizerType momentumOptimizer() {
  return makeOptimizerType(
      {.id = "momentum",
       .label = "Momentum",
       .category = "Gradient",
       .summary = "Gradient descent that keeps part of its last step.",
       .help = "v ← μ v + g, x ← x − h v. Damps zigzagging across narrow valleys. Circuit "
               "evaluations a "
               "step and sample: one gradient.",
       .paper = "Polyak, USSR Comput. Math. Math. Phys. 4 (1964) 1"},
      Schema<MomentumOptions>{}
          .real("learning_rate", &MomentumOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("momentum", &MomentumOptions::momentum, 0, 0.9999,
                {.label = "Momentum", .help = "Share μ of the last step that is kept."}),
      gradientNeeds<MomentumOptions>, [](const MomentumOptions& options, std::size_t parameters) {
        return std::make_unique<Momentum>(options, parameters);
      });
}

}  // namespace qonvolve
