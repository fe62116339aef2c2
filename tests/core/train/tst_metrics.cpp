// SPDX-License-Identifier: GPL-3.0-or-later
// Scores of a classifier against numbers worked out by hand.
#include "core/train/metrics.h"

#include <QtTest>
#include <cmath>

#include "core/train/gradient_window.h"

using namespace qonvolve;

class TestMetrics : public QObject {
  Q_OBJECT
 private slots:
  // Wilson (1927): 81 of 263 gives 0.2553 to 0.3662 (Newcombe, Stat. Med. 17 (1998) 857, table I).
  void wilsonIntervalMatchesTheLiterature() {
    double low = 0;
    double high = 0;
    wilsonInterval(81, 263, low, high);
    QVERIFY(std::abs(low - 0.2553) < 5e-5);
    QVERIFY(std::abs(high - 0.3662) < 5e-5);
    wilsonInterval(0, 20, low, high);
    QCOMPARE(low, 0.0);
    QVERIFY(std::abs(high - 0.1611) < 5e-5);
    wilsonInterval(10, 10, low, high);
    QCOMPARE(high, 1.0);
    wilsonInterval(0, 0, low, high);
    QCOMPARE(low, 0.0);
    QCOMPARE(high, 1.0);
  }

  void confusionAndClassScores() {
    Matrix p(6, 3);
    p << .8, .1, .1,  //
        .2, .7, .1,   //
        .3, .3, .4,   //
        .1, .8, .1,   //
        .5, .5, .0,   // a tie: the first of the largest
        .1, .2, .7;
    const Scores s = score(p, {0, 0, 2, 1, 0, 2}, 0.25);
    QCOMPARE(s.samples, std::size_t{6});
    QCOMPARE(s.loss, 0.25);
    QCOMPARE(s.accuracy, 5.0 / 6);
    QCOMPARE(s.confusion[0], (std::vector<std::size_t>{2, 1, 0}));
    QCOMPARE(s.confusion[1], (std::vector<std::size_t>{0, 1, 0}));
    QCOMPARE(s.confusion[2], (std::vector<std::size_t>{0, 0, 2}));
    QCOMPARE(s.perClass[0].precision, 1.0);
    QCOMPARE(s.perClass[0].recall, 2.0 / 3);
    QCOMPARE(s.perClass[0].f1, 0.8);
    QCOMPARE(s.perClass[0].count, std::size_t{3});
    QCOMPARE(s.perClass[1].precision, 0.5);
    QVERIFY(s.low95 < s.accuracy && s.accuracy < s.high95);
    // Class 1: 1 of 2 predictions right, 1 of 1 sample found.
    double low = 0;
    double high = 0;
    wilsonInterval(1, 2, low, high);
    QCOMPARE(precisionInterval(s, 1).low, low);
    QCOMPARE(precisionInterval(s, 1).high, high);
    wilsonInterval(1, 1, low, high);
    QCOMPARE(recallInterval(s, 1).low, low);
    QCOMPARE(recallInterval(s, 1).high, high);
  }

  void anEmptyPartHasNoScore() { QCOMPARE(score(Matrix(0, 2), {}, 1).samples, std::size_t{0}); }

  void gradientWindowMeasuresVariance() {
    Model model;
    model.parameterCount = 3;
    model.groups = {{"A", 1, 0, 2}, {"B", 2, 2, 1}};
    GradientWindow window;
    for (std::size_t i = 0; i < kGradientWindow + 5; ++i) {
      const double v = i % 2 == 0 ? 1 : -1;
      window.push(std::vector{v, 3 * v, 2.0});
    }
    QCOMPARE(window.size(), kGradientWindow);
    const GradientsMeasured m = window.measure(model, 25);
    QCOMPARE(m.groups[0].variance, (1.0 + 9.0) / 2 * 20 / 19);
    QCOMPARE(m.groups[0].meanSquare, 5.0);
    QCOMPARE(m.groups[1].variance, 0.0);
    QCOMPARE(m.groups[1].meanSquare, 4.0);
    QCOMPARE(m.parameterRms[1], 3.0F);

    GradientWindow copy;
    copy.restore(window.entries());
    QCOMPARE(copy.entries(), window.entries());
    window.push(std::vector{9.0, 9.0, 9.0});
    window.pop();
    QCOMPARE(window.size(), kGradientWindow - 1);
    QCOMPARE(window.entries().back(), copy.entries().back());
  }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
