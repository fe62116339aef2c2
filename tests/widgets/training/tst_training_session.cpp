// SPDX-License-Identifier: GPL-3.0-or-later
// A session trains like a plain trainer, stops in every phase, pauses without a trace and survives
// being destroyed while it works.
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/experiment/assemble.h"
#include "core/io/run_folder.h"
#include "tests/core/experiment/example.h"
#include "tests/support/patience.h"
#include "widgets/training/training_session.h"

using namespace qonvolve;
using namespace qonvolve::ui;
using State = TrainingSession::State;

namespace {

std::shared_ptr<const Catalog> catalog() {
  static const auto shared = std::make_shared<const Catalog>(makeCatalog());
  return shared;
}

TrainingRequest request(std::int64_t epochs) {
  TrainingRequest request;
  request.experiment = linesExample();
  request.experiment.train.settings.epochs = epochs;
  request.threads = 2;
  return request;
}

/// Losses of all steps as the session reports them.
struct Losses {
  std::vector<double> values;
  explicit Losses(const TrainingSession& session) {
    QObject::connect(&session, &TrainingSession::progressed,
                     [this](const std::shared_ptr<const TrainingProgress>& progress) {
                       for (const TrainEvent& event : progress->events) {
                         if (const auto* step = std::get_if<StepDone>(&event)) {
                           values.push_back(step->loss);
                         }
                       }
                     });
  }
};

std::vector<double> directLosses(std::int64_t epochs) {
  const TrainingRequest what = request(epochs);
  auto data = prepareData(what.experiment, *catalog(), "");
  auto setup = assemble(what.experiment, *catalog(), std::move(data->ready));
  ThreadPool pool(1);
  Trainer trainer(std::move(*setup), pool);
  std::vector<double> losses;
  trainer.run({}, [&losses](const TrainEvent& event) {
    if (const auto* step = std::get_if<StepDone>(&event)) losses.push_back(step->loss);
  });
  return losses;
}

std::shared_ptr<const RunOutcome> outcomeOf(const QSignalSpy& spy) {
  return spy.last()[0].value<std::shared_ptr<const RunOutcome>>();
}

}  // namespace

