// SPDX-License-Identifier: GPL-3.0-or-later
// The index of runs on a thread of its own: reading thousands of folders never holds up the window.
#pragma once

#include <QObject>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "core/io/run_store.h"

namespace qonvolve::ui {

using RunRows = std::shared_ptr<const std::vector<RunRow>>;
using NotesOfRuns = std::vector<std::pair<QString, RunNotes>>;

/// Lives on the thread it is moved to; results come as signals.
class RunIndexer : public QObject {
  Q_OBJECT

 public:
  RunIndexer(QString folder, QString indexPath);

  /// Lists what the index knows at once, then what the folders say.
  void open();
  /// Asks for another look at the folders; many askings become one. From any thread.
  void requestRefresh();
  void writeNotes(const NotesOfRuns& notes);
  /// Deletes folders of runs for good.
  void remove(const QStringList& folders);

 signals:
  void listed(qonvolve::ui::RunRows rows);
  /// Bytes of all runs and of those in the archive.
  void measured(qint64 bytes, qint64 archivedBytes);
  void failed(const qonvolve::Error& error);

 private:
  void refresh();
  void list();

  QString folder_;
  QString indexPath_;
  std::unique_ptr<RunStore> store_;
  std::atomic<bool> asked_{false};
};

}  // namespace qonvolve::ui
