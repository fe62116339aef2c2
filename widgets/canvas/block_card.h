// SPDX-License-Identifier: GPL-3.0-or-later
// One card of the stack: a block, the head of a repeated section, or the data at the top.
#pragma once

#include <QIcon>
#include <QToolButton>
#include <QWidget>

#include "core/circuit/circuit.h"
#include "widgets/canvas/sparkline.h"

class QLineEdit;

namespace qonvolve::ui {

/// What a card shows.
struct CardContent {
  QString title;
  QString detail;    // muted second line
  QString category;  // colour and default glyph
  QString iconName;
  QString wires;       // "8 → 4 q"
  QString parameters;  // "15 θ"
  QString accessible;  // for screen readers
  QString toolTip;
  int severity = -1;  // of the worst problem; -1 none
  bool bypassed = false;
  bool canBypass = false;
  bool operator==(const CardContent&) const = default;
};

/// Focusable; the view gives it a place and acts on its signals. Keys that concern the whole stack
/// (up, down, delete) are the view's.
class BlockCard : public QWidget {
  Q_OBJECT

 public:
  explicit BlockCard(BlockId id, QWidget* parent = nullptr);

  BlockId id() const { return id_; }
  const CardContent& content() const { return content_; }
  void setContent(const CardContent& content);
  void setSelected(bool selected);
  bool isSelected() const { return selected_; }
  Sparkline& sparkline() { return sparkline_; }

  /// Edits the title in place, starting from `name` (may be empty: the title is shown as a hint).
  void beginRename(const QString& name);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void focused(qonvolve::BlockId id);
  void activated(qonvolve::BlockId id);
  void bypassToggled(qonvolve::BlockId id, bool bypassed);
  void renamed(qonvolve::BlockId id, const QString& name);
  void dragStarted(qonvolve::BlockId id);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void placeChildren();
  void updateBypassButton();
  int lineHeight() const;
  /// Where there is little width, as in lanes, the numbers take the place of the detail.
  bool isNarrow() const;
  int glyphSize() const;
  QString secondLine() const;
  int rightColumnWidth() const;
  QRect titleRect() const;

  BlockId id_;
  CardContent content_;
  Sparkline sparkline_;
  QToolButton* bypass_;
  QLineEdit* rename_ = nullptr;
  QPoint pressed_;
  bool selected_ = false;
  bool hovered_ = false;
};

}  // namespace qonvolve::ui
