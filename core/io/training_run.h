// SPDX-License-Identifier: GPL-3.0-or-later
// One training run from experiment to scored result, with its folder: used by both programs.
#pragma once

#include <QString>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/experiment/assemble.h"
#include "core/io/run_folder.h"
#include "core/io/run_watch.h"

namespace qonvolve {

/// Prepares the data of an experiment with the user's cache of fitted steps.
Result<PreparedData> prepareDataCached(const Experiment& experiment, const Catalog& catalog,
                                       const std::string& baseFolder, std::stop_token stop = {});

/// Trains and writes everything down: experiment, record and fitted preprocessing at the start, the
/// history as it comes, a checkpoint at most every kCheckpointSeconds (at every epoch when epochs
/// are longer) and at the end, the scores of all parts with the best parameters when it has ended.
/// Not thread safe; create and run it on the same thread or hand it over.
class TrainingRun {
 public:
  struct Options {
    QString runsFolder;      // where the run's folder is made; empty: nothing is written
    std::string baseFolder;  // where relative paths of the experiment start
    QString folder = {};     // an existing folder to write to instead of a new one
  };

  /// A new run on prepared data (shared by runs that differ in their seed only). `catalog` and
  /// `pool` must outlive the run.
  static Result<std::unique_ptr<TrainingRun>> create(const Experiment& experiment,
                                                     const Catalog& catalog,
                                                     std::shared_ptr<const PreparedData> data,
                                                     ThreadPool& pool, Options options);

  /// Continues the run in `folder` from its checkpoint, on data loaded again and preprocessed with
  /// the fitted states of the folder. A run without a checkpoint starts from the beginning. Errors:
  /// the run is alive or finished, its files are damaged, its data are gone, `stop` while loading.
  static Result<std::unique_ptr<TrainingRun>> resume(const QString& folder, const Catalog& catalog,
                                                     ThreadPool& pool, std::stop_token stop = {});
  ~TrainingRun();

  /// Trains until done or stopped; after a stop it can be called again to go on. `report` sees
  /// every event after it was written down. The record tells how it ended; exceptions (out of
  /// memory) end it as failed.
  const RunRecord& run(std::stop_token stop,
                       const std::function<void(const TrainEvent&)>& report = {});

  /// Adds the scores of all parts to the record of a run that was stopped (one that has ended has
  /// them).
  void addScores(const Scores& train, const Scores& validation, const Scores& test);

  const RunRecord& record() const;
  const Experiment& experiment() const;
  const Model& model() const;
  const PreparedData& data() const;
  const std::shared_ptr<const PreparedData>& sharedData() const;
  Trainer& trainer();
  /// Where the run stands, also without a folder.
  const Checkpoint& checkpoint() const;
  /// What can be said of its gradients now; see RunWatch.
  std::optional<WatchReading> reading() const;
  /// Empty when nothing is written.
  QString folder() const;
  /// First file that could not be written, if any; training goes on without it.
  const std::optional<Error>& problem() const;
  /// What the user should know, such as another instruction set than before the interruption.
  const std::vector<std::string>& notes() const;

  static constexpr double kCheckpointSeconds = 5;

 private:
  struct Impl;
  explicit TrainingRun(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
