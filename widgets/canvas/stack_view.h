// SPDX-License-Identifier: GPL-3.0-or-later
// The stack editor: a scrolled column of cards with a current one, keys, drags and drops.
#pragma once

#include <QHash>
#include <QScrollArea>
#include <functional>

#include "widgets/canvas/stack_canvas.h"
#include "widgets/document/experiment_document.h"
#include "widgets/models/stack_model.h"

namespace qonvolve::ui {

/// The current card is the one that edits apply to; 0 is the data card. All edits are undo steps of
/// the document.
class StackView : public QScrollArea {
  Q_OBJECT

 public:
  StackView(ExperimentDocument& document, StackModel& model, QWidget* parent = nullptr);

  BlockId current() const { return current_; }
  /// Selects and shows the card; an unknown id selects the data card.
  void setCurrent(BlockId id);
  /// Gives the keyboard to the current card.
  void focusCurrent();
  /// Where a new block goes: after the current card; with the data card current, at the top.
  StackPosition insertionPoint() const;
  /// A point below the current card, in global coordinates, for popups.
  QPoint popupPoint() const;

  /// Adds a point to the sparkline of each block.
  void appendGradients(const QHash<BlockId, double>& sizes);
  void clearGradients();
  /// Hides the sparklines while the design is another than that of the run; they go on growing.
  void setGradientsShown(bool shown);

  /// Whether copyCurrent() would put anything on the clipboard.
  bool canCopy() const;

 public slots:
  void cutCurrent();
  void copyCurrent();
  /// The blocks of the clipboard behind the current card, as one undo step.
  void paste();
  void removeCurrent();
  void duplicateCurrent();
  void renameCurrent();
  void toggleBypass();
  void moveCurrentUp() { moveCurrent(-1); }
  void moveCurrentDown() { moveCurrent(+1); }
  void moveCurrentToLaneBefore() { moveCurrentAcross(-1); }
  void moveCurrentToNextLane() { moveCurrentAcross(+1); }
  /// An empty lane behind the one that the current card lies in.
  void addLaneToCurrent();

 signals:
  void currentChanged(qonvolve::BlockId id);
  /// Enter or double click: the user wants to see its settings.
  void activated(qonvolve::BlockId id);
  /// So many pixels show all cards without scrolling sideways.
  void widthWanted(int width);
  /// Something could not be done, and why.
  void refused(const QString& message);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void adopt(BlockCard* card);
  void moveCurrent(int direction);
  void moveCurrentAcross(int direction);
  void change(const QString& label, const std::function<void(Stack&, BlockId)>& edit);
  void step(int direction);
  void stepAcross(int direction);
  void startDrag(BlockId id);
  void afterRebuild();
  void askForWidth();
  QString currentName() const;

  ExperimentDocument& document_;
  StackModel& model_;
  StackCanvas* canvas_;
  BlockId current_ = 0;
  bool gradientsShown_ = true;
  std::vector<BlockId> lastOrder_;
};

}  // namespace qonvolve::ui
