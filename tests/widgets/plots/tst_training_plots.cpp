// SPDX-License-Identifier: GPL-3.0-or-later
// Events of a run end up in the right curves.
#include <QRegularExpression>
#include <QTest>

#include "widgets/plots/training_plots.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestTrainingPlots : public QObject {
  Q_OBJECT

 private slots:
  void eventsReachTheirCurves() {
    TrainingPlots plots;
    const std::vector<ParameterGroup> groups{{"Convolution 1", 1, 0, 15}, {"Pooling 1", 2, 15, 2}};
    plots.clear(groups, 4, 10);
    EpochDone epoch;
    epoch.epoch = 1;
    epoch.step = 4;
    epoch.train = {0.5, 0.75};
    epoch.hasValidation = true;
    epoch.validation = {0.625, 0.25};
    const std::vector<TrainEvent> events{StepDone{.step = 2, .loss = 0.875}, epoch,
                                         GradientsMeasured{4, {{0.01, 0.02}, {0.001, 0.002}}, {}}};
    plots.append(events);
    QCOMPARE(plots.loss()->toCsv(),
             QString("series,x,y\nbatch,0.5,0.875\ntrain,1,0.5\nvalidation,1,0.625\n"));
    QCOMPARE(plots.accuracy()->toCsv(), QString("series,x,y\ntrain,1,0.75\nvalidation,1,0.25\n"));
    QCOMPARE(plots.gradients()->toCsv(),
             QString("series,x,y\nConvolution 1,1,0.01\nPooling 1,1,0.001\n"));
    plots.clear({}, 1, 1);
    QCOMPARE(plots.loss()->toCsv(), QString("series,x,y\n"));
    QCOMPARE(plots.gradients()->seriesCount(), 0);
    // Measurements of blocks that are not there are ignored.
    plots.append(events);
    QCOMPARE(plots.gradients()->toCsv(), QString("series,x,y\n"));
  }

  void epochsAreCountedInWholeNumbers() {
    TrainingPlots plots;
    plots.resize(1200, 240);
    plots.clear({}, 1, 15);
    std::vector<TrainEvent> events;
    for (std::uint64_t i = 1; i <= 15; ++i) {
      EpochDone epoch;
      epoch.epoch = epoch.step = i;
      epoch.train = {100.0 / static_cast<double>(i), 0.75};
      events.emplace_back(epoch);
    }
    plots.append(events);
    const auto svg = plots.loss()->picture("svg");
    QVERIFY(svg);
    const QString text = QString::fromUtf8(*svg);
    QVERIFY2(!text.contains(QRegularExpression(">\\s*7\\.5\\s*<")), "7.5 epochs");
    QVERIFY(text.contains(QRegularExpression(">\\s*14\\s*<")));
  }

  void theLargestClassIsALineOfTheAccuracy() {
    TrainingPlots plots;
    EpochDone epoch;
    epoch.epoch = 1;
    epoch.train = {0.5, 0.75};
    plots.append(std::vector<TrainEvent>{epoch});
    QVERIFY(!plots.accuracy()->summary().contains("largest class"));
    plots.setMajority(0.95);
    QVERIFY2(plots.accuracy()->summary().contains("largest class 0.95"),
             qPrintable(plots.accuracy()->summary()));
    QVERIFY(!plots.loss()->summary().contains("largest class"));
    plots.setMajority({});
    QVERIFY(!plots.accuracy()->summary().contains("largest class"));
  }

  void thePlaneIsShownForTwoFeatures() {
    TrainingPlots plots;
    QVERIFY(plots.plane()->isHidden());
    PlaneSamples samples;
    samples.points = Matrix::Zero(2, 2);
    samples.labels = {0, 1};
    plots.setPlane(samples, {"a", "b"});
    QVERIFY(!plots.plane()->isHidden());
    QVERIFY(plots.plane()->accessibleDescription().startsWith("2 samples"));
    plots.setPlane({}, {});
    QVERIFY(plots.plane()->isHidden());
  }
};

QTEST_MAIN(TestTrainingPlots)
#include "tst_training_plots.moc"
