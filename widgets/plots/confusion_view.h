// SPDX-License-Identifier: GPL-3.0-or-later
// The confusion matrix of a finished run.
#pragma once

#include <QByteArray>
#include <QStringList>
#include <QWidget>
#include <optional>

#include "core/base/result.h"
#include "core/train/metrics.h"

class QPainter;

namespace qonvolve::ui {

class Theme;

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
  /// Shown while there are no scores.
  void setEmptyText(const QString& text);
  bool isEmpty() const { return count() == 0; }
  /// Above the matrix in files; not on the screen.
  void setTitle(const QString& title) { title_ = title; }
  const QString& title() const { return title_; }
  void setPicked(const std::optional<Cell>& cell);
  const std::optional<Cell>& picked() const { return picked_; }

  /// Where a cell is on the widget.
  QRect cellRect(const Cell& cell) const;

  /// What a picture of the matrix needs, title included: cells large enough for their numbers.
  QSize pictureSize() const;
  /// The title and the matrix, in the colours of `theme`; at least pictureSize().
  void paintPicture(QPainter& painter, const QSize& size, const Theme& theme) const;
  /// A file's contents: "svg", "pdf", "png" (light) or "csv" (one line a true class). Errors:
  /// another format, nothing to show.
  Result<QByteArray> picture(const QString& format, double dpi = 192, double scale = 1) const;
  /// The counts, with the names of the classes.
  QString toCsv() const;

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
  Grid grid(const QSize& room, int largestCell) const;
  Grid grid() const;
  static QRect rectOf(const Grid& grid, const Cell& cell);
  void paintMatrix(QPainter& painter, const Grid& grid, const QSize& room,
                   const Theme& theme) const;
  int titleHeight() const;
  std::optional<Cell> cellAt(const QPoint& position) const;
  QString cellText(const Cell& cell) const;
  void pick(const Cell& cell);
  int count() const { return static_cast<int>(scores_.confusion.size()); }

  Scores scores_;
  QStringList classNames_;
  QString title_;
  QString emptyText_;
  std::optional<Cell> picked_;
  Cell current_;  // of the keyboard
};

}  // namespace qonvolve::ui
