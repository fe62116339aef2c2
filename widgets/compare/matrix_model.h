// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of a comparison as a table model: two axes, the others chosen, baselines below.
#pragma once

#include <QAbstractTableModel>
#include <QPolygonF>
#include <optional>
#include <vector>

#include "widgets/compare/sweep_session.h"

namespace qonvolve::ui {

/// What one cell shows.
struct MatrixCell {
  QString title;                // the design
  QString text;                 // "94.1 ± 0.8", "–"
  QString note;                 // "3 of 5", "cannot run"
  QString problem;              // why it cannot run
  std::optional<double> share;  // of the range of means, 0 to 1, for the shade
  std::vector<double> places;   // of the ended runs: 0 the lowest of the sweep, 1 the highest
  std::vector<bool> stuck;
  std::vector<QPolygonF> courses;  // of the loss, one a run: 0 to 1 both ways, low losses below
  double progress = 0;             // of all its runs
  bool best = false;
  bool same = false;  // no clear difference from the best
  bool running = false;
  bool failed = false;
  bool firstOfFacet = false;  // another value of the third axis begins here
};

/// Rows are the values of one axis (and baselines, over all columns), columns those of another;
/// a third one may put its values side by side as facets. Further axes are fixed to one of their
/// values each. A single axis runs across where it is short.
class MatrixModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role { CellRole = Qt::UserRole };

  using QAbstractTableModel::QAbstractTableModel;

  /// The view must stay as it is until the next call.
  void setSweep(const SweepView* view);
  /// States and results of the same sweep changed.
  void refresh();

  QStringList axisNames() const;
  QStringList axisValues(int axis) const;
  /// Which axis stands where; -1: one row or column alone, or no facets. `fixed`: a value for every
  /// axis, used where it is none of these.
  void arrange(int rowAxis, int columnAxis, int facetAxis, std::vector<int> fixed);
  int rowAxis() const { return rowAxis_; }
  int columnAxis() const { return columnAxis_; }
  int facetAxis() const { return facetAxis_; }

  /// Cell of the plan, or nothing where the matrix has none.
  std::optional<std::size_t> planCell(const QModelIndex& index) const;
  MatrixCell cell(const QModelIndex& index) const;
  /// How many columns the first cell of a row is wide: a baseline has no value on any axis.
  int spanOf(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void layOut();
  QPolygonF courseOf(const std::vector<float>& losses) const;

  const SweepView* view_ = nullptr;
  int rowAxis_ = -1;
  int columnAxis_ = -1;
  int facetAxis_ = -1;
  bool listed_ = true;  // one design a row
  std::vector<int> fixed_;
  QStringList rows_, columns_;
  std::vector<std::optional<std::size_t>> cells_;  // row by row
  double low_ = 0, high_ = 1;                      // of the means
  double lowest_ = 0, highest_ = 1;                // of the runs
  double leastLoss_ = 0, mostLoss_ = 1;            // of all epochs
};

}  // namespace qonvolve::ui

Q_DECLARE_METATYPE(qonvolve::ui::MatrixCell)
