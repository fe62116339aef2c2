// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the user's run folder as a table.
#include "widgets/models/run_list_model.h"

#include <QDateTime>
#include <QDir>
#include <QGuiApplication>
#include <QIcon>
#include <QLocale>
#include <QThread>
#include <algorithm>
#include <cassert>
#include <numeric>

#include "core/experiment/estimate.h"
#include "widgets/models/share_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kWaitAtEnd = 2000;  // ms

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

/// Less-than of two runs by a column, typed: sorting thousands must be instant.
bool less(const RunRow& a, const RunRow& b, int column) {
  constexpr double kNone = -1;
  switch (column) {
    case RunListModel::Status:
      return a.status < b.status;
    case RunListModel::Name:
      return QString::localeAwareCompare(a.name, b.name) < 0;
    case RunListModel::Encoding:
      return a.encoding < b.encoding;
    case RunListModel::Ansatz:
      return a.ansatz < b.ansatz;
    case RunListModel::Optimizer:
      return a.optimizer < b.optimizer;
    case RunListModel::Seed:
      return a.seed < b.seed;
    case RunListModel::Accuracy:
      return a.bestAccuracy.value_or(a.trainAccuracy.value_or(kNone)) <
             b.bestAccuracy.value_or(b.trainAccuracy.value_or(kNone));
    case RunListModel::Last:
      return a.lastAccuracy.value_or(kNone) < b.lastAccuracy.value_or(kNone);
    case RunListModel::Test:
      return a.testAccuracy.value_or(kNone) < b.testAccuracy.value_or(kNone);
    case RunListModel::Epochs:
      return a.epochs < b.epochs;
    case RunListModel::Parameters:
      return a.parameters < b.parameters;
    case RunListModel::Time:
      return a.seconds < b.seconds;
    case RunListModel::Tags:
      return a.tags < b.tags;
    case RunListModel::Design:
      return a.designHash < b.designHash;
    default:
      return a.started < b.started;
  }
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

RunListModel::~RunListModel() {
  endThread();
}

void RunListModel::endThread() {
  if (thread_ == nullptr) return;
  disconnect(indexer_, nullptr, this, nullptr);
  thread_->quit();
  // Reading may take longer: then the thread ends on its own, with all it needs.
  if (thread_->wait(kWaitAtEnd)) delete thread_;
  thread_ = nullptr;
  indexer_ = nullptr;
}

void RunListModel::setFolder(const QString& folder, const QString& indexPath) {
  endThread();
  folder_ = QDir(folder).absolutePath();
  thread_ = new QThread;
  thread_->setObjectName(QStringLiteral("runs"));
  indexer_ = new RunIndexer(folder_, indexPath);
  indexer_->moveToThread(thread_);
  connect(thread_, &QThread::finished, indexer_, &QObject::deleteLater);
  connect(thread_, &QThread::finished, thread_, &QObject::deleteLater);
  connect(thread_, &QThread::started, indexer_, &RunIndexer::open);
  connect(indexer_, &RunIndexer::listed, this, [this](const RunRows& rows) {
    take(*rows);
    emit listed();
  });
  connect(indexer_, &RunIndexer::measured, this, [this](qint64 bytes, qint64 archived) {
    bytes_ = bytes;
    archivedBytes_ = archived;
    emit measured();
  });
  connect(indexer_, &RunIndexer::failed, this, &RunListModel::failed);
  thread_->start();
}

void RunListModel::refresh() {
  if (indexer_ != nullptr) indexer_->requestRefresh();
}

void RunListModel::take(const std::vector<RunRow>& rows) {
  all_ = rows;
  words_.clear();
  words_.reserve(all_.size());
  for (const RunRow& row : all_) words_.push_back(RunFilter::wordsOf(row));
  sortAll();
  show();
}

void RunListModel::sortAll() {
  order_.resize(all_.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const bool down = sortOrder_ == Qt::DescendingOrder;
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t i, std::size_t j) {
    const RunRow& a = all_[i];
    const RunRow& b = all_[j];
    if (a.pinned != b.pinned) return a.pinned;
    return down ? less(b, a, sortColumn_) : less(a, b, sortColumn_);
  });
}

void RunListModel::show() {
  std::vector<std::size_t> next;
  next.reserve(order_.size());
  const bool hideArchived = !archivedShown_ && !filter_.mentionsArchived();
  for (const std::size_t i : order_) {
    if (hideArchived && all_[i].archived) continue;
    if (filter_.matches(all_[i], words_[i])) next.push_back(i);
  }
  std::vector<QString> paths;
  paths.reserve(next.size());
  for (const std::size_t i : next) paths.push_back(all_[i].path);

  if (paths == shownPaths_) {
    shown_ = std::move(next);
    if (!shown_.empty()) {
      emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    return;
  }
  // A new run is the usual change: one row more, the others as they were.
  if (paths.size() == shownPaths_.size() + 1) {
    const auto [at, old] = std::mismatch(paths.begin(), paths.end() - 1, shownPaths_.begin());
    if (std::equal(at + 1, paths.end(), old)) {
      const int row = static_cast<int>(at - paths.begin());
      beginInsertRows({}, row, row);
      shown_ = std::move(next);
      shownPaths_ = std::move(paths);
      endInsertRows();
      return;
    }
  }
  beginResetModel();
  shown_ = std::move(next);
  shownPaths_ = std::move(paths);
  endResetModel();
}

Result<void> RunListModel::setFilter(const QString& text) {
  auto filter = RunFilter::parse(text);
  if (!filter) return filter.error();
  filter_ = std::move(*filter);
  show();
  return {};
}

void RunListModel::setArchivedShown(bool shown) {
  archivedShown_ = shown;
  show();
}

void RunListModel::sort(int column, Qt::SortOrder order) {
  sortColumn_ = column;
  sortOrder_ = order;
  sortAll();
  show();
}

const RunRow& RunListModel::run(int row) const {
  return all_[shown_[static_cast<std::size_t>(row)]];
}

int RunListModel::rowOf(const QString& path) const {
  const auto found = std::find(shownPaths_.begin(), shownPaths_.end(), path);
  return found == shownPaths_.end() ? -1 : static_cast<int>(found - shownPaths_.begin());
}

const RunRow* RunListModel::find(const QString& path) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&path](const RunRow& row) { return row.path == path; });
  return found == all_.end() ? nullptr : &*found;
}

