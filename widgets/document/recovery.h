// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery files: the design as of at most two seconds ago, for the start after a crash.
#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "widgets/document/experiment_document.h"

namespace qonvolve::ui {

/// A design that a program which is no longer running had not saved.
struct RecoveredDesign {
  Experiment experiment;
  QString fileName;  // of the project, may be empty
  QDateTime time;
  QString recoveryFile;
};

/// Writes the document's recovery file after changes and removes it when everything is saved.
/// The file is made on the GUI thread (in memory) and written on another.
class RecoveryWriter : public QObject {
  Q_OBJECT

 public:
  static constexpr int kDelayMs = 2000;

  RecoveryWriter(ExperimentDocument& document, QString folder, QObject* parent = nullptr);
  /// Removes the file: a window that closes in order needs no recovery.
  ~RecoveryWriter() override;

  QString file() const { return file_; }
  /// Off: there is no file, whatever changes.
  void setEnabled(bool on);
  /// Writes what is pending now and waits for the disk.
  void flush();

 private:
  void schedule();
  void write();

  ExperimentDocument& document_;
  QString file_;
  std::unique_ptr<QLockFile> lock_;
  QTimer timer_;
  bool enabled_ = true;
  QThreadPool pool_;
};

/// $XDG_STATE_HOME/qonvolve/recovery (default ~/.local/state/...).
QString recoveryFolder();
/// Designs left by programs that are no longer running, newest first. Unreadable files are skipped.
std::vector<RecoveredDesign> findRecoverable(const QString& folder, const Catalog& catalog);
/// Removes the file of a recovered design and its lock.
void forgetRecovered(const RecoveredDesign& design);

}  // namespace qonvolve::ui
