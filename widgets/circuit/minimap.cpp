// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/minimap.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/circuit_view.h"

namespace qonvolve::ui {
namespace {

constexpr QSizeF kLargest(180, 130);
constexpr int kSlimmest = 24;
constexpr int kRedraw = 400;     // ms between pictures while colours change
constexpr int kFirst = 30;       // ms until the first of another circuit
constexpr double kOfView = 0.4;  // of the view's sides at most

}  // namespace

Minimap::Minimap(CircuitView* view) : QWidget(view), view_(view) {
  setAccessibleName(tr("Whole circuit"));
  setToolTip(tr("The whole circuit; click to go there"));
  setCursor(Qt::PointingHandCursor);
  hide();
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &Minimap::draw);
  connect(view->circuitScene(), &CircuitScene::rebuilt, this, [this] {
    picture_ = {};
    refresh();
  });
  connect(view->circuitScene(), &QGraphicsScene::changed, this, [this] {
    if (isVisible() && !timer_.isActive()) timer_.start(kRedraw);
  });
  for (const QScrollBar* bar : {view->horizontalScrollBar(), view->verticalScrollBar()}) {
    connect(bar, &QScrollBar::valueChanged, this, [this] { update(); });
  }
}

QRectF Minimap::visiblePart() const {
  return view_->mapToScene(view_->viewport()->rect()).boundingRect();
}

void Minimap::refresh() {
  const QRectF all = view_->circuitScene()->sceneRect();
  const QRectF seen = visiblePart() & all;
  const bool wanted = all.width() > 0 && all.height() > 0 &&
                      seen.width() * seen.height() < kShownBelow * all.width() * all.height();
  if (!wanted) {
    view_->setSceneRect({});
    hide();
    return;
  }
  const QWidget* port = view_->viewport();
  const bool onlyLonger = seen.width() > all.width() - 1;
  const double across = onlyLonger ? kColumn - 2 * Spacing::kMedium : kLargest.width();
  const QSizeF room(std::min(across, port->width() * kOfView),
                    std::min(kLargest.height(), port->height() * kOfView));
  // Of very long drawings a thread would be left: they are shown wider than they are.
  const QSize size = all.size()
                         .scaled(room, Qt::KeepAspectRatio)
                         .toSize()
                         .expandedTo(QSize(kSlimmest, kSlimmest)) +
                     QSize(2, 2);
  const QPoint corner = port->geometry().bottomRight() -
                        QPoint(size.width() + Spacing::kMedium, size.height() + Spacing::kMedium);
  // Where it covers a corner of the drawing, that can be scrolled out from under it.
  const double below = (size.height() + 2 * Spacing::kMedium) / view_->transform().m22();
  view_->setSceneRect(onlyLonger ? QRectF() : all.adjusted(0, 0, 0, below));
  if (size != this->size()) picture_ = {};
  setGeometry(QRect(corner, size));
  show();
  raise();
  // The circuit itself is drawn first.
  if (picture_.isNull()) timer_.start(kFirst);
  update();
}

void Minimap::draw() {
  if (!isVisible()) return;
  const qreal ratio = devicePixelRatioF();
  picture_ = QPixmap(size() * ratio);
  picture_.setDevicePixelRatio(ratio);
  const Theme theme = Theme::fromPalette(palette());
  picture_.fill(theme.base);
  QPainter painter(&picture_);
  painter.setRenderHint(QPainter::Antialiasing);
  view_->circuitScene()->render(&painter, QRectF(QPointF(0, 0), QSizeF(size())),
                                view_->circuitScene()->sceneRect(), Qt::IgnoreAspectRatio);
  update();
}

void Minimap::paintEvent(QPaintEvent*) {
  const Theme theme = Theme::fromPalette(palette());
  QPainter painter(this);
  painter.fillRect(rect(), theme.base);
  painter.drawPixmap(0, 0, picture_);
  const QRectF all = view_->circuitScene()->sceneRect();
  const QRectF seen = visiblePart() & all;
  const double across = width() / all.width();
  const double down = height() / all.height();
  const QRectF frame((seen.x() - all.x()) * across, (seen.y() - all.y()) * down,
                     seen.width() * across, seen.height() * down);
  QColor veil = theme.base;
  veil.setAlphaF(0.6F);
  QRegion outside(rect());
  outside -= frame.toAlignedRect();
  painter.setClipRegion(outside);
  painter.fillRect(rect(), veil);
  painter.setClipping(false);
  painter.setPen(QPen(theme.accent, 1.5));
  painter.drawRect(frame.adjusted(0.75, 0.75, -0.75, -0.75));
  painter.setPen(theme.border);
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void Minimap::goTo(const QPointF& point) {
  const QRectF all = view_->circuitScene()->sceneRect();
  view_->centerOn(all.x() + point.x() / width() * all.width(),
                  all.y() + point.y() / height() * all.height());
}

void Minimap::mousePressEvent(QMouseEvent* event) {
  goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons().testFlag(Qt::LeftButton)) goTo(event->position());
}

}  // namespace qonvolve::ui
