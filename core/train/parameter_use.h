// SPDX-License-Identifier: GPL-3.0-or-later
// How a model depends on its parameters: curves along one of them, cost of their derivatives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/model/model.h"
#include "core/train/loss.h"
#include "core/train/objective.h"

namespace qonvolve {

struct ParameterUse {
  /// The outputs of the last stage as a function of this parameter; nothing for weights of
  /// classical layers and for angles before a stage that is not linear.
  std::optional<Wave> wave;
  std::uint64_t angles = 0;  // gate angles that follow it
  std::uint64_t shifts = 0;  // shifted circuits for its derivative, each occurrence on its own
};

struct ModelUse {
  std::vector<ParameterUse> parameters;
  std::vector<FreeRotation> freeRotations;
  std::uint64_t circuits = 0;  // circuits to run for the outputs of one sample
  /// Shifted circuits for the derivatives of stages by inputs that parameters stand behind.
  std::uint64_t inputShifts = 0;

  /// Circuits for loss and gradient of one sample by parameter-shift rules.
  std::uint64_t gradientCircuits() const;
};

ModelUse analyseUse(const Model& model);

/// The loss along a parameter whose outputs follow `outputs`, for a loss of the given degree in
/// them; nothing if either is missing.
std::optional<Wave> lossWave(const std::optional<Wave>& outputs,
                             const std::optional<std::uint32_t>& lossDegree);

/// Overlaps of states that determine a metric: a pair of gate angles each, within the model, a
/// block or a parameter.
std::uint64_t metricCircuits(const Model& model, const ModelUse& use, Coupling coupling);

}  // namespace qonvolve
