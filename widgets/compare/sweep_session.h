// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep in the window: planned and made on threads of its own, followed on the disk.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <set>
#include <vector>

#include "core/io/comparison.h"
#include "core/io/slurm_sweep.h"
#include "core/io/sweep_runner.h"
#include "widgets/training/background_job.h"
#include "widgets/training/work_queue.h"

namespace qonvolve::ui {

/// What of a sweep is known: plan, state of every run, results. A value for the views.
struct SweepView {
  std::shared_ptr<const SweepPlan> plan;
  std::vector<SweepStatus> statuses;       // one a run
  std::vector<double> progress;            // one a run, 0 to 1
  std::vector<std::vector<float>> losses;  // one a run: training loss of its epochs so far
  SweepResults results;
};

/// Plans, starts, stops and follows one sweep. No call blocks, except that destruction waits for
/// the runs at work to write their checkpoints; a job on a cluster goes on alone. What other
/// programs do in the folder of the sweep is seen too, within kFollowMilliseconds.
class SweepSession : public QObject {
  Q_OBJECT

 public:
  enum class State : std::uint8_t {
    Idle,     // nothing is made from here
    Waiting,  // in the line of work, for other runs to end
    Here,     // on this machine
    Cluster,  // as a Slurm job, followed from here
  };

  /// With a queue, runs on this machine wait for their turn in it.
  explicit SweepSession(std::shared_ptr<const Catalog> catalog, QObject* parent = nullptr);
  ~SweepSession() override;
  void setQueue(std::shared_ptr<WorkQueue> queue) { queue_ = std::move(queue); }

  /// Plans a sweep that is kept in `folder`, which is made; `base`: where its relative paths start.
  /// The former one is stopped. A job on a cluster that is still at work on it is followed again.
  void open(const SweepSpec& spec, const QString& base, const QString& folder);
  void close();

  bool isOpen() const { return view_.plan != nullptr; }
  bool isPlanning() const { return job_.isBusy(); }
  State state() const;
  /// Anything but Idle.
  bool isRunning() const { return state() != State::Idle; }
  const SweepView& view() const { return view_; }
  /// The ended runs, grouped; empty while there is no sweep.
  const Comparison& comparison() const { return comparison_; }
  QString folder() const;
  /// "Slurm job 12: 3 tasks run, 1 waits, 2 ended well"; empty without one.
  const QString& jobText() const { return jobText_; }

  /// Makes what is missing, on `threads` (0: one a core), at low priority.
  void start(std::size_t threads);
  /// Submits what is missing as an array of Slurm tasks and follows it.
  void startOnCluster(const SlurmOptions& options);
  /// Stops the runs here, or cancels the job.
  void stop();
  /// The runs of these cells come next, or last, or are given up.
  void prefer(const std::vector<std::size_t>& cells);
  void defer(const std::vector<std::size_t>& cells);
  void cancel(const std::vector<std::size_t>& cells);

  static constexpr int kFollowMilliseconds = 2000;
  static constexpr int kRefreshMilliseconds = 200;
  static constexpr int kNiceness = 10;

 signals:
  /// Another sweep, or none.
  void opened();
  /// States, progress or results changed; at most five times a second.
  void changed();
  void runningChanged();
  void failed(const qonvolve::Error& error);

 private:
  struct Running;
  void begin(std::size_t threads);
  void run(std::unique_ptr<Running> running);
  void refresh();
  void follow();
  void finish();
  void leaveLine();
  void readLosses();
  void keepLoss(std::size_t run, const SweepUpdate& update);
  void collect();
  QString lineTitle() const;
  std::vector<std::size_t> runsOf(const std::vector<std::size_t>& cells) const;

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<WorkQueue> queue_;
  WorkQueue::Ticket ticket_ = 0;  // while in the line of work
  BackgroundJob job_;
  BackgroundJob reading_;
  std::shared_ptr<const SweepStore> store_;
  SweepView view_;
  Comparison comparison_;
  std::set<std::size_t> lossesRead_;
  QString jobText_;
  std::unique_ptr<Running> state_;
  QTimer refreshTimer_;
  QTimer followTimer_;
};

}  // namespace qonvolve::ui
