// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/matrix_model.h"

#include <algorithm>

namespace qonvolve::ui {

void MatrixModel::setSweep(const SweepView* view) {
  beginResetModel();
  view_ = view;
  const int axes = view_ && view_->plan ? static_cast<int>(view_->plan->spec.axes.size()) : 0;
  const bool drawn = axes > 0 && (view_->plan->spec.sampling == SweepSampling::Random ||
                                  view_->plan->spec.sampling == SweepSampling::Sobol ||
                                  view_->plan->spec.sampling == SweepSampling::List);
  rowAxis_ = axes > 0 && !drawn ? 0 : -1;
  columnAxis_ = axes > 1 && !drawn ? 1 : -1;
  fixed_.assign(static_cast<std::size_t>(axes), 0);
  layOut();
  endResetModel();
}

void MatrixModel::arrange(int rowAxis, int columnAxis, std::vector<int> fixed) {
  beginResetModel();
  rowAxis_ = rowAxis;
  columnAxis_ = columnAxis;
  fixed_ = std::move(fixed);
  layOut();
  endResetModel();
}

void MatrixModel::refresh() {
  if (!view_ || !view_->plan) return;
  low_ = lowest_ = 1;
  high_ = highest_ = 0;
  for (const CellResult& result : view_->results.cells) {
    if (result.spread.count == 0) continue;
    low_ = std::min(low_, result.spread.mean);
    high_ = std::max(high_, result.spread.mean);
    lowest_ = std::min(lowest_, result.spread.minimum);
    highest_ = std::max(highest_, result.spread.maximum);
  }
  if (rowCount() > 0 && columnCount() > 0) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  }
}

QStringList MatrixModel::axisNames() const {
  QStringList names;
  if (!view_ || !view_->plan) return names;
  for (const SweepAxis& axis : view_->plan->spec.axes) names << QString::fromStdString(axis.name);
  return names;
}

QStringList MatrixModel::axisValues(int axis) const {
  QStringList values;
  if (!view_ || !view_->plan || axis < 0) return values;
  for (const AxisValue& value : view_->plan->spec.axes[static_cast<std::size_t>(axis)].values) {
    values << QString::fromStdString(value.label);
  }
  return values;
}

// Where the axes have values, by these; otherwise one design a row.
void MatrixModel::layOut() {
  rows_.clear();
  columns_.clear();
  cells_.clear();
  if (!view_ || !view_->plan) return;
  const SweepPlan& plan = *view_->plan;
  const bool listed = rowAxis_ < 0;
  rows_ = axisValues(rowAxis_);
  columns_ = columnAxis_ < 0 ? QStringList{tr("All")} : axisValues(columnAxis_);
  const auto columns = static_cast<std::size_t>(columns_.size());
  if (!listed) cells_.resize(static_cast<std::size_t>(rows_.size()) * columns);
  for (std::size_t c = 0; c < plan.cells.size(); ++c) {
    const SweepCell& cell = plan.cells[c];
    if (!cell.baseline.empty() || listed) {
      rows_ << (cell.baseline.empty() ? QString::fromStdString(cell.label)
                                      : tr("Baseline: %1").arg(QString::fromStdString(cell.label)));
      cells_.push_back(c);
      cells_.resize(static_cast<std::size_t>(rows_.size()) * columns);
      continue;
    }
    bool shown = true;
    for (std::size_t a = 0; a < fixed_.size(); ++a) {
      const bool free = static_cast<int>(a) == rowAxis_ || static_cast<int>(a) == columnAxis_;
      shown &= free || cell.point.values[a] == static_cast<std::size_t>(fixed_[a]);
    }
    if (!shown) continue;
    const std::size_t row = cell.point.values[static_cast<std::size_t>(rowAxis_)];
    const std::size_t column =
        columnAxis_ < 0 ? 0 : cell.point.values[static_cast<std::size_t>(columnAxis_)];
    cells_[row * columns + column] = c;
  }
  refresh();
}

std::optional<std::size_t> MatrixModel::planCell(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  return cells_[static_cast<std::size_t>(index.row() * columnCount() + index.column())];
}

MatrixCell MatrixModel::cell(const QModelIndex& index) const {
  MatrixCell shown;
  const auto number = planCell(index);
  if (!number) return shown;
  const SweepCell& cell = view_->plan->cells[*number];
  const CellResult& result = view_->results.cells[*number];
  shown.title = QString::fromStdString(cell.label);
  if (cell.problem) {
    shown.text = tr("cannot run");
    shown.problem = QString::fromStdString(cell.problem->message + " " + cell.problem->hint);
    return shown;
  }
  const auto count = [&](SweepState state) {
    return result.count[static_cast<std::size_t>(state)];
  };
  shown.running = count(SweepState::Running) > 0;
  shown.failed = count(SweepState::Failed) > 0;
  shown.best = result.best;
  shown.same = result.noClearDifference && !result.best;
  shown.text = result.spread.count == 0 ? QStringLiteral("–")
                                        : QString::fromStdString(percentText(result.spread));
  const std::size_t ended = count(SweepState::Done) + count(SweepState::Diverged);
  shown.note = tr("%1 of %2").arg(ended).arg(cell.runs.size());
  if (shown.failed) shown.note = tr("%1, %2 failed").arg(shown.note).arg(count(SweepState::Failed));
  if (result.spread.count > 0) {
    shown.share = high_ > low_ ? (result.spread.mean - low_) / (high_ - low_) : 0.5;
  }
  for (const std::size_t run : cell.runs) {
    const SweepStatus& status = view_->statuses[run];
    const bool done = status.state == SweepState::Done || status.state == SweepState::Diverged;
    shown.progress += (done ? 1.0 : view_->progress[run]) / static_cast<double>(cell.runs.size());
    if (!done || !status.record) continue;
    if (const auto value = metricOf(*status.record, view_->results.metric)) {
      shown.places.push_back(highest_ > lowest_ ? (*value - lowest_) / (highest_ - lowest_) : 0.5);
      shown.stuck.push_back(isStuck(*status.record));
    }
  }
  return shown;
}

int MatrixModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int MatrixModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant MatrixModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !planCell(index)) return {};
  const MatrixCell shown = cell(index);
  switch (role) {
    case CellRole:
      return QVariant::fromValue(shown);
    case Qt::DisplayRole:
      return shown.text;
    case Qt::ToolTipRole:
      return shown.problem.isEmpty() ? shown.title : shown.title + "\n" + shown.problem;
    case Qt::AccessibleTextRole: {
      QString words = tr("%1: %2 percent, runs %3").arg(shown.title, shown.text, shown.note);
      if (!shown.problem.isEmpty()) words = tr("%1 cannot run: %2").arg(shown.title, shown.problem);
      if (shown.best) words += tr(", best");
      if (shown.same) words += tr(", no clear difference from the best");
      if (shown.running) words += tr(", running");
      return words;
    }
    default:
      return {};
  }
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const QStringList& names = orientation == Qt::Horizontal ? columns_ : rows_;
  return names.value(section);
}

}  // namespace qonvolve::ui
