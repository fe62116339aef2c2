// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_frame.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace qonvolve::ui {
namespace {

constexpr double kTickPixels = 48;  // wanted distance of ticks along x
constexpr double kTickLines = 2.6;  // and along y, in lines of text

QString tickText(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-3 && size < 1e5);
  return QLocale().toString(std::abs(value) < 1e-12 ? 0 : value, plain ? 'g' : 'e', plain ? 4 : 1);
}

int wantedAlong(double width) {
  return std::max(2, static_cast<int>(width / kTickPixels));
}

}  // namespace

std::vector<double> roundTicks(double low, double high, int wanted) {
  std::vector<double> ticks;
  if (!(high > low) || wanted < 1) return ticks;
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= rough * (1 - 1e-9)) break;
  }
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k) {
    ticks.push_back(k * step);
  }
  return ticks;
}

std::vector<double> ChartFrame::Axis::marks(int wanted) const {
  std::vector<double> marks = roundTicks(low, high, wanted);
  if (whole) {
    std::erase_if(marks, [](double mark) { return std::abs(mark - std::round(mark)) > 1e-9; });
  }
  return marks;
}

QString powerText(int exponent) {
  static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
  QString text = exponent < 0 ? QStringLiteral("10⁻") : QStringLiteral("10");
  for (const QChar c : QString::number(std::abs(exponent))) text += digits[c.digitValue()];
  return text;
}

double ChartFrame::toX(double value) const {
  return area.left() + (value - x.low) / (x.high - x.low) * area.width();
}

double ChartFrame::toY(double value) const {
  return area.bottom() - (value - y.low) / (y.high - y.low) * area.height();
}

ChartFrame ChartFrame::inside(const QRectF& rect, const Axis& x, const Axis& y, const QFont& font) {
  const QFontMetricsF metrics(font);
  const double line = metrics.height();
  ChartFrame frame;
  frame.x = x;
  frame.y = y;
  double left = Spacing::kSmall;
  const double bottom = (x.ticks ? line + 3 : 0) + (x.label.isEmpty() ? 0 : line);
  if (y.ticks) {
    const auto wanted = static_cast<int>(rect.height() / (kTickLines * line));
    double widest = 0;
    for (const double tick : y.marks(std::max(1, wanted))) {
      widest = std::max(widest, metrics.horizontalAdvance(tickText(tick)));
    }
    left += widest + 4;
  }
  if (!y.label.isEmpty()) left += line;
  frame.area = rect.adjusted(left, 4, -Spacing::kMedium, -bottom - 1);
  return frame;
}

void ChartFrame::paintGrid(QPainter& painter, const Theme& theme) const {
  painter.setPen(QPen(theme.grid, 1));
  const double line = QFontMetricsF(painter.font()).height();
  if (x.ticks) {
    for (const double tick : x.marks(wantedAlong(area.width()))) {
      painter.drawLine(QPointF(toX(tick), area.top()), QPointF(toX(tick), area.bottom()));
    }
  }
  if (y.ticks) {
    const auto wanted = static_cast<int>(area.height() / (kTickLines * line));
    for (const double tick : y.marks(std::max(1, wanted))) {
      painter.drawLine(QPointF(area.left(), toY(tick)), QPointF(area.right(), toY(tick)));
    }
  }
}

