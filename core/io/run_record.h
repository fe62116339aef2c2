// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of one training run: how it was made, how far it came, how well it did (run.json).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/io/json_reader.h"
#include "core/io/version.h"
#include "core/train/events.h"
#include "core/train/metrics.h"

namespace qonvolve {

enum class RunStatus : std::uint8_t {
  Running,
  Finished,
  Stopped,      // by the user; can be resumed
  Diverged,     // loss or gradient became infinite or not a number
  Failed,       // ended by an error
  Interrupted,  // its process is gone; can be resumed
};
/// "running", "finished", ...
std::string_view runStatusName(RunStatus status);

struct RunRecord {
  RunStatus status = RunStatus::Running;
  Error error;  // Diverged, Failed

  std::string name;
  std::string started;  // ISO 8601 in UTC, as is `ended` (empty while running)
  std::string ended;
  std::string host;
  std::int64_t pid = 0;
  std::int64_t processStart = 0;  // start of the process in clock ticks since boot, 0 if unknown
  ProgramVersion program;
  std::string instructionSet;  // SIMD path of the simulator
  std::uint64_t threads = 1;

  std::uint64_t seed = 0;
  std::string designHash;
  std::string encoding;    // id of the first encoding block
  std::string ansatz;      // ids of all that its blocks use, "su4" or "so4, su4"
  std::string optimizer;   // id
  std::string dataFolder;  // where relative paths of the experiment start
  std::vector<std::string> classNames;
  std::uint64_t qubits = 0;
  std::uint64_t parameters = 0;
  std::uint64_t wordParameters = 0;  // of them in tables with a row for each word
  std::uint64_t totalSteps = 0;      // planned

  std::uint64_t epochs = 0;  // finished
  std::uint64_t steps = 0;
  double seconds = 0;  // of training
  double samplesPerSecond = 0;
  std::uint64_t evaluations = 0;     // circuits that hardware would have run to train
  std::vector<std::string> notices;  // what the run had to say about itself
  PartScore last;                    // training part, running mean of the last epoch
  bool hasValidation = false;
  PartScore lastValidation;
  std::uint64_t bestEpoch = 0;
  PartScore best;  // validation part where there is one
  Scores train;    // with the best parameters, once the run has ended
  Scores validation;
  Scores test;
};

/// The document `train --json` prints: {runDir, seed, parameters, qubits, epochs, steps, seconds,
/// ...}.
Json resultJson(const RunRecord& record, const std::string& runFolder);
/// run.json: the result with everything else.
Json recordJson(const RunRecord& record);
Result<RunRecord> readRecord(const Json& json);

/// {samples, loss, accuracy, low95, high95}, or null for an empty part.
Json scoreJson(const Scores& scores);
/// perClass: [{name, count, precision, recall, f1}].
Json perClassJson(const Scores& scores, const std::vector<std::string>& classNames);
Json confusionJson(const Scores& scores);

/// checkpoint.json; doubles come back bit for bit.
Json checkpointJson(const Checkpoint& checkpoint);
Result<Checkpoint> readCheckpoint(const Json& json);

}  // namespace qonvolve
