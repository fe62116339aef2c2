// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/slice_view.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {
namespace {

QString valueText(double value) {
  return QLocale().toString(value, 'g', 3);
}

}  // namespace

SliceView::SliceView(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Slice of the cost"));
  describe();
}

void SliceView::setTitle(const QString& title) {
  title_ = title;
  describe();
  update();
}

void SliceView::setSlice(std::shared_ptr<const Slice> slice, double low, double high) {
  slice_ = std::move(slice);
  low_ = low;
  high_ = std::max(high, low + 1e-12);
  image_ = {};
  if (slice_ && slice_->rows > 1) {
    const auto columns = static_cast<int>(slice_->columns);
    const auto rows = static_cast<int>(slice_->rows);
    image_ = QImage(columns, rows, QImage::Format_RGB32);
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c) {
        const double value = slice_->values[static_cast<std::size_t>((rows - 1 - r) * columns + c)];
        image_.setPixelColor(c, r, Theme::cividis((value - low_) / (high_ - low_)));
      }
    }
  }
  describe();
  update();
}

void SliceView::setPath(std::vector<double> points) {
  path_ = std::move(points);
  update();
}

void SliceView::setAxisNames(const QString& x, const QString& y) {
  xName_ = x;
  yName_ = y;
  update();
}

void SliceView::setEmptyText(const QString& text) {
  emptyText_ = text;
  describe();
  update();
}

void SliceView::clear() {
  path_.clear();
  setSlice(nullptr, 0, 1);
}

void SliceView::describe() {
  setAccessibleDescription(
      slice_ ? tr("%1: from %2 to %3").arg(title_, valueText(slice_->low), valueText(slice_->high))
             : emptyText_);
}

QSize SliceView::sizeHint() const {
  return {300, 220};
}
QSize SliceView::minimumSizeHint() const {
  return {170, 150};
}

QRectF SliceView::imageArea() const {
  const double line = QFontMetricsF(chartFont(font())).height();
  const double title = QFontMetricsF(font()).height() + 2 * Spacing::kSmall;
  const double left = line + Spacing::kLarge;
  const QRectF room(left, title, width() - left - Spacing::kMedium,
                    height() - title - 2 * line - 22);
  const double side = std::max(20.0, std::min(room.width(), room.height()));
  return {room.left() + (room.width() - side) / 2, room.top(), side, side};
}

void SliceView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  const QFontMetricsF metrics(font);
  painter.fillRect(rect(), theme.base);
  const double title = paintTitle(painter, rect(), title_, theme, this->font());
  if (!slice_) {
    paintEmpty(painter, QRectF(rect()).adjusted(0, title, 0, 0), emptyText_, theme, this->font());
    return;
  }
  painter.setFont(font);
  if (slice_->rows == 1) {
    // A line: the cost upwards.
    const double top = title + Spacing::kSmall;
    const double pad = 0.05 * (high_ - low_);
    const ChartFrame frame = ChartFrame::inside(QRectF(0, top, width(), height() - top),
                                                {-slice_->reachX, slice_->reachX, xName_, true},
                                                {low_ - pad, high_ + pad, tr("cost"), true}, font);
    frame.paintGrid(painter, theme);
    QPainterPath path;
    for (std::size_t i = 0; i < slice_->columns; ++i) {
      const double x =
          slice_->reachX *
          (2.0 * static_cast<double>(i) / static_cast<double>(slice_->columns - 1) - 1);
      const QPointF at = frame.toPoint(x, slice_->values[i]);
      i == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.series(0).color, 1.8));
    painter.drawPath(path);
    frame.paintAxes(painter, theme, font);
    return;
  }
  const QRectF area = imageArea();
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(area, image_);
  painter.setPen(QPen(theme.border, 1));
  painter.drawRect(area);
  const auto at = [&](double x, double y) {
    return QPointF(area.center().x() + x / slice_->reachX * area.width() / 2,
                   area.center().y() - y / slice_->reachY * area.height() / 2);
  };
  painter.setRenderHint(QPainter::Antialiasing);
  painter.save();
  painter.setClipRect(area);
  if (path_.size() >= 4) {
    QPainterPath path(at(path_[0], path_[1]));
    for (std::size_t i = 2; i + 1 < path_.size(); i += 2) path.lineTo(at(path_[i], path_[i + 1]));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, 3.4));
    painter.drawPath(path);
    painter.setPen(QPen(Qt::white, 1.8));
    painter.drawPath(path);
  }
  painter.setPen(QPen(Qt::black, 1));
  painter.setBrush(Qt::white);
  painter.drawEllipse(at(0, 0), 4, 4);
  painter.restore();
  // Axes, and the scale of the colours below.
  painter.setPen(theme.mutedText);
  const double line = metrics.height();
  painter.drawText(QRectF(area.left(), area.bottom() + 2, area.width(), line), Qt::AlignHCenter,
                   metrics.elidedText(xName_, Qt::ElideRight, area.width()));
  painter.drawText(QRectF(area.left(), area.bottom() + 2, area.width(), line), Qt::AlignLeft,
                   valueText(-slice_->reachX));
  painter.drawText(QRectF(area.left(), area.bottom() + 2, area.width(), line), Qt::AlignRight,
                   valueText(slice_->reachX));
  painter.save();
  painter.translate(area.left() - line - 2, area.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-area.height() / 2, 0, area.height(), line), Qt::AlignHCenter,
                   metrics.elidedText(yName_, Qt::ElideRight, area.height()));
  painter.restore();
  const double y = area.bottom() + line + 6;
  const QString lowText = valueText(low_);
  const QString highText = valueText(high_);
  const double from = area.left() + metrics.horizontalAdvance(lowText) + 6;
  const double to = area.right() - metrics.horizontalAdvance(highText) - 6;
  for (double x = from; x < to; x += 2) {
    painter.fillRect(QRectF(x, y + 2, std::min(2.0, to - x), line - 4),
                     Theme::cividis((x - from) / (to - from)));
  }
  painter.setPen(theme.mutedText);
  painter.drawText(QRectF(area.left(), y, from - area.left(), line), Qt::AlignVCenter, lowText);
  painter.drawText(QRectF(to + 6, y, area.right() - to, line), Qt::AlignVCenter, highText);
}

bool SliceView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || !slice_) return QWidget::event(event);
  auto* help = static_cast<QHelpEvent*>(event);
  const QRectF area = imageArea();
  if (slice_->rows == 1 || !area.contains(help->pos())) {
    QToolTip::hideText();
    return true;
  }
  const double x = (help->pos().x() - area.left()) / area.width();
  const double y = (area.bottom() - help->pos().y()) / area.height();
  const auto cell = [](double share, std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(share * static_cast<double>(count)));
  };
  const double value =
      slice_->values[cell(y, slice_->rows) * slice_->columns + cell(x, slice_->columns)];
  QToolTip::showText(help->globalPos(),
                     tr("cost %1 at (%2, %3)")
                         .arg(valueText(value), valueText((2 * x - 1) * slice_->reachX),
                              valueText((2 * y - 1) * slice_->reachY)),
                     this);
  return true;
}

}  // namespace qonvolve::ui
