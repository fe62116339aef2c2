// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the user's run folder as a table.
#include "widgets/models/run_list_model.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QSet>
#include <algorithm>

#include "core/experiment/estimate.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QIcon statusIcon(RunStatus status) {
  const Theme theme = Theme::fromPalette(QGuiApplication::palette());
  switch (status) {
    case RunStatus::Finished:
      return icon(QStringLiteral("ok"), theme.success);
    case RunStatus::Running:
      return icon(QStringLiteral("train"), theme.accent);
    case RunStatus::Diverged:
    case RunStatus::Failed:
      return icon(QStringLiteral("error"), theme.danger);
    default:
      return icon(QStringLiteral("stop"), theme.mutedText);
  }
}

bool sameRow(const RunRow& a, const RunRow& b) {
  return a.path == b.path && a.status == b.status && a.name == b.name && a.epochs == b.epochs &&
         a.seconds == b.seconds && a.bestAccuracy == b.bestAccuracy && a.tags == b.tags &&
         a.notes == b.notes && a.archived == b.archived && a.pinned == b.pinned;
}

}  // namespace

QString statusText(RunStatus status) {
  switch (status) {
    case RunStatus::Running:
      return RunListModel::tr("running");
    case RunStatus::Finished:
      return RunListModel::tr("finished");
    case RunStatus::Stopped:
      return RunListModel::tr("stopped");
    case RunStatus::Diverged:
      return RunListModel::tr("diverged");
    case RunStatus::Failed:
      return RunListModel::tr("failed");
    case RunStatus::Interrupted:
      return RunListModel::tr("interrupted");
  }
  return {};
}

RunListModel::RunListModel(QObject* parent) : QAbstractTableModel(parent) {}
RunListModel::~RunListModel() = default;

void RunListModel::setFolder(const QString& folder, const QString& indexPath) {
  store_ = std::make_unique<RunStore>(folder, indexPath);
  refresh();
}

QString RunListModel::folder() const {
  return store_ ? store_->runsFolder() : QString();
}

void RunListModel::refresh() {
  if (!store_) return;
  static_cast<void>(store_->refresh());  // what cannot be read is not listed
  std::vector<RunRow> next = store_->list();
  // New runs come first and old ones stay, so most updates are a few rows at the top.
  const auto paths = [](const std::vector<RunRow>& rows) {
    QSet<QString> set;
    for (const RunRow& row : rows) set.insert(row.path);
    return set;
  };
  const QSet<QString> wantedPaths = paths(next);
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (wantedPaths.contains(run(row).path)) continue;
    beginRemoveRows({}, row, row);
    rows_.erase(rows_.begin() + row);
    endRemoveRows();
  }
  const QSet<QString> knownPaths = paths(rows_);
  std::vector<RunRow> kept;
  for (const RunRow& row : next) {
    if (knownPaths.contains(row.path)) kept.push_back(row);
  }
  const bool sameOrder =
      std::equal(kept.begin(), kept.end(), rows_.begin(), rows_.end(),
                 [](const RunRow& a, const RunRow& b) { return a.path == b.path; });
  if (!sameOrder) {
    beginResetModel();
    rows_ = std::move(next);
    endResetModel();
    return;
  }
  for (int row = 0; row < static_cast<int>(next.size()); ++row) {
    RunRow& wanted = next[static_cast<std::size_t>(row)];
    if (row < rowCount() && run(row).path == wanted.path) {
      if (sameRow(run(row), wanted)) continue;
      rows_[static_cast<std::size_t>(row)] = std::move(wanted);
      emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    } else {
      beginInsertRows({}, row, row);
      rows_.insert(rows_.begin() + row, std::move(wanted));
      endInsertRows();
    }
  }
}

int RunListModel::rowOf(const QString& path) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (run(row).path == path) return row;
  }
  return -1;
}

int RunListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunListModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunListModel::display(const RunRow& row, int column) const {
  const QLocale locale;
  switch (column) {
    case Status:
      return statusText(row.status);
    case Name:
      return row.name;
    case Started: {
      const QDateTime time = QDateTime::fromString(row.started, Qt::ISODate).toLocalTime();
      return locale.toString(time, QLocale::ShortFormat);
    }
    case Encoding:
      return row.encoding;
    case Optimizer:
      return row.optimizer;
    case Seed:
      return QString::number(row.seed);
    case Accuracy: {
      const auto& accuracy = row.bestAccuracy ? row.bestAccuracy : row.trainAccuracy;
      if (!accuracy) return QStringLiteral("–");
      const QString text = locale.toString(*accuracy * 100, 'f', 1) + QStringLiteral(" %");
      return row.bestAccuracy ? tr("%1 (epoch %2)").arg(text).arg(row.bestEpoch)
                              : tr("%1 (training)").arg(text);
    }
    case Epochs:
      return locale.toString(static_cast<qlonglong>(row.epochs));
    case Parameters:
      return locale.toString(static_cast<qlonglong>(row.parameters));
    case Time:
      return QString::fromStdString(durationText(row.seconds));
    default:
      return {};
  }
}

QVariant RunListModel::sortValue(const RunRow& row, int column) const {
  switch (column) {
    case Started:
      return row.started;
    case Seed:
      return QVariant::fromValue<qulonglong>(row.seed);
    case Accuracy:
      return row.bestAccuracy.value_or(row.trainAccuracy.value_or(-1));
    case Epochs:
      return QVariant::fromValue<qlonglong>(row.epochs);
    case Parameters:
      return QVariant::fromValue<qlonglong>(row.parameters);
    case Time:
      return row.seconds;
    default:
      return display(row, column);
  }
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const RunRow& row = run(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return display(row, index.column());
    case Qt::DecorationRole:
      return index.column() == Status ? QVariant(statusIcon(row.status)) : QVariant();
    case Qt::ToolTipRole:
      return row.notes.isEmpty() ? row.path : row.notes + QLatin1Char('\n') + row.path;
    case Qt::TextAlignmentRole:
      return index.column() >= Seed ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case SortRole:
      return sortValue(row, index.column());
    case PathRole:
      return row.path;
    case SearchRole:
      return QStringList{row.name,
                         row.encoding,
                         row.optimizer,
                         statusText(row.status),
                         row.tags.join(QLatin1Char(' ')),
                         row.notes}
          .join(QLatin1Char(' '));
    default:
      return {};
  }
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Status:
      return tr("Status");
    case Name:
      return tr("Design");
    case Started:
      return tr("Started");
    case Encoding:
      return tr("Encoding");
    case Optimizer:
      return tr("Optimizer");
    case Seed:
      return tr("Seed");
    case Accuracy:
      return tr("Best validation accuracy");
    case Epochs:
      return tr("Epochs");
    case Parameters:
      return tr("Parameters");
    case Time:
      return tr("Time");
    default:
      return {};
  }
}

}  // namespace qonvolve::ui
