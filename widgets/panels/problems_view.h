// SPDX-License-Identifier: GPL-3.0-or-later
// The list of problems with their Fix buttons.
#pragma once

#include <QWidget>

#include "widgets/models/issue_model.h"

class QLabel;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace qonvolve::ui {

class ProblemsView : public QWidget {
  Q_OBJECT

 public:
  ProblemsView(ExperimentDocument& document, IssueModel& model, QWidget* parent = nullptr);

  QTreeView* list() const { return list_; }

 signals:
  /// The user wants to change a limit of the preferences.
  void preferencesRequested();
  void fixAllRequested();
  /// Enter or double click: show the place of the problem.
  void activated(const QString& pointer);

 private:
  void refresh();

  ExperimentDocument& document_;
  IssueModel& model_;
  QTreeView* list_;
  QWidget* filled_;
  QLabel* count_;
  QPushButton* fixAll_;
  QLabel* empty_;
  QStackedLayout* pages_;
};

}  // namespace qonvolve::ui
