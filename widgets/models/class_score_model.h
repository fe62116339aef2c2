// SPDX-License-Identifier: GPL-3.0-or-later
// Precision, recall and F1 of each class with their 95 % intervals.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include "core/train/metrics.h"

namespace qonvolve::ui {

class ClassScoreModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Class, Samples, Precision, Recall, F1, ColumnCount };

  explicit ClassScoreModel(QObject* parent = nullptr);

  void setScores(const Scores& scores, const QStringList& classNames);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  Scores scores_;
  QStringList classNames_;
};

}  // namespace qonvolve::ui
