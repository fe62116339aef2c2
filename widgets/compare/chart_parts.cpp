// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/chart_parts.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace qonvolve::ui {

void Extent::take(double value) {
  low_ = std::min(low_, value);
  high_ = std::max(high_, value);
  whole_ = whole_ && value == std::round(value);
}

ChartFrame::Axis Extent::axis(const QString& label, double margin) const {
  if (low_ > high_) return {0, 1, label, true};
  const double size = high_ > low_ ? high_ - low_ : std::max(1e-3, 0.1 * std::abs(high_));
  return {low_ - margin * size, high_ + margin * size, label, true, whole_};
}

QString numberCell(double value) {
  return QString::number(value, 'g', 12);
}

QPen referencePen(const Theme& theme, std::size_t index) {
  return {theme.series(static_cast<int>(index) + 1).color, 1.4, Qt::DashLine};
}

double referencesHeight(std::size_t count, const QFont& font) {
  return static_cast<double>(count) * (QFontMetricsF(font).height() + 2);
}

void paintReferences(QPainter& painter, const QRectF& rect,
                     const std::vector<StripChart::Reference>& references, const Theme& theme,
                     const QFont& font) {
  const QFontMetricsF metrics(font);
  const double row = metrics.height() + 2;
  double y = rect.bottom() - referencesHeight(references.size(), font) + row / 2;
  for (std::size_t k = 0; k < references.size(); ++k, y += row) {
    const double left = rect.left() + Spacing::kMedium;
    painter.setPen(referencePen(theme, k));
    painter.drawLine(QPointF(left, y), QPointF(left + 20, y));
    painter.setPen(theme.mutedText);
    const QRectF room(left + 26, y - row / 2, rect.right() - left - 30, row);
    painter.drawText(room, Qt::AlignVCenter,
                     metrics.elidedText(references[k].name, Qt::ElideRight, room.width()));
  }
}

int paintColors(QPainter& painter, const QRectF& rect, const QStringList& names, const Theme& theme,
                const QFont& font) {
  if (names.size() < 2) return 0;
  return paintLegend(painter, rect, names, theme, font, LegendMark::Box);
}

}  // namespace qonvolve::ui
