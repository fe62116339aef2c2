// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_indexer.h"

namespace qonvolve::ui {

RunIndexer::RunIndexer(QString folder, QString indexPath)
    : folder_(std::move(folder)), indexPath_(std::move(indexPath)) {}

void RunIndexer::open() {
  store_ = std::make_unique<RunStore>(folder_, indexPath_);
  emit listed(std::make_shared<const std::vector<RunRow>>(store_->list()));
  refresh();
}

void RunIndexer::requestRefresh() {
  if (asked_.exchange(true)) return;
  QMetaObject::invokeMethod(
      this,
      [this] {
        asked_ = false;
        refresh();
      },
      Qt::QueuedConnection);
}

void RunIndexer::refresh() {
  if (const auto done = store_->refresh(); !done) emit failed(done.error());
  list();
}

void RunIndexer::list() {
  auto rows = std::make_shared<const std::vector<RunRow>>(store_->list());
  emit listed(rows);
  qint64 archived = 0;
  for (const RunRow& row : *rows) {
    if (row.archived) archived += RunStore::sizeOf(row.path);
  }
  emit measured(store_->size(), archived);
}

void RunIndexer::writeNotes(const NotesOfRuns& notes) {
  for (const auto& [folder, text] : notes) {
    if (const auto done = RunFolder(folder).writeNotes(text); !done) emit failed(done.error());
  }
  refresh();
}

void RunIndexer::remove(const QStringList& folders) {
  for (const QString& folder : folders) {
    if (const auto done = store_->remove(folder); !done) emit failed(done.error());
  }
  refresh();
}

}  // namespace qonvolve::ui
