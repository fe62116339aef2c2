// SPDX-License-Identifier: GPL-3.0-or-later
// Watches a run for plateaus: probes its loss at random parameters once, then follows its steps.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/train/trainer.h"
#include "core/train/training_watch.h"

namespace qonvolve {

/// What the window shows of the state of a run.
struct WatchReading {
  TrainingState state = TrainingState::Starting;
  double shotsPerAngle = 0;  // 0: not known
  double meanSquare = 0;     // of the gradient, see TrainingWatch
};

/// Call take() with every event, on the thread that trains. Says nothing of designs whose probe
/// would cost more than a small part of the run. Reads only: results of the run do not depend on
/// it.
class RunWatch {
 public:
  /// Everything given must outlive it.
  RunWatch(const Experiment& experiment, const Catalog& catalog, Trainer& trainer,
           ThreadPool& pool);
  ~RunWatch();

  /// A notice for the user, once for each kind of trouble. A probe that is stopped is made again
  /// when the run goes on.
  std::optional<Notice> take(const TrainEvent& event, std::stop_token stop = {});
  /// Empty before the probe, or where there is none.
  std::optional<WatchReading> reading() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
