// SPDX-License-Identifier: GPL-3.0-or-later
// Reducing a curve to the screen loses neither extremes nor ends.
#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/base/rng.h"
#include "widgets/plots/series_data.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestSeriesData : public QObject {
  Q_OBJECT

 private slots:
  void shortCurvesStayAsTheyAre() {
    SeriesData data;
    for (int i = 0; i < 10; ++i) data.append(i, i * i);
    const SeriesData kept = decimated(data, 100);
    QCOMPARE(kept.x, data.x);
    QCOMPARE(kept.y, data.y);
  }

  void longCurvesKeepExtremesOrderAndEnds() {
    Rng rng(11);
    SeriesData data;
    for (int i = 0; i < 100000; ++i) data.append(i, rng.normal());
    data.y[43210] = 50;  // one spike up, one down, each a single point
    data.y[43211] = -50;
    const SeriesData kept = decimated(data, 400);
    QVERIFY(kept.size() <= 802);
    QVERIFY(std::is_sorted(kept.x.begin(), kept.x.end()));
    QCOMPARE(*std::max_element(kept.y.begin(), kept.y.end()), 50.0);
    QCOMPARE(*std::min_element(kept.y.begin(), kept.y.end()), -50.0);
    QCOMPARE(kept.x.front(), 0.0);
    QCOMPARE(kept.x.back(), 99999.0);
    // Each column of the screen keeps its own range.
    for (int column = 0; column < 400; ++column) {
      double low = 1e9;
      double keptLow = 1e9;
      for (std::size_t i = 0; i < data.size(); ++i) {
        if (static_cast<int>(data.x[i] / (99999.0 / 400)) == column) low = std::min(low, data.y[i]);
      }
      for (std::size_t i = 0; i < kept.size(); ++i) {
        if (static_cast<int>(kept.x[i] / (99999.0 / 400)) == column) {
          keptLow = std::min(keptLow, kept.y[i]);
        }
      }
      if (column > 0 && column < 399) QCOMPARE(keptLow, low);
    }
  }

  void pointsThatAreNoNumbersAreLeftOut() {
    SeriesData data;
    for (int i = 0; i < 5000; ++i) data.append(i, i % 7 == 0 ? qQNaN() : 1.0);
    const SeriesData kept = decimated(data, 50);
    QVERIFY(std::all_of(kept.y.begin(), kept.y.end(), [](double y) { return y == 1.0; }));
    QVERIFY(kept.size() > 50);
  }
};

QTEST_GUILESS_MAIN(TestSeriesData)
#include "tst_series_data.moc"
