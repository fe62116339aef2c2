// SPDX-License-Identifier: GPL-3.0-or-later
// Tags and notes of the selected run, what differs between several, and how much all runs take.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>

#include "core/experiment/catalog.h"
#include "widgets/models/run_list_model.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace qonvolve::ui {

/// What is typed is kept when the typing rests, the field is left or another run is selected.
class RunDetails : public QWidget {
  Q_OBJECT

 public:
  RunDetails(RunListModel& model, std::shared_ptr<const Catalog> catalog,
             QWidget* parent = nullptr);

  /// Fields are for one run; of several it is told in which settings they differ.
  void showRuns(const QStringList& runs);

 private:
  void showSizes();
  void keep();
  void showDifferences(const QStringList& runs);

  RunListModel& model_;
  std::shared_ptr<const Catalog> catalog_;
  QString run_;  // whose tags and notes are in the fields
  QLabel* title_;
  QLineEdit* tags_;
  QPlainTextEdit* notes_;
  QPlainTextEdit* differences_;  // of several runs, in place of tags and notes
  QStringList compared_;         // those it was made for
  QLabel* sizes_;
  QTimer rest_;
};

}  // namespace qonvolve::ui
