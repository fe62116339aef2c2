// SPDX-License-Identifier: GPL-3.0-or-later
// Draws palette entries: glyph, name, one-line use, and what the entry would add.
#pragma once

#include <QStyledItemDelegate>

namespace qonvolve::ui {

class PaletteDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace qonvolve::ui
