// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace qonvolve::ui {

QFont titleFont(const QFont& font) {
  QFont bold = font;
  bold.setWeight(QFont::DemiBold);
  return bold;
}

double paintTitle(QPainter& painter, const QRectF& rect, const QString& title, const Theme& theme,
                  const QFont& font) {
  const QFont bold = titleFont(font);
  const QFontMetricsF metrics(bold);
  const QRectF line(rect.left() + Spacing::kMedium, rect.top() + Spacing::kSmall,
                    rect.width() - 2 * Spacing::kMedium, metrics.height());
  painter.setFont(bold);
  painter.setPen(theme.text);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                   metrics.elidedText(title, Qt::ElideRight, line.width()));
  return line.bottom();
}

void paintEmpty(QPainter& painter, const QRectF& rect, const QString& text, const Theme& theme,
                const QFont& font) {
  // Short lines read better than ones that span a wide chart.
  const double side = std::max<double>(Spacing::kMedium, rect.width() / 8);
  painter.setFont(font);
  painter.setPen(theme.mutedText);
  painter.drawText(rect.adjusted(side, Spacing::kMedium, -side, -Spacing::kMedium),
                   Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace qonvolve::ui
