// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/cluster_dialog.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace qonvolve::ui {

namespace {

constexpr int kWidth = 480;

}  // namespace

QString commandLineProgram() {
  const QString name = QStringLiteral("qonvolve-cli");
  const QString beside = QCoreApplication::applicationDirPath() + QLatin1Char('/') + name;
  return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(name);
}

ClusterDialog::ClusterDialog(QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Run on a Cluster"));
  auto* layout = new QVBoxLayout(this);
  auto* words = new QLabel(
      tr("The missing runs are submitted to Slurm as one job array. Every task makes its share of "
         "them; what fails is tried again. The job goes on when this window is closed, and is "
         "followed again when the comparison is opened. The folder of the comparison must be on a "
         "disk that the nodes see."),
      this);
  words->setWordWrap(true);
  layout->addWidget(words);
  auto* form = new QFormLayout;
  layout->addLayout(form);
  const SlurmOptions usual;
  tasks_ = new QSpinBox(this);
  tasks_->setRange(1, 100'000);
  tasks_->setValue(usual.tasks);
  form->addRow(tr("&Tasks of the array"), tasks_);
  jobs_ = new QSpinBox(this);
  jobs_->setRange(1, 1024);
  jobs_->setValue(usual.jobsPerTask);
  form->addRow(tr("&Cores a task"), jobs_);
  arguments_ = new QLineEdit(this);
  arguments_->setPlaceholderText(QStringLiteral("--partition=cpu --time=2:00:00"));
  form->addRow(tr("&Further arguments"), arguments_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  buttons->button(QDialogButtonBox::Ok)->setText(tr("&Submit"));
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
  resize(kWidth, sizeHint().height());
}

SlurmOptions ClusterDialog::options() const {
  SlurmOptions options;
  options.program = commandLineProgram();
  options.tasks = tasks_->value();
  options.jobsPerTask = jobs_->value();
  options.arguments = QProcess::splitCommand(arguments_->text());
  return options;
}

}  // namespace qonvolve::ui
