// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/run_axis.h"

#include <algorithm>

namespace qonvolve::ui {

RunClock::RunClock(std::uint64_t stepsPerEpoch)
    : stepsPerEpoch_(static_cast<double>(std::max<std::uint64_t>(1, stepsPerEpoch))) {}

void RunClock::add(const StepDone& step) {
  const auto at = static_cast<double>(step.step);
  if (at <= evaluations_.back().step) return;
  const double value = evaluations_.back().value + static_cast<double>(step.evaluations);
  // Steps that cost the same lie on a line: its end is enough.
  if (evaluations_.size() > 1) {
    const Knot& a = evaluations_[evaluations_.size() - 2];
    Knot& b = evaluations_.back();
    if ((b.value - a.value) * (at - b.step) == (value - b.value) * (b.step - a.step)) {
      b = {at, value};
      return;
    }
  }
  evaluations_.push_back({at, value});
}

void RunClock::add(const EpochDone& epoch) {
  const auto step = static_cast<double>(epoch.step);
  const auto total = static_cast<double>(epoch.evaluations);
  // A run that goes on counts from its beginning; its first steps may not be known here.
  if (step >= evaluations_.back().step && total > evaluations_.back().value) {
    if (step == evaluations_.back().step) evaluations_.pop_back();
    evaluations_.push_back({step, total});
  }
  if (step > seconds_.back().step) seconds_.push_back({step, epoch.seconds});
}

std::optional<double> RunClock::between(const std::deque<Knot>& knots, double step) {
  const auto after = std::ranges::lower_bound(knots, step, {}, &Knot::step);
  if (after == knots.end()) return {};
  if (after == knots.begin()) return after->value;
  const Knot& a = *(after - 1);
  const Knot& b = *after;
  return a.value + (b.value - a.value) * (step - a.step) / (b.step - a.step);
}

std::optional<double> RunClock::at(RunAxis axis, std::uint64_t step) const {
  const auto s = static_cast<double>(step);
  if (axis == RunAxis::Epochs) return s / stepsPerEpoch_;
  return between(axis == RunAxis::Evaluations ? evaluations_ : seconds_, s);
}

}  // namespace qonvolve::ui
