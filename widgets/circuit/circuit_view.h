// SPDX-License-Identifier: GPL-3.0-or-later
// The view of a circuit: zoom, scrolling and walking through the gates by key.
#pragma once

#include <QGraphicsView>
#include <QTimer>

namespace qonvolve::ui {

class CircuitScene;
class Minimap;

/// Folds the drawing to its width, so that it only ever scrolls down. Keys: [ and ] walk gate by
/// gate, Left and Right fold and unfold the block in focus, Enter cycles it; Ctrl+wheel, Ctrl++,
/// Ctrl+- zoom, Ctrl+0 fits; the middle button drags.
class CircuitView : public QGraphicsView {
  Q_OBJECT

 public:
  explicit CircuitView(QWidget* parent = nullptr);

  CircuitScene* circuitScene() const { return scene_; }
  Minimap* minimap() const { return minimap_; }
  double zoom() const { return zoom_; }

  static constexpr double kMinimumZoom = 0.25;
  static constexpr double kMaximumZoom = 4;

  /// Fits as far as the text stays readable (80 to 130 %), unless the user has chosen a zoom.
  void fitNewCircuit();

 public slots:
  void zoomIn();
  void zoomOut();
  /// The largest zoom up to 150 % at which the whole drawing is visible; new circuits and sizes
  /// are fitted again from now on.
  void zoomToFit();
  void setZoom(double zoom);
  void stepForward();
  void stepBack();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void step(int by);
  void rewrap();
  double wrapWidthAt(double zoom) const;
  double fittingZoom(double low, double high) const;
  void applyZoom(double zoom);

  CircuitScene* scene_;
  Minimap* minimap_;
  QTimer rewrapTimer_;
  double zoom_ = 1;
  bool chosenZoom_ = false;  // by the user: do not fit
  bool dragging_ = false;
  QPoint dragStart_;
};

}  // namespace qonvolve::ui
