// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/scan.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "core/analysis/verdict.h"

namespace qonvolve {

namespace {

double meanOf(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// What the draws of one case leave behind.
class Draws {
 public:
  Draws(const ScanPlan& plan, const ScanCase& scan)
      : plan_(plan),
        scan_(scan),
        rng_(Rng(plan.settings.seed).stream("scan", scan.qubits)),
        sums_(scan.design.parameterCount),
        squares_(scan.design.parameterCount) {
    selected_.reserve(plan.settings.samples * scan.selected.size());
  }

  /// Draws first ... first + count - 1; false if stopped.
  Result<bool> run(ModelRunner& runner, std::size_t first, std::size_t count,
                   const std::stop_token& stop) {
    Matrix rows(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(scan_.draws.rowSize()));
    for (std::size_t i = 0; i < count; ++i) {
      const Rng draw = rng_.stream("draw", first + i);
      const auto parameters = plan_.initializer.make(plan_.initializerOptions,
                                                     {scan_.design, draw.stream("init"), nullptr},
                                                     "/train/initializer");
      if (!parameters) return parameters.error();
      if (first + i == 0) firstDraw_ = *parameters;
      if (first + i == 1 && *parameters == firstDraw_) {
        return Error{"/train/initializer",
                     plan_.initializer.info.label + " gives the same parameters every time.",
                     "Scan with a random initialization, such as Uniform."};
      }
      scan_.draws.fillRow(*parameters, draw.stream("axes"), rowOf(rows, i));
    }
    std::vector<std::size_t> indices(count);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    std::vector<double> values(count);
    const auto loss = [&values](std::size_t position, std::span<const double> outputs,
                                std::span<double> cotangents) {
      std::fill(cotangents.begin(), cotangents.end(), 0.0);
      cotangents[0] = 1;
      values[position] = outputs[0];
      return 0.0;
    };
    Matrix gradients;
    bool stopped = false;
    runner.gradient({}, rows, indices, loss, {}, &gradients, stop, &stopped);
    if (stopped) return false;
    costs_.insert(costs_.end(), values.begin(), values.end());
    for (std::size_t i = 0; i < count; ++i) add(rowOf(rows, i), rowOf(gradients, i));
    return true;
  }

  ScanPoint finish() {
    ScanPoint point;
    const std::size_t samples = costs_.size();
    const auto s = static_cast<double>(samples);
    point.qubits = scan_.qubits;
    point.cost = scan_.cost;
    point.samples = samples;
    point.parameters = scan_.design.parameterCount;
    point.parameter = scan_.parameter;
    point.range = scan_.range;
    spread(point);
    point.costMean = meanOf(costs_);
    double squares = 0;
    double fourth = 0;
    for (const double c : costs_) {
      const double square = (c - point.costMean) * (c - point.costMean);
      squares += square;
      fourth += square * square;
    }
    const double variance = squares / (s - 1);
    point.costDeviation = std::sqrt(variance);
    point.costVarianceError = std::sqrt(std::max(0.0, fourth / s - variance * variance) / s);
    const auto middle = norms_.begin() + static_cast<std::ptrdiff_t>(samples / 2);
    std::nth_element(norms_.begin(), middle, norms_.end());
    point.medianSquare = *middle;
    for (const ParameterGroup& group : scan_.design.groups) {
      if (group.count == 0) continue;
      double sum = 0;
      for (std::size_t p = group.first; p < std::size_t{group.first} + group.count; ++p) {
        sum += std::max(0.0, squares_[p] - sums_[p] * sums_[p] / s) / (s - 1);
      }
      point.groups.push_back({group.name, sum / group.count});
    }
    const Rng rng = rng_.stream("bootstrap", static_cast<std::uint64_t>(scan_.cost));
    const Interval95 interval = bootstrapVariance(point.squares, rng);
    point.low = interval.low;
    point.high = interval.high;
    return point;
  }

 private:
  static std::span<double> rowOf(Matrix& matrix, std::size_t row) {
    const auto width = static_cast<std::size_t>(matrix.cols());
    return {matrix.data() + row * width, width};
  }

  void add(std::span<const double> row, std::span<const double> gradient) {
    double norm = 0;
    for (std::size_t p = 0; p < sums_.size(); ++p) {
      const double d = scan_.draws.derivative(p, row, gradient);
      sums_[p] += d;
      squares_[p] += d * d;
      norm += d * d;
    }
    norms_.push_back(norm / static_cast<double>(sums_.size()));
    for (const std::uint32_t p : scan_.selected) {
      selected_.push_back(static_cast<float>(scan_.draws.derivative(p, row, gradient)));
    }
  }

  /// Mean, variance and kurtosis; of all selected parameters at once, so that for several the
  /// kurtosis is that which gives the error of their mean variance.
  void spread(ScanPoint& point) const {
    const std::size_t width = scan_.selected.size();
    const std::size_t samples = costs_.size();
    const auto s = static_cast<double>(samples);
    std::vector<double> means(width);
    for (std::size_t k = 0; k < width; ++k) means[k] = sums_[scan_.selected[k]] / s;
    point.mean = meanOf(means);
    double sum = 0;
    double fourth = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      double square = 0;
      for (std::size_t k = 0; k < width; ++k) {
        const double d = selected_[i * width + k] - means[k];
        square += d * d;
      }
      square /= static_cast<double>(width);
      point.squares.push_back(square);
      point.derivatives.push_back(selected_[i * width]);
      sum += square;
      fourth += square * square;
    }
    point.variance = sum / (s - 1);
    point.kurtosis = sum > 0 ? s * fourth / (sum * sum) : 0;
    point.standardError = point.variance * std::sqrt(std::max(0.0, point.kurtosis - 1) / s);
  }

  const ScanPlan& plan_;
  const ScanCase& scan_;
  Rng rng_;
  std::vector<double> firstDraw_;
  std::vector<double> costs_;
  std::vector<double> norms_;
  std::vector<double> sums_;
  std::vector<double> squares_;
  std::vector<float> selected_;  // draws x selected
};

}  // namespace

double ScanPoint::samplesNeeded() const {
  return 100 * (kurtosis - 1);
}

bool ScanPoint::undersampled() const {
  return static_cast<double>(samples) < samplesNeeded();
}

double ScanPoint::shotsNeeded() const {
  return 9 * range * range / (8 * variance);
}

Result<std::vector<ScanPoint>> runScan(const ScanPlan& plan, ThreadPool& pool, std::stop_token stop,
                                       const std::function<void(const ScanProgress&)>& report) {
  using Clock = std::chrono::steady_clock;
  std::vector<ScanPoint> points;
  const std::size_t samples = plan.settings.samples;
  double total = 0;
  for (const ScanCase& scan : plan.cases) total += scan.operations;
  double before = 0;  // operations of finished cases
  for (const ScanCase& scan : plan.cases) {
    const Clock::time_point start = Clock::now();
    ModelRunner runner(scan.draws.model(), scan.stages, pool);
    Draws draws(plan, scan);
    for (std::size_t first = 0; first < samples; first += kScanBatch) {
      const std::size_t count = std::min(kScanBatch, samples - first);
      const auto done = draws.run(runner, first, count, stop);
      if (!done) return done.error();
      if (!*done) return points;
      const double share = static_cast<double>(first + count) / static_cast<double>(samples);
      if (report) report({(before + scan.operations * share) / total, nullptr});
    }
    before += scan.operations;
    ScanPoint point = draws.finish();
    point.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    points.push_back(std::move(point));
    if (report) report({before / total, &points.back()});
  }
  return points;
}

}  // namespace qonvolve
