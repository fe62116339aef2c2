// SPDX-License-Identifier: GPL-3.0-or-later
// The confusion matrix of a finished run.
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "core/train/metrics.h"

namespace qonvolve::ui {

/// Rows are true classes, columns predictions; the shade is the share of the row, the number the
/// count. Its words are the accessible description. A click, or the arrow keys with Return, picks a
/// cell; the same cell again or Escape picks none.
class ConfusionView : public QWidget {
  Q_OBJECT

 public:
  struct Cell {
    int label = 0;
    int predicted = 0;
    bool operator==(const Cell&) const = default;
  };

  explicit ConfusionView(QWidget* parent = nullptr);

  void setScores(const Scores& scores, const QStringList& classNames);
  void clear();
  void setPicked(const std::optional<Cell>& cell);
  const std::optional<Cell>& picked() const { return picked_; }

  /// Where a cell is on the widget.
  QRect cellRect(const Cell& cell) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  /// By the user; see picked().
  void pickedChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Grid {
    QPoint origin;
    int cell = 0;
    int labelWidth = 0;
  };
  Grid grid() const;
  std::optional<Cell> cellAt(const QPoint& position) const;
  QString cellText(const Cell& cell) const;
  void pick(const Cell& cell);
  int count() const { return static_cast<int>(scores_.confusion.size()); }

  Scores scores_;
  QStringList classNames_;
  std::optional<Cell> picked_;
  Cell current_;  // of the keyboard
};

}  // namespace qonvolve::ui
