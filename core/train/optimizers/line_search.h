// SPDX-License-Identifier: GPL-3.0-or-later
// A line search for steps that satisfy the strong Wolfe conditions.
#pragma once

#include <functional>

namespace qonvolve {

/// A point of the line: its distance from the start, the value and the slope there.
struct LinePoint {
  double distance = 0;
  double value = 0;
  double slope = 0;
};

struct WolfeConditions {
  double decrease = 1e-4;  // value <= start value + decrease * distance * start slope
  double curvature = 0.9;  // |slope| <= curvature * |start slope|
  int evaluations = 20;    // at most
};

/// A point with both conditions, or the best one found within the allowed evaluations (the start
/// itself if none was better). `probe` evaluates at a distance; `keep` is called when the point
/// probed last is the best so far. start.slope must be negative. Values that are not finite count
/// as too far. Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6.
LinePoint strongWolfe(const LinePoint& start, double first, const WolfeConditions& conditions,
                      const std::function<LinePoint(double)>& probe,
                      const std::function<void()>& keep);

}  // namespace qonvolve
