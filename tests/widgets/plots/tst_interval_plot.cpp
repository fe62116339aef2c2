// SPDX-License-Identifier: GPL-3.0-or-later
// The plot of scores with intervals: order, ends of a logarithmic axis, words, files.
#include <QImage>
#include <limits>

#include "tests/widgets/window_test.h"
#include "widgets/plots/interval_plot.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void fill(IntervalPlot& plot) {
  plot.setLabels({"Accuracy against shots", "shots", "accuracy, %", "exact"});
  plot.setPoints(
      {{kInfinity, 0.9, 0.8, 0.95, {}}, {100, 0.7, 0.6, 0.8, {}}, {0, 0.5, 0.4, 0.6, {}}});
}

// How many pixels of the picture are of the colour of the points.
int coloured(const IntervalPlot& plot) {
  const auto png = plot.picture("png", 96);
  if (!png) return -1;
  const QImage image = QImage::fromData(*png, "PNG");
  const QRgb color = Theme::light().series(0).color.rgb();
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += image.pixel(x, y) == color ? 1 : 0;
  }
  return count;
}

}  // namespace

class TestIntervalPlot : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void pointsAreSortedAndTold() {
    IntervalPlot plot;
    plot.setEmptyText("Nothing yet");
    QCOMPARE(plot.accessibleDescription(), QString("Nothing yet"));
    fill(plot);
    QCOMPARE(plot.points().front().x, 0.0);
    const QString words = plot.accessibleDescription();
    QVERIFY2(words.contains("100: 70.0 %, 95 % interval 60.0 % to 80.0 %"), qPrintable(words));
    QVERIFY2(words.endsWith("exact: 90.0 %, 95 % interval 80.0 % to 95.0 %"), qPrintable(words));
    plot.setReference(IntervalPlot::Reference{"largest class", 0.5});
    QVERIFY(plot.accessibleDescription().endsWith("largest class: 50.0 %"));
  }
  void theTableHasEveryDigit() {
    IntervalPlot plot;
    fill(plot);
    QCOMPARE(plot.toCsv().section('\n', 0, 1),
             QString("x,share,low95,high95\n0,0.5,0.40000000000000002,0.59999999999999998"));
    QVERIFY(plot.toCsv().contains("\ninf,0.90000000000000002,"));
  }
  // 0 and infinity have no logarithm: they must be drawn all the same.
  void allPointsAreDrawnOnBothScales() {
    IntervalPlot plot;
    plot.resize(420, 240);
    plot.setScale(IntervalPlot::Scale::Logarithmic);
    QCOMPARE(coloured(plot), 0);
    plot.setPoints({{100, 0.7, 0.6, 0.8, {}}});
    const int one = coloured(plot);
    QVERIFY(one > 40);
    fill(plot);
    QVERIFY(coloured(plot) > one + 40);
    plot.setScale(IntervalPlot::Scale::Linear);
    plot.setPoints({{0, 0.5, 0.4, 0.6, {}}, {0.1, 0.7, 0.6, 0.8, {}}});
    QVERIFY(coloured(plot) > 60);
  }
  void filesAreWritten() {
    IntervalPlot plot;
    plot.resize(300, 200);
    fill(plot);
    const auto svg = plot.picture("svg");
    QVERIFY(svg && svg->contains("Accuracy against shots") && svg->contains("<polyline"));
    const auto pdf = plot.picture("pdf");
    QVERIFY(pdf && pdf->startsWith("%PDF"));
    const auto png = plot.picture("png", 192);
    QVERIFY(png);
    QCOMPARE(QImage::fromData(*png, "PNG").size(), QSize(1280, 800));
    QCOMPARE(*plot.picture("csv"), plot.toCsv().toUtf8());
    QVERIFY(!plot.picture("bmp"));
  }
};

QTEST_MAIN(TestIntervalPlot)
#include "tst_interval_plot.moc"
