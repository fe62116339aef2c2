// SPDX-License-Identifier: GPL-3.0-or-later
// When a batch of training events may go to the window: at most 30 times a second, one at a time.
#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "core/experiment/decision_surface.h"
#include "core/io/run_watch.h"
#include "core/train/events.h"

namespace qonvolve::ui {

/// What one message to the window holds.
struct TrainingProgress {
  std::vector<TrainEvent> events;  // StepDone, EpochDone and GradientsMeasured in their order
  std::vector<double> parameters;  // the latest known; empty: none since the last message
  std::vector<std::vector<double>> path;  // those before and they, thinned where there are many
  std::shared_ptr<const DecisionSurface> surface;  // the latest, as parameters
  std::optional<WatchReading> watch;               // where the run stands
};

/// Gathers events on the thread that trains. A message may leave when the interval has passed since
/// the last one *and* the receiver has acknowledged that one, so messages never pile up however
/// slow the receiver is, and no event is lost. Only acknowledge() may be called from another
/// thread.
class ProgressCoalescer {
 public:
  static constexpr double kInterval = 1.0 / 30;  // seconds

  void add(const TrainEvent& event) {
    if (const auto* ready = std::get_if<CheckpointReady>(&event)) {
      // Checkpoints are large and the run folder has them: the window wants the parameters only.
      waiting_.parameters = ready->checkpoint.parameters;
      addToPath(waiting_.parameters);
    } else {
      waiting_.events.push_back(event);
    }
  }

  void add(std::shared_ptr<const DecisionSurface> surface) {
    waiting_.surface = std::move(surface);
  }

  /// `now`: seconds on any clock that only moves forward.
  bool ready(double now) const {
    const bool something =
        !waiting_.events.empty() || !waiting_.parameters.empty() || waiting_.surface != nullptr;
    return something && now >= next_ && acknowledged_.load(std::memory_order_acquire);
  }

  /// Everything gathered; the caller sends it, whether ready() or at the end of a run.
  TrainingProgress take(double now) {
    next_ = now + kInterval;
    acknowledged_.store(false, std::memory_order_relaxed);
    return std::exchange(waiting_, {});
  }

  void acknowledge() { acknowledged_.store(true, std::memory_order_release); }

 private:
  static constexpr std::size_t kMostPathNumbers = 100'000;  // of a message

  /// Every other point goes when there is no room for all.
  void addToPath(const std::vector<double>& point) {
    std::vector<std::vector<double>>& path = waiting_.path;
    if ((path.size() + 1) * point.size() > kMostPathNumbers) {
      for (std::size_t i = 0; 2 * i < path.size(); ++i) path[i] = std::move(path[2 * i]);
      path.resize((path.size() + 1) / 2);
      if (point.size() > kMostPathNumbers) path.clear();
    }
    path.push_back(point);
  }

  TrainingProgress waiting_;
  double next_ = 0;
  std::atomic<bool> acknowledged_{true};
};

}  // namespace qonvolve::ui
