// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/circuit_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/minimap.h"

namespace qonvolve::ui {
namespace {

constexpr double kNarrowest = 240;  // width of a page

}  // namespace

CircuitView::CircuitView(QWidget* parent) : QGraphicsView(parent), scene_(new CircuitScene(this)) {
  setScene(scene_);
  minimap_ = new Minimap(this);
  setRenderHint(QPainter::Antialiasing);
  setAlignment(Qt::AlignLeft | Qt::AlignTop);
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  setTransformationAnchor(QGraphicsView::NoAnchor);
  setOptimizationFlag(QGraphicsView::DontSavePainterState);
  setViewportUpdateMode(QGraphicsView::SmartViewportUpdate);
  setFocusPolicy(Qt::StrongFocus);
  // Always there, or wrapping to the width would change the width.
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  setAccessibleName(tr("Circuit"));
  rewrapTimer_.setSingleShot(true);
  rewrapTimer_.setInterval(15);
  connect(&rewrapTimer_, &QTimer::timeout, this, [this] {
    fitNewCircuit();
    rewrap();
  });
  connect(scene_, &CircuitScene::currentGateChanged, this,
          [this](int index, const QString& description) {
            setAccessibleDescription(description);
            ensureVisible(scene_->gateRect(index), 30, 30);
          });
  scene_->setTheme(Theme::fromPalette(palette()));
}

void CircuitView::zoomIn() {
  setZoom(zoom_ * 1.2);
}
void CircuitView::zoomOut() {
  setZoom(zoom_ / 1.2);
}

void CircuitView::setZoom(double zoom) {
  chosenZoom_ = true;
  applyZoom(zoom);
}

void CircuitView::applyZoom(double zoom) {
  zoom = std::clamp(zoom, kMinimumZoom, kMaximumZoom);
  if (std::abs(zoom - 1) < 0.04) zoom = 1;
  if (zoom != zoom_) {
    zoom_ = zoom;
    setTransform(QTransform::fromScale(zoom_, zoom_));
  }
  rewrap();
}

double CircuitView::wrapWidthAt(double zoom) const {
  return std::max(kNarrowest, viewport()->width() / zoom - 2);
}

double CircuitView::fittingZoom(double low, double high) const {
  for (int i = 0; i < 12; ++i) {
    const double middle = (low + high) / 2;
    const DiagramGeometry page =
        placeOnPage(scene_->drawnLayout(), scene_->blocks(), wrapWidthAt(middle));
    const bool fits =
        page.width * middle <= viewport()->width() && page.height * middle <= viewport()->height();
    (fits ? low : high) = middle;
  }
  return low;
}

void CircuitView::zoomToFit() {
  chosenZoom_ = false;
  applyZoom(fittingZoom(kMinimumZoom, 1.5));
}

void CircuitView::fitNewCircuit() {
  if (!chosenZoom_) applyZoom(fittingZoom(0.8, 1.3));
}

void CircuitView::rewrap() {
  // Where the drawing is longer than its view, the small picture has a column of its own.
  const double width = wrapWidthAt(zoom_);
  const DiagramGeometry page = placeOnPage(scene_->drawnLayout(), scene_->blocks(), width);
  const double seen = viewport()->height() / (page.height * zoom_);
  const bool column = page.width <= width && seen < Minimap::kShownBelow;
  scene_->setWrapWidth(column ? std::max(kNarrowest, width - Minimap::kColumn / zoom_) : width);
  minimap_->refresh();
}

void CircuitView::step(int by) {
  const int count = scene_->gateCount();
  if (count == 0) return;
  const int current = scene_->currentGate();
  // A walk begins at the block that was clicked.
  const int block = scene_->firstHighlightedGate();
  const int start = block >= 0 ? block : by > 0 ? 0 : count - 1;
  const int next = current < 0 ? start : current + by;
  scene_->setCurrentGate(std::clamp(next, 0, count - 1));
}

void CircuitView::stepForward() {
  step(1);
}
void CircuitView::stepBack() {
  step(-1);
}

void CircuitView::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  if (isVisible()) {
    minimap_->refresh();  // keeps to its corner
    rewrapTimer_.start();
  } else {
    fitNewCircuit();
    rewrap();
  }
}

void CircuitView::wheelEvent(QWheelEvent* event) {
  if (!event->modifiers().testFlag(Qt::ControlModifier)) {
    QGraphicsView::wheelEvent(event);
    return;
  }
  setZoom(zoom_ * std::pow(1.2, event->angleDelta().y() / 120.0));
  event->accept();
}

void CircuitView::keyPressEvent(QKeyEvent* event) {
  const std::int32_t block = scene_->currentBlock();
  if (event->matches(QKeySequence::ZoomIn) ||
      (event->key() == Qt::Key_Equal && event->modifiers().testFlag(Qt::ControlModifier))) {
    zoomIn();
  } else if (event->matches(QKeySequence::ZoomOut)) {
    zoomOut();
  } else if (event->key() == Qt::Key_0 && event->modifiers().testFlag(Qt::ControlModifier)) {
    zoomToFit();
  } else if (event->key() == Qt::Key_BracketRight) {
    stepForward();
  } else if (event->key() == Qt::Key_BracketLeft) {
    stepBack();
  } else if (event->key() == Qt::Key_Right && block >= 0) {
    scene_->unfold(block);
  } else if (event->key() == Qt::Key_Left && block >= 0) {
    scene_->fold(block);
  } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && block >= 0) {
    const BlockId id = scene_->blocks()[static_cast<std::size_t>(block)].id;
    scene_->cycle(block);
    emit scene_->blockActivated(id);
  } else {
    QGraphicsView::keyPressEvent(event);
    return;
  }
  event->accept();
}

void CircuitView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::MiddleButton) {
    dragging_ = true;
    dragStart_ = event->position().toPoint();
    viewport()->setCursor(Qt::ClosedHandCursor);
    event->accept();
    return;
  }
  QGraphicsView::mousePressEvent(event);
}

void CircuitView::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_) {
    const QPoint moved = event->position().toPoint() - dragStart_;
    dragStart_ = event->position().toPoint();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - moved.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - moved.y());
    event->accept();
    return;
  }
  QGraphicsView::mouseMoveEvent(event);
}

void CircuitView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::MiddleButton && dragging_) {
    dragging_ = false;
    viewport()->unsetCursor();
    event->accept();
    return;
  }
  QGraphicsView::mouseReleaseEvent(event);
}

void CircuitView::changeEvent(QEvent* event) {
  QGraphicsView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) scene_->setTheme(Theme::fromPalette(palette()));
}

}  // namespace qonvolve::ui
