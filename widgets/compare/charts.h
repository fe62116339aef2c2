// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of a comparison: courses with bands, every run as a dot, cost, settings.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/base/result.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

/// A chart that paints itself, says something when it is empty, and describes itself in words.
class ComparisonChart : public QWidget {
  Q_OBJECT

 public:
  ComparisonChart(const QString& name, const QString& emptyText, QWidget* parent);
  QSize sizeHint() const override { return {420, 260}; }
  QSize minimumSizeHint() const override { return {240, 160}; }

  /// As it is on the screen, in the light theme: "svg", "pdf", "png"; or its numbers: "csv".
  Result<QByteArray> picture(const QString& format, double dpi, double scale);

 protected:
  void paintEvent(QPaintEvent* event) override;
  virtual bool isEmpty() const = 0;
  /// Into the rectangle from (0, 0) to size().
  virtual void paintChart(QPainter& painter, const Theme& theme) = 0;
  /// The first row names the columns.
  virtual std::vector<QStringList> numbers() const = 0;
  void describe(const QString& words);

 private:
  QString emptyText_;
};

/// Mean curves with bands of a standard deviation.
class BandChart : public ComparisonChart {
  Q_OBJECT

 public:
  struct Curve {
    QString name;
    std::vector<double> x, mean, low, high;
  };
  explicit BandChart(QWidget* parent = nullptr);
  void setCurves(std::vector<Curve> curves, const QString& xLabel, const QString& yLabel);

 protected:
  bool isEmpty() const override { return curves_.empty(); }
  void paintChart(QPainter& painter, const Theme& theme) override;
  std::vector<QStringList> numbers() const override;

 private:
  std::vector<Curve> curves_;
  QString xLabel_, yLabel_;
};

/// One row for each design: every run a dot (a cross where training got stuck), the quartiles a
/// box, the mean a line; published values as dashed lines.
class StripChart : public ComparisonChart {
  Q_OBJECT

 public:
  struct Row {
    QString name;
    std::vector<double> values;  // percent
    std::vector<bool> stuck;
    bool best = false;
    int color = 0;  // of its dots: an index into the names of setRows()
  };
  struct Reference {
    QString name;
    double value = 0;  // percent
  };
  explicit StripChart(QWidget* parent = nullptr);
  /// `colors`: what the colours mean; fewer than two: no legend.
  void setRows(std::vector<Row> rows, std::vector<Reference> references, const QString& xLabel,
               QStringList colors = {});
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  bool isEmpty() const override { return rows_.empty(); }
  void paintChart(QPainter& painter, const Theme& theme) override;
  std::vector<QStringList> numbers() const override;

 private:
  int rowHeight() const;
  std::vector<Row> rows_;
  std::vector<Reference> references_;
  QString xLabel_;
  QStringList colors_;
};

/// Accuracy against parameters or another cost; hollow marks are baselines.
class ScatterChart : public ComparisonChart {
  Q_OBJECT

 public:
  struct Point {
    QString name;
    double x = 0, y = 0, deviation = 0;
    bool baseline = false;
    int color = 0;  // as in StripChart
  };
  explicit ScatterChart(QWidget* parent = nullptr);
  /// `references`: published values, at y.
  void setPoints(std::vector<Point> points, std::vector<StripChart::Reference> references,
                 const QString& xLabel, const QString& yLabel, QStringList colors = {});

 protected:
  bool isEmpty() const override { return points_.empty(); }
  void paintChart(QPainter& painter, const Theme& theme) override;
  std::vector<QStringList> numbers() const override;
  bool event(QEvent* event) override;

 private:
  void paintNames(QPainter& painter, const QRectF& area) const;

  std::vector<Point> points_;
  std::vector<StripChart::Reference> references_;
  std::vector<QPointF> places_;
  QString xLabel_, yLabel_;
  QStringList colors_;
};

/// Parallel coordinates: one line a design through its value of every setting that differs; the
/// colour is its accuracy, the last axis.
class ParallelChart : public ComparisonChart {
  Q_OBJECT

 public:
  struct Line {
    QString name;
    std::vector<int> values;  // one an axis, number of its value
    double accuracy = 0;      // percent
  };
  explicit ParallelChart(QWidget* parent = nullptr);
  void setLines(QStringList axes, std::vector<QStringList> values, std::vector<Line> lines,
                const QString& accuracy);

 protected:
  bool isEmpty() const override { return lines_.empty() || axes_.isEmpty(); }
  void paintChart(QPainter& painter, const Theme& theme) override;
  std::vector<QStringList> numbers() const override;

 private:
  QStringList axes_;
  std::vector<QStringList> values_;
  std::vector<Line> lines_;
  QString accuracy_;
};

}  // namespace qonvolve::ui
