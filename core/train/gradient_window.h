// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient statistics over the last steps of a run.
#pragma once

#include <span>
#include <vector>

#include "core/model/model.h"
#include "core/train/events.h"

namespace qonvolve {

/// The gradients of the last kGradientWindow steps, oldest overwritten first.
class GradientWindow {
 public:
  void push(std::span<const double> gradient);
  /// Forgets the newest entry.
  void pop();
  std::size_t size() const { return size_; }

  /// Statistics over the window; needs at least two entries.
  GradientsMeasured measure(const Model& model, std::uint64_t step) const;

  /// Entries from oldest to newest, as a Checkpoint keeps them.
  std::vector<std::vector<double>> entries() const;
  void restore(const std::vector<std::vector<double>>& entries);

 private:
  std::vector<std::vector<double>> ring_;
  std::size_t next_ = 0;  // where the next entry goes
  std::size_t size_ = 0;
};

}  // namespace qonvolve
