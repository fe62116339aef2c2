// SPDX-License-Identifier: GPL-3.0-or-later
// The logarithmic scale on which sizes of gradients become colours.
#pragma once

#include <span>

namespace qonvolve::ui {

/// From `low` (dark end) to `high` (bright end). Grows with what it has seen and never shrinks
/// during a run, so that colours of different moments compare.
struct GradientScale {
  double low = 1e-4;
  double high = 1e-1;
  bool operator==(const GradientScale&) const = default;

  /// 0 at low and below, 1 at high and above.
  double position(double size) const;
  /// Widened to whole decades that hold the values (zero and non-finite ones do not count), five
  /// decades at most below the largest. `fresh`: start from these values alone.
  GradientScale including(std::span<const float> sizes, bool fresh) const;
};

}  // namespace qonvolve::ui
