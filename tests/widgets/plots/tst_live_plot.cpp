// SPDX-License-Identifier: GPL-3.0-or-later
// Live plots repaint at a bounded rate, are fast, follow the palette and export what they show.
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>
#include <cmath>

#include "tests/support/patience.h"
#include "widgets/plots/live_plot.h"
#include "widgets/theme/theme.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestLivePlot : public QObject {
  Q_OBJECT

 private slots:
  void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin).*")); }

  void repaintsAtMostTenTimesASecond() {
    LivePlot plot("Loss");
    plot.addSeries("train");
    plot.resize(400, 250);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot, kPatience));
    QSignalSpy refreshed(&plot, &LivePlot::refreshed);
    QElapsedTimer clock;
    clock.start();
    int points = 0;
    while (clock.elapsed() < 600) {
      for (int i = 0; i < 100; ++i, ++points) plot.append(0, points, std::sin(points * 0.01));
      QCoreApplication::processEvents();
    }
    QVERIFY(points > 1000);
    QVERIFY2(refreshed.count() >= 2, "it must repaint while data keep coming");
    QVERIFY2(refreshed.count() <= 7, qPrintable(QString::number(refreshed.count())));
  }

  void fewPointsAreDotsToo() {
    // The height of a level curve: that of its pen, or of its dots.
    const auto heightWith = [](int points) {
      LivePlot plot("Loss");
      plot.addSeries("train");
      plot.resize(400, 250);
      for (int i = 0; i < points; ++i) plot.append(0, i, 1);
      plot.refreshNow();
      const QImage image = plot.grab().toImage();
      const QColor color = Theme::fromPalette(plot.palette()).series(0).color;
      int top = image.height();
      int bottom = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
          if (image.pixelColor(x, y) != color) continue;
          top = std::min(top, y);
          bottom = std::max(bottom, y);
        }
      }
      return bottom - top + 1;
    };
    QVERIFY(heightWith(1) >= 4);
    QVERIFY(heightWith(3) >= 4);
    QVERIFY(heightWith(40) <= 3);
  }

  void hiddenPlotsCostNothing() {
    LivePlot plot("Loss");
    plot.addSeries("train");
    QSignalSpy refreshed(&plot, &LivePlot::refreshed);
    for (int i = 0; i < 1000; ++i) plot.append(0, i, i);
    QTest::qWait(150);
    QCOMPARE(refreshed.count(), 0);
  }

  void endlessRunsDoNotFillTheMemory() {
    LivePlot plot("Loss");
    plot.addSeries("batch");
    for (int i = 0; i < 700000; ++i) plot.append(0, i, i == 1000 ? 99 : std::sin(i * 0.1));
    const QString csv = plot.toCsv();
    QVERIFY(csv.count('\n') <= 200001);
    QVERIFY(csv.contains("batch,1000,99\n"));
  }

  void followsThePalette() {
    LivePlot plot("Loss");
    plot.resize(300, 200);
    for (const bool dark : {true, false}) {
      const Theme theme = dark ? Theme::dark() : Theme::light();
      plot.setPalette(theme.palette());
      plot.refreshNow();
      const QImage image = plot.grab().toImage();
      QCOMPARE(image.pixelColor(2, 2), theme.base);
    }
  }

  void exportsWhatItShows() {
    LivePlot plot("Loss");
    plot.resize(400, 250);
    plot.setAxes("epoch", "loss", LivePlot::Scale::Logarithmic);
    plot.addSeries("a, b");
    plot.append(0, 1, 0.5);
    plot.append(0, 2, 0.25);
    for (const char* suffix : {"svg", "png", "pdf", "csv"}) {
      const Result<QByteArray> result = plot.picture(suffix);
      QVERIFY2(result.has_value(), result ? "" : toText(result.error()).c_str());
      const QByteArray& bytes = *result;
      if (qstrcmp(suffix, "csv") == 0) {
        QCOMPARE(bytes, QByteArray("series,x,y\n\"a, b\",1,0.5\n\"a, b\",2,0.25\n"));
      } else if (qstrcmp(suffix, "svg") == 0) {
        QXmlStreamReader xml(bytes);
        while (!xml.atEnd()) xml.readNext();
        QVERIFY(!xml.hasError());
        QVERIFY(bytes.contains("epoch"));
      } else if (qstrcmp(suffix, "png") == 0) {
        QCOMPARE(QImage::fromData(bytes).width(), 800);
      } else {
        QVERIFY(bytes.startsWith("%PDF"));
      }
    }
    const Result<QByteArray> bad = plot.picture("doc");
    QVERIFY(!bad);
    QVERIFY(QString::fromStdString(bad.error().message).contains("doc"));
  }

  void saysInWordsWhatItShows() {
    LivePlot plot("Loss");
    plot.setAxes("epoch", "");
    QCOMPARE(plot.accessibleName(), QString("Loss"));
    plot.addSeries("train");
    plot.append(0, 3, 0.125);
    plot.refreshNow();
    QCOMPARE(plot.accessibleDescription(), QString("Loss at epoch 3: train 0.125"));
  }
};

QTEST_MAIN(TestLivePlot)
#include "tst_live_plot.moc"
