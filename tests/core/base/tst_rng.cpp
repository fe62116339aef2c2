// SPDX-License-Identifier: GPL-3.0-or-later
// Random streams: known numbers, moments, independence of streams, restart from a state.
#include "core/base/rng.h"

#include <QtTest>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

using namespace qonvolve;

class TestRng : public QObject {
  Q_OBJECT
 private slots:
  // xoshiro256** from state {1, 2, 3, 4}: the first outputs follow by hand from its definition,
  // rotl(5 * s1, 7) * 9 and the state update.
  void followsTheDefinition() {
    Rng rng(Rng::State{1, 2, 3, 4});
    QCOMPARE(rng.next(), std::uint64_t{11520});
    QCOMPARE(rng.next(), std::uint64_t{0});
    QCOMPARE(rng.next(), std::uint64_t{1509978240});
    QCOMPARE(rng.next(), std::uint64_t{1215971899390074240});
  }

  void uniformAndNormalHaveTheirMoments() {
    Rng rng(42);
    constexpr int kDraws = 200000;
    double mean = 0;
    double normalMean = 0;
    double normalSquare = 0;
    double normalFourth = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double u = rng.uniform();
      QVERIFY(u >= 0 && u < 1);
      mean += u / kDraws;
      const double n = rng.normal();
      normalMean += n / kDraws;
      normalSquare += n * n / kDraws;
      normalFourth += n * n * n * n / kDraws;
    }
    // Five standard errors of each moment.
    QVERIFY(std::abs(mean - 0.5) < 5 * std::sqrt(1.0 / 12 / kDraws));
    QVERIFY(std::abs(normalMean) < 5 * std::sqrt(1.0 / kDraws));
    QVERIFY(std::abs(normalSquare - 1) < 5 * std::sqrt(2.0 / kDraws));
    QVERIFY(std::abs(normalFourth - 3) < 5 * std::sqrt(96.0 / kDraws));
  }

  void belowIsUnbiased() {
    Rng rng(7);
    std::array<int, 7> counts{};
    for (int i = 0; i < 70000; ++i) ++counts[rng.below(7)];
    for (const int count : counts) QVERIFY(std::abs(count - 10000) < 500);
  }

  void streamsDifferByPurposeIndexAndSeed() {
    const Rng rng(7);
    QVERIFY(rng.stream("init").next() != rng.stream("batches").next());
    QVERIFY(rng.stream("batches", 0).next() != rng.stream("batches", 1).next());
    QVERIFY(Rng(8).stream("init").next() != rng.stream("init").next());
    QCOMPARE(rng.stream("init", 3).next(), Rng(7).stream("init", 3).next());
  }

  void continuesFromAState() {
    Rng rng(99);
    rng.normal();
    Rng copy(rng.state());
    for (int i = 0; i < 10; ++i) QCOMPARE(copy.next(), rng.next());
  }

  void shuffleKeepsTheElements() {
    std::vector<int> items(100);
    std::iota(items.begin(), items.end(), 0);
    Rng rng(3);
    std::vector<int> shuffled = items;
    rng.shuffle(std::span<int>(shuffled));
    QVERIFY(shuffled != items);
    std::sort(shuffled.begin(), shuffled.end());
    QCOMPARE(shuffled, items);
  }
};

QTEST_GUILESS_MAIN(TestRng)
#include "tst_rng.moc"
