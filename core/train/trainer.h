// SPDX-License-Identifier: GPL-3.0-or-later
// The training loop: batches, epochs, validation, best and last, early stop, checkpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/split.h"
#include "core/model/model.h"
#include "core/train/events.h"
#include "core/train/loss.h"
#include "core/train/metrics.h"
#include "core/train/model_runner.h"
#include "core/train/optimizer.h"
#include "core/train/schedule.h"
#include "core/train/train_settings.h"

namespace qonvolve {

/// Everything a run needs, as real objects; made by the experiment layer.
struct TrainingSetup {
  Model model;
  StageFactory stages;
  SplitData data;  // preprocessed
  std::unique_ptr<Loss> loss;
  std::unique_ptr<Optimizer> optimizer;
  Schedule schedule;  // empty: constant
  std::vector<double> initialParameters;
  TrainSettings settings;
  std::uint64_t seed = 0;
  double learningRate = 0;  // for messages only; 0: the optimizer has none
};

struct TrainOutcome {
  enum class Status : std::uint8_t { Finished, Stopped, Diverged };
  Status status = Status::Finished;
  Error error;            // Diverged: at which step, which group, what to try
  Checkpoint checkpoint;  // where it stands; Diverged: the last good state
};

/// Scores of parameters on one part of the data; samples == 0 if the part is empty or stopped. Of
/// samples cut into rows, the answer is the mean over the rows and the loss that of the rows.
/// `probabilities` (if given) becomes samples x classes.
Scores evaluate(ModelRunner& runner, const Loss& loss, std::span<const double> parameters,
                const Dataset& data, std::stop_token stop = {}, Matrix* probabilities = nullptr);

/// Class probabilities, samples x classes; the mean over the rows of samples that are cut.
Matrix predictProbabilities(ModelRunner& runner, const Loss& loss,
                            std::span<const double> parameters, const Dataset& data,
                            std::stop_token stop = {});

/// Class probabilities, rows x classes.
Matrix predictProbabilities(ModelRunner& runner, const Loss& loss,
                            std::span<const double> parameters, const Matrix& x,
                            std::stop_token stop = {});

class Trainer {
 public:
  /// The setup is moved in; `pool` must outlive the trainer.
  Trainer(TrainingSetup setup, ThreadPool& pool);
  ~Trainer();

  /// Continues from here instead of the initial parameters. Errors: sizes do not fit.
  Result<void> resume(const Checkpoint& checkpoint);

  /// Trains until done or stopped; events are delivered on the calling thread. A checkpoint event
  /// comes at every epoch end and, within longer epochs, at least every 5 s. The loop checks `stop`
  /// between chunks of samples. NaN or infinite loss or gradient ends it as Diverged with the last
  /// good state. `epochLimit` (0: none) ends the call as Stopped after that many more epochs.
  TrainOutcome run(std::stop_token stop, const std::function<void(const TrainEvent&)>& report,
                   std::uint64_t epochLimit = 0);

  std::uint64_t totalSteps() const;
  std::uint64_t stepsPerEpoch() const;
  const TrainingSetup& setup() const;
  ModelRunner& runner();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
