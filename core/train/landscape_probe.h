// SPDX-License-Identifier: GPL-3.0-or-later
// What a loss looks like from random initial parameters, before training.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/train/loss.h"
#include "core/train/model_runner.h"

namespace qonvolve {

/// Statistics over draws of initial parameters.
struct LandscapeProbe {
  std::size_t draws = 0;
  double lossMean = 0;
  double lossDeviation = 0;
  double medianSquare = 0;             // median of |gradient|^2/parameters
  std::vector<double> groupVariances;  // of derivatives, averaged over each parameter group
  std::vector<double> groupErrors;     // their standard errors, from the kurtosis of the draws
  /// Spectral range of the cost: that of the outputs times the slope of the loss where it cannot
  /// tell the classes apart; 0: not known.
  double range = 0;
  double lowestLoss = 0;       // with outputs that are certain and right
  double sampleDeviation = 0;  // of the losses of single samples, at the same parameters
};

/// Initial parameters number `index`.
using InitialDraw = std::function<std::vector<double>(std::uint64_t index)>;

/// Exact loss and gradient, as means over `rows`, at `draws` (at least two) draws. Empty if
/// stopped.
std::optional<LandscapeProbe> probeLandscape(ModelRunner& runner, const Loss& loss,
                                             const Dataset& data, std::span<const std::size_t> rows,
                                             const InitialDraw& draw, std::size_t draws,
                                             std::stop_token stop = {});

}  // namespace qonvolve