class TestTrainingSession : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
  void init() { QTest::failOnWarning(QRegularExpression(".*")); }

  void trainsLikeAPlainTrainer() {
    TrainingSession session(catalog());
    Losses losses(session);
    QSignalSpy started(&session, &TrainingSession::started);
    QSignalSpy progressed(&session, &TrainingSession::progressed);
    QSignalSpy finished(&session, &TrainingSession::finished);
    QSignalSpy answered(&session, &TrainingSession::answered);
    session.start(request(4));
    QCOMPARE(session.state(), State::Preparing);
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(started.count(), 1);
    QVERIFY(progressed.count() >= 1);
    QCOMPARE(session.state(), State::Idle);
    QCOMPARE(losses.values, directLosses(4));  // the same bits

    const auto outcome = outcomeOf(finished);
    QCOMPARE(outcome->record.status, RunStatus::Finished);
    QVERIFY(!outcome->resumable);
    const Scores& validation = outcome->record.validation;
    QVERIFY(validation.samples > 0);
    QCOMPARE(validation.confusion.size(), std::size_t{2});
    QTRY_COMPARE(answered.count(), 1);
    const auto results = answered[0][0].value<std::shared_ptr<const RunResults>>();
    const PartResults* part = results->find(DataPart::Validation);
    QCOMPARE(part->probabilities.rows(), static_cast<Eigen::Index>(validation.samples));
    QCOMPARE(part->scores.accuracy, validation.accuracy);
    QVERIFY(std::abs(part->probabilities.row(0).sum() - 1) < 1e-12);
    QVERIFY(results->parameters == outcome->parameters);
    QCOMPARE(outcome->parameters.size(), std::size_t{session.run()->model.parameterCount});
  }

  void pausedAndResumedRunHasTheSameLosses() {
    TrainingSession session(catalog());
    Losses losses(session);
    QSignalSpy paused(&session, &TrainingSession::paused);
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.oneEpoch(request(4));
    QVERIFY(paused.wait(kPatience));
    QCOMPARE(session.state(), State::Paused);
    QCOMPARE(outcomeOf(paused)->record.epochs, std::uint64_t{1});
    QCOMPARE(losses.values.size(), std::size_t{session.run()->stepsPerEpoch});
    session.oneEpoch(request(4));
    QVERIFY(paused.wait(kPatience));
    QCOMPARE(outcomeOf(paused)->record.epochs, std::uint64_t{2});
    session.resume();
    QVERIFY(session.isBusy());
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(losses.values, directLosses(4));
    session.resume();  // nothing to resume: ignored
    QCOMPARE(session.state(), State::Idle);
  }

  void pauseKeepsAndStopEndsTheRun() {
    TrainingSession session(catalog());
    QSignalSpy progressed(&session, &TrainingSession::progressed);
    QSignalSpy paused(&session, &TrainingSession::paused);
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start(request(100000));
    QVERIFY(progressed.wait(kPatience));
    session.pause();
    QCOMPARE(session.state(), State::Stopping);
    QVERIFY(paused.wait(kPatience));
    QCOMPARE(finished.count(), 0);
    session.stop();
    QCOMPARE(session.state(), State::Idle);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(outcomeOf(finished)->record.status, RunStatus::Stopped);
  }

  void whatWasStoppedIsScored() {
    QTemporaryDir runs;
    TrainingSession session(catalog());
    QSignalSpy progressed(&session, &TrainingSession::progressed);
    QSignalSpy answered(&session, &TrainingSession::answered);
    TrainingRequest what = request(100000);
    what.runsFolder = runs.path();
    session.start(what);
    QTRY_VERIFY(progressed.count() > 2);
    session.stop();
    QTRY_COMPARE(answered.count(), 1);
    const auto results = answered[0][0].value<std::shared_ptr<const RunResults>>();
    const auto record = RunFolder(results->folder).record();
    QCOMPARE(record->status, RunStatus::Stopped);
    QCOMPARE(record->test.samples, std::size_t(40));
    QCOMPARE(record->test.accuracy, results->find(DataPart::Test)->scores.accuracy);
  }

  void twoFeatureDataHaveALiveSurface() {
    TrainingSession session(catalog());
    TrainingRequest what = request(3);
    what.experiment.data.source = {.type = "moons"};
    what.experiment.stack = {blockOf("angle"), blockOf("convolution"), blockOf("pooling"),
                             blockOf("readout")};
    assignIds(what.experiment.stack);
    int surfaces = 0;
    connect(&session, &TrainingSession::progressed, this,
            [&](const std::shared_ptr<const TrainingProgress>& progress) {
              if (progress->surface) ++surfaces;
            });
    QSignalSpy finished(&session, &TrainingSession::finished);
    QSignalSpy answered(&session, &TrainingSession::answered);
    session.start(what);
    QVERIFY(finished.wait(kPatience));
    QVERIFY(surfaces >= 1);
    QVERIFY(session.run()->plane.has_value());
    QTRY_COMPARE(answered.count(), 1);
    QVERIFY(answered[0][0].value<std::shared_ptr<const RunResults>>()->surface.has_value());
  }

  void stopsInEveryPhase_data() {
    QTest::addColumn<int>("messages");
    QTest::newRow("while preparing") << 0;
    QTest::newRow("in the first epoch") << 1;
    QTest::newRow("later") << 5;
  }
  void stopsInEveryPhase() {
    QFETCH(int, messages);
    TrainingSession session(catalog());
    QSignalSpy progressed(&session, &TrainingSession::progressed);
    QSignalSpy failed(&session, &TrainingSession::failed);
    session.start(request(100000));
    QTRY_VERIFY(progressed.count() >= messages);
    session.stop();
    QCOMPARE(session.state(), State::Stopping);
    QTRY_COMPARE(session.state(), State::Idle);
    QCOMPARE(failed.count(), 0);
    // And it trains again.
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start(request(1));
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(outcomeOf(finished)->record.status, RunStatus::Finished);
  }

  void canBeDestroyedAtAnyTime_data() {
    QTest::addColumn<int>("messages");
    QTest::newRow("before anything") << -1;
    QTest::newRow("while preparing") << 0;
    QTest::newRow("while training") << 2;
  }
  void canBeDestroyedAtAnyTime() {
    QFETCH(int, messages);
    QTemporaryDir runs;
    QString folder;
    {
      TrainingSession session(catalog());
      QSignalSpy progressed(&session, &TrainingSession::progressed);
      TrainingRequest what = request(100000);
      what.runsFolder = runs.path();
      if (messages >= 0) session.start(what);
      QTRY_VERIFY(progressed.count() >= messages);
      if (session.run()) folder = session.run()->folder;
    }
    QCoreApplication::processEvents();
    if (folder.isEmpty()) return;
    // What was trained is kept and can go on.
    const auto record = RunFolder(folder).record();
    QVERIFY(record.has_value());
    QCOMPARE(record->status, RunStatus::Stopped);
    QVERIFY(RunFolder(folder).hasCheckpoint());
    TrainingSession session(catalog());
    QSignalSpy started(&session, &TrainingSession::started);
    session.resumeFolder(folder, 1);
    QVERIFY(started.wait(kPatience));
    QVERIFY(session.run()->stepsDone > 0);
    session.stop();
    QTRY_COMPARE(session.state(), State::Idle);
  }

  void problemsAreReportedNotThrown() {
    TrainingSession session(catalog());
    QSignalSpy failed(&session, &TrainingSession::failed);
    TrainingRequest broken = request(1);
    broken.experiment.data.source = {"idx", {{"folder", std::string("/nowhere/at/all")}}};
    session.start(broken);
    QVERIFY(failed.wait(kPatience));
    QCOMPARE(session.state(), State::Idle);
    QVERIFY(!failed[0][0].value<Error>().message.empty());
    session.resumeFolder("/nowhere/at/all", 1);
    QVERIFY(failed.wait(kPatience));
    QCOMPARE(session.state(), State::Idle);
  }

  void secondStartIsIgnoredWhileBusy() {
    TrainingSession session(catalog());
    QSignalSpy finished(&session, &TrainingSession::finished);
    session.start(request(2));
    session.start(request(100000));
    session.resume();
    session.oneEpoch(request(100000));
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(session.state(), State::Idle);
    QCOMPARE(outcomeOf(finished)->record.epochs, std::uint64_t{2});
  }
};

QTEST_GUILESS_MAIN(TestTrainingSession)
#include "tst_training_session.moc"
