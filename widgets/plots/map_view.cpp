// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/map_view.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {
namespace {

constexpr double kSmallest = 2.5;
constexpr double kLargest = 8;
constexpr double kReach = 9;  // pixels between mouse and point

double radiusOf(const MapPoint& point) {
  // Area, not radius, shows the weight.
  return kSmallest + (kLargest - kSmallest) * std::sqrt(std::clamp(point.weight, 0.0, 1.0));
}

int mainClass(const MapPoint& point) {
  const auto best = std::max_element(point.share.begin(), point.share.end());
  return best == point.share.end() ? -1 : static_cast<int>(best - point.share.begin());
}

QColor colorOf(const MapPoint& point, const Theme& theme) {
  if (point.share.empty()) return theme.mutedText;
  double red = 0, green = 0, blue = 0;
  for (std::size_t k = 0; k < point.share.size(); ++k) {
    const QColor color = theme.series(static_cast<int>(k)).color;
    red += point.share[k] * color.redF();
    green += point.share[k] * color.greenF();
    blue += point.share[k] * color.blueF();
  }
  return QColor::fromRgbF(static_cast<float>(std::clamp(red, 0.0, 1.0)),
                          static_cast<float>(std::clamp(green, 0.0, 1.0)),
                          static_cast<float>(std::clamp(blue, 0.0, 1.0)));
}

QRectF rangeOf(const std::vector<QPointF>& points) {
  double left = points.front().x(), right = left;
  double low = points.front().y(), high = low;
  for (const QPointF& point : points) {
    left = std::min(left, point.x());
    right = std::max(right, point.x());
    low = std::min(low, point.y());
    high = std::max(high, point.y());
  }
  const double dx = std::max(right - left, 1e-6);
  const double dy = std::max(high - low, 1e-6);
  return {left - 0.06 * dx, low - 0.06 * dy, 1.12 * dx, 1.12 * dy};
}

}  // namespace

MapView::MapView(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void MapView::setPoints(std::vector<MapPoint> points, const QStringList& classNames,
                        const QString& xLabel, const QString& yLabel,
                        const std::vector<QPointF>& frame) {
  points_ = std::move(points);
  classNames_ = classNames;
  xLabel_ = xLabel;
  yLabel_ = yLabel;
  std::vector<QPointF> decide = frame;
  for (const MapPoint& point : points_) decide.emplace_back(point.x, point.y);
  if (!decide.empty()) range_ = rangeOf(decide);
  describe();
  update();
}

void MapView::clear(const QString& why) {
  points_.clear();
  why_ = why;
  describe();
  update();
}

void MapView::describe() {
  if (points_.empty()) {
    setAccessibleDescription(why_);
    return;
  }
  QStringList words{tr("%1 points over %2 and %3").arg(points_.size()).arg(xLabel_, yLabel_)};
  std::vector<std::size_t> order(points_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return points_[a].weight > points_[b].weight;
  });
  for (std::size_t i = 0; i < std::min<std::size_t>(10, order.size()); ++i) {
    const MapPoint& point = points_[order[i]];
    if (point.name.isEmpty()) continue;
    words << tr("%1 at %2, %3")
                 .arg(point.name, QString::number(point.x, 'f', 2),
                      QString::number(point.y, 'f', 2));
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
}

void MapView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  painter.fillRect(rect(), theme.base);
  places_.clear();
  if (points_.empty()) {
    paintEmpty(painter, rect(), why_, theme, this->font());
    return;
  }
  const double top = paintLegend(painter, QRectF(Spacing::kMedium, 0, width() - 16, 100),
                                 classNames_, theme, font, LegendMark::Marker);
  const ChartFrame frame = ChartFrame::inside(QRectF(0, top, width(), height() - top),
                                              {range_.left(), range_.right(), xLabel_, true},
                                              {range_.top(), range_.bottom(), yLabel_, true}, font);
  frame.paintGrid(painter, theme);
  painter.save();
  painter.setClipRect(frame.area.adjusted(-1, -1, 1, 1));
  painter.setRenderHint(QPainter::Antialiasing);
  for (const MapPoint& point : points_) places_.push_back(frame.toPoint(point.x, point.y));
  std::vector<std::size_t> order(points_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return points_[a].weight > points_[b].weight;
  });
  for (const std::size_t i : order) {
    painter.setPen(QPen(theme.base, 1));
    painter.setBrush(colorOf(points_[i], theme));
    paintMarker(painter, places_[i], radiusOf(points_[i]), std::max(0, mainClass(points_[i])));
  }
  // Names by weight, each where it covers neither a name nor a point named before.
  painter.setFont(font);
  painter.setPen(theme.text);
  const QFontMetricsF metrics(font);
  std::vector<QRectF> taken;
  for (const std::size_t i : order) {
    if (points_[i].name.isEmpty()) continue;
    const double radius = radiusOf(points_[i]) + 2;
    const QSizeF size(metrics.horizontalAdvance(points_[i].name), metrics.height());
    const std::array<QPointF, 4> offsets{
        QPointF(radius, -size.height() / 2), QPointF(-radius - size.width(), -size.height() / 2),
        QPointF(-size.width() / 2, -radius - size.height()), QPointF(-size.width() / 2, radius)};
    for (const QPointF& offset : offsets) {
      const QRectF box(places_[i] + offset, size);
      const bool free = frame.area.contains(box) &&
                        std::none_of(taken.begin(), taken.end(),
                                     [&](const QRectF& other) { return other.intersects(box); });
      if (!free) continue;
      painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, points_[i].name);
      taken.push_back(box);
      break;
    }
  }
  painter.restore();
  frame.paintAxes(painter, theme, font);
}

bool MapView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  std::size_t best = points_.size();
  double nearest = kReach;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const QPointF away = places_[i] - QPointF(help->pos());
    const double distance = std::hypot(away.x(), away.y());
    if (distance > nearest) continue;
    nearest = distance;
    best = i;
  }
  if (best < points_.size()) {
    QToolTip::showText(help->globalPos(), points_[best].toolTip, this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

}  // namespace qonvolve::ui
