// SPDX-License-Identifier: GPL-3.0-or-later
// A score with its interval at each of a few settings: accuracy against noise, or against shots.
#pragma once

#include <QByteArray>
#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace qonvolve::ui {

/// Shares are drawn in percent; the title is that of files and for screen readers. On a logarithmic
/// axis 0 stands at the left end and infinity at the right end, each behind a gap. Hovering a point
/// tells its numbers.
class IntervalPlot : public QWidget {
  Q_OBJECT

 public:
  enum class Scale : std::uint8_t { Linear, Logarithmic };
  struct Point {
    double x = 0;  // not negative; infinity on a logarithmic axis only
    double share = 0, low = 0, high = 0;
    QString note;  // a further line for the tool tip
  };
  struct Labels {
    QString title;
    QString x;
    QString y;
    QString infinity;  // what stands below the right end
  };
  /// A share to compare with, as a dashed line.
  struct Reference {
    QString name;
    double share = 0;
  };

  explicit IntervalPlot(QWidget* parent = nullptr);

  /// In any order.
  void setPoints(std::vector<Point> points);
  void setLabels(const Labels& labels);
  void setScale(Scale scale);
  void setReference(std::optional<Reference> reference);
  /// In the middle while there are no points.
  void setEmptyText(const QString& text);

  const std::vector<Point>& points() const { return points_; }
  const Labels& labels() const { return labels_; }
  Scale scale() const { return scale_; }

  /// "x,share,low95,high95" lines with a heading.
  QString toCsv() const;
  /// A file's contents: "svg", "pdf", "png" (light, with the title, `scale` times 640 x 400) or
  /// "csv".
  Result<QByteArray> picture(const QString& format, double dpi = 192, double scale = 1) const;

  QSize sizeHint() const override { return {420, 240}; }
  QSize minimumSizeHint() const override { return {200, 120}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Geometry;
  Geometry geometry(const QRectF& rect) const;
  void paintAll(QPainter& painter, const QRectF& rect, const Theme& theme) const;
  void paintXAxis(QPainter& painter, const Geometry& g, const Theme& theme) const;
  void paintReference(QPainter& painter, const Geometry& g, const Theme& theme) const;
  void describe();

  std::vector<Point> points_;
  Labels labels_;
  Scale scale_ = Scale::Linear;
  std::optional<Reference> reference_;
  QString emptyText_;
};

}  // namespace qonvolve::ui
