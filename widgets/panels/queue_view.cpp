// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/queue_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kTicketRole = Qt::UserRole;
constexpr int kRunningRole = Qt::UserRole + 1;

}  // namespace

QueueView::QueueView(std::shared_ptr<WorkQueue> queue, QWidget* parent)
    : QWidget(parent),
      queue_(std::move(queue)),
      list_(new QListWidget),
      up_(new QPushButton(icon(QStringLiteral("go-up")), tr("Earlier"))),
      down_(new QPushButton(icon(QStringLiteral("go-down")), tr("Later"))),
      withdraw_(new QPushButton(icon(QStringLiteral("remove")), tr("Withdraw"))),
      pages_(new QStackedLayout(this)) {
  setObjectName(QStringLiteral("queue"));
  auto* empty = new QLabel(
      tr("Nothing runs. Runs of all windows line up here: one trains, the others wait."));
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  pages_->addWidget(empty);
  auto* page = new QWidget;
  auto* row = new QHBoxLayout(page);
  row->setContentsMargins(Spacing::kMedium, Spacing::kMedium, Spacing::kMedium, Spacing::kMedium);
  row->setSpacing(Spacing::kMedium);
  list_->setAccessibleName(tr("Line of work"));
  row->addWidget(list_, 1);
  auto* buttons = new QVBoxLayout;
  buttons->setSpacing(Spacing::kSmall);
  up_->setToolTip(tr("Let the selected one run before the one above it"));
  down_->setToolTip(tr("Let the one below run first"));
  withdraw_->setToolTip(tr("Take the selected one out of the line"));
  for (QPushButton* button : {up_, down_, withdraw_}) buttons->addWidget(button);
  buttons->addStretch(1);
  row->addLayout(buttons);
  pages_->addWidget(page);
  connect(up_, &QPushButton::clicked, this, [this] { queue_->move(current(), -1); });
  connect(down_, &QPushButton::clicked, this, [this] { queue_->move(current(), +1); });
  connect(withdraw_, &QPushButton::clicked, this, [this] { queue_->withdraw(current()); });
  connect(list_, &QListWidget::currentRowChanged, this, &QueueView::refreshButtons);
  connect(queue_.get(), &WorkQueue::changed, this, &QueueView::refresh);
  refresh();
}

WorkQueue::Ticket QueueView::current() const {
  const QListWidgetItem* item = list_->currentItem();
  return item == nullptr ? 0 : item->data(kTicketRole).toULongLong();
}

void QueueView::refresh() {
  const WorkQueue::Ticket selected = current();
  const QList<WorkQueue::Entry> entries = queue_->entries();
  list_->clear();
  for (const WorkQueue::Entry& entry : entries) {
    const QString text =
        entry.running ? tr("%1: running").arg(entry.title) : tr("%1: waiting").arg(entry.title);
    auto* item = new QListWidgetItem(
        icon(entry.running ? QStringLiteral("train") : QStringLiteral("pause")), text, list_);
    item->setData(kTicketRole, entry.ticket);
    item->setData(kRunningRole, entry.running);
    if (entry.ticket == selected) list_->setCurrentItem(item);
  }
  if (list_->currentRow() < 0 && list_->count() > 0) list_->setCurrentRow(list_->count() - 1);
  pages_->setCurrentIndex(entries.isEmpty() ? 0 : 1);
  refreshButtons();
}

void QueueView::refreshButtons() {
  const int row = list_->currentRow();
  const auto waits = [this](int at) {
    return at >= 0 && at < list_->count() && !list_->item(at)->data(kRunningRole).toBool();
  };
  up_->setEnabled(waits(row) && waits(row - 1));
  down_->setEnabled(waits(row) && waits(row + 1));
  withdraw_->setEnabled(waits(row));
}

}  // namespace qonvolve::ui
