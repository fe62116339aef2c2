// SPDX-License-Identifier: GPL-3.0-or-later
// The line of work: one at a time, in order, and out of it again.
#include <QSignalSpy>
#include <QTest>

#include "widgets/training/work_queue.h"

using namespace qonvolve::ui;

class TestWorkQueue : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    log_.clear();
    queue_ = std::make_unique<WorkQueue>();
  }

  void oneRunsAndTheOthersFollowInOrder() {
    const auto a = enter("a");
    const auto b = enter("b");
    const auto c = enter("c");
    QCOMPARE(log_, QStringList{"begin a"});
    QCOMPARE(queue_->placesBefore(c), 2);
    queue_->leave(a);
    queue_->leave(b);
    queue_->leave(c);
    QCOMPARE(log_, (QStringList{"begin a", "begin b", "begin c"}));
    QVERIFY(queue_->entries().isEmpty());
  }

  void oneThatWaitsCanGiveUpItsPlace() {
    const auto a = enter("a");
    const auto b = enter("b");
    enter("c");
    queue_->leave(b);
    queue_->leave(a);
    QCOMPARE(log_, (QStringList{"begin a", "begin c"}));
  }

  void whatWaitsCanBeMovedAndWithdrawn() {
    const auto a = enter("a");
    const auto b = enter("b");
    const auto c = enter("c");
    queue_->move(c, -1);
    queue_->move(c, -1);  // not before the one that runs
    queue_->withdraw(a);  // it runs
    queue_->withdraw(b);
    QCOMPARE(log_, (QStringList{"begin a", "withdraw b"}));
    QCOMPARE(queue_->entries().size(), 2);
    QCOMPARE(queue_->entries().first().title, QString("a"));
    QVERIFY(queue_->entries().first().running);
    queue_->leave(a);
    QCOMPARE(log_.last(), QString("begin c"));
  }

  void workThatEndsAsItBeginsLetsTheNextBegin() {
    const auto a = enter("a");
    WorkQueue::Ticket short_ = 0;
    short_ = queue_->enter("short", [&] { queue_->leave(short_); }, [] {});
    enter("c");
    queue_->leave(a);
    QCOMPARE(log_, (QStringList{"begin a", "begin c"}));
    QCOMPARE(queue_->entries().size(), 1);
  }

  void everyChangeIsTold() {
    QSignalSpy spy(queue_.get(), &WorkQueue::changed);
    const auto a = enter("a");
    const auto b = enter("b");
    const auto c = enter("c");
    queue_->move(c, -1);
    queue_->withdraw(b);
    queue_->leave(a);
    queue_->leave(12345);
    QCOMPARE(spy.count(), 6);
    Q_UNUSED(c);
  }

 private:
  WorkQueue::Ticket enter(const QString& name) {
    return queue_->enter(
        name, [this, name] { log_ << "begin " + name; },
        [this, name] { log_ << "withdraw " + name; });
  }

  std::unique_ptr<WorkQueue> queue_;
  QStringList log_;
};

QTEST_GUILESS_MAIN(TestWorkQueue)
#include "tst_work_queue.moc"
