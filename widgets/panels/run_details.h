// SPDX-License-Identifier: GPL-3.0-or-later
// Tags and notes of the selected run, and how much all runs take.
#pragma once

#include <QTimer>
#include <QWidget>

#include "widgets/models/run_list_model.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace qonvolve::ui {

/// What is typed is kept when the typing rests, the field is left or another run is selected.
class RunDetails : public QWidget {
  Q_OBJECT

 public:
  explicit RunDetails(RunListModel& model, QWidget* parent = nullptr);

  /// Fields are for one run; for none or several they are empty.
  void showRuns(const QStringList& runs);

 private:
  void showSizes();
  void keep();

  RunListModel& model_;
  QString run_;  // whose tags and notes are in the fields
  QLabel* title_;
  QLineEdit* tags_;
  QPlainTextEdit* notes_;
  QLabel* sizes_;
  QTimer rest_;
};

}  // namespace qonvolve::ui
