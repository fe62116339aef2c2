// SPDX-License-Identifier: GPL-3.0-or-later
// The line of work that wants the processor: one piece runs, the others wait for their turn.
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <functional>

namespace qonvolve::ui {

/// Shared by the windows of a program, on the GUI thread. Whoever enters must leave: when its work
/// is done, or when it is no longer wanted.
class WorkQueue : public QObject {
  Q_OBJECT

 public:
  using Ticket = quint64;

  struct Entry {
    Ticket ticket = 0;
    QString title;
    bool running = false;
  };

  /// `begin` is called when the turn comes: before enter() returns if nothing runs. `withdraw` is
  /// called when someone takes the entry out of the line; it has left by then.
  Ticket enter(const QString& title, std::function<void()> begin, std::function<void()> withdraw);
  /// What the entry is called from now on.
  void rename(Ticket ticket, const QString& title);
  /// Makes place for the next. Unknown tickets are ignored.
  void leave(Ticket ticket);

  /// For a view of the line: takes out one that waits, or moves it by one place.
  void withdraw(Ticket ticket);
  void move(Ticket ticket, int by);

  /// The running one first, then those that wait in their order.
  QList<Entry> entries() const;
  /// How many run or wait before this one.
  int placesBefore(Ticket ticket) const;

 signals:
  void changed();

 private:
  struct Work {
    Entry entry;
    std::function<void()> begin;
    std::function<void()> withdraw;
  };
  qsizetype find(Ticket ticket) const;
  void next();

  QList<Work> line_;
  Ticket last_ = 0;
};

}  // namespace qonvolve::ui
