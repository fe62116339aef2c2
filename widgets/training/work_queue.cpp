// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/work_queue.h"

namespace qonvolve::ui {

WorkQueue::Ticket WorkQueue::enter(const QString& title, std::function<void()> begin,
                                   std::function<void()> withdraw) {
  const Ticket ticket = ++last_;
  line_.append({{ticket, title, false}, std::move(begin), std::move(withdraw)});
  next();
  emit changed();
  return ticket;
}

void WorkQueue::rename(Ticket ticket, const QString& title) {
  const qsizetype at = find(ticket);
  if (at < 0 || line_[at].entry.title == title) return;
  line_[at].entry.title = title;
  emit changed();
}

qsizetype WorkQueue::find(Ticket ticket) const {
  for (qsizetype i = 0; i < line_.size(); ++i) {
    if (line_[i].entry.ticket == ticket) return i;
  }
  return -1;
}

void WorkQueue::next() {
  if (line_.isEmpty() || line_.first().entry.running) return;
  line_.first().entry.running = true;
  // The line may change while it begins.
  const std::function<void()> begin = line_.first().begin;
  begin();
}

void WorkQueue::leave(Ticket ticket) {
  const qsizetype at = find(ticket);
  if (at < 0) return;
  line_.removeAt(at);
  next();
  emit changed();
}

void WorkQueue::withdraw(Ticket ticket) {
  const qsizetype at = find(ticket);
  if (at < 0 || line_[at].entry.running) return;
  const std::function<void()> withdraw = line_[at].withdraw;
  line_.removeAt(at);
  emit changed();
  withdraw();
}

void WorkQueue::move(Ticket ticket, int by) {
  const qsizetype from = find(ticket);
  const qsizetype to = from + by;
  if (from < 0 || to < 0 || to >= line_.size() || line_[from].entry.running ||
      line_[to].entry.running) {
    return;
  }
  line_.move(from, to);
  emit changed();
}

QList<WorkQueue::Entry> WorkQueue::entries() const {
  QList<Entry> all;
  for (const Work& work : line_) all.append(work.entry);
  return all;
}

int WorkQueue::placesBefore(Ticket ticket) const {
  return static_cast<int>(std::max<qsizetype>(0, find(ticket)));
}

}  // namespace qonvolve::ui
