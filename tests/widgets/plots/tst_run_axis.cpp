// SPDX-License-Identifier: GPL-3.0-or-later
// Steps on the axes of a run, and the plots drawn over them.
#include <QTest>

#include "tests/widgets/window_test.h"
#include "widgets/plots/training_plots.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

/// Two epochs of three steps; the second is dearer and slower.
std::vector<TrainEvent> events() {
  std::vector<TrainEvent> all;
  std::uint64_t total = 0;
  for (std::uint64_t step = 1; step <= 6; ++step) {
    const std::uint64_t cost = step <= 3 ? 10 : 20;
    total += cost;
    all.emplace_back(StepDone{step, 1.0 / static_cast<double>(step), 0.1, cost});
    if (step % 3 != 0) continue;
    EpochDone epoch;
    epoch.epoch = step / 3;
    epoch.step = step;
    epoch.train = {0.5, 0.75};
    epoch.seconds = step == 3 ? 1.5 : 6;
    epoch.evaluations = total;
    all.emplace_back(epoch);
  }
  return all;
}

}  // namespace

class TestRunAxis : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void stepsHaveTheirPlaceOnEveryAxis() {
    RunClock clock(3);
    QVERIFY(!clock.at(RunAxis::Seconds, 1));
    for (const TrainEvent& event : events()) {
      if (const auto* step = std::get_if<StepDone>(&event)) {
        clock.add(*step);
        QVERIFY(clock.at(RunAxis::Evaluations, step->step));
      }
      if (const auto* epoch = std::get_if<EpochDone>(&event)) clock.add(*epoch);
    }
    const auto at = [&](RunAxis axis, std::uint64_t step) { return *clock.at(axis, step); };
    QCOMPARE(at(RunAxis::Epochs, 2), 2.0 / 3);
    QCOMPARE(at(RunAxis::Evaluations, 1), 10.0);
    QCOMPARE(at(RunAxis::Evaluations, 3), 30.0);
    QCOMPARE(at(RunAxis::Evaluations, 5), 70.0);
    QCOMPARE(at(RunAxis::Seconds, 3), 1.5);
    QCOMPARE(at(RunAxis::Seconds, 4), 3.0);
    QCOMPARE(at(RunAxis::Seconds, 6), 6.0);
    QVERIFY(!clock.at(RunAxis::Seconds, 7));
  }

  void aRunThatGoesOnCountsFromItsBeginning() {
    RunClock clock(3);
    clock.add(StepDone{4, 0.5, 0, 20});
    EpochDone epoch;
    epoch.epoch = 2;
    epoch.step = 6;
    epoch.evaluations = 90;
    epoch.seconds = 6;
    clock.add(epoch);
    QCOMPARE(*clock.at(RunAxis::Evaluations, 6), 90.0);
  }

  void plotsAreDrawnAnewOverAnotherAxis() {
    TrainingPlots plots;
    plots.clear({}, 3, 2);
    plots.append(events());
    QVERIFY(plots.loss()->toCsv().contains("\ntrain,2,"));
    plots.setAxis(RunAxis::Evaluations);
    QVERIFY2(plots.loss()->toCsv().contains("\ntrain,90,"), qPrintable(plots.loss()->toCsv()));
    QVERIFY(plots.loss()->toCsv().contains("\nbatch,10,1"));
    plots.setAxis(RunAxis::Seconds);
    QVERIFY(plots.loss()->toCsv().contains("\ntrain,6,"));
    QVERIFY(plots.accuracy()->toCsv().contains("\ntrain,1.5,0.75"));
    plots.setAxis(RunAxis::Epochs);
    QCOMPARE(plots.loss()->toCsv().count("\nbatch,"), 6);
  }

  void stepsOfAnEpochThatGoesOnWaitForTheirTime() {
    TrainingPlots plots;
    plots.clear({}, 3, 2);
    plots.setAxis(RunAxis::Seconds);
    const std::vector<TrainEvent> all = events();
    plots.append(std::span(all).first(2));
    QCOMPARE(plots.loss()->toCsv().count("\nbatch,"), 0);
    plots.append(std::span(all).subspan(2));
    QCOMPARE(plots.loss()->toCsv().count("\nbatch,"), 6);
  }
};

QTEST_MAIN(TestRunAxis)
#include "tst_run_axis.moc"
