// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/rows_model.h"

#include <QLocale>
#include <algorithm>

namespace qonvolve::ui {

RowsModel::RowsModel(QObject* parent) : QAbstractTableModel(parent) {}

void RowsModel::setRows(const Matrix& values, const std::vector<int>& labels,
                        const QStringList& featureNames, const QStringList& classNames) {
  beginResetModel();
  values_ = values;
  labels_ = labels;
  featureNames_ = featureNames;
  classNames_ = classNames;
  endResetModel();
}

int RowsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(values_.rows());
}

int RowsModel::columnCount(const QModelIndex& parent) const {
  if (parent.isValid() || values_.rows() == 0) return 0;
  return 1 + std::min(static_cast<int>(values_.cols()), kMostColumns);
}

QVariant RowsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::TextAlignmentRole && index.column() > 0) {
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  if (index.column() == 0) {
    return classNames_.value(labels_[static_cast<std::size_t>(index.row())]);
  }
  return QLocale().toString(values_(index.row(), index.column() - 1), 'g', 5);
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) return section + 1;
  return section == 0 ? tr("Class") : featureNames_.value(section - 1);
}

}  // namespace qonvolve::ui
