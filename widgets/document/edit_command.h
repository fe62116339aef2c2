// SPDX-License-Identifier: GPL-3.0-or-later
// The one undo command: the experiment before and after an edit.
#pragma once

#include <QString>
#include <QUndoCommand>
#include <functional>

#include "core/experiment/experiment.h"

namespace qonvolve::ui {

/// Holds both values, so undo and redo are assignments and cannot fail midway. Commands with the
/// same non-empty merge key that follow each other become one; one that ends where it began becomes
/// obsolete and leaves the stack.
class EditCommand final : public QUndoCommand {
 public:
  using Apply = std::function<void(const Experiment&)>;

  EditCommand(QString label, QString mergeKey, Experiment before, Experiment after, Apply apply);

  int id() const override;
  void undo() override;
  void redo() override;
  bool mergeWith(const QUndoCommand* other) override;

 private:
  QString mergeKey_;
  Experiment before_;
  Experiment after_;
  Apply apply_;
};

}  // namespace qonvolve::ui
