// SPDX-License-Identifier: GPL-3.0-or-later
// Training as the window sees it: start, pause, stop, and signals that come back.
#pragma once

#include <QObject>
#include <QThread>
#include <memory>
#include <optional>
#include <stop_token>

#include "widgets/training/training_worker.h"
#include "widgets/training/work_queue.h"

namespace qonvolve::ui {

/// The face of a training worker on the GUI thread. No call blocks, except that destruction waits
/// up to 2 s for a run to stop (it keeps its checkpoint); a run that takes longer goes on being
/// stopped on its own.
class TrainingSession : public QObject {
  Q_OBJECT

 public:
  enum class State {
    Idle,       // nothing runs; nothing to resume here
    Waiting,    // for other runs to end
    Preparing,  // data are being loaded
    Training,
    Stopping,  // pause or stop was asked for
    Paused,    // resume() goes on
  };
  Q_ENUM(State)

  /// Sessions with the same queue train one after the other; by default it has one of its own.
  explicit TrainingSession(std::shared_ptr<const Catalog> catalog, QObject* parent = nullptr,
                           std::shared_ptr<WorkQueue> queue = nullptr);
  ~TrainingSession() override;

  State state() const { return state_; }
  /// Waiting, Preparing, Training or Stopping.
  bool isBusy() const;
  /// How many runs come first while it is Waiting.
  int placesBefore() const { return queue_->placesBefore(ticket_); }
  /// The run that goes on, is paused or ended last; null before the first.
  const std::shared_ptr<const RunStart>& run() const { return run_; }

  /// Starts a new run; a paused one is given up (its folder stays and can be resumed from there).
  /// Ignored while busy.
  void start(const TrainingRequest& request);
  /// Goes on after pause(); ignored unless Paused.
  void resume();
  /// Goes on with an unfinished run from its folder. Ignored while busy.
  void resumeFolder(const QString& folder, std::size_t threads);
  /// One epoch of the paused run, or else of a new one; pauses after it. Ignored while busy.
  void oneEpoch(TrainingRequest request);
  /// Stops with a checkpoint, to go on later.
  void pause();
  /// Ends the run; its folder can still be resumed. A paused run just ends.
  void stop();

 signals:
  void stateChanged(qonvolve::ui::TrainingSession::State state);
  /// Also when a run goes on: then stepsDone is above 0.
  void started(std::shared_ptr<const qonvolve::ui::RunStart> start);
  /// Up to 30 times a second, never more than one on its way.
  void progressed(std::shared_ptr<const qonvolve::ui::TrainingProgress> progress);
  void paused(std::shared_ptr<const qonvolve::ui::RunOutcome> outcome);
  /// The run has ended: finished, stopped or diverged, as its record says.
  void finished(std::shared_ptr<const qonvolve::ui::RunOutcome> outcome);
  /// After paused() or finished(), unless another run comes first: what the best parameters so far
  /// answer on the data.
  void answered(std::shared_ptr<const qonvolve::RunResults> results);
  void failed(const qonvolve::Error& error);

 private:
  void setState(State state);
  using Job = std::function<void(TrainingWorker&, const JobStops&)>;
  /// Does the job when its turn comes. `pauses`: it ends in a pause.
  void post(const QString& title, Job job, bool pauses);
  void begin(const Job& job, bool pauses);
  void withdraw();
  void onFinished(const std::shared_ptr<const RunOutcome>& outcome);

  std::shared_ptr<WorkQueue> queue_;
  WorkQueue::Ticket ticket_ = 0;
  quint64 job_ = 0;  // the last one given to the worker
  std::shared_ptr<ProgressCoalescer> coalescer_;
  QThread* thread_;         // deletes itself after the worker has finished
  TrainingWorker* worker_;  // lives on thread_, deleted there
  std::optional<std::stop_source> stop_;
  std::stop_source stopResults_;
  State state_ = State::Idle;
  bool wantsPause_ = false;
  QString title_;  // of the run that goes on or is paused
  std::shared_ptr<const RunStart> run_;
  std::shared_ptr<const RunOutcome> pausedOutcome_;
};

}  // namespace qonvolve::ui
