// SPDX-License-Identifier: GPL-3.0-or-later
// The problems of the design as a table: what, in which block, and the remedies.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "widgets/document/experiment_document.h"

namespace qonvolve::ui {

class IssueModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Problem, Place, Remedy, ColumnCount };
  enum Role { SeverityRole = Qt::UserRole, PointerRole, BlockRole };

  explicit IssueModel(ExperimentDocument& document, QObject* parent = nullptr);

  const Issue& issue(int row) const { return issues_[static_cast<std::size_t>(row)]; }
  int errorCount() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void sync();

  ExperimentDocument& document_;
  std::vector<Issue> issues_;
};

/// The block or section a pointer leads to ("/stack/2/options/ansatz"); 0 if none.
BlockId blockAt(const Stack& stack, const std::string& pointer);
/// "Convolution 1", "Data", "Training".
QString placeName(const Experiment& experiment, const Catalog& catalog, const std::string& pointer);

}  // namespace qonvolve::ui
