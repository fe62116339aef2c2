// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all runs: an SQLite index in the cache folder, rebuilt from the run folders at will.
#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

#include "core/io/run_folder.h"

namespace qonvolve {

/// One line of the table of runs.
struct RunRow {
  QString path;
  QString name;
  RunStatus status = RunStatus::Finished;
  QString started;  // ISO 8601, UTC
  QString designHash;
  QString encoding;
  QString ansatz;
  QString optimizer;
  std::uint64_t seed = 0;
  std::int64_t qubits = 0;
  std::int64_t parameters = 0;
  std::int64_t epochs = 0;
  std::int64_t steps = 0;
  std::int64_t totalSteps = 0;  // planned
  double seconds = 0;
  std::int64_t bestEpoch = 0;
  std::optional<double> bestAccuracy;  // validation
  std::optional<double> lastAccuracy;  // validation
  std::optional<double> trainAccuracy;
  std::optional<double> testAccuracy;
  Interval test95;  // of testAccuracy
  QStringList tags;
  QString notes;
  bool archived = false;
  bool pinned = false;
};

/// The runs below one folder. Use on one thread.
class RunStore {
 public:
  /// `indexPath`: the SQLite file; empty: the one in the user's cache folder. An index that is
  /// damaged or of another version is made anew.
  explicit RunStore(QString runsFolder, QString indexPath = {});
  ~RunStore();
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  const QString& runsFolder() const;

  /// Brings the index up to date with the folders: only those that changed are read.
  Result<void> refresh();
  /// Throws the index away and reads all folders.
  Result<void> rebuild();

  /// All runs, newest first, as of the last refresh().
  std::vector<RunRow> list() const;
  /// The row of one run folder (below the runs folder or not), read from its files.
  static Result<RunRow> read(const QString& runFolder);

  /// Deletes the folder of a run that is not running. Only run folders are ever deleted.
  Result<void> remove(const QString& runFolder);
  /// Bytes of all files of all runs, and of those below one folder.
  qint64 size() const;
  static qint64 sizeOf(const QString& folder);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
