// SPDX-License-Identifier: GPL-3.0-or-later
// Natural gradient: steepest descent in the geometry of the quantum states.
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/train/optimizers/memory.h"
#include "core/train/optimizers/optimizers.h"

namespace qonvolve {

namespace {

struct NaturalOptions {
  double learningRate = 0.01;
  std::string metric = "block";
  double regularization = 1e-3;
  double longestStep = 0.5;
  std::int64_t samples = 0;
};

class NaturalGradient final : public Optimizer {
 public:
  NaturalGradient(const NaturalOptions& options, std::size_t parameters)
      : options_(options),
        gradient_(static_cast<Eigen::Index>(parameters)),
        metric_(gradient_.size(), gradient_.size()) {}

  double step(std::span<double> theta, Objective& objective, const StepInfo& info) override {
    const double loss = objective.valueAndGradient(theta, {gradient_.data(), theta.size()});
    if (objective.stopped() || !gradient_.allFinite()) return loss;
    const Coupling coupling = options_.metric == "full"    ? Coupling::Full
                              : options_.metric == "block" ? Coupling::Block
                                                           : Coupling::Diagonal;
    objective.metric(theta, coupling, static_cast<std::size_t>(options_.samples),
                     {metric_.data(), theta.size() * theta.size()});
    if (objective.stopped()) return loss;
    metric_.diagonal().array() += options_.regularization;
    Eigen::VectorXd move = info.rate * options_.learningRate * solve();
    const double length = move.norm();
    if (options_.longestStep > 0 && length > options_.longestStep) {
      move *= options_.longestStep / length;
    }
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] -= move[static_cast<Eigen::Index>(i)];
    return loss;
  }

  OptimizerState state() const override { return {}; }
  Result<void> restore(const OptimizerState& state) override { return restoreVectors(state, {}); }

 private:
  // metric^-1 gradient; where the metric is singular, by its pseudo-inverse.
  Eigen::VectorXd solve() const {
    const Eigen::LDLT<Eigen::MatrixXd> factors(metric_);
    const auto pivots = factors.vectorD().array();
    if (factors.info() == Eigen::Success && pivots.minCoeff() > 1e-12 * pivots.maxCoeff()) {
      return factors.solve(gradient_);
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(metric_);
    Eigen::VectorXd values = solver.eigenvalues();
    const double smallest = 1e-10 * values.cwiseAbs().maxCoeff();
    for (double& value : values) value = value > smallest ? 1 / value : 0;
    return solver.eigenvectors() * values.asDiagonal() *
           (solver.eigenvectors().transpose() * gradient_);
  }

  NaturalOptions options_;
  Eigen::VectorXd gradient_;
  Eigen::MatrixXd metric_;
};

}  // namespace

OptimizerType naturalGradientOptimizer() {
  return makeOptimizerType(
      {.id = "natural_gradient",
       .label = "Natural gradient",
       .category = "Curvature",
       .summary = "Steps measured by how far the quantum states move, not the angles.",
       .help = "x ← x − h (g + λ I)⁻¹ ∇L, with the Fubini-Study metric g averaged over the batch. "
               "The metric is singular at symmetric points: keep λ above 0 and the step bounded. "
               "Circuit evaluations a step and sample: one gradient, and for M angles M(M+1)/2 "
               "overlaps (full), the same within each block (block), or within each parameter "
               "(diagonal).",
       .paper = "Stokes et al., arXiv:1909.02108"},
      Schema<NaturalOptions>{}
          .real("learning_rate", &NaturalOptions::learningRate, kSmallestLearningRate,
                kLargestLearningRate, learningRateText())
          .choice("metric", &NaturalOptions::metric,
                  {{"full", "Full", "All pairs of parameters."},
                   {"block", "Block", "Pairs of parameters of the same block."},
                   {"diagonal", "Diagonal", "Every parameter by itself."}},
                  {.label = "Metric", .help = "How much of the metric is used."})
          .real("regularization", &NaturalOptions::regularization, 0, 10,
                {.label = "Regularization",
                 .help = "λ, added to the diagonal of the metric.",
                 .logarithmic = true})
          .real("longest_step", &NaturalOptions::longestStep, 0, 1000,
                {.label = "Longest step",
                 .help = "Longer steps are shortened to this length; 0: never.",
                 .unit = "rad"})
          .integer("samples", &NaturalOptions::samples, 0, 1'000'000,
                   {.label = "Metric samples",
                    .help = "Samples of the batch whose states give the metric; 0: all of them.",
                    .unit = "samples"}),
      gradientNeeds<NaturalOptions>, [](const NaturalOptions& options, std::size_t parameters) {
        return std::make_unique<NaturalGradient>(options, parameters);
      });
}

}  // namespace qonvolve
