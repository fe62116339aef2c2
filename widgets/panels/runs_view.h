// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs: filter, what can be done with them, tags and notes of the current one.
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>

#include "core/experiment/catalog.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/run_actions.h"
#include "widgets/theme/theme.h"

class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;

namespace qonvolve::ui {

class RunDetails;

class RunsView : public QWidget {
  Q_OBJECT

 public:
  RunsView(RunListModel& model, std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  QTableView* table() const { return table_; }
  QLineEdit* filterField() const { return filter_; }
  const RunActions& actions() const { return actions_; }
  /// Folders of the selected runs, as they stand in the table.
  QStringList selectedRuns() const;
  void selectRun(const QString& folder);
  /// No run is selected.
  void clearSelection();

 signals:
  /// Train from the empty state.
  void trainRequested();
  /// Open the design of a run as a new document.
  void openRequested(const QString& runFolder);
  /// Train the same design with the same seed once more.
  void againRequested(const QString& runFolder);
  /// Go on with a run that was stopped or interrupted.
  void resumeRequested(const QString& runFolder);
  /// Predict on own data with a run.
  void predictRequested(const QString& runFolder);
  void showInFolderRequested(const QString& runFolder);
  /// The one selected run; empty: none or several. Not for every row the selection passes over.
  void runSelected(const QString& runFolder);
  /// Something was done that `undo` takes back.
  void undoable(const QString& text, const std::function<void()>& undo);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void connectActions();
  QWidget* makeEmptyPage();
  void makeTopRow(QWidget* page);
  QWidget* makeTable(QWidget* page);
  void connectModel();
  void applyFilter();
  void refresh();
  void fitColumns();
  void archiveSelected();
  void pinSelected();
  void deleteArchived();
  void applyColors(const Theme& theme);

  RunListModel& model_;
  RunActions actions_;
  QStackedLayout* pages_;
  QLineEdit* filter_ = nullptr;
  QLabel* filterError_ = nullptr;
  QLabel* count_ = nullptr;
  QTableView* table_ = nullptr;
  RunDetails* details_ = nullptr;
  QTimer selection_;
  QStringList kept_;  // selection over a reset of the model
  int keptScroll_ = 0;
  bool fitted_ = false;
};

}  // namespace qonvolve::ui
