// SPDX-License-Identifier: GPL-3.0-or-later
// Nesterov momentum, with an explicit look-ahead point or with the gradient of the present one.
#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct NesterovOptions {
  double learningRate = 0.01;
  double momentum = 0.9;
  std::string form = "look_ahead";
};

class Nesterov final : public Optimizer {
 public:
  Nesterov(const NesterovOptions& options, std::size_t parameters)
      : options_(options), ahead_(parameters), gradient_(parameters), accumulated_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double rate = info.rate * options_.learningRate;
    return options_.form == "look_ahead" ? lookAhead(theta, objective, rate)
                                         : corrected(theta, objective, rate);
  }
  OptimizerState state() const override { return {{"accumulated", accumulated_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"accumulated", &accumulated_}});
  }

 private:
  // The gradient is taken at the look-ahead point; the loss that is reported belongs to the present
  // point, which costs one forward pass a step (none as long as nothing is accumulated).
  double lookAhead(std::span<double> theta, Objective& objective, double rate) {
    bool moved = false;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      ahead_[i] = theta[i] - options_.momentum * accumulated_[i];
      moved = moved || ahead_[i] != theta[i];
    }
    double loss = objective.valueAndGradient(ahead_, gradient_);
    if (moved) loss = objective.recordedValue(theta);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      accumulated_[i] = options_.momentum * accumulated_[i] + rate * gradient_[i];
      theta[i] -= accumulated_[i];
    }
    return loss;
  }

  double corrected(std::span<double> theta, Objective& objective, double rate) {
    const double loss = objective.valueAndGradient(theta, gradient_);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      accumulated_[i] = options_.momentum * accumulated_[i] + gradient_[i];
      theta[i] -= rate * (gradient_[i] + options_.momentum * accumulated_[i]);
    }
    return loss;
  }

  NesterovOptions options_;
  std::vector<double> ahead_;
  std::vector<double> gradient_;
  std::vector<double> accumulated_;  // steps (look-ahead) or gradients
};

}  // namespace

OptimizerType nesterovOptimizer() {
  return makeOptimizerType(
      {.id = "nesterov",
       .label = "Nesterov",
       .category = "Gradient",
       .summary = "Momentum with the gradient taken where the momentum leads.",
       .help = "Look ahead: a ← μ a + h ∇L(x − μ a), x ← x − a. Corrected: v ← μ v + g, "
               "x ← x − h (g + μ v), with g at x. The loss shown is always the one at x. Circuit "
               "evaluations a step and sample: one gradient.",
       .paper = "Nesterov, Sov. Math. Dokl. 27 (1983) 372; Sutskever et al., ICML 2013"},
      Schema<NesterovOptions>{}
          .real("learning_rate", &NesterovOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .real("momentum", &NesterovOptions::momentum, 0, 0.9999,
                {.label = "Momentum", .help = "Share μ of the last step that is kept."})
          .choice("form", &NesterovOptions::form,
                  {{"look_ahead", "Look ahead",
                    "Gradient at the point where the momentum leads, as PennyLane and Hur et al."},
                   {"corrected", "Corrected", "Gradient at the present point, as PyTorch."}},
                  {.label = "Form", .help = "Which of the two usual forms."}),
      gradientNeeds<NesterovOptions>, [](const NesterovOptions& options, std::size_t parameters) {
        return std::make_unique<Nesterov>(options, parameters);
      });
}

}  // namespace qonvolve
