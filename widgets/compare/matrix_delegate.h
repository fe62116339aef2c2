// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a cell of the matrix: shade, mean and spread, every run as a dot, progress, marks.
#pragma once

#include <QStyledItemDelegate>

namespace qonvolve::ui {

class MatrixDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class MatrixModel;

/// The whole matrix with its headers, in the light theme, and the room it takes.
QSizeF matrixSize(const MatrixModel& model, const QFont& font);
void paintMatrix(QPainter& painter, const MatrixModel& model, const QFont& font);

}  // namespace qonvolve::ui
