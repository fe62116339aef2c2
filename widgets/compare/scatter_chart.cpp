// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "widgets/compare/chart_parts.h"

namespace qonvolve::ui {

namespace {

constexpr double kMark = 4.5;
constexpr double kNear = 10;
constexpr double kBeside = 8;      // pixels from a mark to its name
constexpr std::size_t kNamed = 8;  // of more designs only baselines are named

}  // namespace

ScatterChart::ScatterChart(QWidget* parent)
    : ComparisonChart(tr("Accuracy against cost"),
                      tr("As soon as runs have ended, every design is a mark here."), parent) {}

void ScatterChart::setPoints(std::vector<Point> points,
                             std::vector<StripChart::Reference> references, const QString& xLabel,
                             const QString& yLabel, QStringList colors) {
  points_ = std::move(points);
  references_ = std::move(references);
  colors_ = std::move(colors);
  xLabel_ = xLabel;
  yLabel_ = yLabel;
  QStringList words;
  for (const Point& point : points_) {
    words << tr("%1: %2 at %3").arg(point.name).arg(point.y, 0, 'f', 1).arg(point.x, 0, 'g', 4);
  }
  describe(words.join(QStringLiteral("; ")));
}

std::vector<QStringList> ScatterChart::numbers() const {
  std::vector<QStringList> rows{{tr("design"), xLabel_, yLabel_, tr("deviation"), tr("baseline")}};
  for (const Point& point : points_) {
    rows.push_back({point.name, numberCell(point.x), numberCell(point.y),
                    numberCell(point.deviation),
                    point.baseline ? QStringLiteral("1") : QStringLiteral("0")});
  }
  return rows;
}

void ScatterChart::paintChart(QPainter& painter, const Theme& theme) {
  const QFont font = chartFont(this->font());
  Extent x, y;
  for (const Point& point : points_) {
    x.take(point.x);
    y.take(point.y - point.deviation);
    y.take(point.y + point.deviation);
  }
  for (const StripChart::Reference& reference : references_) y.take(reference.value);
  painter.setFont(font);
  const QRectF whole =
      QRectF(rect()).adjusted(Spacing::kSmall, Spacing::kSmall, -Spacing::kSmall, -Spacing::kSmall);
  const int legend = paintColors(painter, whole, colors_, theme, font);
  const ChartFrame frame =
      ChartFrame::inside(whole.adjusted(0, legend, 0, -referencesHeight(references_.size(), font)),
                         x.axis(xLabel_, 0.08), y.axis(yLabel_, 0.06), font);
  frame.paintGrid(painter, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t k = 0; k < references_.size(); ++k) {
    painter.setPen(referencePen(theme, k));
    const double at = frame.toY(references_[k].value);
    painter.drawLine(QPointF(frame.area.left(), at), QPointF(frame.area.right(), at));
  }
  paintReferences(painter, whole, references_, theme, font);
  places_.clear();
  for (const Point& point : points_) {
    const QPointF at = frame.toPoint(point.x, point.y);
    places_.push_back(at);
    const QColor color = theme.series(point.color).color;
    QColor quiet = color;
    quiet.setAlphaF(0.45F);
    painter.setPen(QPen(quiet, 1.2));
    painter.drawLine(frame.toPoint(point.x, point.y - point.deviation),
                     frame.toPoint(point.x, point.y + point.deviation));
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(point.baseline ? theme.base : quiet);
    painter.drawEllipse(at, kMark, kMark);
  }
  painter.setPen(theme.text);
  paintNames(painter, frame.area);
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

// Beside their marks, or a little above or below; a name that finds no place is told by its tip.
void ScatterChart::paintNames(QPainter& painter, const QRectF& area) const {
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (points_.size() > kNamed && !points_[i].baseline) continue;
    const double room = std::min(metrics.horizontalAdvance(points_[i].name) + 2, 0.4 * width());
    const QString name = metrics.elidedText(points_[i].name, Qt::ElideRight, room);
    const QRectF right(places_[i].x() + kBeside, places_[i].y() - metrics.height() / 2, room,
                       metrics.height());
    std::vector<QRectF> candidates;
    for (const QRectF& side : {right, right.translated(-room - 2 * kBeside, 0)}) {
      for (const double lines : {0.0, -0.8, 0.8}) {
        candidates.push_back(side.translated(0, lines * metrics.height()));
      }
    }
    const auto place = std::ranges::find_if(candidates, [&](const QRectF& box) {
      return box.left() >= area.left() && box.right() <= area.right() + kBeside &&
             std::ranges::none_of(taken, [&](const QRectF& it) { return it.intersects(box); });
    });
    if (place == candidates.end()) continue;
    taken.push_back(*place);
    const int side = place->left() > places_[i].x() ? Qt::AlignLeft : Qt::AlignRight;
    painter.drawText(*place, side | Qt::AlignVCenter, name);
  }
}

bool ScatterChart::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return ComparisonChart::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (std::size_t i = 0; i < std::min(places_.size(), points_.size()); ++i) {
    if (QLineF(places_[i], help->pos()).length() > kNear) continue;
    const Point& p = points_[i];
    QToolTip::showText(
        help->globalPos(),
        tr("%1\n%2 ± %3").arg(p.name).arg(p.y, 0, 'f', 1).arg(p.deviation, 0, 'f', 1), this);
    return true;
  }
  QToolTip::hideText();
  return true;
}

}  // namespace qonvolve::ui
