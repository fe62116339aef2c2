// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/charts.h"

#include <QPainter>
#include <algorithm>

#include "core/study/statistics.h"
#include "widgets/compare/chart_parts.h"
#include "widgets/plots/chart_text.h"
#include "widgets/plots/csv_table.h"
#include "widgets/plots/painted_picture.h"

namespace qonvolve::ui {

namespace {

constexpr qsizetype kFewPoints = 12;  // of a course that are dots as well

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
    paintEmpty(painter, rect(), emptyText_, theme, font());
  } else {
    paintChart(painter, theme);
  }
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.accent, Spacing::kFocusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
}

Result<QByteArray> ComparisonChart::picture(const QString& format, double dpi, double scale) {
  if (isEmpty()) return Error{"", emptyText_.toStdString(), ""};
  if (format == QLatin1String("csv")) return csvOf(numbers());
  return pictureFile({.title = accessibleName(),
                      .description = accessibleDescription(),
                      .size = size(),
                      .paint = [this](QPainter& painter) { paintChart(painter, Theme::light()); }},
                     format, dpi, scale);
}

BandChart::BandChart(QWidget* parent)
    : ComparisonChart(tr("Curves"),
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

std::vector<QStringList> BandChart::numbers() const {
  std::vector<QStringList> rows{{tr("design"), xLabel_, tr("mean"), tr("low"), tr("high")}};
  for (const Curve& curve : curves_) {
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      rows.push_back({curve.name, numberCell(curve.x[i]), numberCell(curve.mean[i]),
                      numberCell(curve.low[i]), numberCell(curve.high[i])});
    }
  }
  return rows;
}

void BandChart::paintChart(QPainter& painter, const Theme& theme) {
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
  const int legend = paintLegend(painter, top, namesOf(curves_), theme, font, LegendMark::Line);
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
    if (line.size() > kFewPoints) continue;
    painter.setBrush(style.color);
    painter.setPen(Qt::NoPen);
    for (const QPointF& point : line) painter.drawEllipse(point, 3, 3);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

StripChart::StripChart(QWidget* parent)
    : ComparisonChart(tr("Every run"), tr("As soon as runs have ended, each is a dot here."),
                      parent) {}

void StripChart::setRows(std::vector<Row> rows, std::vector<Reference> references,
                         const QString& xLabel, QStringList colors) {
  colors_ = std::move(colors);
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
  const auto rows =
      static_cast<int>(rows_.size() + references_.size()) + (colors_.size() > 1 ? 1 : 0);
  return {420, std::max(200, rowHeight() * rows + 4 * rowHeight())};
}

QSize StripChart::minimumSizeHint() const {
  return {240, sizeHint().height()};
}

std::vector<QStringList> StripChart::numbers() const {
  std::vector<QStringList> rows{{tr("design"), xLabel_, tr("stuck"), tr("kind")}};
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      rows.push_back({row.name, numberCell(row.values[i]),
                      row.stuck[i] ? QStringLiteral("1") : QStringLiteral("0"), tr("run")});
    }
  }
  for (const Reference& reference : references_) {
    rows.push_back(
        {reference.name, numberCell(reference.value), QStringLiteral("0"), tr("published")});
  }
  return rows;
}

void StripChart::paintChart(QPainter& painter, const Theme& theme) {
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
  const int legend = paintColors(
      painter, QRectF(Spacing::kMedium, Spacing::kSmall, width() - 2 * Spacing::kMedium, 2 * row),
      colors_, theme, font);
  const double height = row * static_cast<double>(rows_.size()) + 2.4 * row + legend;
  const ChartFrame frame = ChartFrame::inside(
      QRectF(label, Spacing::kSmall + legend, width() - label - Spacing::kMedium, height - legend),
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
        QColor dot = theme.series(one.color).color;
        dot.setAlphaF(0.65F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(dot);
        painter.drawEllipse(at, 3, 3);
      }
    }
  }
  for (std::size_t k = 0; k < references_.size(); ++k) {
    painter.setPen(referencePen(theme, k));
    const double at = frame.toX(references_[k].value);
    painter.drawLine(QPointF(at, frame.area.top()), QPointF(at, frame.area.bottom()));
  }
  const double below = height + Spacing::kSmall;
  paintReferences(painter, QRectF(0, below, width(), referencesHeight(references_.size(), font)),
                  references_, theme, font);
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

}  // namespace qonvolve::ui
