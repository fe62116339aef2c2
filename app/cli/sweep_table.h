// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps on the terminal: the live table on standard error, and the final one.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "core/io/sweep_results.h"
#include "core/io/sweep_runner.h"

namespace qonvolve::cli {

/// Follows a sweep: on a terminal a table that is drawn again in place, into a pipe one line for
/// each run that ends. Thread safe; wiped when the object goes.
class LiveTable {
 public:
  explicit LiveTable(const SweepPlan& plan);
  ~LiveTable();
  LiveTable(const LiveTable&) = delete;
  LiveTable& operator=(const LiveTable&) = delete;

  /// Whether the run has come to its end with this update.
  bool take(const SweepUpdate& update);
  /// Runs that ended since the start, those found ended not counted.
  std::size_t made() const { return ended_; }

 private:
  using Clock = std::chrono::steady_clock;
  void draw();
  std::string lines(std::size_t rows, std::size_t columns) const;
  void wipe();

  const SweepPlan& plan_;
  std::mutex mutex_;
  std::vector<SweepStatus> statuses_;
  std::vector<double> progress_;  // of running ones, 0 to 1
  bool terminal_;
  std::size_t drawn_ = 0;   // lines on the screen
  std::size_t ended_ = 0;   // since the start
  std::size_t before_ = 0;  // ended before
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

/// Every design with mean, spread, seeds and costs; "*" marks the best, "=" what cannot be told
/// from it.
std::string sweepTableText(const SweepPlan& plan, const SweepResults& results);

/// The designs of a sweep and how many of their runs are done.
std::string planText(const SweepPlan& plan, const SweepStore& store);

}  // namespace qonvolve::cli
