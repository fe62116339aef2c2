// SPDX-License-Identifier: GPL-3.0-or-later
// Tells from the last steps of a run whether it sits on a plateau, and from what it cannot tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/train/landscape_probe.h"

namespace qonvolve {

enum class TrainingState : std::uint8_t {
  Starting,      // fewer than kWatchWindow steps
  Training,      // nothing to say
  Stalled,       // the loss does not fall, gradients are not small
  Plateau,       // where random parameters are, not falling, and too flat to leave
  ShotLimited,   // gradients drown in the noise of the shots: cannot tell
  Converged,     // well below random parameters, with small gradients
  Saddle,        // small gradients away from random parameters, and a way down
  NoiseInduced,  // a plateau that is gone without the noise
};
std::string_view idOf(TrainingState state);
/// "Plateau", and one sentence about it.
std::string_view labelOf(TrainingState state);
std::string_view helpOf(TrainingState state);

inline constexpr std::size_t kWatchWindow = 20;

/// Answers that cost more than looking; asked only where they decide.
class WatchProbes {
 public:
  virtual ~WatchProbes() = default;
  /// Whether the Hessian has a direction that leads down.
  virtual bool hasDescent() { return false; }
  /// |gradient|^2 without noise over that with noise, at the same parameters; 1: no noise.
  virtual double noiselessRatio() { return 1; }
};

struct WatchSettings {
  LandscapeProbe probe;
  std::size_t parameters = 1;
  std::size_t shots = 0;         // for each circuit; 0: exact
  std::size_t batchSamples = 1;  // over whose circuits a loss is averaged
  std::size_t samples = 0;       // they are drawn from; 0: always the same ones
};

/// The rule, over a window of 20 steps: G is the median of |gradient|^2/parameters, "near" means a
/// loss within two standard deviations of random parameters, "stalled" that it does not fall by a
/// tenth of one; both allow for the luck of the batches and for shots. A state is shown only after
/// the one before was held for ten steps. Never from a single batch, nor from a single angle.
class TrainingWatch {
 public:
  explicit TrainingWatch(WatchSettings settings);

  /// After a step: its loss, and the norm of its gradient (NaN: it took none; then only the loss
  /// counts). Returns the state to show.
  TrainingState push(double loss, double gradientNorm, WatchProbes& probes);
  TrainingState push(double loss, double gradientNorm);
  TrainingState state() const { return shown_; }

  /// Median of |gradient|^2/parameters over the window.
  double meanSquare() const;
  /// Shots for each angle at which its typical derivative is as large as its noise: range^2/(8 G);
  /// 0: not known, also where nothing but rounding or zeros was measured.
  double shotsPerAngle() const;

 private:
  TrainingState judge(WatchProbes& probes) const;
  double noisePerAngle() const;
  double lossError() const;
  double batchError() const;

  WatchSettings settings_;
  std::deque<double> losses_;
  std::deque<double> squares_;
  TrainingState shown_ = TrainingState::Starting;
  std::size_t held_ = 0;
};

}  // namespace qonvolve
