// SPDX-License-Identifier: GPL-3.0-or-later
// A line plot fed while a run goes on: repaints at a bounded rate, whatever arrives.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QWidget>
#include <memory>
#include <optional>

#include "core/base/result.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

/// Curves over a common x axis. Data may come at any rate; the plot repaints at most 10 times a
/// second (4 times when one frame takes longer than 25 ms), and only while it is visible. Follows
/// the palette. Wheel and drag zoom and move, double click shows everything again, a click on a
/// legend entry hides its curve, hovering names the nearest point.
class LivePlot : public QWidget {
  Q_OBJECT

 public:
  enum class Scale { Linear, Logarithmic };
  /// Whole: the x axis counts something.
  enum class Ticks { Any, Whole };
  /// Thin curves in a quiet colour stand behind the others.
  enum class Role { Main, Background };

  explicit LivePlot(const QString& title, QWidget* parent = nullptr);
  ~LivePlot() override;

  const QString& title() const;
  void setAxes(const QString& xLabel, const QString& yLabel, Scale yScale = Scale::Linear,
               Ticks xTicks = Ticks::Any);
  /// The y range never shrinks below this (for accuracies: 0 to 1). Linear axes only.
  void setMinimumRange(double low, double high);
  /// The x range reaches at least to here (planned length of a run).
  void setExpectedEnd(double x);
  /// A share or another value to compare with, as a dashed line that is named.
  struct Guide {
    QString name;
    double y = 0;
  };
  void setGuide(const std::optional<Guide>& guide);
  /// Shown in the middle while there is no data.
  void setEmptyText(const QString& text);

  /// Number of the new curve: 0, 1, ...
  int addSeries(const QString& name, Role role = Role::Main);
  void removeAllSeries();
  int seriesCount() const;

  /// By increasing x. A curve of more than 200,000 points is thinned to its extremes.
  void append(int series, double x, double y);
  /// Removes all points, keeps the curves.
  void clearData();

  /// "Loss: train 0.31 at 12, validation 0.35 at 12 (epochs)": for screen readers and status lines.
  QString summary() const;
  /// All points of the visible curves as "series,x,y" lines with a heading.
  QString toCsv() const;

  /// A file's contents: "svg", "pdf", "png" or "csv" (the visible curves). `scale` 1: as large as
  /// on the screen; `dpi` 96: one pixel of a png for each of the screen.
  Result<QByteArray> picture(const QString& format, double dpi = 192, double scale = 1);

  /// Brings the picture up to date at once; returns what it took in milliseconds. Normally the
  /// internal timer does it.
  double refreshNow();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  /// After the picture was brought up to date, with the milliseconds it took.
  void refreshed(double milliseconds);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Impl;
  void scheduleRefresh();
  void applyTheme();

  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve::ui
