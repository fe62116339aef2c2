// SPDX-License-Identifier: GPL-3.0-or-later
// The problems of the design as a table: what, in which block, and the remedies.
#include "widgets/models/issue_model.h"

#include <algorithm>

#include "widgets/document/stack_edit.h"
#include "widgets/models/stack_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QGuiApplication>

namespace qonvolve::ui {

BlockId blockAt(const Stack& stack, const std::string& pointer) {
  BlockId best = 0;
  std::size_t length = 0;
  for (const BlockId id : idsInOrder(stack)) {
    const std::string own = pointerOf(stack, id);
    if (own.size() <= length || !pointer.starts_with(own)) continue;
    if (pointer.size() > own.size() && pointer[own.size()] != '/') continue;
    best = id;
    length = own.size();
  }
  return best;
}

QString placeName(const Experiment& experiment, const Catalog& catalog,
                  const std::string& pointer) {
  const BlockId id = blockAt(experiment.stack, pointer);
  if (id != 0) return partName(experiment.stack, id, catalog);
  if (pointer.starts_with("/data")) return IssueModel::tr("Data");
  if (pointer.starts_with("/train") || pointer.starts_with("/seed")) {
    return IssueModel::tr("Training");
  }
  if (pointer.starts_with("/simulation")) return IssueModel::tr("Simulation");
  return IssueModel::tr("Design");
}

IssueModel::IssueModel(ExperimentDocument& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document) {
  connect(&document, &ExperimentDocument::checkedChanged, this, &IssueModel::sync);
  sync();
}

void IssueModel::sync() {
  if (issues_ == document_.checked().issues) {
    if (!issues_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  beginResetModel();
  issues_ = document_.checked().issues;
  endResetModel();
}

int IssueModel::errorCount() const {
  return static_cast<int>(std::count_if(issues_.begin(), issues_.end(), [](const Issue& i) {
    return i.severity == Severity::Error;
  }));
}

int IssueModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(issues_.size());
}

int IssueModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant IssueModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Issue& problem = issue(index.row());
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == Place) {
        return placeName(document_.experiment(), document_.catalog(), problem.where);
      }
      if (index.column() == Remedy) return {};  // buttons stand there
      return QString::fromStdString(problem.hint.empty() ? problem.message
                                                         : problem.message + " " + problem.hint);
    case Qt::AccessibleTextRole: {
      if (index.column() != Remedy) return data(index, Qt::DisplayRole);
      QStringList labels;
      for (const Fix& fix : problem.fixes) labels.append(QString::fromStdString(fix.label));
      return labels.join(QStringLiteral("; "));
    }
    case Qt::ToolTipRole:
      return QString::fromStdString(problem.message + "\n" + problem.hint).trimmed();
    case Qt::DecorationRole: {
      if (index.column() != Problem) return {};
      const Theme theme = Theme::fromPalette(QGuiApplication::palette());
      if (problem.severity == Severity::Error) return icon(QStringLiteral("error"), theme.danger);
      if (problem.severity == Severity::Warning) {
        return icon(QStringLiteral("warning"), theme.warning);
      }
      return icon(QStringLiteral("note"), theme.accent);
    }
    case SeverityRole:
      return static_cast<int>(problem.severity);
    case PointerRole:
      return QString::fromStdString(problem.where);
    case BlockRole:
      return QVariant::fromValue<qulonglong>(blockAt(document_.experiment().stack, problem.where));
    default:
      return {};
  }
}

QVariant IssueModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Problem:
      return tr("Problem");
    case Place:
      return tr("Where");
    default:
      return tr("Fix");
  }
}

}  // namespace qonvolve::ui
