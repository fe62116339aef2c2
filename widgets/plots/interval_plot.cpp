// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/interval_plot.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/models/share_text.h"
#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"
#include "widgets/plots/painted_picture.h"

namespace qonvolve::ui {
namespace {

constexpr double kMark = 4.5;
constexpr double kCap = 4;         // half the width of the end of an interval
constexpr double kNear = 12;       // pixels
constexpr double kMargin = 0.06;   // of the axis, beside the outermost points
constexpr double kGap = 0.14;      // between an end (0 or infinity) and the rest
constexpr double kFewDecades = 2;  // up to here 2 and 5 get ticks too
constexpr double kTickPixels = 48;
constexpr double kPageWidth = 640;  // of files
constexpr double kPageHeight = 400;

QString number(double value) {
  if (value >= 1e3 && value < 1e9 && value == std::floor(value)) {
    return QLocale().toString(value, 'f', 0);
  }
  return QLocale().toString(value, 'g', 4);
}

}  // namespace

/// The x axis runs from 0 to 1 across the area.
struct IntervalPlot::Geometry {
  ChartFrame frame;
  bool logarithmic = false;
  bool zero = false;      // a place of its own at the left end
  bool infinite = false;  // and at the right end
  double low = 0;         // of the positive finite values, as logarithms on that axis
  double high = 1;
  double left = kMargin;  // where these values begin and end
  double right = 1 - kMargin;

  double along(double value) const {
    if (std::isinf(value)) return 1 - kMargin;
    if (logarithmic && value <= 0) return kMargin;
    const double v = logarithmic ? std::log10(value) : value;
    return left + (right - left) * (high > low ? (v - low) / (high - low) : 0.5);
  }
  QPointF at(double x, double share) const { return frame.toPoint(along(x), 100 * share); }
  bool atEnd(double x) const { return std::isinf(x) || (logarithmic && x <= 0); }
};

IntervalPlot::IntervalPlot(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  describe();
}

void IntervalPlot::setPoints(std::vector<Point> points) {
  std::ranges::stable_sort(points, {}, &Point::x);
  points_ = std::move(points);
  describe();
}
void IntervalPlot::setLabels(const Labels& labels) {
  labels_ = labels;
  setAccessibleName(labels.title);
  describe();
}
void IntervalPlot::setScale(Scale scale) {
  scale_ = scale;
  update();
}
void IntervalPlot::setReference(std::optional<Reference> reference) {
  reference_ = std::move(reference);
  describe();
}
void IntervalPlot::setEmptyText(const QString& text) {
  emptyText_ = text;
  describe();
}

void IntervalPlot::describe() {
  QStringList words;
  for (const Point& point : points_) {
    words << tr("%1: %2, 95 % interval %3 to %4")
                 .arg(std::isinf(point.x) ? labels_.infinity : number(point.x),
                      shareText(point.share), shareText(point.low), shareText(point.high));
  }
  if (reference_) words << tr("%1: %2").arg(reference_->name, shareText(reference_->share));
  setAccessibleDescription(points_.empty() ? emptyText_ : words.join(QStringLiteral("; ")));
  update();
}

IntervalPlot::Geometry IntervalPlot::geometry(const QRectF& rect) const {
  Geometry g;
  g.logarithmic = scale_ == Scale::Logarithmic;
  double bottom = reference_ ? reference_->share : 1;
  g.low = 1e300;
  g.high = -1e300;
  for (const Point& point : points_) {
    bottom = std::min(bottom, point.low);
    g.infinite = g.infinite || std::isinf(point.x);
    g.zero = g.zero || (g.logarithmic && point.x <= 0);
    if (g.atEnd(point.x)) continue;
    const double v = g.logarithmic ? std::log10(point.x) : point.x;
    g.low = std::min(g.low, v);
    g.high = std::max(g.high, v);
  }
  if (g.zero) g.left = kMargin + kGap;
  if (g.infinite) g.right = 1 - kMargin - kGap;
  const QFont font = chartFont(this->font());
  const double line = QFontMetricsF(font).height();
  ChartFrame::Axis x{0, 1, {}, false};
  ChartFrame::Axis y{std::max(0.0, 10 * std::floor(10 * bottom - 0.2)), 102, labels_.y, true};
  g.frame = ChartFrame::inside(rect, x, y, font);
  // Numbers and the name of the x axis stand below.
  g.frame.area.setBottom(g.frame.area.bottom() - 2 * line - 4);
  return g;
}

void IntervalPlot::paintXAxis(QPainter& painter, const Geometry& g, const Theme& theme) const {
  const QFontMetricsF metrics(painter.font());
  const QRectF& area = g.frame.area;
  double lastEnd = -1e300;
  const auto tick = [&](double value, const QString& text) {
    const double x = g.frame.toX(g.along(value));
    const double width = metrics.horizontalAdvance(text);
    const double from =
        std::clamp(x - width / 2, 0.0, std::max(0.0, area.right() + Spacing::kMedium - width));
    if (from < lastEnd + Spacing::kMedium) return;
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(from, area.bottom() + 3, width + 1, metrics.height()), Qt::AlignLeft,
                     text);
    lastEnd = from + width;
  };
  if (g.zero) tick(0, QStringLiteral("0"));
  if (g.low <= g.high) {
    if (!g.logarithmic) {
      const auto wanted = std::max(2, static_cast<int>(area.width() / kTickPixels));
      if (g.low == g.high) tick(g.low, number(g.low));
      for (const double value : roundTicks(g.low, g.high, wanted)) tick(value, number(value));
    } else {
      const bool few = g.high - g.low <= kFewDecades;
      for (auto power = std::floor(g.low); power <= g.high; ++power) {
        for (const double factor : {1.0, 2.0, 5.0}) {
          const double value = std::pow(10, power) * factor;
          const double v = std::log10(value);
          if ((factor > 1 && !few) || v < g.low - 1e-9 || v > g.high + 1e-9) continue;
          tick(value, number(value));
        }
      }
    }
  }
  if (g.infinite) tick(std::numeric_limits<double>::infinity(), labels_.infinity);
  painter.setPen(theme.mutedText);
  painter.drawText(
      QRectF(area.left(), area.bottom() + 3 + metrics.height(), area.width(), metrics.height()),
      Qt::AlignHCenter, metrics.elidedText(labels_.x, Qt::ElideRight, area.width()));
}

