// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics over seeds: against published quantiles, closed forms and simulated coverage.
#include <QtTest>

#include "core/base/rng.h"
#include "core/study/statistics.h"

using namespace qonvolve;

class TestStatistics : public QObject {
  Q_OBJECT
 private slots:
  void studentQuantilesAreThoseOfTheTables_data() {
    QTest::addColumn<double>("degrees");
    QTest::addColumn<double>("t");
    QTest::newRow("1") << 1.0 << 12.706204736;
    QTest::newRow("2") << 2.0 << 4.302652730;
    QTest::newRow("4") << 4.0 << 2.776445105;
    QTest::newRow("9") << 9.0 << 2.262157163;
    QTest::newRow("30") << 30.0 << 2.042272456;
    QTest::newRow("1000") << 1000.0 << 1.962339081;
  }
  void studentQuantilesAreThoseOfTheTables() {
    QFETCH(double, degrees);
    QFETCH(double, t);
    QVERIFY(std::fabs(studentQuantile(0.975, degrees) - t) < 1e-8 * t);
    QVERIFY(std::fabs(studentQuantile(0.025, degrees) + t) < 1e-8 * t);
    QVERIFY(std::fabs(studentProbability(t, degrees) - 0.975) < 1e-10);
  }

  void oneDegreeIsCauchy() {
    for (const double t : {-3.0, -0.5, 0.0, 0.7, 20.0}) {
      QVERIFY(std::fabs(studentProbability(t, 1) - (0.5 + std::atan(t) / M_PI)) < 1e-13);
    }
  }

  void spreadsAreThoseOfTheDefinition() {
    const std::vector<double> values = {4, 1, 3, 2};
    const Spread s = spreadOf(values);
    QCOMPARE(s.count, std::size_t{4});
    QCOMPARE(s.mean, 2.5);
    QVERIFY(std::fabs(s.deviation - std::sqrt(5.0 / 3)) < 1e-15);
    QCOMPARE(s.median, 2.5);
    QCOMPARE(s.lowerQuartile, 1.75);
    QCOMPARE(s.minimum, 1.0);
    QCOMPARE(s.maximum, 4.0);
    QCOMPARE(spreadOf({}).count, std::size_t{0});
  }

  void differencesPairCommonSeedsOnly() {
    const BySeed a = {{1, 0.5}, {2, 0.6}, {3, 0.7}, {9, 0.1}};
    const BySeed b = {{1, 0.6}, {2, 0.8}, {3, 0.7}, {5, 0.9}};
    const PairedDifference d = pairedDifference(a, b);
    QCOMPARE(d.pairs, std::size_t{3});
    QVERIFY(std::fabs(d.mean - 0.1) < 1e-15);
    QVERIFY(std::fabs(d.deviation - 0.1) < 1e-15);
    const double half = 4.302652730 * 0.1 / std::sqrt(3.0);
    QVERIFY(std::fabs(d.low - (0.1 - half)) < 1e-9);
    QVERIFY(std::fabs(d.high - (0.1 + half)) < 1e-9);
    QVERIFY(!d.clear());
    QVERIFY(d.bootstrapLow >= 0 && d.bootstrapHigh <= 0.2 + 1e-12);
  }

