// SPDX-License-Identifier: GPL-3.0-or-later
// Nesterov momentum with an explicit look-ahead point.
#include <algorithm>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct NesterovOptions {
  double learningRate = 0.01;
  double momentum = 0.9;
};

// The gradient is taken at the look-ahead point; the loss that is reported belongs to the present
// point, which costs one forward pass a step (none as long as nothing is accumulated).
class Nesterov final : public Optimizer {
 public:
  Nesterov(const NesterovOptions& options, std::size_t parameters)
      : options_(options), ahead_(parameters), gradient_(parameters), accumulated_(parameters) {}

  double step(std::span<double> theta, Objective& objective, Rng /*rng*/) override {
    bool moved = false;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      ahead_[i] = theta[i] - options_.momentum * accumulated_[i];
      moved = moved || ahead_[i] != theta[i];
    }
    double loss = objective.valueAndGradient(ahead_, gradient_);
    if (moved) loss = objective.value(theta);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      accumulated_[i] = options_.momentum * accumulated_[i] + options_.learningRate * gradient_[i];
      theta[i] -= accumulated_[i];
    }
    return loss;
  }
  OptimizerState state() const override { return {{"accumulated", accumulated_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"accumulated", &accumulated_}});
  }

 private:
  NesterovOptions options_;
  std::vector<double> ahead_;
  std::vector<double> gradient_;
  std::vector<double> accumulated_;
};

}  // namespace

OptimizerType nesterovOptimizer() {
  return makeOptimizerType(
      {.id = "nesterov",
       .label = "Nesterov",
       .category = "Gradient",
       .summary = "Momentum with the gradient taken where the momentum leads.",
       .help = "a ← μ a + h ∇L(x − μ a), x ← x − a. The loss shown is the one at x, "
               "which costs one more forward pass a step.",
       .paper = "Nesterov, Sov. Math. Dokl. 27 (1983) 372; arXiv:2108.00661"},
      Schema<NesterovOptions>{}
          .real("learning_rate", &NesterovOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("momentum", &NesterovOptions::momentum, 0, 0.9999,
                {.label = "Momentum", .help = "Share μ of the last step that is kept."}),
      [](const NesterovOptions& options, std::size_t parameters) {
        return std::make_unique<Nesterov>(options, parameters);
      });
}

}  // namespace qonvolve
