// SPDX-License-Identifier: GPL-3.0-or-later
// Work shared by those who need it: every piece once, results seen by all, slow pieces.
#include "core/base/shared_work.h"

#include <QtTest>
#include <atomic>
#include <vector>

#include "core/base/parallel.h"

using namespace qonvolve;

class TestSharedWork : public QObject {
  Q_OBJECT
 private slots:
  /// Every thread comes with its own wish and leaves with all results, whoever made them.
  void isDoneOnceAndSeenByAll() {
    constexpr std::size_t kThreads = 4, kPieces = 7;
    ThreadPool pool(kThreads);
    SharedWork work;
    std::vector<std::size_t> made(kPieces);  // not atomic: finish() must order them
    std::atomic<int> wrong = 0;
    std::atomic<long> times = 0;
    for (std::size_t round = 1; round <= 5000; ++round) {
      work.reset(kPieces);
      const auto make = [&](std::size_t piece) {
        made[piece] = round * (piece + 1);
        ++times;
      };
      pool.run(kThreads, [&](std::size_t index, std::size_t) {
        if (index % 2 == 0) work.take(make);
        work.finish(make);
        for (std::size_t piece = 0; piece < kPieces; ++piece) {
          if (made[piece] != round * (piece + 1)) ++wrong;
        }
        if (work.take(make)) ++wrong;
      });
    }
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(times.load(), 5000L * static_cast<long>(kPieces));
  }

  /// Nobody spins for long: who waits for a slow piece sleeps and is woken.
  void whoWaitsForSlowPiecesSleeps() {
    ThreadPool pool(2);
    SharedWork work;
    work.reset(2);
    std::atomic<int> finished = 0;
    pool.run(2, [&](std::size_t, std::size_t) {
      work.finish([&](std::size_t piece) {
        if (piece == 1) QTest::qSleep(20);
        ++finished;
      });
      if (finished != 2) finished = -100;
    });
    QCOMPARE(finished.load(), 2);
    work.reset(0);
    QVERIFY(!work.take([](std::size_t) {}));
    work.finish([](std::size_t) {});
  }
};

QTEST_GUILESS_MAIN(TestSharedWork)
#include "tst_shared_work.moc"
