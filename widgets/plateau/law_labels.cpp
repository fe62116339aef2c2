// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/law_labels.h"

#include <QPainter>
#include <algorithm>

namespace qonvolve::ui {
namespace {

constexpr double kWidest = 190;  // pixels

}  // namespace

QString lawName(const ReferenceLaw& law) {
  return QString::fromUtf8(law.label.data(), static_cast<qsizetype>(law.label.size()));
}

bool isChosen(const ReferenceLaw& law, const QSet<QString>& ids) {
  return ids.contains(QString::fromUtf8(law.id.data(), static_cast<qsizetype>(law.id.size())));
}

double lawLabelWidth(const QSet<QString>& ids, const QStringList& others,
                     const QFontMetricsF& metrics, double most) {
  double widest = 0;
  for (const QString& name : others) {
    widest = std::max(widest, metrics.horizontalAdvance(name) + 1);
  }
  for (const ReferenceLaw& law : referenceLaws()) {
    if (isChosen(law, ids)) widest = std::max(widest, metrics.horizontalAdvance(lawName(law)) + 1);
  }
  return std::min({widest, kWidest, most});
}

void paintLawLabels(QPainter& painter, const QRectF& area, double width,
                    std::vector<LawLabel> labels, const Theme& theme,
                    const QFontMetricsF& metrics) {
  std::ranges::sort(labels, {}, [](const LawLabel& label) { return label.end.y(); });
  const double left = area.right() + Spacing::kSmall;
  const double lowest = area.bottom();
  std::vector<QRectF> boxes;
  double total = 0;
  for (const LawLabel& label : labels) {
    const QRectF size =
        metrics.boundingRect(QRectF(0, 0, width, 1e4), Qt::TextWordWrap, label.name);
    boxes.emplace_back(left, 0, width, size.height() + 2);
    total += boxes.back().height();
  }
  double free = area.top();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const double wanted = labels[i].end.y() - boxes[i].height() / 2;
    // What is still to come needs its room below.
    const double latest = lowest - total;
    boxes[i].moveTop(std::max(free, std::min(wanted, latest)));
    free = boxes[i].bottom();
    total -= boxes[i].height();
  }
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const double end = std::clamp(labels[i].end.y(), area.top(), lowest);
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(labels[i].end.x(), end), QPointF(left - 2, boxes[i].center().y()));
    painter.setPen(theme.mutedText);
    painter.drawText(boxes[i], Qt::TextWordWrap | Qt::AlignVCenter, labels[i].name);
  }
}

}  // namespace qonvolve::ui
