// SPDX-License-Identifier: GPL-3.0-or-later
// Messages leave at most 30 times a second, one at a time, and no event is lost.
#include <QTest>

#include "widgets/training/progress_coalescer.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

StepDone step(std::uint64_t number) {
  StepDone done;
  done.step = number;
  return done;
}

}  // namespace

class TestProgressCoalescer : public QObject {
  Q_OBJECT

 private slots:
  void firstEventLeavesAtOnce() {
    ProgressCoalescer coalescer;
    QVERIFY(!coalescer.ready(0));
    coalescer.add(step(1));
    QVERIFY(coalescer.ready(0));
  }

  void waitsForTheInterval() {
    ProgressCoalescer coalescer;
    coalescer.add(step(1));
    coalescer.take(10);
    coalescer.acknowledge();
    coalescer.add(step(2));
    QVERIFY(!coalescer.ready(10 + 0.9 * ProgressCoalescer::kInterval));
    QVERIFY(coalescer.ready(10 + 1.1 * ProgressCoalescer::kInterval));
  }

  void waitsForTheAcknowledgement() {
    ProgressCoalescer coalescer;
    coalescer.add(step(1));
    coalescer.take(0);
    coalescer.add(step(2));
    QVERIFY(!coalescer.ready(100));
    coalescer.acknowledge();
    QVERIFY(coalescer.ready(100));
  }

  // A receiver that needs 0.1 s a message, events every 0.1 ms, for 10 s.
  void slowReceiversGetFewMessagesAndEveryEvent() {
    ProgressCoalescer coalescer;
    int messages = 0;
    std::uint64_t received = 0;
    double busyUntil = 0;
    for (std::uint64_t i = 1; i <= 100000; ++i) {
      const double now = static_cast<double>(i) * 1e-4;
      if (now >= busyUntil) coalescer.acknowledge();
      coalescer.add(step(i));
      if (!coalescer.ready(now)) continue;
      ++messages;
      busyUntil = now + 0.1;
      for (const TrainEvent& event : coalescer.take(now).events) {
        QCOMPARE(std::get<StepDone>(event).step, ++received);
      }
    }
    for (const TrainEvent& event : coalescer.take(11).events) {
      QCOMPARE(std::get<StepDone>(event).step, ++received);
    }
    QCOMPARE(received, std::uint64_t{100000});
    QVERIFY(messages >= 95 && messages <= 101);
  }

  void checkpointsBecomeTheirParameters() {
    ProgressCoalescer coalescer;
    CheckpointReady ready;
    ready.checkpoint.parameters = {1, 2};
    coalescer.add(ready);
    ready.checkpoint.parameters = {3, 4};
    coalescer.add(ready);
    QVERIFY(coalescer.ready(0));
    const TrainingProgress progress = coalescer.take(0);
    QVERIFY(progress.events.empty());
    QCOMPARE(progress.parameters, (std::vector<double>{3, 4}));
    QVERIFY(coalescer.take(1).parameters.empty());
  }
};

QTEST_GUILESS_MAIN(TestProgressCoalescer)
#include "tst_progress_coalescer.moc"
