// SPDX-License-Identifier: GPL-3.0-or-later
// One card of the stack: a block, the head of a repeated section, or the data at the top.
#pragma once

#include <QIcon>
#include <QMouseEvent>
#include <QToolButton>
#include <QWidget>

#include "core/circuit/circuit.h"
#include "widgets/canvas/sparkline.h"
#include "widgets/theme/theme.h"

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
  Sparkline& sparkline() { return sparkline_; }
  void setSparklineShown(bool shown);

  /// Edits the title in place, starting from `name` (may be empty: the title is shown as a hint).
  void beginRename(const QString& name);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

  /// The title as it is drawn: on two lines where a narrow card has no room for it on one, and
  /// cut at the end where that does not help.
  QStringList titleLines() const;

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
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override { event->accept(); }
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void placeChildren();
  void updateHeight();
  void updateBypassButton();
  int lineHeight() const;
  int smallHeight() const;
  /// Where there is little width, as in lanes, the numbers take the place of the detail.
  bool isNarrow() const;
  int glyphSize() const;
  QString secondLine() const;
  int rightColumnWidth() const;
  int bypassWidth() const;
  bool hasSparkline() const { return sparklineShown_ && !sparkline_.isEmpty(); }
  QRect titleRect() const;
  QRect secondLineRect() const;
  void paintTitle(QPainter& painter, const Theme& theme) const;
  void paintSecondLine(QPainter& painter, const Theme& theme) const;
  void paintNumbers(QPainter& painter, const Theme& theme) const;

  BlockId id_;
  CardContent content_;
  Sparkline sparkline_;
  QToolButton* bypass_;
  QLineEdit* rename_ = nullptr;
  QPoint pressed_;
  int titleHeight_ = 1;  // lines
  bool sparklineShown_ = true;
  bool selected_ = false;
  bool hovered_ = false;
};

}  // namespace qonvolve::ui
