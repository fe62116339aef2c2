// SPDX-License-Identifier: GPL-3.0-or-later
// The rule that tells a plateau from an optimum, a saddle, and from too few shots.
#include "core/train/training_watch.h"

#include <QtTest>
#include <cmath>

using namespace qonvolve;

namespace {

// Random parameters: loss 1 +- 0.1, |gradient|^2 per angle 1e-2; the best loss is 0.
WatchSettings settingsOf(std::size_t shots = 0) {
  WatchSettings settings;
  settings.probe = {.draws = 200,
                    .lossMean = 1,
                    .lossDeviation = 0.1,
                    .medianSquare = 1e-2,
                    .groupVariances = {},
                    .groupErrors = {},
                    .range = 2,
                    .lowestLoss = 0};
  settings.parameters = 4;
  settings.shots = shots;
  return settings;
}

// The norm of a gradient with that mean square over four angles.
double normOf(double meanSquare) {
  return std::sqrt(4 * meanSquare);
}

TrainingState afterSteps(TrainingWatch& watch, int steps, double loss, double drop,
                         double meanSquare, WatchProbes& probes) {
  for (int i = 0; i < steps; ++i) watch.push(loss - drop * i, normOf(meanSquare), probes);
  return watch.state();
}

struct Answers : WatchProbes {
  bool descent = false;
  double ratio = 1;
  int asked = 0;
  bool hasDescent() override {
    ++asked;
    return descent;
  }
  double noiselessRatio() override {
    ++asked;
    return ratio;
  }
};

}  // namespace

class TestTrainingWatch : public QObject {
  Q_OBJECT
 private slots:
  void statesFollowTheRule_data() {
    QTest::addColumn<double>("loss");
    QTest::addColumn<double>("drop");
    QTest::addColumn<double>("meanSquare");
    QTest::addColumn<int>("shots");
    QTest::addColumn<bool>("descent");
    QTest::addColumn<double>("ratio");
    QTest::addColumn<QString>("state");
    QTest::newRow("falling") << 1.0 << 0.01 << 1e-2 << 0 << false << 1.0 << "training";
    QTest::newRow("stalled with large gradients")
        << 1.0 << 0.0 << 1e-2 << 0 << false << 1.0 << "stalled";
    QTest::newRow("plateau") << 1.0 << 0.0 << 1e-5 << 0 << false << 1.0 << "plateau";
    QTest::newRow("plateau by its price alone")
        << 1.05 << 0.0 << 1e-6 << 0 << false << 1.0 << "plateau";
    QTest::newRow("noise") << 1.0 << 0.0 << 1e-5 << 0 << false << 12.0 << "noise_induced";
    QTest::newRow("some noise") << 1.0 << 0.0 << 1e-5 << 0 << false << 3.0 << "plateau";
    QTest::newRow("optimum") << 0.3 << 0.0 << 1e-5 << 0 << false << 1.0 << "converged";
    QTest::newRow("best loss") << 0.01 << 0.0 << 1e-2 << 0 << false << 1.0 << "converged";
    QTest::newRow("saddle") << 0.75 << 0.0 << 1e-5 << 0 << true << 1.0 << "saddle";
    QTest::newRow("flat, no way down") << 0.75 << 0.0 << 1e-5 << 0 << false << 1.0 << "stalled";
    // 1000 shots: noise of 5e-4 per angle.
    QTest::newRow("in the noise") << 1.0 << 0.0 << 6e-4 << 1000 << false << 1.0 << "shot_limited";
    QTest::newRow("above the noise") << 1.0 << 0.02 << 1e-2 << 1000 << false << 1.0 << "training";
  }
  void statesFollowTheRule() {
    QFETCH(double, loss);
    QFETCH(double, drop);
    QFETCH(double, meanSquare);
    QFETCH(int, shots);
    QFETCH(bool, descent);
    QFETCH(double, ratio);
    QFETCH(QString, state);
    TrainingWatch watch(settingsOf(static_cast<std::size_t>(shots)));
    Answers answers;
    answers.descent = descent;
    answers.ratio = ratio;
    const TrainingState seen = afterSteps(watch, 20, loss, drop, meanSquare, answers);
    QCOMPARE(QString::fromUtf8(idOf(seen).data(), static_cast<qsizetype>(idOf(seen).size())),
             state);
    QVERIFY(!labelOf(seen).empty() && !helpOf(seen).empty());
  }

