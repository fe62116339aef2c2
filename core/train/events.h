// SPDX-License-Identifier: GPL-3.0-or-later
// What a trainer reports while it runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/train/optimizer.h"

namespace qonvolve {

/// Gradient statistics of one parameter group over the last steps of a run (window of up to
/// kGradientWindow steps; never a single minibatch).
struct GroupGradient {
  double variance = 0;    // mean over the group's parameters of the sample variance over the window
  double meanSquare = 0;  // mean over parameters and window of the squared derivative
};
inline constexpr std::size_t kGradientWindow = 20;

struct StepDone {
  std::uint64_t step = 0;         // 1-based, over the whole run
  double loss = 0;                // of the batch, before the step, reduced as the loss says
  double gradientNorm = 0;        // NaN if the step took no gradient
  std::uint64_t evaluations = 0;  // circuits that hardware would run for the step, all samples
};

struct PartScore {
  double loss = 0;  // mean over samples
  double accuracy = 0;
};

struct EpochDone {
  std::uint64_t epoch = 0;  // 1-based
  std::uint64_t step = 0;
  PartScore train;  // running mean over the batches of the epoch, as seen while training
  bool hasValidation = false;
  PartScore validation;
  double gradientNorm = 0;  // root mean square over the steps of the epoch; NaN if they took none
  double seconds = 0;       // since the start of the run, pauses not counted
  bool best = false;        // a new best epoch
  std::uint64_t evaluations = 0;  // circuits that hardware would have run so far, for training
};

struct GradientsMeasured {
  std::uint64_t step = 0;
  std::vector<GroupGradient> groups;  // one a ParameterGroup of the model
  std::vector<float> parameterRms;    // root mean square over the window, one a parameter
};

/// All that is needed to continue bit for bit.
struct Checkpoint {
  std::uint64_t epoch = 0;  // finished epochs
  std::uint64_t step = 0;   // finished steps
  double seconds = 0;
  std::uint64_t evaluations = 0;  // of circuits, by all finished steps
  std::vector<double> parameters;
  OptimizerState optimizer;
  std::vector<double> bestParameters;
  std::uint64_t bestEpoch = 0;
  PartScore best;
  std::uint64_t epochsSinceBest = 0;
  double epochLossSum = 0;  // running sums of the unfinished epoch
  double epochCorrect = 0;
  std::uint64_t epochSamples = 0;
  double epochSquaredNorm = 0;
  std::vector<std::vector<double>> gradientWindow;  // newest last
};

struct CheckpointReady {
  Checkpoint checkpoint;
};

/// Something about the run that the user should know; it goes on.
struct Notice {
  std::uint64_t step = 0;
  Error text;
};

using TrainEvent = std::variant<StepDone, EpochDone, GradientsMeasured, CheckpointReady, Notice>;

}  // namespace qonvolve
