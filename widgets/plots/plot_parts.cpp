// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_parts.h"

#include <algorithm>
#include <cmath>

#include "widgets/plots/chart_frame.h"

namespace qonvolve::ui {

namespace {

constexpr int kManyPoints = 300;
constexpr double kDashPeriod = 15;  // pixels
constexpr double kDashLength = 10;
constexpr double kDotPeriod = 6;
constexpr double kDotLength = 2.5;

}  // namespace

void DashedGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const {
  const QPen pen = painter->pen();
  if (pen.style() == Qt::SolidLine || lines.size() < kManyPoints) {
    QCPGraph::drawLinePlot(painter, lines);
    return;
  }
  QPen solid = pen;
  solid.setStyle(Qt::SolidLine);
  painter->setPen(solid);
  const bool dots = pen.style() == Qt::DotLine;
  const double period = dots ? kDotPeriod : kDashPeriod;
  const double drawn = dots ? kDotLength : kDashLength;
  QVector<QPointF> dash;
  for (const QPointF& point : lines) {
    const double phase = std::fmod(point.x(), period);
    const bool middle = pen.style() == Qt::DashDotLine && std::abs(phase - drawn - 2.5) < 1;
    if (phase < drawn || middle) {
      dash.append(point);
    } else if (!dash.isEmpty()) {
      QCPGraph::drawLinePlot(painter, dash);
      dash.clear();
    }
  }
  QCPGraph::drawLinePlot(painter, dash);
  painter->setPen(pen);
}

QString PowerTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
  return powerText(static_cast<int>(std::lround(std::log10(tick))));
}

double WholeTicker::getTickStep(const QCPRange& range) {
  const double step = QCPAxisTicker::getTickStep(range);
  return range.size() < 1 ? step : std::max(1.0, std::floor(step));
}

QCustomPlot* makePlot(QWidget* parent) {
  auto* plot = new QCustomPlot(parent);
  // Without this hint a thick antialiased polyline of 2,000 points takes 60 ms instead of 2.
  plot->setPlottingHint(QCP::phFastPolylines, true);
  plot->setNoAntialiasingOnDrag(true);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->xAxis->ticker()->setTickCount(5);
  plot->yAxis->ticker()->setTickCount(5);
  plot->setFocusPolicy(Qt::StrongFocus);
  plot->axisRect()->setMinimumMargins(QMargins(4, 4, 10, 4));
  return plot;
}

}  // namespace qonvolve::ui
