// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of QCustomPlot that plots here draw in their own way. Internal to PlotCanvas.
#pragma once

#include <qcustomplot.h>

namespace qonvolve::ui {

/// A curve whose dashes are cut along the x axis where it has many points: dashes along a line of
/// 2,000 zigzags are a hundred thousand strokes and take a second.
class DashedGraph final : public QCPGraph {
 public:
  using QCPGraph::QCPGraph;

 protected:
  void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;
};

/// Names the powers of ten of a logarithmic axis.
class PowerTicker final : public QCPAxisTickerLog {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;
};

/// Ticks at whole numbers, unless fewer than one would be seen.
class WholeTicker final : public QCPAxisTicker {
 protected:
  double getTickStep(const QCPRange& range) override;
};

/// The one place a plot is set up.
QCustomPlot* makePlot(QWidget* parent);

}  // namespace qonvolve::ui
