// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the user's run folder as a table.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <memory>
#include <vector>

#include "core/io/run_store.h"

namespace qonvolve::ui {

class RunListModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Status,
    Name,
    Started,
    Encoding,
    Optimizer,
    Seed,
    Accuracy,
    Epochs,
    Parameters,
    Time,
    ColumnCount
  };
  enum Role { SortRole = Qt::UserRole, PathRole, SearchRole };

  explicit RunListModel(QObject* parent = nullptr);
  ~RunListModel() override;

  /// Lists the runs below `folder`; see RunStore for `indexPath`.
  void setFolder(const QString& folder, const QString& indexPath = {});
  QString folder() const;
  /// Reads what changed on disk. Rows that stay keep their place and selection.
  void refresh();

  const RunRow& run(int row) const { return rows_[static_cast<std::size_t>(row)]; }
  int rowOf(const QString& path) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QVariant display(const RunRow& row, int column) const;
  QVariant sortValue(const RunRow& row, int column) const;

  std::unique_ptr<RunStore> store_;
  std::vector<RunRow> rows_;
};

/// "finished", "running", ... in the user's language.
QString statusText(RunStatus status);

}  // namespace qonvolve::ui
