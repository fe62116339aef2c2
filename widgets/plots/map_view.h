// SPDX-License-Identifier: GPL-3.0-or-later
// Named points in a plane: colour by class share, size by weight, names where there is room.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

namespace qonvolve::ui {

/// One point of a map.
struct MapPoint {
  double x = 0;
  double y = 0;
  double weight = 0;          // 0 to 1: size, and who is named first
  std::vector<double> share;  // of each class, sum 1; empty: neutral
  QString name;               // empty: not written beside the point
  QString toolTip;
};

class MapView : public QWidget {
  Q_OBJECT

 public:
  explicit MapView(QWidget* parent = nullptr);

  /// `frame`: points that decide the range of the axes (empty: those shown), so that two maps can
  /// be compared.
  void setPoints(std::vector<MapPoint> points, const QStringList& classNames, const QString& xLabel,
                 const QString& yLabel, const std::vector<QPointF>& frame = {});
  void clear(const QString& why);
  const std::vector<MapPoint>& points() const { return points_; }

  QSize sizeHint() const override { return {360, 260}; }
  QSize minimumSizeHint() const override { return {160, 140}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void describe();

  std::vector<MapPoint> points_;
  std::vector<QPointF> places_;  // of the points, as painted last
  QStringList classNames_;
  QString xLabel_;
  QString yLabel_;
  QString why_;
  QRectF range_;
};

}  // namespace qonvolve::ui
