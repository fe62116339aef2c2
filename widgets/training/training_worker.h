// SPDX-License-Identifier: GPL-3.0-or-later
// The side of a training session that lives on its own thread: loads data, trains, scores.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/io/run_results.h"
#include "widgets/training/progress_coalescer.h"

namespace qonvolve::ui {

/// What to train.
struct TrainingRequest {
  Experiment experiment;
  std::string baseFolder;        // where relative paths of the experiment start
  QString runsFolder;            // where the run is recorded; empty: nowhere
  std::size_t threads = 0;       // 0: one per core
  std::uint64_t epochLimit = 0;  // pause after this many epochs; 0: never
};

/// A run as it begins, or goes on after a pause.
struct RunStart {
  Experiment experiment;
  Model model;
  QString folder;  // empty: not recorded
  QStringList classNames;
  QStringList notes;  // what the user should know
  std::uint64_t stepsPerEpoch = 1;
  std::uint64_t totalSteps = 0;
  std::uint64_t stepsDone = 0;  // above 0: goes on
  std::vector<double> parameters;
  std::optional<PlaneSamples> plane;  // training samples of two-feature data
  double majority = 0;                // of the validation part, or of the training part if none
};

/// A run as it ends or pauses.
struct RunOutcome {
  RunRecord record;  // status, scores of all parts with their confusion matrices
  QString folder;
  std::vector<double> parameters;  // the best ones once the run has ended, else where it stands
  bool resumable = false;          // not at its end: can go on
};

/// What ends a job before its time: `run` the training, `results` what is worked out after it.
struct JobStops {
  std::stop_token run;
  std::stop_token results;
};

/// Trains one run at a time on the thread it is moved to. All calls are blocking there; results
/// come as signals. Exceptions become failed().
class TrainingWorker : public QObject {
  Q_OBJECT

 public:
  TrainingWorker(std::shared_ptr<const Catalog> catalog,
                 std::shared_ptr<ProgressCoalescer> coalescer);
  ~TrainingWorker() override;

  /// A new run; one that was paused is given up (its folder stays).
  void start(const TrainingRequest& request, const JobStops& stops);
  /// Goes on with a run that was paused in this worker.
  void resume(std::uint64_t epochLimit, const JobStops& stops);
  /// Goes on with a run from its folder.
  void resumeFolder(const QString& folder, std::size_t threads, const JobStops& stops);

 signals:
  void started(std::shared_ptr<const qonvolve::ui::RunStart> start);
  void progressed(std::shared_ptr<const qonvolve::ui::TrainingProgress> progress);
  void finished(std::shared_ptr<const qonvolve::ui::RunOutcome> outcome);
  /// After finished(), unless stopped: what the best parameters so far answer on the data.
  void answered(std::shared_ptr<const qonvolve::RunResults> results);
  void failed(const qonvolve::Error& error);
  /// Stopped before there was a run.
  void cancelled();
  /// All that belongs to the job of this number is done.
  void ended(quint64 job);

 private:
  void guarded(const std::function<void()>& work);
  void train(std::uint64_t epochLimit, const JobStops& stops, const QStringList& notes);
  void answer(const std::stop_token& stop);
  void send();
  ThreadPool& pool(std::size_t threads);

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<ProgressCoalescer> coalescer_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<TrainingRun> run_;
};

}  // namespace qonvolve::ui
