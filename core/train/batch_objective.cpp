// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_objective.h"

#include <algorithm>
#include <cmath>

#include "core/train/metrics.h"

namespace qonvolve {

BatchObjective::BatchObjective(ModelRunner& runner, const Loss& loss, const Dataset& data,
                               ThreadPool& pool, const ObjectiveSettings& settings)
    : runner_(&runner),
      loss_(&loss),
      data_(&data),
      settings_(settings),
      use_(analyseUse(runner.model())),
      geometry_(runner.model(), pool) {}

void BatchObjective::begin(std::span<const std::size_t> rows, std::span<const double> theta,
                           std::stop_token stop) {
  rows_ = rows;
  start_.assign(theta.begin(), theta.end());
  stop_ = std::move(stop);
  stopped_ = false;
  startValue_.reset();
  gradient_.clear();
  evaluations_ = 0;
  sampleLoss_.assign(rows.size(), 0.0);
  probabilities_.resize(static_cast<Eigen::Index>(rows.size()),
                        static_cast<Eigen::Index>(classCount(runner_->model().head)));
}

double BatchObjective::scale() const {
  return loss_->reduction() == Reduction::Mean ? 1 / static_cast<double>(rows_.size()) : 1;
}

double BatchObjective::finish(std::span<const double> theta, double sum) {
  if (!startValue_ && std::equal(theta.begin(), theta.end(), start_.begin())) {
    startValue_ = sum * scale();
    lossSum_ = sum;
    correct_ = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (predictedClass(probabilities_, static_cast<Eigen::Index>(i)) == data_->y[rows_[i]]) {
        ++correct_;
      }
    }
  }
  return sum * scale();
}

double BatchObjective::value(std::span<const double> theta) {
  evaluations_ += rows_.size() * use_.circuits;
  return evaluate(theta);
}

double BatchObjective::recordedValue(std::span<const double> theta) {
  if (startValue_ && std::equal(theta.begin(), theta.end(), start_.begin())) return *startValue_;
  return evaluate(theta);
}

double BatchObjective::evaluate(std::span<const double> theta) {
  if (stopped_ || !runner_->predict(theta, data_->x, rows_, outputs_, stop_)) {
    stopped_ = true;
    return 0;
  }
  const Head& head = runner_->model().head;
  double sum = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const std::span<const double> outputs(outputs_.row(row).data(),
                                          static_cast<std::size_t>(outputs_.cols()));
    loss_->probabilities(
        head, outputs,
        {probabilities_.row(row).data(), static_cast<std::size_t>(probabilities_.cols())});
    sampleLoss_[i] = loss_->evaluate(head, outputs, data_->y[rows_[i]], {});
    sum += sampleLoss_[i];
  }
  return finish(theta, sum);
}

double BatchObjective::valueAndGradient(std::span<const double> theta, std::span<double> gradient) {
  if (stopped_) return 0;
  evaluations_ += rows_.size() * use_.gradientCircuits();
  const Head& head = runner_->model().head;
  const auto sampleLoss = [&](std::size_t position, std::span<const double> outputs,
                              std::span<double> cotangents) {
    const auto row = static_cast<Eigen::Index>(position);
    loss_->probabilities(
        head, outputs,
        {probabilities_.row(row).data(), static_cast<std::size_t>(probabilities_.cols())});
    sampleLoss_[position] = loss_->evaluate(head, outputs, data_->y[rows_[position]], cotangents);
    return sampleLoss_[position];
  };
  const double sum =
      runner_->gradient(theta, data_->x, rows_, sampleLoss, gradient, nullptr, stop_, &stopped_);
  if (stopped_) return 0;
  const double factor = scale();
  for (double& g : gradient) g *= factor;
  if (gradient_.empty()) gradient_.assign(gradient.begin(), gradient.end());
  clip(settings_.clipping, settings_.clippingLimit, gradient);
  return finish(theta, sum);
}

std::span<const std::size_t> BatchObjective::metricRows(std::size_t samples) const {
  return samples == 0 ? rows_ : rows_.first(std::min(samples, rows_.size()));
}

void BatchObjective::metric(std::span<const double> theta, Coupling coupling, std::size_t samples,
                            std::span<double> g) {
  if (stopped_) return;
  const auto rows = metricRows(samples);
  evaluations_ += rows.size() * metricCircuits(runner_->model(), use_, coupling);
  stopped_ = !geometry_.metric(theta, coupling, data_->x, rows, g, stop_);
}

double BatchObjective::fidelity(std::span<const double> a, std::span<const double> b,
                                std::size_t samples) {
  if (stopped_) return 0;
  const auto rows = metricRows(samples);
  evaluations_ += rows.size() * use_.circuits;
  const auto mean = geometry_.fidelity(a, b, data_->x, rows, stop_);
  stopped_ = !mean;
  return mean.value_or(0);
}

std::optional<Wave> BatchObjective::wave(std::size_t parameter) const {
  return lossWave(use_.parameters[parameter].wave, loss_->degree(runner_->model().head));
}

std::optional<std::size_t> BatchObjective::badSample() const {
  for (std::size_t i = 0; i < sampleLoss_.size(); ++i) {
    if (!std::isfinite(sampleLoss_[i])) return rows_[i];
  }
  return {};
}

}  // namespace qonvolve
