// SPDX-License-Identifier: GPL-3.0-or-later
// The thread pool: every index once, exceptions reach the caller, many small jobs.
#include "core/base/parallel.h"

#include <QtTest>
#include <atomic>
#include <stdexcept>
#include <vector>

using namespace qonvolve;

class TestParallel : public QObject {
  Q_OBJECT
 private slots:
  void everyIndexRunsOnce_data() {
    QTest::addColumn<std::size_t>("threads");
    QTest::addColumn<std::size_t>("count");
    for (const std::size_t threads : {1U, 2U, 5U}) {
      for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
        QTest::addRow("%zu threads, %zu pieces", threads, count) << threads << count;
      }
    }
  }
  void everyIndexRunsOnce() {
    QFETCH(std::size_t, threads);
    QFETCH(std::size_t, count);
    ThreadPool pool(threads);
    QCOMPARE(pool.size(), threads);
    std::vector<std::atomic<int>> seen(count);
    std::atomic<bool> workerInRange = true;
    pool.run(count, [&](std::size_t index, std::size_t worker) {
      ++seen[index];
      if (worker >= threads) workerInRange = false;
    });
    for (const auto& times : seen) QCOMPARE(times.load(), 1);
    QVERIFY(workerInRange);
  }

  void manySmallJobsLoseNothing() {
    ThreadPool pool(3);
    std::atomic<long> sum = 0;
    for (int job = 0; job < 20000; ++job) {
      pool.run(4, [&](std::size_t index, std::size_t) { sum += static_cast<long>(index); });
    }
    QCOMPARE(sum.load(), 20000L * 6);
  }

  void exceptionsReachTheCallerAndThePoolGoesOn() {
    ThreadPool pool(2);
    const auto failing = [](std::size_t index, std::size_t) {
      if (index == 5) throw std::runtime_error("five");
    };
    QVERIFY_EXCEPTION_THROWN(pool.run(10, failing), std::runtime_error);
    std::atomic<int> count = 0;
    pool.run(10, [&](std::size_t, std::size_t) { ++count; });
    QCOMPARE(count.load(), 10);
  }

  void zeroThreadsMeansOnePerCore() { QVERIFY(ThreadPool(0).size() >= 1); }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
