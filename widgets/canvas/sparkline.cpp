// SPDX-License-Identifier: GPL-3.0-or-later
// A tiny curve of a block's gradient size on a log scale.
#include "widgets/canvas/sparkline.h"

#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace qonvolve::ui {

void Sparkline::append(double value) {
  if (!(value > 0) || !std::isfinite(value)) return;
  sum_ += std::log10(value);
  if (++pending_ < stride_) return;
  logs_.push_back(sum_ / static_cast<double>(pending_));
  sum_ = 0;
  pending_ = 0;
  if (logs_.size() < kPoints) return;
  for (std::size_t i = 0; i < kPoints / 2; ++i) logs_[i] = (logs_[2 * i] + logs_[2 * i + 1]) / 2;
  logs_.resize(kPoints / 2);
  stride_ *= 2;
}

void Sparkline::clear() {
  *this = Sparkline();
}

double Sparkline::last() const {
  return logs_.empty() ? 0 : std::pow(10, logs_.back());
}

void Sparkline::paint(QPainter& painter, const QRectF& rect, const QColor& color) const {
  if (isEmpty()) return;
  auto [low, high] = std::minmax_element(logs_.begin(), logs_.end());
  const double middle = (*low + *high) / 2;
  const double half = std::max((*high - *low) / 2, 1.0);
  QPolygonF line;
  for (std::size_t i = 0; i < logs_.size(); ++i) {
    const double x =
        rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(logs_.size() - 1);
    const double y = rect.center().y() - (logs_[i] - middle) / half * rect.height() / 2;
    line.append({x, y});
  }
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 1.25));
  painter.drawPolyline(line);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawEllipse(line.last(), 2.0, 2.0);
  painter.restore();
}

}  // namespace qonvolve::ui
