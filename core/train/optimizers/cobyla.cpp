// SPDX-License-Identifier: GPL-3.0-or-later
// COBYLA: linear models of the loss in a shrinking trust region, by the NLopt library.
#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct CobylaOptions {
  double radius = 1;
  std::int64_t evaluations = 0;
};

constexpr double kSmallestRadius = 1e-10;

// What NLopt hands back to the function it minimizes.
struct Task {
  Objective* objective = nullptr;
  nlopt_opt search = nullptr;
  double first = 0;  // value at the start
  bool begun = false;
  double lowest = std::numeric_limits<double>::infinity();
  std::vector<double> best;
};

double evaluate(unsigned count, const double* x, double* /*gradient*/, void* data) {
  Task& task = *static_cast<Task*>(data);
  const std::span<const double> theta(x, count);
  const double value = task.objective->value(theta);
  if (!task.begun) {
    task.begun = true;
    task.first = value;
  }
  if (task.objective->stopped() || !std::isfinite(value)) {
    nlopt_force_stop(task.search);
    return std::numeric_limits<double>::max();
  }
  if (value < task.lowest) {
    task.lowest = value;
    task.best.assign(theta.begin(), theta.end());
  }
  return value;
}

// Every step is a search of its own on the loss of its batch, from the present point; so all that
// is remembered is the radius. It follows the distance covered: at most doubled, at least halved,
// never above the first.
class Cobyla final : public Optimizer {
 public:
  Cobyla(const CobylaOptions& options, std::size_t parameters)
      : options_(options), radius_{options.radius}, size_(parameters) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& /*info*/) override {
    if (size_ == 0) return objective.value(theta);
    nlopt_opt search = nlopt_create(NLOPT_LN_COBYLA, static_cast<unsigned>(size_));
    if (search == nullptr) throw std::bad_alloc();
    Task task{.objective = &objective, .search = search, .best = {theta.begin(), theta.end()}};
    nlopt_set_min_objective(search, evaluate, &task);
    nlopt_set_initial_step1(search, radius_[0]);
    nlopt_set_maxeval(search, static_cast<int>(options_.evaluations > 0
                                                   ? static_cast<std::size_t>(options_.evaluations)
                                                   : 3 * (size_ + 1)));
    nlopt_set_xtol_abs1(search, kSmallestRadius);
    std::vector<double> x(theta.begin(), theta.end());
    double lowest = 0;
    nlopt_optimize(search, x.data(), &lowest);  // what it found is in the task
    nlopt_destroy(search);

    double moved = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      moved = std::max(moved, std::abs(task.best[i] - theta[i]));
    }
    radius_[0] = std::min(options_.radius, std::clamp(moved, radius_[0] / 2, radius_[0] * 2));
    radius_[0] = std::max(radius_[0], kSmallestRadius);
    std::ranges::copy(task.best, theta.begin());
    return task.first;
  }
  OptimizerState state() const override { return {{"radius", radius_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"radius", &radius_}});
  }

 private:
  CobylaOptions options_;
  std::vector<double> radius_;
  std::size_t size_;
};

}  // namespace

OptimizerType cobylaOptimizer() {
  return makeOptimizerType(
      {.id = "cobyla",
       .label = "COBYLA",
       .category = "Without derivatives",
       .summary = "Follows linear models of the loss within a shrinking radius.",
       .help = "Fits a plane through P + 1 points, goes to its lowest point within the radius, and "
               "shrinks the radius when that fails; a step is one search on the loss of its batch. "
               "Circuit evaluations a step and sample: the number below.",
       .paper =
           "Powell, in Advances in Optimization and Numerical Analysis (1994) 51; NLopt (Johnson)"},
      Schema<CobylaOptions>{}
          .real("radius", &CobylaOptions::radius, 1e-6, 100,
                {.label = "First radius",
                 .help = "Size of the trust region at the start.",
                 .unit = "rad",
                 .logarithmic = true})
          .integer("evaluations", &CobylaOptions::evaluations, 0, 1'000'000,
                   {.label = "Evaluations",
                    .help = "Evaluations of the batch in one step; 0: three times the number of "
                            "parameters plus one. With as many as the whole search needs, a run is "
                            "one step."}),
      [](const CobylaOptions&) { return OptimizerNeeds{.steadyBatch = true}; },
      [](const CobylaOptions& options, std::size_t parameters) {
        return std::make_unique<Cobyla>(options, parameters);
      });
}

}  // namespace qonvolve
