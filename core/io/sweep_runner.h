// SPDX-License-Identifier: GPL-3.0-or-later
// Executes a sweep on this machine: runs side by side, one a thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/io/sweep_plan.h"
#include "core/io/sweep_store.h"

namespace qonvolve {

/// How far one run of the plan is.
struct SweepUpdate {
  std::size_t run = 0;
  SweepStatus status;
  std::uint64_t step = 0;
  std::uint64_t totalSteps = 0;
  std::uint64_t epoch = 0;
  double loss = 0;
};

/// Makes the runs of a plan that are not done yet, each in its folder, until all are done or a stop
/// is asked for. Runs that others work on are left to them. Results do not depend on the number of
/// threads, the order or who makes them.
class SweepRunner {
 public:
  struct Options {
    std::size_t threads = 0;             // 0: one a core
    int niceness = 0;                    // of the worker threads; 19 gives way to everything else
    std::vector<std::size_t> only = {};  // these runs alone, without halving; empty: all
    std::uint64_t epochLimit = 0;        // with `only`: no further than this many epochs
  };

  /// `plan` and `catalog` must outlive the runner.
  SweepRunner(const SweepPlan& plan, const Catalog& catalog, const SweepStore& store,
              Options options);
  ~SweepRunner();

  /// Blocks. `report` is called from worker threads, one call at a time: for every run that starts
  /// or ends and at most ten times a second for one that goes on. With halving, designs that were
  /// not promoted stay partial.
  Result<void> run(std::stop_token stop, const std::function<void(const SweepUpdate&)>& report);

  /// From any thread: which runs come next, in this order; runs not named follow as before.
  void prefer(const std::vector<std::size_t>& runs);
  /// From any thread: these runs come last, in this order.
  void defer(const std::vector<std::size_t>& runs);
  /// From any thread: stops one run and takes it out of the queue.
  void cancel(std::size_t run);

  static constexpr double kReportSeconds = 0.1;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
