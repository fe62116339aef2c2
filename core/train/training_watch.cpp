// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_watch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace qonvolve {

namespace {

constexpr std::size_t kEnd = 5;    // losses averaged at both ends of the window
constexpr std::size_t kHold = 10;  // steps that a state is shown at least
constexpr double kSmall = 0.01;    // of the gradients of random parameters
constexpr double kHopelessShots = 1e5;
constexpr double kRounding = 1e-24;  // squares of derivatives that are zero

struct StateWords {
  std::string_view id, label, help;
};
constexpr std::array<StateWords, 8> kWords = {{
    {"starting", "Starting", "Twenty steps are needed before anything can be said."},
    {"training", "Training", "The loss moves and gradients can be seen."},
    {"stalled", "Stalled",
     "The loss has not fallen over the last twenty steps, though gradients are not small. "
     "The learning rate may be too large or too small; with small batches the noise of the loss "
     "can also hide that it falls slowly: look at the curve over epochs."},
    {"plateau", "Plateau",
     "The loss is that of random parameters, does not fall, and gradients "
     "are too small to follow."},
    {"shot_limited", "Too few shots",
     "Gradients are below the noise of the shots: it cannot be "
     "told whether this is a plateau."},
    {"converged", "Converged",
     "The loss is far below that of random parameters and gradients are "
     "small: an optimum."},
    {"saddle", "Saddle",
     "Gradients are small away from random parameters, but there is a way "
     "down: a saddle point."},
    {"noise_induced", "Noise plateau",
     "Gradients are small because of the noise: without it they "
     "are at least ten times larger."},
}};

double meanOf(const std::deque<double>& values, std::size_t first) {
  double sum = 0;
  for (std::size_t i = first; i < first + kEnd; ++i) sum += values[i];
  return sum / kEnd;
}

}  // namespace

std::string_view idOf(TrainingState state) {
  return kWords[static_cast<std::size_t>(state)].id;
}
std::string_view labelOf(TrainingState state) {
  return kWords[static_cast<std::size_t>(state)].label;
}
std::string_view helpOf(TrainingState state) {
  return kWords[static_cast<std::size_t>(state)].help;
}

TrainingWatch::TrainingWatch(WatchSettings settings) : settings_(std::move(settings)) {}

TrainingState TrainingWatch::push(double loss, double gradientNorm) {
  WatchProbes none;
  return push(loss, gradientNorm, none);
}

TrainingState TrainingWatch::push(double loss, double gradientNorm, WatchProbes& probes) {
  losses_.push_back(loss);
  if (losses_.size() > kWatchWindow) losses_.pop_front();
  if (!std::isnan(gradientNorm)) {
    squares_.push_back(gradientNorm * gradientNorm /
                       static_cast<double>(std::max<std::size_t>(1, settings_.parameters)));
    if (squares_.size() > kWatchWindow) squares_.pop_front();
  }
  ++held_;
  // The first verdict waits for a full window; each later one until the last was held.
  if (losses_.size() < kWatchWindow || squares_.size() < kWatchWindow) return shown_;
  if (shown_ != TrainingState::Starting && held_ < kHold) return shown_;
  const TrainingState now = judge(probes);
  if (now != shown_) {
    shown_ = now;
    held_ = 0;
  }
  return shown_;
}

double TrainingWatch::meanSquare() const {
  if (squares_.empty()) return 0;
  std::vector<double> sorted(squares_.begin(), squares_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

double TrainingWatch::shotsPerAngle() const {
  const double g = meanSquare();
  const double d = settings_.probe.range;
  if (squares_.empty() || d <= 0 || g < kRounding) return 0;
  return d * d / (8 * g);
}

/// Of one derivative by shifted circuits of that many shots: at most (range/2)^2/(2 shots), less
/// by the mean over the samples of a batch.
double TrainingWatch::noisePerAngle() const {
  if (settings_.shots == 0) return 0;
  const double half = settings_.probe.range / 2;
  return half * half / (2 * static_cast<double>(settings_.shots * settings_.batchSamples));
}

double TrainingWatch::lossError() const {
  return std::sqrt(2 * noisePerAngle());
}

/// Of the mean of kEnd losses, by which samples their batches happened to hold.
double TrainingWatch::batchError() const {
  const auto batch = static_cast<double>(settings_.batchSamples);
  const auto all = static_cast<double>(settings_.samples);
  if (!(all > batch)) return 0;
  return settings_.probe.sampleDeviation * std::sqrt((1 - batch / all) / (batch * kEnd));
}

TrainingState TrainingWatch::judge(WatchProbes& probes) const {
  const LandscapeProbe& probe = settings_.probe;
  const double spread = probe.lossDeviation;
  const double first = meanOf(losses_, 0);
  const double last = meanOf(losses_, kWatchWindow - kEnd);
  const double g = meanSquare();
  const double luck = std::max(lossError(), batchError());
  const bool near = std::abs(last - probe.lossMean) < 2 * std::max(spread, luck);
  const auto stalled = [&](double error) {
    return first - last < std::max(0.1 * spread, 2 * error);
  };
  const bool small = g < kSmall * probe.medianSquare;
  const double height = probe.lossMean - probe.lowestLoss;
  if (last - probe.lowestLoss < 0.02 * height ||
      (last < probe.lossMean - 3 * std::max(spread, batchError()) && small)) {
    return TrainingState::Converged;
  }
  if (settings_.shots > 0 && near && g < 2 * noisePerAngle()) return TrainingState::ShotLimited;
  const bool flat = small || shotsPerAngle() > kHopelessShots;
  if (near && flat && stalled(luck)) {
    return probes.noiselessRatio() >= 10 ? TrainingState::NoiseInduced : TrainingState::Plateau;
  }
  if (!stalled(lossError())) return TrainingState::Training;
  if (!near && small && probes.hasDescent()) return TrainingState::Saddle;
  return TrainingState::Stalled;
}

}  // namespace qonvolve
