// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/gradient_scale.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace qonvolve::ui {
namespace {

constexpr std::size_t kLeftOut = 10;  // one part of so many lies below the scale

}  // namespace

double GradientScale::position(double size) const {
  if (!(size > 0)) return 0;
  return std::clamp(std::log(size / low) / std::log(high / low), 0.0, 1.0);
}

GradientScale GradientScale::including(std::span<const float> sizes, bool fresh) const {
  std::vector<float> known;
  for (const float size : sizes) {
    if (std::isfinite(size) && size > 0) known.push_back(size);
  }
  if (known.empty()) return *this;
  std::ranges::sort(known);
  const double largest = known.back();
  // A few parameters without any gradient must not take the colours from all others.
  const double smallest = known[(known.size() - 1) / kLeftOut];
  GradientScale scale;
  // Tolerant of the rounding of single precision: 1e-4f is a little below 1e-4.
  scale.high = std::pow(10, std::ceil(std::log10(largest) - 1e-6));
  scale.low = std::pow(10, std::floor(std::log10(smallest) + 1e-6));
  if (!fresh) {
    scale.high = std::max(scale.high, high);
    scale.low = std::min(scale.low, low);
  }
  scale.low = std::clamp(scale.low, scale.high * 1e-5, scale.high * 1e-2);
  return scale;
}

}  // namespace qonvolve::ui
