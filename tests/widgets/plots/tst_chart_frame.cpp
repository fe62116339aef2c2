// SPDX-License-Identifier: GPL-3.0-or-later
// Ticks are round and inside; positions go back and forth.
#include <QTest>
#include <cmath>

#include "widgets/plots/chart_frame.h"

using namespace qonvolve::ui;

class TestChartFrame : public QObject {
  Q_OBJECT

 private slots:
  void ticksAreRound_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<QList<double>>("ticks");
    QTest::newRow("unit") << 0.0 << 1.0 << 5 << QList<double>{0, 0.2, 0.4, 0.6, 0.8, 1};
    QTest::newRow("across zero") << -1.2 << 2.3 << 3 << QList<double>{0, 2};
    QTest::newRow("large") << 0.0 << 950.0 << 4 << QList<double>{0, 500};
    QTest::newRow("nothing") << 1.0 << 1.0 << 4 << QList<double>{};
  }
  void ticksAreRound() {
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, wanted);
    QFETCH(QList<double>, ticks);
    const auto found = roundTicks(low, high, wanted);
    QCOMPARE(found.size(), std::size_t(ticks.size()));
    for (std::size_t i = 0; i < found.size(); ++i) {
      QVERIFY(std::abs(found[i] - ticks[qsizetype(i)]) < 1e-9 * (high - low));
    }
  }

  void epochsAreNotDivided() {
    ChartFrame::Axis epochs{0.98, 3.02, "epoch"};
    QVERIFY(epochs.marks(20).size() > 10);
    epochs.whole = true;
    QCOMPARE(epochs.marks(20), (std::vector<double>{1, 2, 3}));
  }

  void cornersAreCorners() {
    const ChartFrame frame = ChartFrame::inside(QRectF(0, 0, 300, 200), {-1, 3, "x", true},
                                                {10, 20, "y", true}, QFont());
    QVERIFY(QRectF(0, 0, 300, 200).contains(frame.area));
    QCOMPARE(frame.toPoint(-1, 10), frame.area.bottomLeft());
    QCOMPARE(frame.toPoint(3, 20), frame.area.topRight());
  }
};

QTEST_MAIN(TestChartFrame)
#include "tst_chart_frame.moc"
