// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the user's run folder as a table that filters and sorts itself.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <functional>
#include <memory>
#include <vector>

#include "core/io/run_filter.h"
#include "widgets/models/run_indexer.h"

class QThread;

namespace qonvolve::ui {

/// Ten thousand runs filter within a keystroke, which rules out a proxy model: the model itself
/// keeps all rows and shows some. Pinned runs come first. The folders are read in the background.
class RunListModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Status,
    Name,
    Started,
    Encoding,
    Ansatz,
    Optimizer,
    Seed,
    Accuracy,
    Last,
    Test,
    Epochs,
    Parameters,
    Time,
    Tags,
    Design,
    ColumnCount
  };
  enum Role { PathRole = Qt::UserRole };

  explicit RunListModel(QObject* parent = nullptr);
  ~RunListModel() override;

  /// Lists the runs below `folder`, instead of those of another one before; see RunStore for
  /// `indexPath`. Returns at once; listed() follows.
  void setFolder(const QString& folder, const QString& indexPath = {});
  const QString& folder() const { return folder_; }
  /// Asks for what changed on disk; listed() follows.
  void refresh();

  /// Shows the runs that fit (RunFilter). A bad text changes nothing and is explained.
  Result<void> setFilter(const QString& text);
  /// Whether runs in the archive are shown when the filter does not say.
  void setArchivedShown(bool shown);
  void sort(int column, Qt::SortOrder order) override;

  /// Of the rows shown.
  const RunRow& run(int row) const;
  int rowOf(const QString& path) const;
  /// Of all runs; null if there is none in this folder.
  const RunRow* find(const QString& path) const;
  int total() const { return static_cast<int>(all_.size()); }
  QStringList archivedRuns() const;
  qint64 bytes() const { return bytes_; }
  qint64 archivedBytes() const { return archivedBytes_; }

  /// Changes notes at once here and in the background on disk. Returns what they were.
  NotesOfRuns changeNotes(const QStringList& paths, const std::function<void(RunNotes&)>& change);
  void setNotes(const NotesOfRuns& notes);
  /// Deletes runs for good.
  void remove(const QStringList& paths);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  /// All runs have been read anew.
  void listed();
  void measured();
  void failed(const qonvolve::Error& error);

 private:
  void endThread();
  void take(const std::vector<RunRow>& rows);
  void sortAll();
  /// Shows what fits, with as few signals as that takes.
  void show();
  QString display(const RunRow& row, int column) const;

  QThread* thread_ = nullptr;  // deletes itself after the indexer has finished
  RunIndexer* indexer_ = nullptr;
  QString folder_;
  RunFilter filter_;
  bool archivedShown_ = false;
  int sortColumn_ = Started;
  Qt::SortOrder sortOrder_ = Qt::DescendingOrder;
  std::vector<RunRow> all_;
  std::vector<QString> words_;       // of all_, for the filter
  std::vector<std::size_t> order_;   // all_ sorted
  std::vector<std::size_t> shown_;   // those of order_ that fit
  std::vector<QString> shownPaths_;  // as the views know them
  qint64 bytes_ = 0;
  qint64 archivedBytes_ = 0;
};

/// "finished", "running", ... in the user's language.
QString statusText(RunStatus status);

}  // namespace qonvolve::ui