  // Pairing removes what seeds have in common: unpaired spreads of 0.1 hide a shift of 0.02.
  void pairingSeesWhatSpreadsHide() {
    BySeed a, b;
    Rng rng(3);
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      const double common = 0.7 + 0.1 * rng.normal();
      a[seed] = common + 0.003 * rng.normal();
      b[seed] = common + 0.02 + 0.003 * rng.normal();
    }
    QVERIFY(pairedDifference(a, b).clear());
  }

  void equalDifferencesNeedSixSeeds() {
    BySeed a, b;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const PairedDifference few = pairedDifference(a, b);
      QVERIFY(!few.clear());
      QCOMPARE(few.equalOfFew(), seed > 2);
      a[seed] = 0.975;
      b[seed] = 1.0;
    }
    QVERIFY(pairedDifference(a, b).clear());
    QVERIFY(!pairedDifference(a, b).equalOfFew());
    a.erase(6);
    const QString sentence = QString::fromStdString(
        verdictSentence(std::vector<std::string>{"a", "b"}, std::vector<BySeed>{a, b}, ""));
    QVERIFY2(sentence.endsWith("2.5 to 2.5): no clear difference; with fewer than 6 seeds equal "
                               "differences are not trusted."),
             qPrintable(sentence));
    const QString many = QString::fromStdString(
        verdictSentence(std::vector<std::string>{"a", "b", "c"}, std::vector<BySeed>{a, b, b}, ""));
    QVERIFY2(many.endsWith("(with fewer than 6 seeds equal differences are not trusted)."),
             qPrintable(many));
  }

  void intervalsHoldTheTruthAsOftenAsTheySay() {
    const Rng root(11);
    int inside = 0;
    constexpr int kTrials = 400;
    for (int trial = 0; trial < kTrials; ++trial) {
      Rng rng = root.stream("coverage", static_cast<std::uint64_t>(trial));
      BySeed a, b;
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        a[seed] = rng.normal();
        b[seed] = a[seed] + 1 + rng.normal();
      }
      const PairedDifference d = pairedDifference(a, b);
      inside += d.low <= 1 && 1 <= d.high ? 1 : 0;
    }
    // 380 expected, standard deviation 4.4.
    QVERIFY2(inside > 362 && inside < 396, std::to_string(inside).c_str());
  }

  void whatCannotBeToldFromTheBestIsMarked() {
    const BySeed best = {{1, 0.90}, {2, 0.92}, {3, 0.94}};
    const BySeed close = {{1, 0.91}, {2, 0.90}, {3, 0.93}};
    const BySeed worse = {{1, 0.50}, {2, 0.521}, {3, 0.54}};
    const std::vector<BySeed> designs = {worse, best, close, {}};
    const Standing standing = standingOf(designs);
    QCOMPARE(standing.best.value(), std::size_t{1});
    QCOMPARE(standing.noClearDifference, (std::vector<bool>{false, true, true, false}));
    QVERIFY(!standing.oneSeed);
    QVERIFY(standingOf(std::vector<BySeed>{{{1, 0.5}}, {{1, 0.9}}}).oneSeed);
    QVERIFY(!standingOf(std::vector<BySeed>{{}, {}}).best);
  }

  void theSentenceSaysWhatTheDataAllow_data() {
    QTest::addColumn<int>("designs");
    QTest::addColumn<int>("seeds");
    QTest::addColumn<double>("gap");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing yet") << 2 << 0 << 0.1 << "No run has finished yet.";
    QTest::newRow("one seed each") << 2 << 1 << 0.1 << "One seed: this may be chance.";
    QTest::newRow("two, clear") << 2 << 4 << 0.1 << "paired 95 % interval";
    QTest::newRow("two, equal") << 2 << 4 << 0.0 << "no clear difference";
    QTest::newRow("many, one seed") << 4 << 1 << 0.1 << "One seed: this may be chance.";
    QTest::newRow("many, clear") << 4 << 4 << 0.1 << "from every other is clear";
    QTest::newRow("many, equal") << 4 << 4 << 0.0 << "none differs clearly";
  }
  void theSentenceSaysWhatTheDataAllow() {
    QFETCH(int, designs);
    QFETCH(int, seeds);
    QFETCH(double, gap);
    QFETCH(QString, expected);
    std::vector<std::string> names;
    std::vector<BySeed> values;
    for (int d = 0; d < designs; ++d) {
      names.push_back("design " + std::to_string(d));
      BySeed& one = values.emplace_back();
      for (int s = 0; s < seeds; ++s) {
        // Deviations alternate in sign, so that differences without a gap straddle zero.
        one[static_cast<std::uint64_t>(s)] = 0.5 + gap * d + 0.001 * d * (s % 2 == 0 ? 1.0 : -1.0);
      }
    }
    const QString sentence =
        QString::fromStdString(verdictSentence(names, values, "test accuracy"));
    QVERIFY2(sentence.contains(expected), qPrintable(sentence));
  }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
