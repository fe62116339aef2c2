// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/matrix_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qonvolve::ui {

namespace {

// So many values of a single axis stand side by side.
constexpr qsizetype kAcross = 8;

}  // namespace

void MatrixModel::setSweep(const SweepView* view) {
  beginResetModel();
  view_ = view;
  const int axes = view_ && view_->plan ? static_cast<int>(view_->plan->spec.axes.size()) : 0;
  const bool drawn = axes > 0 && (view_->plan->spec.sampling == SweepSampling::Random ||
                                  view_->plan->spec.sampling == SweepSampling::Sobol ||
                                  view_->plan->spec.sampling == SweepSampling::List);
  listed_ = axes == 0 || drawn;
  const bool across = axes == 1 && axisValues(0).size() <= kAcross;
  rowAxis_ = listed_ || across ? -1 : 0;
  columnAxis_ = listed_ ? -1 : across ? 0 : axes > 1 ? 1 : -1;
  facetAxis_ = -1;
  fixed_.assign(static_cast<std::size_t>(axes), 0);
  layOut();
  endResetModel();
}

void MatrixModel::arrange(int rowAxis, int columnAxis, int facetAxis, std::vector<int> fixed) {
  beginResetModel();
  rowAxis_ = rowAxis;
  columnAxis_ = columnAxis;
  facetAxis_ = facetAxis;
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
  // A run that went astray would flatten all others.
  std::vector<float> ends;
  leastLoss_ = std::numeric_limits<double>::infinity();
  mostLoss_ = 0;
  for (const std::vector<float>& losses : view_->losses) {
    for (const float loss : losses) {
      if (std::isfinite(loss)) leastLoss_ = std::min(leastLoss_, double{loss});
    }
    if (!losses.empty() && std::isfinite(losses.front())) ends.push_back(losses.front());
  }
  if (!ends.empty()) {
    const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
    std::nth_element(ends.begin(), middle, ends.end());
    mostLoss_ = leastLoss_ + 1.2 * (double{*middle} - leastLoss_);
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
  if (!listed_)
    rows_ = rowAxis_ < 0 ? QStringList{axisNames().value(columnAxis_)} : axisValues(rowAxis_);
  const QStringList across = columnAxis_ < 0 ? QStringList{tr("All")} : axisValues(columnAxis_);
  const QStringList facets = facetAxis_ < 0 ? QStringList{QString()} : axisValues(facetAxis_);
  for (const QString& facet : facets) {
    for (const QString& value : across) {
      columns_ << (facet.isEmpty() ? value : facet + QLatin1Char('\n') + value);
    }
  }
  const auto columns = static_cast<std::size_t>(columns_.size());
  cells_.resize(static_cast<std::size_t>(rows_.size()) * columns);
  for (std::size_t c = 0; c < plan.cells.size(); ++c) {
    const SweepCell& cell = plan.cells[c];
    if (!cell.baseline.empty() || listed_) {
      rows_ << (cell.baseline.empty() ? QString::fromStdString(cell.label)
                                      : tr("Baseline: %1").arg(QString::fromStdString(cell.label)));
      cells_.push_back(c);
      cells_.resize(static_cast<std::size_t>(rows_.size()) * columns);
      continue;
    }
    const auto valueOn = [&](int axis) {
      return axis < 0 ? 0 : cell.point.values[static_cast<std::size_t>(axis)];
    };
    bool shown = true;
    for (int a = 0; a < static_cast<int>(fixed_.size()); ++a) {
      const bool free = a == rowAxis_ || a == columnAxis_ || a == facetAxis_;
      shown &= free || valueOn(a) == static_cast<std::size_t>(fixed_[static_cast<std::size_t>(a)]);
    }
    if (!shown) continue;
    const std::size_t column =
        valueOn(facetAxis_) * static_cast<std::size_t>(across.size()) + valueOn(columnAxis_);
    cells_[valueOn(rowAxis_) * columns + column] = c;
  }
  refresh();
}

std::optional<std::size_t> MatrixModel::planCell(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  return cells_[static_cast<std::size_t>(index.row() * columnCount() + index.column())];
}

int MatrixModel::spanOf(int row) const {
  const auto number = planCell(index(row, 0));
  return number && !view_->plan->cells[*number].baseline.empty() ? columnCount() : 1;
}

MatrixCell MatrixModel::cell(const QModelIndex& index) const {
  MatrixCell shown;
  const auto number = planCell(index);
  if (!number) return shown;
  if (facetAxis_ >= 0 && index.column() > 0) {
    shown.firstOfFacet = index.column() % static_cast<int>(axisValues(columnAxis_).size()) == 0;
  }
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
    shown.courses.push_back(courseOf(view_->losses[run]));
    shown.progress += (done ? 1.0 : view_->progress[run]) / static_cast<double>(cell.runs.size());
    if (!done || !status.record) continue;
    if (const auto value = metricOf(*status.record, view_->results.metric)) {
      shown.places.push_back(highest_ > lowest_ ? (*value - lowest_) / (highest_ - lowest_) : 0.5);
      shown.stuck.push_back(isStuck(*status.record));
    }
  }
  return shown;
}

// The same scale in every cell, so that cells can be compared.
QPolygonF MatrixModel::courseOf(const std::vector<float>& losses) const {
  QPolygonF course;
  const double size = std::max(1e-9, mostLoss_ - leastLoss_);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!std::isfinite(losses[i])) continue;
    const double x =
        static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, losses.size() - 1));
    course << QPointF(x, std::clamp((double{losses[i]} - leastLoss_) / size, 0.0, 1.0));
  }
  return course;
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
