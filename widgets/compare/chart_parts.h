// SPDX-License-Identifier: GPL-3.0-or-later
// What the charts of a comparison share: extents, reference lines. Internal to widgets/compare.
#pragma once

#include <QFont>
#include <QPen>
#include <limits>
#include <vector>

#include "widgets/compare/charts.h"
#include "widgets/plots/chart_frame.h"

namespace qonvolve::ui {

/// The extent of values, with a margin and never empty.
class Extent {
 public:
  void take(double value);
  ChartFrame::Axis axis(const QString& label, double margin) const;

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  bool whole_ = true;  // all values so far
};

/// For a table of numbers.
QString numberCell(double value);

QPen referencePen(const Theme& theme, std::size_t index);
double referencesHeight(std::size_t count, const QFont& font);
/// What the dashed lines mean, at the lower end of `rect`.
void paintReferences(QPainter& painter, const QRectF& rect,
                     const std::vector<StripChart::Reference>& references, const Theme& theme,
                     const QFont& font);
/// Names of colours above a chart, where there are several; returns the height used.
int paintColors(QPainter& painter, const QRectF& rect, const QStringList& names, const Theme& theme,
                const QFont& font);

}  // namespace qonvolve::ui
