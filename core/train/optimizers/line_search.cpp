// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizers/line_search.h"

#include <algorithm>
#include <cmath>

namespace qonvolve {

namespace {

// The lowest point of the cubic through both ends (Nocedal and Wright, eq. 3.59), kept away from
// them by a tenth of the interval; the middle where there is none.
double between(const LinePoint& a, const LinePoint& b) {
  const double middle = (a.distance + b.distance) / 2;
  if (!std::isfinite(b.value) || !std::isfinite(b.slope)) return middle;
  const double width = b.distance - a.distance;
  const double d1 = a.slope + b.slope - 3 * (b.value - a.value) / width;
  const double root = d1 * d1 - a.slope * b.slope;
  if (!(root >= 0)) return middle;
  const double d2 = std::copysign(std::sqrt(root), width);
  const double at = b.distance - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  if (!std::isfinite(at)) return middle;
  const double margin = 0.1 * std::abs(width);
  return std::clamp(at, std::min(a.distance, b.distance) + margin,
                    std::max(a.distance, b.distance) - margin);
}

class Search {
 public:
  Search(const LinePoint& start, const WolfeConditions& conditions,
         const std::function<LinePoint(double)>& probe, const std::function<void()>& keep)
      : start_(start), conditions_(conditions), probe_(probe), keep_(keep), best_(start) {}

  LinePoint run(double first) {
    LinePoint previous = start_;
    double distance = first;
    while (left()) {
      const LinePoint point = evaluate(distance);
      if (tooHigh(point) || (used_ > 1 && point.value >= previous.value)) {
        return zoom(previous, point);
      }
      if (flatEnough(point)) return best_;
      if (point.slope >= 0) return zoom(point, previous);
      previous = point;
      distance *= 2;
    }
    return best_;
  }

 private:
  bool left() const { return used_ < conditions_.evaluations; }
  bool tooHigh(const LinePoint& point) const {
    return !std::isfinite(point.value) || !std::isfinite(point.slope) ||
           point.value > start_.value + conditions_.decrease * point.distance * start_.slope;
  }
  bool flatEnough(const LinePoint& point) const {
    return std::abs(point.slope) <= -conditions_.curvature * start_.slope;
  }

  LinePoint evaluate(double distance) {
    const LinePoint point = probe_(distance);
    ++used_;
    if (!tooHigh(point) && (best_.distance == 0 || point.value < best_.value)) {
      best_ = point;
      keep_();
    }
    return point;
  }

  // `low` satisfies the first condition, and the interval up to `high` holds a point with both.
  LinePoint zoom(LinePoint low, LinePoint high) {
    while (left() && std::abs(high.distance - low.distance) > 1e-14 * (1 + low.distance)) {
      const LinePoint point = evaluate(between(low, high));
      if (tooHigh(point) || point.value >= low.value) {
        high = point;
        continue;
      }
      if (flatEnough(point)) return best_;
      if (point.slope * (high.distance - low.distance) >= 0) high = low;
      low = point;
    }
    return best_;
  }

  const LinePoint& start_;
  const WolfeConditions& conditions_;
  const std::function<LinePoint(double)>& probe_;
  const std::function<void()>& keep_;
  LinePoint best_;
  int used_ = 0;
};

}  // namespace

LinePoint strongWolfe(const LinePoint& start, double first, const WolfeConditions& conditions,
                      const std::function<LinePoint(double)>& probe,
                      const std::function<void()>& keep) {
  return Search(start, conditions, probe, keep).run(first);
}

}  // namespace qonvolve
