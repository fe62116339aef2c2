// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/charts.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <limits>

#include "core/study/statistics.h"
#include "widgets/plots/chart_frame.h"

namespace qonvolve::ui {

namespace {

constexpr double kMark = 4.5;
constexpr double kNear = 10;

// The extent of values, with a margin and never empty.
class Extent {
 public:
  void take(double value) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  ChartFrame::Axis axis(const QString& label, double margin) const {
    if (low_ > high_) return {0, 1, label, true};
    const double size = high_ > low_ ? high_ - low_ : std::max(1e-3, 0.1 * std::abs(high_));
    return {low_ - margin * size, high_ + margin * size, label, true};
  }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

QStringList namesOf(const auto& list) {
  QStringList names;
  for (const auto& item : list) names << item.name;
  return names;
}

}  // namespace

ComparisonChart::ComparisonChart(const QString& name, const QString& emptyText, QWidget* parent)
    : QWidget(parent), emptyText_(emptyText) {
  setAccessibleName(name);
  setAccessibleDescription(emptyText);
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ComparisonChart::describe(const QString& words) {
  setAccessibleDescription(words.isEmpty() ? emptyText_ : words);
  updateGeometry();
  update();
}

void ComparisonChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme theme = Theme::fromPalette(palette());
  painter.fillRect(rect(), theme.base);
  if (isEmpty()) {
    painter.setPen(theme.mutedText);
    painter.drawText(
        rect().adjusted(Spacing::kHuge, Spacing::kMedium, -Spacing::kHuge, -Spacing::kMedium),
        Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
  } else {
    paintChart(painter);
  }
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.accent, Spacing::kFocusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
}

BandChart::BandChart(QWidget* parent)
    : ComparisonChart(tr("Courses"),
                      tr("Select designs in the matrix to see their courses: mean "
                         "and standard deviation over seeds."),
                      parent) {}

void BandChart::setCurves(std::vector<Curve> curves, const QString& xLabel, const QString& yLabel) {
  curves_ = std::move(curves);
  xLabel_ = xLabel;
  yLabel_ = yLabel;
  QStringList words;
  for (const Curve& curve : curves_) {
    if (!curve.mean.empty()) {
      words << tr("%1: %2 at the end").arg(curve.name).arg(curve.mean.back(), 0, 'g', 4);
    }
  }
  describe(words.join(QStringLiteral("; ")));
}

void BandChart::paintChart(QPainter& painter) {
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  Extent x, y;
  for (const Curve& curve : curves_) {
    for (const double v : curve.x) x.take(v);
    for (std::size_t i = 0; i < curve.mean.size(); ++i) {
      y.take(curve.low[i]);
      y.take(curve.high[i]);
    }
  }
  const QRectF top(Spacing::kMedium, Spacing::kSmall, width() - 2 * Spacing::kMedium, height());
  const int legend = paintLegend(painter, top, namesOf(curves_), theme, font, LegendMark::Box);
  painter.setFont(font);
  const ChartFrame frame =
      ChartFrame::inside(QRectF(rect()).adjusted(Spacing::kSmall, legend + Spacing::kMedium,
                                                 -Spacing::kSmall, -Spacing::kSmall),
                         x.axis(xLabel_, 0.01), y.axis(yLabel_, 0.05), font);
  frame.paintGrid(painter, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const Curve& curve = curves_[c];
    if (curve.x.empty()) continue;
    const SeriesStyle style = theme.series(static_cast<int>(c));
    QPolygonF band, line;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      band << frame.toPoint(curve.x[i], curve.high[i]);
      line << frame.toPoint(curve.x[i], curve.mean[i]);
    }
    for (std::size_t i = curve.x.size(); i-- > 0;) band << frame.toPoint(curve.x[i], curve.low[i]);
    QColor fill = style.color;
    fill.setAlphaF(0.16F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(band);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(style.color, 1.6, style.pen));
    painter.drawPolyline(line);
    if (line.size() == 1) painter.drawEllipse(line.front(), 3, 3);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

StripChart::StripChart(QWidget* parent)
    : ComparisonChart(tr("Every run"), tr("As soon as runs have ended, each is a dot here."),
                      parent) {}

void StripChart::setRows(std::vector<Row> rows, std::vector<Reference> references,
                         const QString& xLabel) {
  rows_ = std::move(rows);
  references_ = std::move(references);
  xLabel_ = xLabel;
  QStringList words;
  for (const Row& row : rows_) {
    const auto stuck = std::count(row.stuck.begin(), row.stuck.end(), true);
    words << tr("%1: %n run(s)", nullptr, static_cast<int>(row.values.size())).arg(row.name) +
                 (stuck > 0 ? tr(", %1 stuck").arg(stuck) : QString());
  }
  describe(words.join(QStringLiteral("; ")));
}

int StripChart::rowHeight() const {
  return fontMetrics().height() + 4;
}

QSize StripChart::sizeHint() const {
  const auto rows = static_cast<int>(rows_.size() + references_.size());
  return {420, std::max(200, rowHeight() * rows + 4 * rowHeight())};
}

QSize StripChart::minimumSizeHint() const {
  return {240, sizeHint().height()};
}

void StripChart::paintChart(QPainter& painter) {
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  const QFontMetricsF metrics(font);
  Extent x;
  double label = 0;
  for (const Row& row : rows_) {
    for (const double v : row.values) x.take(v);
    label = std::max(label, metrics.horizontalAdvance(row.name));
  }
  for (const Reference& reference : references_) x.take(reference.value);
  label = std::min(label + Spacing::kMedium, 0.4 * width());
  const double row = rowHeight();
  painter.setFont(font);
  const double height = row * static_cast<double>(rows_.size()) + 2.4 * row;
  const ChartFrame frame =
      ChartFrame::inside(QRectF(label, Spacing::kSmall, width() - label - Spacing::kMedium, height),
                         x.axis(xLabel_, 0.04), {0, 1, {}, false}, font);
  frame.paintGrid(painter, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  const double each = frame.area.height() / static_cast<double>(rows_.size());
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const Row& one = rows_[r];
    const double y = frame.area.top() + each * (static_cast<double>(r) + 0.5);
    painter.setPen(theme.text);
    painter.drawText(QRectF(Spacing::kSmall, y - row / 2, label - Spacing::kSmall, row),
                     Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(one.name, Qt::ElideMiddle, label - Spacing::kSmall));
    if (one.values.empty()) continue;
    const Spread spread = spreadOf(one.values);
    QColor quiet = theme.mutedText;
    quiet.setAlphaF(0.25F);
    const QPointF low(frame.toX(spread.lowerQuartile), y - 0.28 * each);
    const QPointF high(frame.toX(spread.upperQuartile), y + 0.28 * each);
    painter.fillRect(QRectF(low, high), quiet);
    painter.setPen(QPen(one.best ? theme.accent : theme.text, 2));
    const double mean = frame.toX(spread.mean);
    painter.drawLine(QPointF(mean, y - 0.34 * each), QPointF(mean, y + 0.34 * each));
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      const QPointF at(frame.toX(one.values[i]), y);
      if (one.stuck[i]) {
        painter.setPen(QPen(theme.danger, 1.8));
        painter.drawLine(at + QPointF(-3.5, -3.5), at + QPointF(3.5, 3.5));
        painter.drawLine(at + QPointF(-3.5, 3.5), at + QPointF(3.5, -3.5));
      } else {
        QColor dot = theme.series(0).color;
        dot.setAlphaF(0.65F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(dot);
        painter.drawEllipse(at, 3, 3);
      }
    }
  }
  for (std::size_t k = 0; k < references_.size(); ++k) {
    const SeriesStyle style = theme.series(static_cast<int>(k) + 1);
    painter.setPen(QPen(style.color, 1.4, Qt::DashLine));
    const double at = frame.toX(references_[k].value);
    painter.drawLine(QPointF(at, frame.area.top()), QPointF(at, frame.area.bottom()));
    const double y = height + row * static_cast<double>(k) + row / 2 + Spacing::kSmall;
    painter.drawLine(QPointF(Spacing::kMedium, y), QPointF(Spacing::kMedium + 20, y));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(Spacing::kMedium + 26, y - row / 2, width() - 40, row),
                     Qt::AlignVCenter,
                     metrics.elidedText(references_[k].name, Qt::ElideRight, width() - 44));
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

ScatterChart::ScatterChart(QWidget* parent)
    : ComparisonChart(tr("Accuracy against cost"),
                      tr("As soon as runs have ended, every design is a mark here."), parent) {}

void ScatterChart::setPoints(std::vector<Point> points, const QString& xLabel,
                             const QString& yLabel) {
  points_ = std::move(points);
  xLabel_ = xLabel;
  yLabel_ = yLabel;
  QStringList words;
  for (const Point& point : points_) {
    words << tr("%1: %2 at %3").arg(point.name).arg(point.y, 0, 'f', 1).arg(point.x, 0, 'g', 4);
  }
  describe(words.join(QStringLiteral("; ")));
}

void ScatterChart::paintChart(QPainter& painter) {
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  Extent x, y;
  for (const Point& point : points_) {
    x.take(point.x);
    y.take(point.y - point.deviation);
    y.take(point.y + point.deviation);
  }
  painter.setFont(font);
  const ChartFrame frame = ChartFrame::inside(
      QRectF(rect()).adjusted(Spacing::kSmall, Spacing::kSmall, -Spacing::kSmall, -Spacing::kSmall),
      x.axis(xLabel_, 0.08), y.axis(yLabel_, 0.06), font);
  frame.paintGrid(painter, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  places_.clear();
  for (const Point& point : points_) {
    const QPointF at = frame.toPoint(point.x, point.y);
    places_.push_back(at);
    const QColor color = theme.series(point.baseline ? 1 : 0).color;
    QColor quiet = color;
    quiet.setAlphaF(0.45F);
    painter.setPen(QPen(quiet, 1.2));
    painter.drawLine(frame.toPoint(point.x, point.y - point.deviation),
                     frame.toPoint(point.x, point.y + point.deviation));
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(point.baseline ? theme.base : quiet);
    painter.drawEllipse(at, kMark, kMark);
    if (points_.size() > 8 && !point.baseline) continue;
    painter.setPen(theme.text);
    const QFontMetricsF metrics(font);
    const double room = std::min(metrics.horizontalAdvance(point.name) + 2, 0.4 * width());
    const bool leftwards = at.x() + room + 8 > frame.area.right();
    const QRectF box(leftwards ? at.x() - room - 8 : at.x() + 8, at.y() - metrics.height() / 2,
                     room, metrics.height());
    const int side = leftwards ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(box, side | Qt::AlignVCenter,
                     metrics.elidedText(point.name, Qt::ElideRight, room));
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
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

void ParallelChart::paintChart(QPainter& painter) {
  const Theme theme = Theme::fromPalette(palette());
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
