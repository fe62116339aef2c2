// SPDX-License-Identifier: GPL-3.0-or-later
// The course of a run as series, for plots and history.csv.
#pragma once

#include <string>
#include <vector>

#include "core/train/events.h"

namespace qonvolve {

struct History {
  std::vector<StepDone> steps;
  std::vector<EpochDone> epochs;
  std::vector<GradientsMeasured> gradients;
  std::vector<Notice> notices;

  void append(const TrainEvent& event);
};

}  // namespace qonvolve
