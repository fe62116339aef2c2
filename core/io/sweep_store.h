// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a sweep on the disk: how far each is, and who may work on it.
#pragma once

#include <QString>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/io/run_folder.h"

namespace qonvolve {

enum class SweepState : std::uint8_t {
  Missing,
  Running,  // here, in another program or on another machine
  Partial,  // stopped or interrupted; goes on from its checkpoint
  Done,
  Diverged,
  Failed,
};
/// "missing", "running", ...
std::string_view sweepStateName(SweepState state);

struct SweepStatus {
  SweepState state = SweepState::Missing;
  std::optional<RunRecord> record;  // once there is one
};

/// The right to work on one run, held until it goes out of scope. Any number of programs on any
/// number of machines that share the disk can hold claims on different runs, never two on one: a
/// claim is a folder "claim-N" in the folder of the run, put in place with its owner by rename().
/// One that its owner left behind (its process is gone; on another machine: not renewed for
/// kStaleSeconds) is followed by "claim-N+1", which again only one can make.
class SweepClaim {
 public:
  ~SweepClaim();
  SweepClaim(const SweepClaim&) = delete;
  SweepClaim& operator=(const SweepClaim&) = delete;
  /// To be called every kRenewSeconds or so.
  void renew() const;

  static constexpr int kRenewSeconds = 10;
  static constexpr int kStaleSeconds = 120;

 private:
  friend class SweepStore;
  explicit SweepClaim(QString folder) : folder_(std::move(folder)) {}
  QString folder_;
};

/// The folder of one sweep: one run folder for each run, named by its id. Thread safe.
class SweepStore {
 public:
  explicit SweepStore(QString folder);

  const QString& folder() const { return folder_; }
  QString runFolder(const std::string& id) const;

  /// Read from the files; what has not changed since the last call is not read again.
  SweepStatus status(const std::string& id) const;

  /// Null when somebody else works on the run. Errors: the folder cannot be made.
  Result<std::unique_ptr<SweepClaim>> claim(const std::string& id) const;

  /// Takes claims away whose `job` (of a batch system) is known to have ended.
  void releaseJob(const std::string& id, const std::string& job) const;

 private:
  struct Known {
    qint64 stamp = 0;
    RunRecord record;
  };
  QString folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Known> known_;
};

}  // namespace qonvolve
