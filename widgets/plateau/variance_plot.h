// SPDX-License-Identifier: GPL-3.0-or-later
// Variance of gradients against the number of qubits: points with their intervals, fits, and known
// laws through the first point.
#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/analysis/verdict.h"

namespace qonvolve::ui {

/// Logarithmic downwards, whole numbers of qubits to the right. Hovering a point tells its numbers;
/// a click, or the arrow keys, picks a size.
class VariancePlot : public QWidget {
  Q_OBJECT

 public:
  explicit VariancePlot(QWidget* parent = nullptr);

  /// One entry of points and fits for each cost that is scanned.
  struct Curve {
    ScanCost cost = ScanCost::Readout;
    std::vector<ScanPoint> points;
    std::optional<ScanFits> fits;
  };
  /// A scan of another design, to be seen beside this one.
  struct Kept {
    QString name;
    std::vector<ScanPoint> points;
  };
  void setKept(std::vector<Kept> kept);
  /// `sizes`: all that are planned, for the axis.
  void setCurves(std::vector<Curve> curves, std::vector<std::uint32_t> sizes);
  /// Ids of the laws to draw, see referenceLaws().
  void setLaws(const QSet<QString>& ids);
  void setPicked(std::uint32_t qubits);
  std::uint32_t picked() const { return picked_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void pickedChanged(std::uint32_t qubits);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Geometry;
  Geometry geometryOf(double top) const;
  double legendHeight() const;
  void describe();
  const ScanPoint* pointNear(const QPointF& position) const;

  std::vector<Curve> curves_;
  std::vector<Kept> kept_;
  std::vector<std::uint32_t> sizes_;
  QSet<QString> laws_;
  std::uint32_t picked_ = 0;
};

}  // namespace qonvolve::ui
