// SPDX-License-Identifier: GPL-3.0-or-later
// The plain numbers of a training run and what is said about them.
#pragma once

#include <cstdint>
#include <string>

#include "core/registry/schema.h"

namespace qonvolve {

/// The plain numbers of a training run.
struct TrainSettings {
  std::int64_t epochs = 30;
  std::int64_t steps = 0;  // above 0: train for this many steps instead of `epochs`
  std::int64_t batchSize = 25;
  bool replacement = false;       // draw batches with replacement
  std::int64_t patience = 0;      // stop after this many epochs without a better one; 0: never
  std::int64_t evaluations = 0;   // stop after this many circuits that hardware would run; 0: never
  std::string clipping = "none";  // see clippingOptions()
  double clippingLimit = 1;
  std::string optimizerReset = "never";  // or "step": it forgets what it learnt at every step
  double perturbation = 0;               // size of the noise added to the parameters after a step
  bool operator==(const TrainSettings&) const = default;
};

const Schema<TrainSettings>& trainSettingsSchema();

}  // namespace qonvolve
