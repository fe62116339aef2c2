// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with runs of the table.
#pragma once

#include <QList>
#include <QStringList>

class QAction;
class QWidget;

namespace qonvolve::ui {

class RunListModel;

/// The actions of the selected runs; they also stand in a menu of the window.
struct RunActions {
  QAction* open = nullptr;
  QAction* again = nullptr;
  QAction* resume = nullptr;
  QAction* predict = nullptr;
  QAction* pin = nullptr;
  QAction* archive = nullptr;
  QAction* showInFolder = nullptr;
  QAction* showArchived = nullptr;
  QAction* cleanUp = nullptr;
  QList<QAction*> all() const;

  /// With texts and icons, owned by `parent`; connected to nothing.
  static RunActions make(QWidget* parent);
  /// Enables what can be done with these runs, and names what turns round.
  void offerFor(const QStringList& runs, const RunListModel& model) const;
};

}  // namespace qonvolve::ui
