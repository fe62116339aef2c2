// SPDX-License-Identifier: GPL-3.0-or-later
// How a sweep is submitted to Slurm: number of tasks, cores a task, further arguments.
#pragma once

#include <QDialog>

#include "core/io/slurm_sweep.h"

class QLineEdit;
class QSpinBox;

namespace qonvolve::ui {

class ClusterDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ClusterDialog(QWidget* parent = nullptr);

  SlurmOptions options() const;

 private:
  QSpinBox* tasks_;
  QSpinBox* jobs_;
  QLineEdit* arguments_;
};

/// Path of the command line program that the nodes run: beside this program, or where it is
/// installed.
QString commandLineProgram();

}  // namespace qonvolve::ui