void IntervalPlot::paintReference(QPainter& painter, const Geometry& g, const Theme& theme) const {
  if (!reference_) return;
  const QFontMetricsF metrics(painter.font());
  const double y = g.frame.toY(100 * reference_->share);
  painter.setPen(QPen(theme.mutedText, 1, Qt::DashLine));
  painter.drawLine(QPointF(g.frame.area.left(), y), QPointF(g.frame.area.right(), y));
  painter.setPen(theme.mutedText);
  const QString text = tr("%1: %2").arg(reference_->name, shareText(reference_->share));
  // Below the line where there is room: points stand mostly above it.
  const bool below = y + metrics.height() + 1 < g.frame.area.bottom();
  painter.drawText(QPointF(g.frame.area.left() + Spacing::kSmall,
                           below ? y + metrics.ascent() + 1 : y - metrics.descent() - 1),
                   text);
}

void IntervalPlot::paintAll(QPainter& painter, const QRectF& rect, const Theme& theme) const {
  painter.fillRect(rect, theme.base);
  if (points_.empty()) {
    paintEmpty(painter, rect, emptyText_, theme, font());
    return;
  }
  const Geometry g = geometry(rect);
  const QFont small = chartFont(font());
  painter.setFont(small);
  painter.setRenderHint(QPainter::Antialiasing);
  g.frame.paintGrid(painter, theme);
  paintXAxis(painter, g, theme);
  paintReference(painter, g, theme);
  const QColor color = theme.series(0).color;
  for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
    const Point& a = points_[i];
    const Point& b = points_[i + 1];
    // Across the gap to 0 or infinity there is nothing to read off between.
    painter.setPen(QPen(color, 1.6, g.atEnd(a.x) || g.atEnd(b.x) ? Qt::DotLine : Qt::SolidLine));
    painter.drawLine(g.at(a.x, a.share), g.at(b.x, b.share));
  }
  for (const Point& point : points_) {
    painter.setPen(QPen(color, 1.4));
    const QPointF low = g.at(point.x, point.low);
    const QPointF high = g.at(point.x, point.high);
    painter.drawLine(low, high);
    for (const QPointF& end : {low, high}) {
      painter.drawLine(end - QPointF(kCap, 0), end + QPointF(kCap, 0));
    }
    painter.setPen(QPen(theme.base, 1));
    painter.setBrush(color);
    painter.drawEllipse(g.at(point.x, point.share), kMark, kMark);
    painter.setBrush(Qt::NoBrush);
  }
  g.frame.paintAxes(painter, theme, small);
}

void IntervalPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  paintAll(painter, rect(), theme);
  if (!hasFocus()) return;
  painter.setPen(QPen(theme.accent, Spacing::kFocusRing));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

bool IntervalPlot::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const Geometry g = geometry(rect());
  const Point* nearest = nullptr;
  double best = kNear;
  for (const Point& point : points_) {
    const QPointF away = g.at(point.x, point.share) - QPointF(help->pos());
    const double distance = std::hypot(away.x(), away.y());
    if (distance >= best) continue;
    best = distance;
    nearest = &point;
  }
  if (nearest == nullptr) {
    QToolTip::hideText();
    return true;
  }
  QString text =
      tr("%1: %2\n%3\n95 % interval %4 to %5")
          .arg(labels_.x, std::isinf(nearest->x) ? labels_.infinity : number(nearest->x),
               shareText(nearest->share), shareText(nearest->low), shareText(nearest->high));
  if (!nearest->note.isEmpty()) text += QLatin1Char('\n') + nearest->note;
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

QString IntervalPlot::toCsv() const {
  QString text = QStringLiteral("x,share,low95,high95\n");
  for (const Point& point : points_) {
    QStringList cells;
    for (const double value : {point.x, point.share, point.low, point.high}) {
      cells << QString::number(value, 'g', 17);
    }
    text += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
  }
  return text;
}

Result<QByteArray> IntervalPlot::picture(const QString& format, double dpi, double scale) const {
  if (format == QLatin1String("csv")) return toCsv().toUtf8();
  const QRectF page(0, 0, kPageWidth, kPageHeight);
  const auto paint = [&](QPainter& painter) {
    const Theme theme = Theme::light();
    painter.fillRect(page, theme.base);
    const double heading =
        paintTitle(painter, page, labels_.title, theme, font()) + Spacing::kSmall;
    paintAll(painter, page.adjusted(0, heading, 0, 0), theme);
  };
  return pictureFile({.title = labels_.title,
                      .description = accessibleDescription(),
                      .size = page.size(),
                      .paint = paint},
                     format, dpi, scale);
}

}  // namespace qonvolve::ui
