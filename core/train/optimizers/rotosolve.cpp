// SPDX-License-Identifier: GPL-3.0-or-later
// Rotosolve: every angle in turn to the lowest point of its own curve.
#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"
#include "core/train/optimizers/wave_minimum.h"

namespace qonvolve {

namespace {

class Rotosolve final : public Optimizer {
 public:
  double step(std::span<double> theta, Objective& objective, const StepInfo& /*info*/) override {
    const double loss = objective.value(theta);
    double value = loss;
    for (std::size_t k = 0; k < theta.size() && !objective.stopped(); ++k) {
      value = lowerOne(theta, k, value, objective);
    }
    return loss;
  }
  OptimizerState state() const override { return {}; }
  Result<void> restore(const OptimizerState& state) override { return restoreVectors(state, {}); }
};

}  // namespace

OptimizerType rotosolveOptimizer() {
  return makeOptimizerType(
      {.id = "rotosolve",
       .label = "Rotosolve",
       .category = "One angle at a time",
       .summary = "Sets every angle in turn to the lowest point of its own curve.",
       .help =
           "With all others fixed the loss is a sinusoid of one angle: "
           "t* = t − π/2 − atan2(2M₀ − M₊ − M₋, M₊ − M₋) from three values. An angle shared by m "
           "gates gives a trigonometric polynomial of degree m, a squared loss twice that; "
           "2 × degree + 1 values determine it. A step is one sweep over all angles. Circuit "
           "evaluations a step and sample: 1, and 2 × degree for every angle, as the lowest value "
           "of one angle is the first of the next.",
       .paper = "Ostaszewski, Grant and Benedetti, arXiv:1905.09692"},
      Schema<OtherCurves>{}.choice("otherwise", &OtherCurves::otherwise, OtherCurves::options(),
                                   OtherCurves::text()),
      [](const OtherCurves& options) {
        return OptimizerNeeds{.steadyBatch = true,
                              .waves = options.otherwise == "refuse",
                              .numericOption = "otherwise",
                              .numericValue = "search"};
      },
      [](const OtherCurves& /*options*/, std::size_t /*parameters*/) {
        return std::make_unique<Rotosolve>();
      });
}

}  // namespace qonvolve