QStringList RunListModel::archivedRuns() const {
  QStringList paths;
  for (const RunRow& row : all_) {
    if (row.archived) paths << row.path;
  }
  return paths;
}

NotesOfRuns RunListModel::changeNotes(const QStringList& paths,
                                      const std::function<void(RunNotes&)>& change) {
  NotesOfRuns before;
  NotesOfRuns after;
  for (const QString& path : paths) {
    const RunRow* row = find(path);
    if (row == nullptr) continue;
    const RunNotes old{row->tags, row->notes, row->archived, row->pinned};
    RunNotes changed = old;
    change(changed);
    if (changed == old) continue;
    before.emplace_back(path, old);
    after.emplace_back(path, std::move(changed));
  }
  if (!after.empty()) setNotes(after);
  return before;
}

void RunListModel::setNotes(const NotesOfRuns& notes) {
  for (const auto& [path, own] : notes) {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const RunRow& row) { return row.path == path; });
    if (found == all_.end()) continue;
    found->tags = own.tags;
    found->notes = own.notes;
    found->archived = own.archived;
    found->pinned = own.pinned;
    words_[static_cast<std::size_t>(found - all_.begin())] = RunFilter::wordsOf(*found);
  }
  sortAll();
  show();
  QMetaObject::invokeMethod(indexer_, [indexer = indexer_, notes] { indexer->writeNotes(notes); });
}

void RunListModel::remove(const QStringList& paths) {
  QMetaObject::invokeMethod(indexer_, [indexer = indexer_, paths] { indexer->remove(paths); });
}

int RunListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int RunListModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString RunListModel::display(const RunRow& row, int column) const {
  const QLocale locale;
  const QString none = QStringLiteral("–");
  switch (column) {
    case Status:
      return row.archived ? tr("%1, archived").arg(statusText(row.status)) : statusText(row.status);
    case Name:
      return row.name;
    case Started: {
      const QDateTime time = QDateTime::fromString(row.started, Qt::ISODate).toLocalTime();
      return locale.toString(time, QLocale::ShortFormat);
    }
    case Encoding:
      return row.encoding;
    case Ansatz:
      return row.ansatz.isEmpty() ? none : row.ansatz;
    case Optimizer:
      return row.optimizer;
    case Seed:
      return QString::number(row.seed);
    case Accuracy:
      if (row.bestAccuracy) {
        return tr("%1 (epoch %2)").arg(shareText(*row.bestAccuracy)).arg(row.bestEpoch);
      }
      return row.trainAccuracy ? tr("%1 (training)").arg(shareText(*row.trainAccuracy)) : none;
    case Last:
      return row.lastAccuracy ? shareText(*row.lastAccuracy) : none;
    case Test:
      return row.testAccuracy ? shareText(*row.testAccuracy, row.test95) : none;
    case Epochs:
      return locale.toString(static_cast<qlonglong>(row.epochs));
    case Parameters:
      return locale.toString(static_cast<qlonglong>(row.parameters));
    case Time:
      return QString::fromStdString(durationText(row.seconds));
    case Tags:
      return row.tags.join(QStringLiteral(", "));
    case Design:
      return row.designHash.left(8);
    default:
      return {};
  }
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const RunRow& row = run(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return display(row, index.column());
    case Qt::DecorationRole:
      if (index.column() == Status) return statusIcon(row.status);
      if (index.column() == Name && row.pinned) return icon(QStringLiteral("pin"));
      return {};
    case Qt::ToolTipRole:
      return row.notes.isEmpty() ? row.path : row.notes + QLatin1Char('\n') + row.path;
    case Qt::TextAlignmentRole:
      return index.column() >= Seed && index.column() <= Time
                 ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                 : QVariant();
    case PathRole:
      return row.path;
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
    case Ansatz:
      return tr("Ansatz");
    case Optimizer:
      return tr("Optimizer");
    case Seed:
      return tr("Seed");
    case Accuracy:
      return tr("Best validation");
    case Last:
      return tr("Last");
    case Test:
      return tr("Test");
    case Epochs:
      return tr("Epochs");
    case Parameters:
      return tr("Parameters");
    case Time:
      return tr("Time");
    case Tags:
      return tr("Tags");
    case Design:
      return tr("Design hash");
    default:
      return {};
  }
}

}  // namespace qonvolve::ui
