// SPDX-License-Identifier: GPL-3.0-or-later
// Progress of long work on standard error: a bar on a terminal, a line every few seconds elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace qonvolve::cli {

/// Thread safe. The bar is wiped when the object goes.
class Progress {
 public:
  /// `total` steps in all, each of about `samplesPerStep` samples.
  Progress(std::string title, std::uint64_t total, double samplesPerStep);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Counts steps; `detail` says where the work stands ("epoch 3/30"), `loss` is the current one
  /// (NaN: there is none).
  void advance(std::uint64_t steps, double loss);
  void detail(std::string text);

 private:
  void show();
  std::string line(double seconds) const;

  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  std::string title_;
  std::string detail_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  double samplesPerStep_;
  double loss_ = 0;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

/// "1.2 s", "3 min 20 s", "2 h 5 min".
std::string durationText(double seconds);
/// "950", "12.4 k", "1.20 M".
std::string countText(double value);

}  // namespace qonvolve::cli
