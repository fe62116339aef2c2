// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPainter>
#include <algorithm>

#include "widgets/compare/chart_parts.h"

namespace qonvolve::ui {

std::vector<QStringList> ParallelChart::numbers() const {
  QStringList head{tr("design")};
  head << axes_ << accuracy_;
  std::vector<QStringList> rows{head};
  for (const Line& line : lines_) {
    QStringList row{line.name};
    for (std::size_t a = 0; a < line.values.size(); ++a) row << values_[a].value(line.values[a]);
    rows.push_back(row << numberCell(line.accuracy));
  }
  return rows;
}

ParallelChart::ParallelChart(QWidget* parent)
    : ComparisonChart(tr("Settings that differ"),
                      tr("Designs that differ in some setting are lines here, coloured by their "
                         "accuracy."),
                      parent) {}

void ParallelChart::setLines(QStringList axes, std::vector<QStringList> values,
                             std::vector<Line> lines, const QString& accuracy) {
  axes_ = std::move(axes);
  values_ = std::move(values);
  lines_ = std::move(lines);
  accuracy_ = accuracy;
  describe(isEmpty() ? QString()
                     : tr("%n line(s) over ", nullptr, static_cast<int>(lines_.size())) +
                           axes_.join(QStringLiteral(", ")));
}

void ParallelChart::paintChart(QPainter& painter, const Theme& theme) {
  const QFont font = chartFont(this->font());
  const QFontMetricsF metrics(font);
  painter.setFont(font);
  const double line = metrics.height();
  const auto count = static_cast<double>(axes_.size());
  const QRectF area = QRectF(rect()).adjusted(Spacing::kHuge + 40, 2 * line, -Spacing::kHuge - 40,
                                              -Spacing::kLarge);
  Extent accuracy;
  for (const Line& one : lines_) accuracy.take(one.accuracy);
  const ChartFrame::Axis scale = accuracy.axis({}, 0.02);
  const auto axisX = [&](double axis) { return area.left() + area.width() * axis / count; };
  const auto shareOf = [&](double value) { return (value - scale.low) / (scale.high - scale.low); };
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Line& one : lines_) {
    QPolygonF path;
    for (int a = 0; a < axes_.size(); ++a) {
      const auto index = static_cast<std::size_t>(a);
      const auto values = static_cast<double>(values_[index].size());
      path << QPointF(axisX(a), area.top() + area.height() * (one.values[index] + 0.5) / values);
    }
    path << QPointF(axisX(count), area.bottom() - area.height() * shareOf(one.accuracy));
    QColor color = Theme::cividis(theme.isDark ? 0.35 + 0.65 * shareOf(one.accuracy)
                                               : 0.8 * shareOf(one.accuracy));
    color.setAlphaF(0.75F);
    painter.setPen(QPen(color, 1.4));
    painter.drawPolyline(path);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (int a = 0; a <= axes_.size(); ++a) {
    const double x = axisX(a);
    painter.setPen(QPen(theme.mutedText, 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const QString title = a < axes_.size() ? axes_[a] : accuracy_;
    const double room = area.width() / count - Spacing::kSmall;
    painter.setPen(theme.text);
    painter.drawText(QRectF(x - room / 2, Spacing::kSmall, room, line), Qt::AlignCenter,
                     metrics.elidedText(title, Qt::ElideMiddle, room));
    if (a == axes_.size()) {
      for (const double tick : roundTicks(scale.low, scale.high, 5)) {
        painter.drawText(QPointF(x + 4, area.bottom() - area.height() * shareOf(tick) + line / 3),
                         QString::number(tick));
      }
      continue;
    }
    const QStringList& values = values_[static_cast<std::size_t>(a)];
    for (int v = 0; v < values.size(); ++v) {
      const double y = area.top() + area.height() * (v + 0.5) / static_cast<double>(values.size());
      const QString text = metrics.elidedText(values[v], Qt::ElideRight, room - Spacing::kMedium);
      QRectF box(x + 4, y - line / 2, metrics.horizontalAdvance(text) + 4, line);
      QColor behind = theme.base;
      behind.setAlphaF(0.8F);
      painter.fillRect(box, behind);
      painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, text);
    }
  }
}

}  // namespace qonvolve::ui
