// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps on a cluster: submitted to Slurm as one job array, followed, tried again, cancelled.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/io/sweep_runner.h"

namespace qonvolve {

/// One task of the array as the queue or its exit code tells.
struct SlurmTask {
  int index = 0;
  QString state;      // "PENDING", "RUNNING", ... ; empty once it has left the queue
  int exitCode = -1;  // -1: not known (still at work, or killed)
  bool operator==(const SlurmTask&) const = default;
};

struct SlurmOptions {
  QString program = {};        // path of qonvolve-cli on the nodes
  int tasks = 16;              // of the array; each makes its share of the runs one after another
  int jobsPerTask = 1;         // runs side by side in a task, and processors it asks for
  QStringList arguments = {};  // further ones for sbatch: "--partition=cpu", "--time=2:00:00"
  int retries = 2;             // how often what failed is submitted again; -1: follow, never submit
  bool detach = false;         // submit and return
  /// Ends run() within a second and leaves the job alone.
  std::stop_token leave = {};
  /// Called on the thread of run() whenever what tasks() gives has changed.
  std::function<void(const QString& job, const std::vector<SlurmTask>& tasks)> tasksChanged = {};
};

/// All state is in the folder of the sweep, "slurm": the number of the job, its script, the log
/// and exit code of each task. So the submitting program can go at any time: started again, it
/// follows the job that is still there, and submits what is missing only when none is.
class SlurmSweep {
 public:
  SlurmSweep(const SweepPlan& plan, const SweepStore& store, SlurmOptions options);

  /// Whether sbatch, squeue and scancel can be run here. The error says what is missing.
  static Result<void> available();

  /// Submits and follows until all runs have ended or nothing more can be done; with halving, one
  /// array a rung. `report` is called on this thread for every run whose state or progress
  /// changed. A stop cancels the job; runs that were at work keep their checkpoints. Errors:
  /// sbatch refuses.
  Result<void> run(std::stop_token stop, const std::function<void(const SweepUpdate&)>& report);

  /// Number of the array at work; empty: none.
  QString job() const;
  /// Cancels the array at work, if any; whoever follows it comes to an end.
  Result<void> cancel() const;
  /// The tasks of the newest array, finished or not.
  std::vector<SlurmTask> tasks() const;

  static constexpr int kPollMilliseconds = 1000;
  static constexpr int kLeaveMilliseconds = 50;

 private:
  struct Queue;
  Result<QString> submit(const std::vector<std::size_t>& runs, std::uint64_t epochLimit);
  Result<void> follow(const QString& job, const std::stop_token& stop);
  std::vector<SlurmTask> tasksOf(const QString& job, const Queue& queue) const;
  void wait(const std::stop_token& stop) const;
  Result<void> bring(const std::vector<std::size_t>& cells, std::uint64_t epochLimit,
                     const std::stop_token& stop);
  void look();
  QString folder() const;

  const SweepPlan& plan_;
  const SweepStore& store_;
  SlurmOptions options_;
  std::function<void(const SweepUpdate&)> report_;
  std::vector<SweepUpdate> last_;
};

}  // namespace qonvolve
