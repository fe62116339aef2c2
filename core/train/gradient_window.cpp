// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gradient_window.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qonvolve {

void GradientWindow::push(std::span<const double> gradient) {
  if (ring_.size() < kGradientWindow && next_ == ring_.size()) ring_.emplace_back();
  ring_[next_].assign(gradient.begin(), gradient.end());
  next_ = (next_ + 1) % kGradientWindow;
  size_ = std::min(size_ + 1, kGradientWindow);
}

void GradientWindow::pop() {
  if (size_ == 0) return;
  next_ = (next_ + kGradientWindow - 1) % kGradientWindow;
  --size_;
}

std::vector<std::vector<double>> GradientWindow::entries() const {
  std::vector<std::vector<double>> result;
  for (std::size_t i = 0; i < size_; ++i) {
    result.push_back(ring_[(next_ + kGradientWindow - size_ + i) % kGradientWindow]);
  }
  return result;
}

void GradientWindow::restore(const std::vector<std::vector<double>>& entries) {
  ring_.clear();
  next_ = 0;
  size_ = 0;
  const std::size_t skip = entries.size() - std::min(entries.size(), kGradientWindow);
  for (std::size_t i = skip; i < entries.size(); ++i) push(entries[i]);
}

GradientsMeasured GradientWindow::measure(const Model& model, std::uint64_t step) const {
  assert(size_ >= 2);
  const std::size_t parameters = model.parameterCount;
  std::vector<double> sum(parameters);
  std::vector<double> squares(parameters);
  for (std::size_t i = 0; i < size_; ++i) {
    const auto& entry = ring_[(next_ + kGradientWindow - size_ + i) % kGradientWindow];
    for (std::size_t p = 0; p < parameters; ++p) {
      sum[p] += entry[p];
      squares[p] += entry[p] * entry[p];
    }
  }
  const auto count = static_cast<double>(size_);
  GradientsMeasured measured;
  measured.step = step;
  measured.parameterRms.resize(parameters);
  for (std::size_t p = 0; p < parameters; ++p) {
    measured.parameterRms[p] = static_cast<float>(std::sqrt(squares[p] / count));
  }
  for (const ParameterGroup& group : model.groups) {
    GroupGradient result;
    for (std::size_t p = group.first; p < std::size_t{group.first} + group.count; ++p) {
      const double mean = sum[p] / count;
      result.variance += std::max(0.0, squares[p] - count * mean * mean) / (count - 1);
      result.meanSquare += squares[p] / count;
    }
    if (group.count > 0) {
      result.variance /= group.count;
      result.meanSquare /= group.count;
    }
    measured.groups.push_back(result);
  }
  return measured;
}

}  // namespace qonvolve
