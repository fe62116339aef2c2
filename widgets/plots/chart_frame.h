// SPDX-License-Identifier: GPL-3.0-or-later
// Axes of the small charts that paint themselves: round ticks, labels, positions.
#pragma once

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <vector>

#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

/// Round numbers within [low, high], about `wanted` of them: multiples of 1, 2 or 5 times a power
/// of ten.
std::vector<double> roundTicks(double low, double high, int wanted);

/// "10⁻³", as every logarithmic axis writes its powers of ten.
QString powerText(int exponent);

/// The area of a chart between its axes, in the coordinates of the painter.
struct ChartFrame {
  struct Axis {
    double low = 0;
    double high = 1;
    QString label;
    bool ticks = true;
    bool whole = false;  // no ticks between whole numbers: epochs, counts
    /// roundTicks() of the range.
    std::vector<double> marks(int wanted) const;
  };

  QRectF area;
  Axis x;
  Axis y;

  double toX(double value) const;
  double toY(double value) const;
  QPointF toPoint(double xValue, double yValue) const { return {toX(xValue), toY(yValue)}; }

  /// Fits the area into `rect` with room for ticks and labels.
  static ChartFrame inside(const QRectF& rect, const Axis& x, const Axis& y, const QFont& font);
  /// Grid lines; to be painted first.
  void paintGrid(QPainter& painter, const Theme& theme) const;
  /// Outline, tick labels, axis labels; to be painted last.
  void paintAxes(QPainter& painter, const Theme& theme, const QFont& font) const;
};

/// Names with the colours of theme.series(), side by side as far as they fit. Returns the height
/// used. `Marker`: the marks of classes; `Line`: with the dashes of the curves.
enum class LegendMark { Box, Marker, Line };
int paintLegend(QPainter& painter, const QRectF& rect, const QStringList& names, const Theme& theme,
                const QFont& font, LegendMark mark);

/// The mark of a class: circle, square, triangle or diamond, so that colour is never alone.
void paintMarker(QPainter& painter, const QPointF& centre, double radius, int classIndex);

/// Axis and legend text is a little smaller than the window's.
QFont chartFont(const QFont& font);

}  // namespace qonvolve::ui
