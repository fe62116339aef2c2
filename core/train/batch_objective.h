// SPDX-License-Identifier: GPL-3.0-or-later
// The loss of a model on the batch of one step, as an optimizer sees it.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/train/loss.h"
#include "core/train/model_runner.h"
#include "core/train/optimizer.h"

namespace qonvolve {

/// Beside the loss it notes what the batch looked like at the point where the step began.
class BatchObjective final : public Objective {
 public:
  BatchObjective(ModelRunner& runner, const Loss& loss, const Dataset& data);

  /// A new step on these samples, starting at `theta`.
  void begin(std::span<const std::size_t> rows, std::span<const double> theta,
             std::stop_token stop);

  double value(std::span<const double> theta) override;
  double valueAndGradient(std::span<const double> theta, std::span<double> gradient) override;

  bool stopped() const { return stopped_; }
  /// Sum of the sample losses at the start of the step, and how many were classified rightly.
  double lossSum() const { return lossSum_; }
  std::size_t correct() const { return correct_; }
  /// Of the last valueAndGradient(), reduced as the loss says.
  std::span<const double> gradient() const { return gradient_; }
  /// First sample (row of the data) whose loss was not a finite number.
  std::optional<std::size_t> badSample() const;

 private:
  double finish(std::span<const double> theta, double sum);
  double scale() const;

  ModelRunner* runner_;
  const Loss* loss_;
  const Dataset* data_;
  std::stop_token stop_;
  std::span<const std::size_t> rows_;
  std::vector<double> start_;
  std::vector<double> gradient_;
  std::vector<double> sampleLoss_;
  Matrix outputs_;
  Matrix probabilities_;
  double lossSum_ = 0;
  std::size_t correct_ = 0;
  bool stopped_ = false;
};

}  // namespace qonvolve
