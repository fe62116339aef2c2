// SPDX-License-Identifier: GPL-3.0-or-later
// A small picture of the whole circuit in a corner of its view, while only a part is visible.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>

namespace qonvolve::ui {

class CircuitView;

/// Shows which part the view shows; a click or drag moves it there. Keys scroll the view itself.
class Minimap : public QWidget {
  Q_OBJECT

 public:
  explicit Minimap(CircuitView* view);

  /// Shows itself where less than kShownBelow of the drawing is visible, and follows the view.
  void refresh();

  static constexpr double kShownBelow = 0.5;
  /// Width, in pixels, of the place for it beside a drawing that is only longer than its view.
  static constexpr int kColumn = 76;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  void draw();
  void goTo(const QPointF& point);
  QRectF visiblePart() const;

  CircuitView* view_;
  QTimer timer_;
  QPixmap picture_;
};

}  // namespace qonvolve::ui
