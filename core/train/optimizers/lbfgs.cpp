// SPDX-License-Identifier: GPL-3.0-or-later
// L-BFGS: quasi-Newton steps from the last changes of the gradient, with a Wolfe line search.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/train/optimizers/line_search.h"
#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct LbfgsOptions {
  std::int64_t memory = 10;
  double decrease = 1e-4;
  double curvature = 0.9;
  std::int64_t evaluations = 20;
};

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Both ends of a pair (s, y) belong to the same batch, because the line search has the gradient at
// its end; so curvature is never mixed up with the difference of two batches.
class Lbfgs final : public Optimizer {
 public:
  Lbfgs(const LbfgsOptions& options, std::size_t parameters)
      : options_(options),
        size_(parameters),
        gradient_(parameters),
        probed_(parameters),
        kept_(parameters),
        at_(parameters),
        direction_(parameters),
        s_(parameters * static_cast<std::size_t>(options.memory)),
        y_(s_.size()) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& /*info*/) override {
    const double loss = objective.valueAndGradient(theta, gradient_);
    const double steepest = std::sqrt(dot(gradient_, gradient_));
    if (!std::isfinite(loss) || !(steepest > 0) || objective.stopped()) return loss;
    findDirection();
    double slope = dot(gradient_, direction_);
    if (!(slope < 0)) {  // rounding, or pairs of an earlier batch: begin again
      ring_ = {0, 0};
      findDirection();
      slope = dot(gradient_, direction_);
    }
    const auto probe = [&](double distance) {
      for (std::size_t i = 0; i < size_; ++i) at_[i] = theta[i] + distance * direction_[i];
      const double value = objective.valueAndGradient(at_, probed_);
      return LinePoint{distance, value, dot(probed_, direction_)};
    };
    const LinePoint start{0, loss, slope};
    // Without curvature the length of the gradient means nothing: at most one radian in all.
    const double first =
        ring_[0] > 0 ? 1.0 : std::min(1.0, 1 / (steepest * std::sqrt(static_cast<double>(size_))));
    const WolfeConditions conditions{options_.decrease, options_.curvature,
                                     static_cast<int>(options_.evaluations)};
    const LinePoint end =
        strongWolfe(start, first, conditions, probe, [&] { kept_.swap(probed_); });
    if (end.distance == 0) {
      ring_ = {0, 0};
      return loss;
    }
    remember(end.distance);
    for (std::size_t i = 0; i < size_; ++i) theta[i] += end.distance * direction_[i];
    return loss;
  }

  OptimizerState state() const override { return {{"s", s_}, {"y", y_}, {"ring", ring_}}; }
  Result<void> restore(const OptimizerState& state) override {
    if (auto done = restoreVectors(state, {{"s", &s_}, {"y", &y_}, {"ring", &ring_}}); !done) {
      return done;
    }
    const double capacity = static_cast<double>(options_.memory);
    for (double& place : ring_) place = std::clamp(std::floor(place), 0.0, capacity);
    return {};
  }

 private:
  std::size_t capacity() const { return static_cast<std::size_t>(options_.memory); }
  std::size_t pairs() const { return static_cast<std::size_t>(ring_[0]); }
  // Pair number 0 is the newest.
  std::span<double> pairOf(std::vector<double>& all, std::size_t age) {
    const std::size_t next = static_cast<std::size_t>(ring_[1]);
    return std::span(all).subspan((next + 2 * capacity() - 1 - age) % capacity() * size_, size_);
  }

  // Two-loop recursion (Nocedal and Wright, algorithm 7.4) with H0 = (s'y / y'y) I.
  void findDirection() {
    for (std::size_t i = 0; i < size_; ++i) direction_[i] = -gradient_[i];
    std::vector<double> weights(pairs());
    for (std::size_t age = 0; age < pairs(); ++age) {
      const auto s = pairOf(s_, age);
      const auto y = pairOf(y_, age);
      weights[age] = dot(s, direction_) / dot(s, y);
      for (std::size_t i = 0; i < size_; ++i) direction_[i] -= weights[age] * y[i];
    }
    if (pairs() > 0) {
      const auto y = pairOf(y_, 0);
      const double scale = dot(pairOf(s_, 0), y) / dot(y, y);
      for (double& d : direction_) d *= scale;
    }
    for (std::size_t age = pairs(); age-- > 0;) {
      const auto s = pairOf(s_, age);
      const auto y = pairOf(y_, age);
      const double change = weights[age] - dot(y, direction_) / dot(s, y);
      for (std::size_t i = 0; i < size_; ++i) direction_[i] += change * s[i];
    }
  }

  void remember(double distance) {
    double sy = 0;
    double yy = 0;
    double ss = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const double s = distance * direction_[i];
      const double y = kept_[i] - gradient_[i];
      sy += s * y;
      yy += y * y;
      ss += s * s;
    }
    if (!(sy > 1e-10 * std::sqrt(ss * yy))) return;
    ring_[1] = static_cast<double>((static_cast<std::size_t>(ring_[1]) + 1) % capacity());
    ring_[0] = std::min(ring_[0] + 1, static_cast<double>(capacity()));
    const auto s = pairOf(s_, 0);
    const auto y = pairOf(y_, 0);
    for (std::size_t i = 0; i < size_; ++i) {
      s[i] = distance * direction_[i];
      y[i] = kept_[i] - gradient_[i];
    }
  }

  LbfgsOptions options_;
  std::size_t size_;
  std::vector<double> gradient_;
  std::vector<double> probed_;
  std::vector<double> kept_;  // gradient at the best point of the line
  std::vector<double> at_;
  std::vector<double> direction_;
  std::vector<double> s_;
  std::vector<double> y_;
  std::vector<double> ring_ = {0, 0};  // pairs that are held, place after the newest
};

}  // namespace

OptimizerType lbfgsOptimizer() {
  return makeOptimizerType(
      {.id = "lbfgs",
       .label = "L-BFGS",
       .category = "Curvature",
       .summary = "Quasi-Newton steps from the last changes of the gradient.",
       .help =
           "Direction −H g by the two-loop recursion over the last m pairs s = Δx, y = Δg, with "
           "H₀ = (sᵀy / yᵀy) I; its length satisfies the strong Wolfe conditions. Needs a loss "
           "without noise: all samples in each step, exact or with fixed shots. Circuit "
           "evaluations a step and sample: one gradient for each point of the line search, "
           "usually two.",
       .paper = "Liu and Nocedal, Math. Program. 45 (1989) 503"},
      Schema<LbfgsOptions>{}
          .integer("memory", &LbfgsOptions::memory, 1, 100,
                   {.label = "Memory", .help = "Number m of pairs that are kept."})
          .real("decrease", &LbfgsOptions::decrease, 1e-8, 0.4,
                {.label = "Decrease",
                 .help = "Wolfe constant c₁: share of the promised decrease that is enough.",
                 .logarithmic = true})
          .real("curvature", &LbfgsOptions::curvature, 0.1, 0.999,
                {.label = "Curvature",
                 .help = "Wolfe constant c₂: share of the first slope that may be left."})
          .integer("evaluations", &LbfgsOptions::evaluations, 1, 1000,
                   {.label = "Line search", .help = "Points of a line search at most."}),
      [](const LbfgsOptions&) { return OptimizerNeeds{.steadyBatch = true}; },
      [](const LbfgsOptions& options, std::size_t parameters) {
        return std::make_unique<Lbfgs>(options, parameters);
      });
}

}  // namespace qonvolve