  void nothingIsSaidBeforeTheWindowIsFull() {
    TrainingWatch watch(settingsOf());
    Answers answers;
    QCOMPARE(afterSteps(watch, 19, 1, 0, 1e-6, answers), TrainingState::Starting);
    QCOMPARE(answers.asked, 0);
    QCOMPARE(afterSteps(watch, 1, 1, 0, 1e-6, answers), TrainingState::Plateau);
  }

  // One flat batch is no plateau, and neither is one steep one its end.
  void singleBatchesDecideNothing() {
    TrainingWatch watch(settingsOf());
    Answers answers;
    afterSteps(watch, 20, 1, 0.01, 1e-2, answers);
    QCOMPARE(watch.state(), TrainingState::Training);
    for (int i = 0; i < 30; ++i) {
      watch.push(0.9 - 0.01 * i, i % 5 == 0 ? 0.0 : normOf(1e-2), answers);
      QVERIFY(watch.state() != TrainingState::Plateau);
    }
  }

  // Batches of ten of 36 samples whose losses differ by 1: theirs differ by 0.3 without progress.
  void luckOfBatchesIsNoProgress() {
    WatchSettings settings = settingsOf();
    settings.probe.lossDeviation = 0.001;
    settings.probe.sampleDeviation = 1;
    settings.batchSamples = 10;
    settings.samples = 36;
    Answers answers;
    for (const double last : {0.8, 1.2}) {
      TrainingWatch lucky(settings);
      afterSteps(lucky, 15, 1, 0, 1e-5, answers);
      QCOMPARE(afterSteps(lucky, 5, last, 0, 1e-5, answers), TrainingState::Plateau);
    }
    TrainingWatch optimum(settings);
    QCOMPARE(afterSteps(optimum, 20, 0.3, 0, 1e-5, answers), TrainingState::Converged);
    settings.samples = 10;  // every batch holds all
    TrainingWatch fallen(settings);
    QCOMPARE(afterSteps(fallen, 20, 0.8, 0, 1e-5, answers), TrainingState::Converged);
  }

  void statesAreHeldForTenSteps() {
    TrainingWatch watch(settingsOf());
    Answers answers;
    afterSteps(watch, 20, 1, 0, 1e-5, answers);
    QCOMPARE(watch.state(), TrainingState::Plateau);
    // A jump far below: shown only when ten steps have passed since the last change.
    for (int i = 0; i < 9; ++i) {
      watch.push(0.01, normOf(1e-5), answers);
      QCOMPARE(watch.state(), TrainingState::Plateau);
    }
    watch.push(0.01, normOf(1e-5), answers);
    QCOMPARE(watch.state(), TrainingState::Converged);
  }

  void stepsWithoutGradientsGiveNoVerdict() {
    TrainingWatch watch(settingsOf());
    Answers answers;
    for (int i = 0; i < 60; ++i) watch.push(1, std::nan(""), answers);
    QCOMPARE(watch.state(), TrainingState::Starting);
    QCOMPARE(watch.shotsPerAngle(), 0.0);
  }

  void shotsPerAngleFollowTheGradient() {
    TrainingWatch watch(settingsOf());
    Answers answers;
    afterSteps(watch, 20, 1, 0, 1e-3, answers);
    QVERIFY(std::abs(watch.meanSquare() - 1e-3) < 1e-15);
    // (range/2)^2/(2 G).
    QVERIFY(std::abs(watch.shotsPerAngle() - 500) < 1e-9);
    TrainingWatch zeros(settingsOf());
    afterSteps(zeros, 20, 1, 0, 0, answers);
    QCOMPARE(zeros.shotsPerAngle(), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestTrainingWatch)
#include "tst_training_watch.moc"
