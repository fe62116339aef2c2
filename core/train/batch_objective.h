// SPDX-License-Identifier: GPL-3.0-or-later
// The loss of a model on the batch of one step, as an optimizer sees it, and what it costs.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/train/clipping.h"
#include "core/train/loss.h"
#include "core/train/model_runner.h"
#include "core/train/optimizer.h"
#include "core/train/parameter_use.h"
#include "core/train/state_geometry.h"

namespace qonvolve {

/// How gradients are bounded before an optimizer sees them.
struct ObjectiveSettings {
  Clipping clipping = Clipping::None;
  double clippingLimit = 1;
};

/// Beside the loss it notes what the batch looked like at the point where the step began, and
/// counts what hardware would have to run: a circuit with one set of angles for one sample is one
/// evaluation. Loss: the circuits of the model. Gradient: these and their shifts, two for each gate
/// angle, four for angles of controlled rotations. Metric: the overlaps of pairs of gate angles.
/// Fidelity: one.
class BatchObjective final : public Objective {
 public:
  BatchObjective(ModelRunner& runner, const Loss& loss, const Dataset& data, ThreadPool& pool,
                 const ObjectiveSettings& settings = {});

  /// A new step on these samples, starting at `theta`.
  void begin(std::span<const std::size_t> rows, std::span<const double> theta,
             std::stop_token stop);

  double value(std::span<const double> theta) override;
  double valueAndGradient(std::span<const double> theta, std::span<double> gradient) override;
  double recordedValue(std::span<const double> theta) override;
  void metric(std::span<const double> theta, Coupling coupling, std::size_t samples,
              std::span<double> g) override;
  double fidelity(std::span<const double> a, std::span<const double> b,
                  std::size_t samples) override;
  std::optional<Wave> wave(std::size_t parameter) const override;
  std::span<const FreeRotation> freeRotations() const override { return use_.freeRotations; }
  bool stopped() const override { return stopped_; }

  /// Circuit evaluations since begin().
  std::uint64_t evaluations() const { return evaluations_; }
  /// Sum of the sample losses at the start of the step, and how many were classified rightly.
  double lossSum() const { return lossSum_; }
  std::size_t correct() const { return correct_; }
  /// The first gradient of the step, reduced as the loss says and not clipped; empty if the step
  /// took none.
  std::span<const double> gradient() const { return gradient_; }
  /// First sample (row of the data) whose loss was not a finite number.
  std::optional<std::size_t> badSample() const;

 private:
  double evaluate(std::span<const double> theta);
  double finish(std::span<const double> theta, double sum);
  double scale() const;
  std::span<const std::size_t> metricRows(std::size_t samples) const;

  ModelRunner* runner_;
  const Loss* loss_;
  const Dataset* data_;
  ObjectiveSettings settings_;
  ModelUse use_;
  StateGeometry geometry_;
  std::stop_token stop_;
  std::span<const std::size_t> rows_;
  std::vector<double> start_;
  std::vector<double> gradient_;
  std::vector<double> sampleLoss_;
  Matrix outputs_;
  Matrix probabilities_;
  std::uint64_t evaluations_ = 0;
  double lossSum_ = 0;
  std::size_t correct_ = 0;
  std::optional<double> startValue_;
  bool stopped_ = false;
};

}  // namespace qonvolve
