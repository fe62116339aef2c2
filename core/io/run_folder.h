// SPDX-License-Identifier: GPL-3.0-or-later
// One folder per training run: experiment, record, history, checkpoint, fitted preprocessing,
// notes.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <string>
#include <vector>

#include "core/data/preprocess.h"
#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/io/run_record.h"
#include "core/train/history.h"

namespace qonvolve {

/// What the user adds to a run (user.json).
struct RunNotes {
  QStringList tags;
  QString notes;
  bool archived = false;
  bool pinned = false;
  bool operator==(const RunNotes&) const = default;
};

/// All that prediction needs besides the parameters (preprocess.json).
struct FittedPreprocessing {
  std::vector<FittedState> steps;  // one a preprocessing step of the experiment
  std::vector<std::string> classNames;
  FeatureShape shape;  // of the data before the first step
};

/// The files of one run. A value: a path with functions; errors name the file.
class RunFolder {
 public:
  explicit RunFolder(QString path);

  /// A new folder YYYYMMDDTHHMMSSZ-<name>-<6 hex> below `runsFolder`, which is created if needed.
  /// No two runs ever share a folder.
  static Result<RunFolder> create(const QString& runsFolder, const std::string& name);

  const QString& path() const { return path_; }
  QString file(const char* name) const;
  bool exists() const;

  /// The experiment exactly as it was run.
  Result<void> writeExperiment(const Experiment& experiment) const;
  Result<Experiment> experiment(const Catalog& catalog) const;

  Result<void> writeRecord(const RunRecord& record) const;
  /// A run that says "running" but whose process is gone comes back as Interrupted.
  Result<RunRecord> record() const;

  Result<void> writeCheckpoint(const Checkpoint& checkpoint) const;
  Result<Checkpoint> checkpoint() const;
  bool hasCheckpoint() const;

  /// The parameters of a checkpoint as a table, parameters.csv.
  Result<void> writeParameters(const Checkpoint& checkpoint, const Model& model) const;

  Result<void> writePreprocessing(const FittedPreprocessing& fitted) const;
  Result<FittedPreprocessing> preprocessing() const;

  Result<void> writeNotes(const RunNotes& notes) const;
  RunNotes notes() const;

  /// history.csv, steps.csv and gradients.csv as series, for plots of earlier runs. Rows that
  /// cannot be read (a crash in the middle of a line) end the series.
  History history() const;

 private:
  QString path_;
};

/// Appends the events of a run to the three CSV files; history.csv is flushed after each epoch.
class HistoryWriter {
 public:
  /// Continues after `step` and `epoch` (0: from the start): later rows of an interrupted run go.
  static Result<std::unique_ptr<HistoryWriter>> open(const RunFolder& folder,
                                                     const std::vector<std::string>& groups,
                                                     std::uint64_t epoch, std::uint64_t step);
  ~HistoryWriter();
  void append(const TrainEvent& event);
  void flush();
  /// First write that failed (disk full); nothing is written after it.
  const std::optional<Error>& problem() const;

 private:
  struct Impl;
  explicit HistoryWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Process data that tell whether a run is still alive: host name, process id, start of the
/// process.
void setOwnProcess(RunRecord& record);
bool processAlive(const RunRecord& record);

/// A name with letters, digits and '-' only, so that folders are easy to type and safe everywhere.
QString safeFolderName(const std::string& name);

/// The present moment as ISO 8601 in UTC.
std::string utcNow();

}  // namespace qonvolve
