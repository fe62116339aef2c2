// SPDX-License-Identifier: GPL-3.0-or-later
// QN-SPSA: SPSA preconditioned by a running estimate of the Fubini-Study metric.
#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct QnspsaOptions {
  double learningRate = 0.01;
  double epsilon = 0.01;
  double regularization = 0.01;
  std::string memory = "raw";
  std::int64_t resamplings = 1;
  bool blocking = false;
  double tolerance = 0;
  std::int64_t samples = 0;
  std::string directions;
};

class Qnspsa final : public Optimizer {
 public:
  Qnspsa(const QnspsaOptions& options, Directions directions, std::size_t parameters)
      : options_(options), directions_(std::move(directions)), size_(parameters) {
    for (auto* v : {&d_, &d1_, &d2_, &shifted_, &gradient_}) v->resize(size_);
    metric_.resize(size_ * size_);
    for (std::size_t i = 0; i < size_; ++i) metric_[i * size_ + i] = 1;
    sample_.resize(metric_.size());
  }

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    Rng rng = info.rng;
    const double loss = options_.blocking ? objective.value(theta) : objective.recordedValue(theta);
    const double k = steps_[0] += 1;
    std::ranges::fill(gradient_, 0.0);
    std::ranges::fill(sample_, 0.0);
    const auto estimates = static_cast<std::uint64_t>(options_.resamplings);
    for (std::uint64_t i = 0; i < estimates && !objective.stopped(); ++i) {
      const auto number = 3 * ((static_cast<std::uint64_t>(k) - 1) * estimates + i);
      directions_.draw(number, rng, d_);
      directions_.draw(number + 1, rng, d1_);
      directions_.draw(number + 2, rng, d2_);
      sampleGradient(theta, objective);
      sampleMetric(theta, objective);
    }
    const double share = 1 / static_cast<double>(estimates);
    for (double& g : gradient_) g *= share;
    for (std::size_t i = 0; i < metric_.size(); ++i) {
      metric_[i] = (k * metric_[i] + share * sample_[i]) / (k + 1);
    }
    if (objective.stopped()) return loss;
    precondition();
    for (std::size_t i = 0; i < size_; ++i) {
      shifted_[i] = theta[i] - info.rate * options_.learningRate * gradient_[i];
    }
    if (!options_.blocking || objective.value(shifted_) <= loss + options_.tolerance) {
      std::ranges::copy(shifted_, theta.begin());
    }
    return loss;
  }

  OptimizerState state() const override { return {{"metric", metric_}, {"steps", steps_}}; }
  Result<void> restore(const OptimizerState& state) override {
    return restoreVectors(state, {{"metric", &metric_}, {"steps", &steps_}});
  }

 private:
  // shifted_ = theta + epsilon * (a d1 + b d2)
  const std::vector<double>& at(std::span<const double> theta, double a,
                                const std::vector<double>& d1, double b,
                                const std::vector<double>& d2) {
    for (std::size_t i = 0; i < size_; ++i) {
      shifted_[i] = theta[i] + options_.epsilon * (a * d1[i] + b * d2[i]);
    }
    return shifted_;
  }

  void sampleGradient(std::span<const double> theta, Objective& objective) {
    const double up = objective.value(at(theta, 1, d_, 0, d_));
    const double down = objective.value(at(theta, -1, d_, 0, d_));
    const double slope = (up - down) / (2 * options_.epsilon);
    for (std::size_t i = 0; i < size_; ++i) gradient_[i] += slope * d_[i];
  }

  // Gacon et al. 2021, eq. 13: second differences of the fidelity along two directions.
  void sampleMetric(std::span<const double> theta, Objective& objective) {
    const auto samples = static_cast<std::size_t>(options_.samples);
    const auto fidelity = [&](double a, double b) {
      return objective.fidelity(theta, at(theta, a, d1_, b, d2_), samples);
    };
    const double difference = fidelity(1, 1) - fidelity(1, 0) - fidelity(-1, 1) + fidelity(-1, 0);
    const double scale = -difference / (8 * options_.epsilon * options_.epsilon);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) {
        sample_[i * size_ + j] += scale * (d1_[i] * d2_[j] + d2_[i] * d1_[j]);
      }
    }
  }

  // gradient_ <- (|H| + b I)^-1 gradient_, |H| by the absolute eigenvalues.
  void precondition() {
    using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n = static_cast<Eigen::Index>(size_);
    Eigen::Map<Square> metric(metric_.data(), n, n);
    Eigen::Map<Eigen::VectorXd> gradient(gradient_.data(), n);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver{Eigen::MatrixXd(metric)};
    const double b = options_.regularization;
    Eigen::VectorXd values = solver.eigenvalues().cwiseAbs().array() + b;
    if (options_.memory == "regularized") {
      values /= 1 + b;
      metric = solver.eigenvectors() * values.asDiagonal() * solver.eigenvectors().transpose();
    }
    // Directions without any response are left out.
    for (double& value : values) value = value > 0 ? 1 / value : 0;
    gradient = solver.eigenvectors() * values.asDiagonal() *
               (solver.eigenvectors().transpose() * gradient).eval();
  }

  QnspsaOptions options_;
  Directions directions_;
  std::size_t size_;
  std::vector<double> d_, d1_, d2_;
  std::vector<double> shifted_;
  std::vector<double> gradient_;
  std::vector<double> sample_;
  std::vector<double> metric_;  // running mean, the unit matrix at first
  std::vector<double> steps_ = {0};
};

}  // namespace

