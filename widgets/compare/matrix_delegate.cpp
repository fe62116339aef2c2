// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/matrix_delegate.h"

#include <QPainter>
#include <algorithm>

#include "widgets/compare/matrix_model.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

namespace {

constexpr double kDot = 2.4;

// Every run at its place between the lowest and the highest of the sweep.
void paintRuns(QPainter& painter, const QRectF& strip, const MatrixCell& cell, const QColor& ink,
               const QColor& danger) {
  if (cell.places.empty()) return;
  // The same scale in every cell, so that spreads can be compared.
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < cell.places.size(); ++i) {
    const double x = strip.left() + kDot + (strip.width() - 2 * kDot) * cell.places[i];
    const QPointF at(x, strip.center().y());
    if (cell.stuck[i]) {
      painter.setPen(QPen(danger, 1.5));
      painter.drawLine(at + QPointF(-kDot, -kDot), at + QPointF(kDot, kDot));
      painter.drawLine(at + QPointF(-kDot, kDot), at + QPointF(kDot, -kDot));
    } else {
      QColor fill = ink;
      fill.setAlphaF(0.6F);
      painter.setPen(Qt::NoPen);
      painter.setBrush(fill);
      painter.drawEllipse(at, kDot, kDot);
    }
  }
}

}  // namespace

void MatrixDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  const Theme theme = Theme::fromPalette(option.palette);
  const QVariant value = index.data(MatrixModel::CellRole);
  painter->save();
  const QRectF box = QRectF(option.rect).adjusted(0, 0, -1, -1);
  painter->fillRect(option.rect, theme.base);
  if (value.isValid()) {
    const auto cell = value.value<MatrixCell>();
    QColor ink = theme.text;
    if (cell.share) {
      const QColor fill = Theme::cividis(0.12 + 0.83 * *cell.share);
      painter->fillRect(box, fill);
      ink = Theme::textOn(fill);
    } else if (!cell.problem.isEmpty()) {
      painter->fillRect(box, theme.raised);
      ink = theme.mutedText;
    }
    const QRectF inner =
        box.adjusted(Spacing::kSmall, Spacing::kTiny, -Spacing::kSmall, -Spacing::kTiny);
    const double line = option.fontMetrics.height();
    QFont bold = option.font;
    bold.setBold(cell.best);
    painter->setFont(bold);
    painter->setPen(ink);
    QString text = cell.text;
    if (cell.best) text = QStringLiteral("★ ") + text;
    if (cell.same) text = QStringLiteral("= ") + text;
    painter->drawText(QRectF(inner.left(), inner.top(), inner.width(), line), Qt::AlignCenter,
                      text);
    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.82);
    painter->setFont(small);
    painter->drawText(QRectF(inner.left(), inner.top() + line, inner.width(), line),
                      Qt::AlignHCenter | Qt::AlignVCenter, cell.note);
    const QRectF strip(inner.left(), inner.top() + 2 * line, inner.width(), 3 * kDot);
    paintRuns(*painter, strip, cell, ink, cell.share ? ink : theme.danger);
    if (cell.running || (cell.progress > 0 && cell.progress < 1)) {
      const QRectF bar(box.left(), box.bottom() - 3, box.width(), 3);
      painter->fillRect(bar, theme.border);
      painter->fillRect(
          QRectF(bar.left(), bar.top(), bar.width() * std::min(1.0, cell.progress), 3),
          theme.accent);
    }
  }
  const bool current = (option.state & QStyle::State_HasFocus) != 0;
  if (current || (option.state & QStyle::State_Selected) != 0) {
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(theme.accent, current ? Spacing::kFocusRing : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(box.adjusted(1, 1, -1, -1));
  }
  painter->restore();
}

QSize MatrixDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.fontMetrics.horizontalAdvance(QStringLiteral("★ 100.0 ± 10.0  ")),
          2 * option.fontMetrics.height() + 18};
}

}  // namespace qonvolve::ui
