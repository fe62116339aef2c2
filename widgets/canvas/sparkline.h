// SPDX-License-Identifier: GPL-3.0-or-later
// A tiny curve of a block's gradient size on a log scale.
#pragma once

#include <QPainter>
#include <QRectF>
#include <vector>

namespace qonvolve::ui {

/// The whole run in at most kPoints points: when they are full, neighbours are averaged. Positive
/// numbers only, others are left out.
class Sparkline {
 public:
  static constexpr int kWidth = 60;
  static constexpr std::size_t kPoints = 120;

  void append(double value);
  void clear();
  bool isEmpty() const { return logs_.size() < 2; }
  std::size_t size() const { return logs_.size(); }
  /// The newest value; 0 if there is none.
  double last() const;

  /// Fits the curve into `rect`; at least two decades fill the height, so noise looks like noise.
  void paint(QPainter& painter, const QRectF& rect, const QColor& color) const;

 private:
  std::vector<double> logs_;
  std::size_t stride_ = 1;   // values a point
  std::size_t pending_ = 0;  // values in the sum
  double sum_ = 0;
};

}  // namespace qonvolve::ui
