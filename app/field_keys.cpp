// SPDX-License-Identifier: GPL-3.0-or-later
// Shortcuts of the window that the text fields in it would take for themselves.
#include "app/field_keys.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTextDocument>
#include <algorithm>
#include <utility>

namespace qonvolve::ui {
namespace {

/// Whether the field shows what was typed and not yet taken over.
bool holdsTyping(const QWidget& field, const QLineEdit& edit) {
  if (const auto* real = qobject_cast<const QDoubleSpinBox*>(&field)) {
    return real->valueFromText(edit.text()) != real->value();
  }
  if (const auto* integer = qobject_cast<const QSpinBox*>(&field)) {
    bool ok = false;
    return integer->locale().toInt(integer->cleanText(), &ok) != integer->value() || !ok;
  }
  return edit.isModified();
}

}  // namespace

FieldKeys::FieldKeys(QWidget& window, QAction* undo, QAction* redo, QList<QAction*> always)
    : QObject(&window), window_(window), undo_(undo), redo_(redo), always_(std::move(always)) {
  qApp->installEventFilter(this);
}

bool FieldKeys::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride) return false;
  const auto* field = qobject_cast<QWidget*>(watched);
  if (field == nullptr || field->window() != &window_) return false;
  if (!belongsToWindow(*field, *static_cast<QKeyEvent*>(event))) return false;
  event->ignore();  // else the field would keep it
  return true;
}

bool FieldKeys::belongsToWindow(const QWidget& field, const QKeyEvent& key) const {
  const QKeySequence pressed(key.keyCombination());
  const auto isKeyOf = [&pressed](const QAction* action) {
    return action->shortcuts().contains(pressed);
  };
  if (std::ranges::any_of(always_, isKeyOf)) return true;
  const bool undo = isKeyOf(undo_);
  if (!undo && !isKeyOf(redo_)) return false;
  if (const auto* text = qobject_cast<const QPlainTextEdit*>(&field)) {
    const QTextDocument& document = *text->document();
    return !(undo ? document.isUndoAvailable() : document.isRedoAvailable());
  }
  // Spin boxes and editable combo boxes have one inside.
  const auto* edit = qobject_cast<const QLineEdit*>(&field);
  if (edit == nullptr) edit = field.findChild<const QLineEdit*>();
  if (edit == nullptr) return false;
  if (undo) return !(edit->isUndoAvailable() && holdsTyping(field, *edit));
  return !edit->isRedoAvailable();
}

}  // namespace qonvolve::ui
