// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history.h"

namespace qonvolve {

void History::append(const TrainEvent& event) {
  if (const auto* step = std::get_if<StepDone>(&event)) {
    steps.push_back(*step);
  } else if (const auto* epoch = std::get_if<EpochDone>(&event)) {
    epochs.push_back(*epoch);
  } else if (const auto* measured = std::get_if<GradientsMeasured>(&event)) {
    gradients.push_back(*measured);
  } else if (const auto* notice = std::get_if<Notice>(&event)) {
    notices.push_back(*notice);
  }
}

}  // namespace qonvolve
