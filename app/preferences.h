// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog of the user's preferences; every change applies at once.
#pragma once

#include <QDialog>

#include "app/settings.h"
#include "widgets/models/run_list_model.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace qonvolve::ui {

class PreferencesDialog : public QDialog {
  Q_OBJECT

 public:
  /// Both must outlive the dialog. `runs` tells how large the runs folder is.
  PreferencesDialog(Settings& settings, RunListModel& runs, QWidget* parent = nullptr);

 signals:
  /// The user wants to clean up the runs folder.
  void cleanUpRequested();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QFormLayout* addSection(const QString& title);
  void addAppearance();
  void addComputing();
  void addRuns();
  void addHelp(QFormLayout* form, const QString& text);
  void chooseFolder();
  void refresh();
  void refreshSizes();

  Settings& settings_;
  RunListModel& runs_;
  QFormLayout* form_;
  QComboBox* theme_;
  QComboBox* language_;
  QCheckBox* recovery_;
  QSpinBox* threads_;
  QSpinBox* memory_;
  QSpinBox* qubits_;
  QLineEdit* folder_;
  QPushButton* choose_;
  QLabel* size_;
  QPushButton* cleanUp_;
};

}  // namespace qonvolve::ui
