// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs with a filter field.
#pragma once

#include <QWidget>

#include "widgets/models/run_list_model.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedLayout;
class QTableView;

namespace qonvolve::ui {

class RunsView : public QWidget {
  Q_OBJECT

 public:
  explicit RunsView(RunListModel& model, QWidget* parent = nullptr);

  QTableView* table() const { return table_; }
  QLineEdit* filterField() const { return filter_; }

 signals:
  /// Train from the empty state.
  void trainRequested();
  /// Open the design of a run as a new document.
  void openRequested(const QString& runFolder);
  /// Go on with a run that was stopped or interrupted.
  void resumeRequested(const QString& runFolder);
  void showInFolderRequested(const QString& runFolder);

 private:
  void refresh();
  QString currentRun() const;

  RunListModel& model_;
  QSortFilterProxyModel* proxy_;
  QLineEdit* filter_;
  QTableView* table_;
  QPushButton* open_;
  QPushButton* resume_;
  QPushButton* show_;
  QStackedLayout* pages_;
};

}  // namespace qonvolve::ui
