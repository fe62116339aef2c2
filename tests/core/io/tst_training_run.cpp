// SPDX-License-Identifier: GPL-3.0-or-later
// Training runs with their folders: what is written, stopping, resuming bit for bit, scoring again.
#include <QtTest>

#include "core/experiment/edit.h"
#include "core/io/examples.h"
#include "core/io/files.h"
#include "core/io/trained_model.h"
#include "core/io/training_run.h"

using namespace qonvolve;

namespace {

// Everything of a history but the seconds, as text.
QByteArray withoutSeconds(const RunFolder& folder) {
  QByteArray text;
  for (const EpochDone& e : folder.history().epochs) {
    text += QByteArray::number(e.train.loss, 'g', 17) + " " +
            QByteArray::number(e.validation.loss, 'g', 17) + " " +
            QByteArray::number(e.gradientNorm, 'g', 17) + (e.best ? " best\n" : "\n");
  }
  for (const StepDone& s : folder.history().steps) {
    text += QByteArray::number(s.loss, 'g', 17) + "\n";
  }
  return text;
}

}  // namespace

class TestTrainingRun : public QObject {
  Q_OBJECT
  Catalog catalog_ = makeCatalog();
  QTemporaryDir dir_;

  std::unique_ptr<TrainingRun> start(const Experiment& experiment, ThreadPool& pool) {
    auto data = prepareDataCached(experiment, catalog_, "");
    auto run = TrainingRun::create(experiment, catalog_,
                                   std::make_shared<const PreparedData>(std::move(*data)), pool,
                                   {dir_.filePath("runs"), dir_.path().toStdString()});
    [&] { QVERIFY2(run, run ? "" : toText(run.error()).c_str()); }();
    return std::move(*run);
  }

  Experiment example(const std::string& optimizer = "adam") {
    Experiment e = *loadExample("lines", catalog_);
    e.train.settings.epochs = 6;
    [&] { QVERIFY(setOption(e, catalog_, "/train/optimizer/type", optimizer)); }();
    return e;
  }

