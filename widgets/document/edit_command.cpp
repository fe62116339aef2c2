// SPDX-License-Identifier: GPL-3.0-or-later
// The one undo command: the experiment before and after an edit.
#include "widgets/document/edit_command.h"

#include <utility>

namespace qonvolve::ui {

EditCommand::EditCommand(QString label, QString mergeKey, Experiment before, Experiment after,
                         Apply apply)
    : QUndoCommand(label),
      mergeKey_(std::move(mergeKey)),
      before_(std::move(before)),
      after_(std::move(after)),
      apply_(std::move(apply)) {}

int EditCommand::id() const {
  return mergeKey_.isEmpty() ? -1 : 1;
}

void EditCommand::undo() {
  apply_(before_);
}

void EditCommand::redo() {
  apply_(after_);
}

bool EditCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = dynamic_cast<const EditCommand*>(other);
  if (next == nullptr || next->mergeKey_ != mergeKey_) return false;
  after_ = next->after_;
  setText(next->text());
  if (after_ == before_) setObsolete(true);
  return true;
}

}  // namespace qonvolve::ui
