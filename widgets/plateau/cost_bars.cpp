// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/cost_bars.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "core/analysis/verdict.h"
#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {

CostBars::CostBars(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Local against global cost"));
  setPoints({});
}

void CostBars::setPoints(const std::vector<ScanPoint>& points) {
  pairs_.clear();
  for (const ScanPoint& local : points) {
    if (local.cost != ScanCost::Local) continue;
    for (const ScanPoint& global : points) {
      if (global.cost == ScanCost::Global && global.qubits == local.qubits) {
        pairs_.push_back({local.qubits, local.variance, global.variance});
      }
    }
  }
  QStringList words;
  for (const Pair& pair : pairs_) {
    words << tr("%1 qubits: local %2 times global")
                 .arg(pair.qubits)
                 .arg(QString::fromStdString(largeNumberText(pair.local / pair.global)));
  }
  setAccessibleDescription(words.isEmpty() ? tr("No points yet")
                                           : words.join(QStringLiteral("; ")));
  update();
}

QSize CostBars::sizeHint() const {
  return {260, 150};
}
QSize CostBars::minimumSizeHint() const {
  return {150, 120};
}

void CostBars::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  const QFontMetricsF metrics(font);
  painter.fillRect(rect(), theme.base);
  double top = paintTitle(painter, rect(), tr("Local against global cost"), theme, this->font());
  if (pairs_.empty()) {
    paintEmpty(painter, QRectF(rect()).adjusted(0, top, 0, 0),
               tr("Scan with the costs Local and Global to compare them."), theme, this->font());
    return;
  }
  top += 2;
  top += paintLegend(painter, QRectF(Spacing::kMedium, top, width() - 16, 60),
                     {tr("Local"), tr("Global")}, theme, font, LegendMark::Box);
  double low = 1e300;
  double high = 1e-300;
  for (const Pair& pair : pairs_) {
    low = std::min({low, pair.local, pair.global});
    high = std::max({high, pair.local, pair.global});
  }
  low = std::max(low, 1e-12);
  // Bars grow from the power of ten below the smallest value.
  const double floor = std::floor(std::log10(low / 1.5));
  const double ceiling = std::max(floor + 1, std::ceil(std::log10(high)));
  const double line = metrics.height();
  const double left = Spacing::kMedium + line + metrics.horizontalAdvance(powerText(-88)) + 6;
  const QRectF area(left, top + line + 4, width() - left - Spacing::kMedium,
                    height() - top - 3 * line - 14);
  painter.setFont(font);
  const int step = std::max(1, static_cast<int>(std::ceil((ceiling - floor) * 1.6 * line /
                                                          std::max(1.0, area.height()))));
  for (int p = static_cast<int>(floor); p <= static_cast<int>(ceiling); p += step) {
    const double y = area.bottom() - (p - floor) / (ceiling - floor) * area.height();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(0, y - line / 2, area.left() - 4, line),
                     Qt::AlignRight | Qt::AlignVCenter, powerText(p));
  }
  const double room = area.width() / static_cast<double>(pairs_.size());
  const double bar = std::min(26.0, room * 0.36);
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const double centre = area.left() + (static_cast<double>(i) + 0.5) * room;
    double highest = area.bottom();
    int series = 0;
    for (const double value : {pairs_[i].local, pairs_[i].global}) {
      const double share = value > 0 ? (std::log10(value) - floor) / (ceiling - floor) : 0;
      const double length = std::max(1.0, share * area.height());
      const double from = centre + (series == 0 ? -bar - 1 : 1);
      painter.fillRect(QRectF(from, area.bottom() - length, bar, length),
                       theme.series(series).color);
      highest = std::min(highest, area.bottom() - length);
      ++series;
    }
    painter.setPen(theme.text);
    const double ratio = pairs_[i].local / pairs_[i].global;
    const QString text = ratio < 10 ? QLocale().toString(ratio, 'f', 1)
                                    : QString::fromStdString(largeNumberText(ratio));
    painter.drawText(QRectF(centre - room / 2, highest - line - 1, room, line), Qt::AlignCenter,
                     metrics.elidedText(text + QStringLiteral("×"), Qt::ElideRight, room));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(centre - room / 2, area.bottom() + 2, room, line), Qt::AlignCenter,
                     QString::number(pairs_[i].qubits));
  }
  painter.setPen(QPen(theme.border, 1));
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  painter.setPen(theme.mutedText);
  painter.drawText(QRectF(area.left(), area.bottom() + 2 + line, area.width(), line),
                   Qt::AlignHCenter, tr("qubits"));
  painter.translate(Spacing::kSmall, area.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-area.height() / 2, 0, area.height(), line), Qt::AlignHCenter,
                   metrics.elidedText(tr("variance"), Qt::ElideRight, area.height()));
}

}  // namespace qonvolve::ui
