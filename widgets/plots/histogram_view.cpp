// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/histogram_view.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <numeric>

#include "widgets/plots/chart_frame.h"
#include "widgets/plots/chart_text.h"

namespace qonvolve::ui {
namespace {

constexpr std::size_t kMostInFront = 4;

}  // namespace

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
  setLayoutDirection(Qt::LeftToRight);  // a drawing reads the same in every language
  setAccessibleName(tr("Histogram"));
}

void HistogramView::setCounts(std::vector<std::vector<std::size_t>> counts, double low, double high,
                              const QStringList& names) {
  counts_ = std::move(counts);
  low_ = low;
  high_ = high;
  names_ = names;
  // For who cannot see it: how many, and where the middle lies.
  QStringList words;
  const QLocale locale;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto& bins = counts_[i];
    const std::size_t total = std::accumulate(bins.begin(), bins.end(), std::size_t{0});
    double sum = 0;
    for (std::size_t b = 0; b < bins.size(); ++b) {
      const double middle = (static_cast<double>(b) + 0.5) / static_cast<double>(bins.size());
      sum += static_cast<double>(bins[b]) * (low_ + middle * (high_ - low_));
    }
    if (total == 0) continue;
    words << tr("%1: %2 values, mean %3")
                 .arg(names_.value(static_cast<qsizetype>(i)),
                      locale.toString(static_cast<qulonglong>(total)),
                      locale.toString(sum / static_cast<double>(total), 'g', 3));
  }
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  update();
}

void HistogramView::setXLabel(const QString& label) {
  xLabel_ = label;
  update();
}

void HistogramView::clear() {
  counts_.clear();
  setAccessibleDescription(emptyText_);
  update();
}

void HistogramView::setEmptyText(const QString& text) {
  emptyText_ = text;
  if (counts_.empty()) setAccessibleDescription(text);
  update();
}

QSize HistogramView::sizeHint() const {
  return {220, 7 * fontMetrics().height()};
}
QSize HistogramView::minimumSizeHint() const {
  return {120, 5 * fontMetrics().height()};
}

void HistogramView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setLayoutDirection(layoutDirection());
  const Theme theme = Theme::fromPalette(palette());
  const QFont font = chartFont(this->font());
  painter.fillRect(rect(), theme.base);
  if (counts_.empty() || counts_.front().empty()) {
    paintEmpty(painter, rect(), emptyText_, theme, this->font());
    return;
  }
  const QRectF top(Spacing::kSmall, 0, width() - 2 * Spacing::kSmall, height());
  const int legend =
      counts_.size() > 1 ? paintLegend(painter, top, names_, theme, font, LegendMark::Box) : 0;
  const std::size_t bins = counts_.front().size();
  const bool stacked = counts_.size() > kMostInFront;
  std::size_t most = 1;
  for (std::size_t b = 0; b < bins; ++b) {
    std::size_t sum = 0;
    for (const auto& series : counts_) {
      sum = stacked ? sum + series[b] : std::max(sum, series[b]);
    }
    most = std::max(most, sum);
  }
  painter.setFont(font);
  const ChartFrame frame =
      ChartFrame::inside(QRectF(rect()).adjusted(0, legend, 0, 0), {low_, high_, xLabel_, true},
                         {0, 1.05 * static_cast<double>(most), QString(), true}, font);
  frame.paintGrid(painter, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  std::vector<std::size_t> floor(bins, 0);
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    const SeriesStyle style = theme.series(static_cast<int>(s));
    QPainterPath path;
    const auto xOf = [&](std::size_t b) {
      return frame.toX(low_ + static_cast<double>(b) / static_cast<double>(bins) * (high_ - low_));
    };
    if (stacked) {
      for (std::size_t b = 0; b < bins; ++b) {
        const double y0 = frame.toY(static_cast<double>(floor[b]));
        floor[b] += counts_[s][b];
        const double y1 = frame.toY(static_cast<double>(floor[b]));
        path.addRect(QRectF(QPointF(xOf(b), y1), QPointF(xOf(b + 1) - 1, y0)));
      }
      painter.fillPath(path, style.color);
      continue;
    }
    path.moveTo(xOf(0), frame.area.bottom());
    for (std::size_t b = 0; b < bins; ++b) {
      const double y = frame.toY(static_cast<double>(counts_[s][b]));
      path.lineTo(xOf(b), y);
      path.lineTo(xOf(b + 1), y);
    }
    path.lineTo(xOf(bins), frame.area.bottom());
    QColor fill = style.color;
    fill.setAlphaF(counts_.size() == 1 ? 0.55F : 0.28F);
    painter.fillPath(path, fill);
    constexpr std::array kPens{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    painter.strokePath(path, QPen(style.color, 1.4, kPens[s % kPens.size()]));
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  frame.paintAxes(painter, theme, font);
}

}  // namespace qonvolve::ui