void ChartFrame::paintAxes(QPainter& painter, const Theme& theme, const QFont& font) const {
  painter.setFont(font);
  const QFontMetricsF metrics(font);
  const double line = metrics.height();
  painter.setPen(QPen(theme.border, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  painter.drawLine(area.topLeft(), area.bottomLeft());
  painter.setPen(theme.mutedText);
  if (x.ticks) {
    for (const double tick : x.marks(wantedAlong(area.width()))) {
      const QString text = tickText(tick);
      const double width = metrics.horizontalAdvance(text);
      const double at = std::min(toX(tick) - width / 2, area.right() + Spacing::kMedium - width);
      painter.drawText(QRectF(at, area.bottom() + 3, width + 1, line), Qt::AlignLeft, text);
    }
  }
  if (y.ticks) {
    const auto wanted = static_cast<int>(area.height() / (kTickLines * line));
    for (const double tick : y.marks(std::max(1, wanted))) {
      painter.drawText(QRectF(0, toY(tick) - line / 2, area.left() - 4, line),
                       Qt::AlignRight | Qt::AlignVCenter, tickText(tick));
    }
  }
  if (!x.label.isEmpty()) {
    const QRectF box(area.left(), area.bottom() + 2 + (x.ticks ? line : 0), area.width(), line);
    painter.drawText(box, Qt::AlignHCenter,
                     metrics.elidedText(x.label, Qt::ElideRight, area.width()));
  }
  if (!y.label.isEmpty()) {
    painter.save();
    painter.translate(1, area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-area.height() / 2, 0, area.height(), line), Qt::AlignHCenter,
                     metrics.elidedText(y.label, Qt::ElideRight, area.height()));
    painter.restore();
  }
}

int paintLegend(QPainter& painter, const QRectF& rect, const QStringList& names, const Theme& theme,
                const QFont& font, LegendMark mark) {
  painter.setFont(font);
  const QFontMetricsF metrics(font);
  const double line = metrics.height();
  const double room = mark == LegendMark::Line ? 28 : 14;  // of the mark
  double x = rect.left();
  double y = rect.top();
  for (int i = 0; i < names.size(); ++i) {
    const double width = room + metrics.horizontalAdvance(names[i]) + Spacing::kLarge;
    if (x > rect.left() && x + width > rect.right() + Spacing::kLarge) {
      x = rect.left();
      y += line;
    }
    const SeriesStyle style = theme.series(i);
    const QPointF centre(x + 5, y + line / 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.color);
    if (mark == LegendMark::Marker) {
      paintMarker(painter, centre, 4, i);
    } else if (mark == LegendMark::Line) {
      painter.setPen(QPen(style.color, 2, style.pen));
      painter.drawLine(QPointF(x, centre.y()), QPointF(x + room - 6, centre.y()));
    } else {
      painter.drawRoundedRect(QRectF(centre.x() - 5, centre.y() - 4, 10, 8), 2, 2);
    }
    painter.setPen(theme.text);
    const QRectF text(x + room, y, rect.right() - x - room, line);
    painter.drawText(text, Qt::AlignVCenter,
                     metrics.elidedText(names[i], Qt::ElideRight, text.width()));
    x += width;
  }
  return names.isEmpty() ? 0 : static_cast<int>(std::ceil(y + line - rect.top()));
}

void paintMarker(QPainter& painter, const QPointF& c, double r, int classIndex) {
  switch (classIndex % 4) {
    case 0:
      painter.drawEllipse(c, r, r);
      return;
    case 1:
      painter.drawRect(QRectF(c.x() - 0.88 * r, c.y() - 0.88 * r, 1.76 * r, 1.76 * r));
      return;
    case 2:
      painter.drawPolygon(QPolygonF{QPointF(c.x(), c.y() - 1.15 * r),
                                    QPointF(c.x() + 1.1 * r, c.y() + 0.85 * r),
                                    QPointF(c.x() - 1.1 * r, c.y() + 0.85 * r)});
      return;
    default:
      painter.drawPolygon(
          QPolygonF{QPointF(c.x(), c.y() - 1.25 * r), QPointF(c.x() + 1.25 * r, c.y()),
                    QPointF(c.x(), c.y() + 1.25 * r), QPointF(c.x() - 1.25 * r, c.y())});
  }
}

QFont chartFont(const QFont& font) {
  QFont small = font;
  if (small.pointSizeF() > 0) small.setPointSizeF(small.pointSizeF() * 0.88);
  return small;
}

}  // namespace qonvolve::ui
