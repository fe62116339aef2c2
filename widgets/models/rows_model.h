// SPDX-License-Identifier: GPL-3.0-or-later
// Samples as a table: number, class, features.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

#include "core/data/dataset.h"

namespace qonvolve::ui {

class RowsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit RowsModel(QObject* parent = nullptr);

  /// At most kMostColumns features are shown.
  void setRows(const Matrix& values, const std::vector<int>& labels,
               const QStringList& featureNames, const QStringList& classNames);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  static constexpr int kMostColumns = 64;

 private:
  Matrix values_;
  std::vector<int> labels_;
  QStringList featureNames_;
  QStringList classNames_;
};

}  // namespace qonvolve::ui
