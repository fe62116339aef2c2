// SPDX-License-Identifier: GPL-3.0-or-later
// The space between two cards: as many lines as there are qubits, and where a drop would land.
#include "widgets/canvas/wire_gap.h"

#include <QPainter>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace qonvolve::ui {

WireGap::WireGap(StackPosition position, QWidget* parent) : QWidget(parent), position_(position) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAttribute(Qt::WA_TransparentForMouseEvents);
}

void WireGap::setWires(int wires) {
  if (wires == wires_) return;
  wires_ = wires;
  update();
}

void WireGap::setTarget(bool target) {
  if (target == target_) return;
  target_ = target;
  updateGeometry();
  update();
}

QSize WireGap::sizeHint() const {
  return {40, target_ ? Spacing::kHuge + Spacing::kMedium : Spacing::kLarge};
}

void WireGap::paintEvent(QPaintEvent*) {
  const Theme theme = Theme::fromPalette(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double center = width() / 2.0;
  if (wires_ > 0) {
    const double step = wires_ > 16 ? 3.0 : 5.0;
    const double left = center - step * (wires_ - 1) / 2.0;
    painter.setPen(QPen(theme.fadedWire, 1.2));
    for (int wire = 0; wire < wires_; ++wire) {
      const double x = left + step * wire;
      painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    }
  } else {
    painter.setPen(QPen(theme.fadedWire, 1.2, Qt::DotLine));
    painter.drawLine(QPointF(center, 0), QPointF(center, height()));
  }
  if (target_) {
    const QRectF slot = QRectF(rect()).adjusted(1, 4, -1, -4);
    QColor wash = theme.accent;
    wash.setAlphaF(0.18F);
    painter.setBrush(wash);
    painter.setPen(QPen(theme.accent, 1.5, Qt::DashLine));
    painter.drawRoundedRect(slot, Spacing::kRadius, Spacing::kRadius);
  }
}

}  // namespace qonvolve::ui
