// SPDX-License-Identifier: GPL-3.0-or-later
// Where the steps of a run lie on an axis of epochs, circuit evaluations or seconds.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "core/train/events.h"

namespace qonvolve::ui {

enum class RunAxis { Epochs, Evaluations, Seconds };

/// Fed with the events of one run in their order. Evaluations are known at each step; seconds at
/// the end of each epoch, so that steps of an epoch have a time once it is over.
class RunClock {
 public:
  explicit RunClock(std::uint64_t stepsPerEpoch = 1);

  void add(const StepDone& step);
  void add(const EpochDone& epoch);

  /// Where a step lies; nothing while that is not known.
  std::optional<double> at(RunAxis axis, std::uint64_t step) const;

 private:
  struct Knot {
    double step = 0;
    double value = 0;
  };
  static std::optional<double> between(const std::deque<Knot>& knots, double step);

  double stepsPerEpoch_;
  std::deque<Knot> evaluations_{{0, 0}};  // by increasing step
  std::deque<Knot> seconds_{{0, 0}};
};

}  // namespace qonvolve::ui