OptimizerType qnspsaOptimizer() {
  Schema<QnspsaOptions> schema;
  schema
      .real("learning_rate", &QnspsaOptions::learningRate, kSmallestLearningRate,
            kLargestLearningRate, learningRateText())
      .real("epsilon", &QnspsaOptions::epsilon, 1e-6, 1,
            {.label = "Perturbation",
             .help = "How far the points of all differences lie from the present one.",
             .unit = "rad",
             .logarithmic = true})
      .real("regularization", &QnspsaOptions::regularization, 0, 10,
            {.label = "Regularization",
             .help = "Added to every eigenvalue of the metric before it is inverted.",
             .logarithmic = true})
      .choice("memory", &QnspsaOptions::memory,
              {{"raw", "Raw", "The running mean of the samples is kept as it is, as Qiskit."},
               {"regularized", "Regularized",
                "(|H| + b I) / (1 + b) takes the place of the running mean, as PennyLane."}},
              {.label = "Memory", .help = "What is carried on from step to step."})
      .integer("resamplings", &QnspsaOptions::resamplings, 1, 1000,
               {.label = "Resamplings", .help = "Estimates that are averaged in a step."})
      .boolean("blocking", &QnspsaOptions::blocking,
               {.label = "Blocking", .help = "Undo steps that make the loss of their batch worse."})
      .real("tolerance", &QnspsaOptions::tolerance, 0, 1e6,
            {.label = "Tolerance",
             .help = "By how much blocking lets the loss grow; with shots twice its standard "
                     "deviation."})
      .integer("samples", &QnspsaOptions::samples, 0, 1'000'000,
               {.label = "Metric samples",
                .help = "Samples of the batch whose states give the metric; 0: all of them.",
                .unit = "samples"})
      .text("directions", &QnspsaOptions::directions, Directions::text());
  return makeOptimizerType(
      {.id = "qnspsa",
       .label = "QN-SPSA",
       .category = "Random direction",
       .summary = "SPSA whose steps take the geometry of the states into account.",
       .help =
           "Metric sample M = −¼ δF / (2ε²) (Δ₁Δ₂ᵀ + Δ₂Δ₁ᵀ) from four fidelities, running mean H, "
           "x ← x − h (|H| + b I)⁻¹ g with the gradient of SPSA. Circuit evaluations a step and "
           "sample: 2 and 4 fidelities, times resamplings, 2 more with blocking.",
       .paper = "Gacon et al., arXiv:2103.09232"},
      std::move(schema), [](const QnspsaOptions&) { return OptimizerNeeds{.schedule = true}; },
      [](const QnspsaOptions& options, std::size_t parameters,
         const std::string& where) -> Result<std::unique_ptr<Optimizer>> {
        auto directions =
            Directions::parse(options.directions, parameters, where + "/options/directions");
        if (!directions) return directions.error();
        return std::unique_ptr<Optimizer>(
            std::make_unique<Qnspsa>(options, std::move(*directions), parameters));
      });
}

}  // namespace qonvolve