 private slots:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", dir_.filePath("cache").toUtf8());
    setApplicationIdentity();
  }

  void aFinishedRunHasAllItsFiles() {
    ThreadPool pool(2);
    const auto run = start(example(), pool);
    const RunRecord& record = run->run({});
    QCOMPARE(record.status, RunStatus::Finished);
    QVERIFY(!run->problem());
    QCOMPARE(record.epochs, std::uint64_t{6});
    QVERIFY(record.train.samples > 0 && record.validation.samples > 0 && record.test.samples > 0);
    QVERIFY(record.samplesPerSecond > 0);
    QCOMPARE(record.qubits, std::uint64_t{8});
    QCOMPARE(record.parameters, std::uint64_t{51});
    // The best epoch's validation score is that of the best parameters.
    QCOMPARE(record.validation.accuracy, record.best.accuracy);

    const RunFolder folder(run->folder());
    for (const char* name :
         {"experiment.qonv", "run.json", "history.csv", "steps.csv", "gradients.csv",
          "checkpoint.json", "preprocess.json", "parameters.csv"}) {
      QVERIFY2(QFile::exists(folder.file(name)), name);
    }
    QVERIFY(folder.experiment(catalog_));
    const auto read = folder.record();
    QVERIFY(read);
    QCOMPARE(read->status, RunStatus::Finished);
    QCOMPARE(read->test.accuracy, record.test.accuracy);
    QCOMPARE(read->instructionSet, record.instructionSet);
    const History history = folder.history();
    QCOMPARE(history.epochs.size(), std::size_t{6});
    QCOMPARE(std::uint64_t(history.steps.size()), record.steps);
    QVERIFY(!TrainingRun::resume(run->folder(), catalog_, pool));  // nothing left to do
  }

  void resumedEqualsUninterrupted_data() {
    QTest::addColumn<QString>("optimizer");
    for (const OptimizerType& type : catalog_.optimizers.entries()) {
      QTest::newRow(type.info.id.c_str()) << QString::fromStdString(type.info.id);
    }
  }
  void resumedEqualsUninterrupted() {
    QFETCH(QString, optimizer);
    ThreadPool pool(2);
    Experiment e = example(optimizer.toStdString());
    // Few samples and steps: some methods evaluate each batch a thousand times.
    for (const auto& [path, value] :
         {std::pair{"/data/source/options/samples", "30"}, std::pair{"/train/batch_size", "5"},
          std::pair{"/train/epochs", "4"}}) {
      QVERIFY(setOption(e, catalog_, path, value));
    }
    for (const Field& field : catalog_.optimizers.find(e.train.optimizer.type)->fields()) {
      if (field.key == "otherwise") e.train.optimizer.options[field.key] = std::string("search");
    }
    const auto whole = start(e, pool);
    whole->run({});

    // Stopped in the middle of an epoch, and again later.
    QString folder;
    {
      const auto part = start(e, pool);
      folder = part->folder();
      std::stop_source stop;
      std::uint64_t steps = 0;
      const RunRecord& record = part->run(stop.get_token(), [&](const TrainEvent& event) {
        if (std::holds_alternative<StepDone>(event) && ++steps == 7) stop.request_stop();
      });
      QCOMPARE(record.status, RunStatus::Stopped);
    }
    {
      ThreadPool single(1);
      auto part = TrainingRun::resume(folder, catalog_, single);
      QVERIFY2(part, part ? "" : toText(part.error()).c_str());
      std::stop_source stop;
      std::uint64_t epochs = 0;
      (*part)->run(stop.get_token(), [&](const TrainEvent& event) {
        if (std::holds_alternative<EpochDone>(event) && ++epochs == 2) stop.request_stop();
      });
    }
    auto rest = TrainingRun::resume(folder, catalog_, pool);
    QVERIFY2(rest, rest ? "" : toText(rest.error()).c_str());
    const RunRecord& record = (*rest)->run({});
    QCOMPARE(record.status, RunStatus::Finished);
    QVERIFY((*rest)->checkpoint().parameters == whole->checkpoint().parameters);
    QVERIFY((*rest)->checkpoint().bestParameters == whole->checkpoint().bestParameters);
    QVERIFY((*rest)->checkpoint().optimizer == whole->checkpoint().optimizer);
    QCOMPARE(record.test.loss, whole->record().test.loss);
    QCOMPARE(withoutSeconds(RunFolder(folder)), withoutSeconds(RunFolder(whole->folder())));
  }

  void aKilledRunGoesOnFromItsCheckpoint() {
    ThreadPool pool(1);
    const Experiment e = example();
    const auto whole = start(e, pool);
    whole->run({});
    // What a killed program leaves: an older checkpoint than the history, and status "running".
    const auto killed = start(e, pool);
    std::stop_source stop;
    std::optional<Checkpoint> early;
    killed->run(stop.get_token(), [&](const TrainEvent& event) {
      const auto* ready = std::get_if<CheckpointReady>(&event);
      if (ready == nullptr) return;
      if (!early) early = ready->checkpoint;
      if (ready->checkpoint.epoch == 3) stop.request_stop();
    });
    const RunFolder folder(killed->folder());
    QVERIFY(early && folder.writeCheckpoint(*early));
    RunRecord record = *folder.record();
    record.status = RunStatus::Running;
    record.processStart += 1;
    record.instructionSet = "abacus";
    QVERIFY(folder.writeRecord(record));
    auto resumed = TrainingRun::resume(killed->folder(), catalog_, pool);
    QVERIFY2(resumed, resumed ? "" : toText(resumed.error()).c_str());
    QCOMPARE((*resumed)->notes().size(), std::size_t{1});
    QVERIFY((*resumed)->notes()[0].find("abacus") != std::string::npos);
    (*resumed)->run({});
    QVERIFY((*resumed)->checkpoint().parameters == whole->checkpoint().parameters);
    QCOMPARE(withoutSeconds(folder), withoutSeconds(RunFolder(whole->folder())));
  }

  void aRunThatGoesOnSaysSoOnDisk() {
    ThreadPool pool(1);
    const auto run = start(example(), pool);
    const RunFolder folder(run->folder());
    std::stop_source pause;
    run->run(pause.get_token(), [&](const TrainEvent&) { pause.request_stop(); });
    QCOMPARE(folder.record()->status, RunStatus::Stopped);
    std::optional<RunStatus> during;
    run->run({}, [&](const TrainEvent&) {
      if (!during) during = folder.record()->status;
    });
    QCOMPARE(during, RunStatus::Running);
    QCOMPARE(folder.record()->status, RunStatus::Finished);
  }

  void aRunThatIsStillAliveIsNotResumed() {
    ThreadPool pool(1);
    const auto run = start(example(), pool);  // says "running", and this process is
    const auto second = TrainingRun::resume(run->folder(), catalog_, pool);
    QVERIFY(!second);
    QVERIFY(second.error().message.find("still going on") != std::string::npos);
  }

  void nothingIsWrittenWithoutAFolder() {
    ThreadPool pool(1);
    const Experiment e = example();
    auto data = std::make_shared<const PreparedData>(*prepareDataCached(e, catalog_, ""));
    auto run = TrainingRun::create(e, catalog_, data, pool, {});
    QVERIFY(run);
    QCOMPARE((*run)->run({}).status, RunStatus::Finished);
    QVERIFY((*run)->folder().isEmpty());
  }

  void aTrainedModelScoresTheSameWhenLoadedAgain() {
    ThreadPool pool(1);
    const auto run = start(example(), pool);
    const RunRecord& record = run->run({});
    const auto trained = loadTrainedModel(run->folder(), catalog_);
    QVERIFY2(trained, trained ? "" : toText(trained.error()).c_str());
    const auto data = reloadData(trained->experiment, catalog_, trained->record.dataFolder,
                                 trained->fitted.steps);
    QVERIFY(data);
    QVERIFY(data->ready.test.x == run->data().ready.test.x);
    ModelRunner runner(trained->model, stageFactory(), pool);
    const Scores scores = evaluate(runner, *trained->loss, trained->parameters, data->ready.test);
    QCOMPARE(scores.loss, record.test.loss);
    QCOMPARE(scores.confusion, record.test.confusion);
  }

  void aVanishedFolderDoesNotStopTraining() {
    ThreadPool pool(1);
    const auto run = start(example(), pool);
    // A folder that vanishes while training: every checkpoint fails, training goes on.
    QVERIFY(QDir(run->folder()).removeRecursively());
    const RunRecord& record = run->run({});
    QCOMPARE(record.status, RunStatus::Finished);
    QVERIFY(run->problem());
  }
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
