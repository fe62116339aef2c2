// SPDX-License-Identifier: GPL-3.0-or-later
// Shortcuts of the window that the text fields in it would take for themselves.
#pragma once

#include <QAction>
#include <QKeyEvent>
#include <QList>
#include <QObject>
#include <QWidget>

namespace qonvolve::ui {

/// Undo and Redo belong to the design, unless a field holds typing that was not given yet: then it
/// takes that back first. `always`: actions whose keys no field gets.
class FieldKeys : public QObject {
 public:
  FieldKeys(QWidget& window, QAction* undo, QAction* redo, QList<QAction*> always);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool belongsToWindow(const QWidget& field, const QKeyEvent& key) const;

  QWidget& window_;
  QAction* undo_;
  QAction* redo_;
  QList<QAction*> always_;
};

}  // namespace qonvolve::ui
