// SPDX-License-Identifier: GPL-3.0-or-later
// Nelder-Mead: a simplex that crawls downhill without derivatives.
#include <algorithm>
#include <numeric>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct NelderMeadOptions {
  double size = 0.5;
  std::string scale = "absolute";
};

// Our own and not NLopt's: that one keeps its simplex to itself, so a run could not be resumed, and
// starts it from the best point so far instead of the given one.
class NelderMead final : public Optimizer {
 public:
  NelderMead(const NelderMeadOptions& options, std::size_t parameters)
      : options_(options),
        size_(parameters),
        corners_((parameters + 1) * parameters),
        values_(parameters + 1),
        middle_(parameters),
        probe_(parameters),
        second_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& /*info*/) override {
    if (size_ == 0) return objective.value(theta);
    // The parameters may have been moved by others.
    double loss = 0;
    if (begun_[0] == 0 || !std::ranges::equal(theta, corner(0))) {
      loss = begin(theta, objective);
    } else {
      loss = objective.recordedValue(theta);
    }
    iterate(objective);
    sort();
    if (!objective.stopped()) std::ranges::copy(corner(0), theta.begin());
    return loss;
  }
  OptimizerState state() const override {
    return {{"corners", corners_}, {"values", values_}, {"begun", begun_}};
  }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state,
                          {{"corners", &corners_}, {"values", &values_}, {"begun", &begun_}});
  }

 private:
  std::span<double> corner(std::size_t i) { return std::span(corners_).subspan(i * size_, size_); }

  double begin(std::span<const double> theta, Objective& objective) {
    for (std::size_t i = 0; i <= size_; ++i) {
      const auto at = corner(i);
      std::ranges::copy(theta, at.begin());
      if (i > 0) {
        const double x = theta[i - 1];
        const double unit = options_.scale == "absolute" ? 1 : x != 0 ? x : 1.0 / 200;
        at[i - 1] += options_.size * unit;
      }
      values_[i] = objective.value(at);
    }
    const double loss = values_[0];
    begun_[0] = 1;
    sort();
    return loss;
  }

  // Best corner first; equal ones keep their order.
  void sort() {
    std::vector<std::size_t> order(size_ + 1);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values_[i]; });
    std::vector<double> corners;
    std::vector<double> values;
    for (const std::size_t i : order) {
      const auto at = corner(i);
      corners.insert(corners.end(), at.begin(), at.end());
      values.push_back(values_[i]);
    }
    corners_.swap(corners);
    values_.swap(values);
  }

  // at = middle + factor (worst - middle); its value.
  double along(double factor, std::vector<double>& at, Objective& objective) {
    const auto worst = corner(size_);
    for (std::size_t k = 0; k < size_; ++k) at[k] = middle_[k] + factor * (worst[k] - middle_[k]);
    return objective.value(at);
  }

  void replaceWorst(const std::vector<double>& at, double value) {
    std::ranges::copy(at, corner(size_).begin());
    values_[size_] = value;
  }

  void iterate(Objective& objective) {
    std::ranges::fill(middle_, 0.0);
    for (std::size_t i = 0; i < size_; ++i) {
      const auto at = corner(i);
      for (std::size_t k = 0; k < size_; ++k) middle_[k] += at[k] / static_cast<double>(size_);
    }
    const double worst = values_[size_];
    const double reflected = along(-1, probe_, objective);
    if (reflected < values_[0]) {
      const double expanded = along(-2, second_, objective);
      const bool further = expanded < reflected;
      replaceWorst(further ? second_ : probe_, further ? expanded : reflected);
      return;
    }
    if (reflected < values_[size_ - 1]) {
      replaceWorst(probe_, reflected);
      return;
    }
    const bool outside = reflected < worst;
    const double contracted = along(outside ? -0.5 : 0.5, second_, objective);
    if (outside ? contracted <= reflected : contracted < worst) {
      replaceWorst(second_, contracted);
      return;
    }
    const auto best = corner(0);
    for (std::size_t i = 1; i <= size_ && !objective.stopped(); ++i) {
      const auto at = corner(i);
      for (std::size_t k = 0; k < size_; ++k) at[k] = best[k] + 0.5 * (at[k] - best[k]);
      values_[i] = objective.value(at);
    }
  }

  NelderMeadOptions options_;
  std::size_t size_;
  std::vector<double> corners_;  // size_ + 1 points, best first
  std::vector<double> values_;
  std::vector<double> begun_ = {0};
  std::vector<double> middle_;  // of all corners but the worst
  std::vector<double> probe_;
  std::vector<double> second_;
};

}  // namespace

OptimizerType nelderMeadOptimizer() {
  return makeOptimizerType(
      {.id = "nelder_mead",
       .label = "Nelder-Mead",
       .category = "Without derivatives",
       .summary = "Moves a simplex of points downhill by their values alone.",
       .help =
           "Reflects (1), expands (2), contracts (½) and shrinks (½) a simplex of P + 1 points, "
           "one such move a step. For few parameters and a loss without noise. Circuit "
           "evaluations a step and sample: 1 or 2, after P + 1 to start; P + 2 to shrink.",
       .paper = "Nelder and Mead, Comput. J. 7 (1965) 308"},
      Schema<NelderMeadOptions>{}
          .real("size", &NelderMeadOptions::size, 1e-6, 100,
                {.label = "Simplex",
                 .help = "How far the first points lie from the present one.",
                 .logarithmic = true})
          .choice("scale", &NelderMeadOptions::scale,
                  {{"absolute", "Radians", "The same distance for every parameter."},
                   {"relative", "Of each value",
                    "Distance in units of each parameter's value, or of 0.005 where that is 0. The "
                    "usual start is 0.05."}},
                  {.label = "Scale", .help = "What the size of the simplex is measured in."}),
      [](const NelderMeadOptions&) { return OptimizerNeeds{.steadyBatch = true}; },
      [](const NelderMeadOptions& options, std::size_t parameters) {
        return std::make_unique<NelderMead>(options, parameters);
      });
}

}  // namespace qonvolve
