// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_objective.h"

#include <algorithm>
#include <cmath>

#include "core/train/metrics.h"

namespace qonvolve {

BatchObjective::BatchObjective(ModelRunner& runner, const Loss& loss, const Dataset& data)
    : runner_(&runner), loss_(&loss), data_(&data), gradient_(runner.model().parameterCount) {}

void BatchObjective::begin(std::span<const std::size_t> rows, std::span<const double> theta,
                           std::stop_token stop) {
  rows_ = rows;
  start_.assign(theta.begin(), theta.end());
  stop_ = std::move(stop);
  stopped_ = false;
  sampleLoss_.assign(rows.size(), 0.0);
  probabilities_.resize(static_cast<Eigen::Index>(rows.size()),
                        static_cast<Eigen::Index>(classCount(runner_->model().head)));
}

double BatchObjective::scale() const {
  return loss_->reduction() == Reduction::Mean ? 1 / static_cast<double>(rows_.size()) : 1;
}

double BatchObjective::finish(std::span<const double> theta, double sum) {
  if (std::equal(theta.begin(), theta.end(), start_.begin())) {
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
  gradient_.assign(gradient.begin(), gradient.end());
  return finish(theta, sum);
}

std::optional<std::size_t> BatchObjective::badSample() const {
  for (std::size_t i = 0; i < sampleLoss_.size(); ++i) {
    if (!std::isfinite(sampleLoss_[i])) return rows_[i];
  }
  return {};
}

}  // namespace qonvolve
