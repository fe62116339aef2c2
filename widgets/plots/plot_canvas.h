// SPDX-License-Identifier: GPL-3.0-or-later
// The drawing half of a live plot: axes, curves and legend on a QCustomPlot that nobody else sees.
#pragma once

#include <QFont>
#include <QImage>
#include <QPointF>
#include <QString>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "widgets/plots/series_data.h"
#include "widgets/theme/theme.h"

class QPaintDevice;
class QWidget;

namespace qonvolve::ui {

/// Owns no data but what is on the screen. The widget belongs to its parent.
class PlotCanvas {
 public:
  /// What the user did with the mouse.
  struct Events {
    std::function<void()> curveToggled;                          // a legend entry was clicked
    std::function<void()> resetWanted;                           // double click
    std::function<void(const QPointF&, const QPoint&)> hovered;  // widget, screen position
  };

  PlotCanvas(const QString& heading, Events events, QWidget* parent);
  ~PlotCanvas();

  QWidget* widget() const;
  /// Pixels between the left and the right end of the axes.
  int plotWidth() const;

  /// `wholeX`: no fractions on the x axis, unless the user zooms in on a part of one step.
  void setAxes(const QString& xLabel, const QString& yLabel, bool logarithmicY, bool wholeX);
  /// `background`: thin, in a quiet colour.
  int addCurve(const QString& name, bool background);
  void removeCurves();
  /// Points that a logarithmic axis cannot show are left out.
  void setPoints(int curve, const SeriesData& points);

  /// Fits the axes to the visible points, unless the user has moved or zoomed them. x goes from 0
  /// at least to `end`; y covers `minimumRange` on a linear axis.
  void fitAxes(double end, const std::optional<std::pair<double, double>>& minimumRange);
  /// Lets fitAxes() work again.
  void forgetUserRange();

  /// A dashed line at y with its name at the right end; an empty name: none.
  void setGuide(const QString& name, double y);
  void setGuideVisible(bool visible);
  /// In the middle of the axes; empty: nothing.
  void setEmptyText(const QString& text);
  void setLegendVisible(bool visible);
  /// As many legend entries side by side as there is room for.
  void wrapLegend(const QSize& size);
  void applyTheme(const Theme& theme, const QFont& font);

  /// Draws now; only the copy to the screen is queued.
  void draw();

  struct Nearest {
    int curve = 0;
    double x = 0;
    double y = 0;
  };
  /// The visible point nearest to a position in the widget, within a few pixels.
  std::optional<Nearest> nearestPoint(const QPointF& position) const;

  bool isVisible(int curve) const;
  QImage toImage(const QSize& size, double scale);
  /// As vectors, for an SVG generator.
  void paintTo(QPaintDevice* device, const QSize& size);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve::ui
