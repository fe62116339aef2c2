// SPDX-License-Identifier: GPL-3.0-or-later
// Every optimizer in whole runs: resumed bit for bit from a saved checkpoint, and learning.
#include <QtTest>
#include <cmath>
#include <thread>

#include "core/experiment/assemble.h"
#include "core/experiment/validate.h"
#include "core/io/run_record.h"
#include "core/train/history.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

const Catalog& catalog() {
  static const Catalog all = makeCatalog();
  return all;
}

void everyOptimizer() {
  QTest::addColumn<QString>("id");
  for (const OptimizerType& type : catalog().optimizers.entries()) {
    QTest::newRow(type.info.id.c_str()) << QString::fromStdString(type.info.id);
  }
}

// Two qubits, one SU(4) block with its U3 gates, a loss that every optimizer takes.
Experiment small(const std::string& optimizer, std::uint64_t seed) {
  Experiment e = linesExample();
  e.data.source = {.type = "xor", .options = {{"samples", std::int64_t{20}}}};
  e.stack = {blockOf("angle"), blockOf("convolution", {{"ansatz", std::string("su4")}}),
             blockOf("readout")};
  assignIds(e.stack);
  e.train.optimizer = {.type = optimizer};
  e.train.loss = {.type = "linear"};
  e.train.schedule = {.type = "cosine"};
  e.train.settings.epochs = 100;
  e.train.settings.batchSize = 6;
  e.seed = seed;
  return e;
}

struct Run {
  Checkpoint end;
  History history;
};

std::unique_ptr<Trainer> makeTrainer(const Experiment& experiment, ThreadPool& pool) {
  const auto data = prepareData(experiment, catalog(), "");
  Q_ASSERT(data);
  auto setup = assemble(experiment, catalog(), data->ready);
  if (!setup) qFatal("%s", setup.error().message.c_str());
  return std::make_unique<Trainer>(std::move(*setup), pool);
}

Run runIt(Trainer& trainer, std::uint64_t epochs = 0) {
  Run run;
  run.end = trainer.run({}, [&](const TrainEvent& e) { run.history.append(e); }, epochs).checkpoint;
  return run;
}

/// The parameters of every checkpoint.
std::vector<std::vector<double>> pathOf(Trainer& trainer) {
  std::vector<std::vector<double>> path;
  trainer.run({}, [&](const TrainEvent& event) {
    if (const auto* ready = std::get_if<CheckpointReady>(&event)) {
      path.push_back(ready->checkpoint.parameters);
    }
  });
  return path;
}

}  // namespace

class TestOptimizerRuns : public QObject {
  Q_OBJECT
 private slots:
  void fiftyAndFiftyEpochsAreAHundred_data() { everyOptimizer(); }
  void fiftyAndFiftyEpochsAreAHundred() {
    QFETCH(QString, id);
    ThreadPool pool(2);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const Experiment experiment = small(id.toStdString(), seed);
      const auto whole = makeTrainer(experiment, pool);
      const Run straight = runIt(*whole);
      QCOMPARE(straight.end.epoch, std::uint64_t{100});

      const auto first = makeTrainer(experiment, pool);
      const Run half = runIt(*first, 50);
      QCOMPARE(half.end.epoch, std::uint64_t{50});
      const std::string saved = writeJson(checkpointJson(half.end));
      const auto loaded = readCheckpoint(*parseJson(saved, ""));
      QVERIFY(loaded);
      const auto second = makeTrainer(experiment, pool);
      const auto resumed = second->resume(*loaded);
      QVERIFY2(resumed, resumed ? "" : resumed.error().message.c_str());
      const Run rest = runIt(*second);

      QCOMPARE(rest.end.parameters, straight.end.parameters);
      QCOMPARE(rest.end.bestParameters, straight.end.bestParameters);
      QVERIFY(rest.end.optimizer == straight.end.optimizer);
      QCOMPARE(rest.end.evaluations, straight.end.evaluations);
      const std::size_t steps = half.history.steps.size();
      QCOMPARE(steps + rest.history.steps.size(), straight.history.steps.size());
      for (std::size_t i = 0; i < straight.history.steps.size(); ++i) {
        const StepDone& there = straight.history.steps[i];
        const StepDone& here = i < steps ? half.history.steps[i] : rest.history.steps[i - steps];
        QCOMPARE(here.loss, there.loss);
        QCOMPARE(here.evaluations, there.evaluations);
      }
    }
  }

  // What a step costs, and that the costs add up to what the run records.
  void costsAddUp_data() { everyOptimizer(); }
  void costsAddUp() {
    QFETCH(QString, id);
    ThreadPool pool(1);
    Experiment experiment = small(id.toStdString(), 1);
    experiment.train.settings.epochs = 3;
    const auto trainer = makeTrainer(experiment, pool);
    const Run run = runIt(*trainer);
    std::uint64_t sum = 0;
    for (const StepDone& step : run.history.steps) {
      QVERIFY(step.evaluations > 0);
      sum += step.evaluations;
    }
    QCOMPARE(run.end.evaluations, sum);
    QCOMPARE(run.history.epochs.back().evaluations, sum);
  }

  // A stop in the middle of a step takes it back, also in methods that evaluate in a loop.
  void aStopTakesTheStepBack_data() { everyOptimizer(); }
  void aStopTakesTheStepBack() {
    QFETCH(QString, id);
    ThreadPool pool(1);
    Experiment experiment = small(id.toStdString(), 1);
    experiment.train.settings.epochs = 1'000'000;
    const auto trainer = makeTrainer(experiment, pool);
    std::stop_source stop;
    std::jthread other;
    const TrainOutcome outcome = trainer->run(stop.get_token(), [&](const TrainEvent& event) {
      const auto* step = std::get_if<StepDone>(&event);
      if (step != nullptr && step->step == 5) {
        other = std::jthread([&] { stop.request_stop(); });
      }
    });
    QVERIFY(outcome.status == TrainOutcome::Status::Stopped);
    const auto reference = makeTrainer(experiment, pool);
    std::stop_source there;
    const TrainOutcome expected = reference->run(there.get_token(), [&](const TrainEvent& event) {
      const auto* step = std::get_if<StepDone>(&event);
      if (step != nullptr && step->step == outcome.checkpoint.step) there.request_stop();
    });
    QCOMPARE(expected.checkpoint.step, outcome.checkpoint.step);
    QCOMPARE(expected.checkpoint.parameters, outcome.checkpoint.parameters);
    QVERIFY(expected.checkpoint.optimizer == outcome.checkpoint.optimizer);
  }

  void trainsTheLinesExample_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("epochs");
    QTest::addColumn<int>("batch");
    QTest::addColumn<QString>("options");
    QTest::addColumn<double>("accuracy");
    const int all = 120;
    QTest::newRow("sgd") << "sgd" << 25 << 25 << "learning_rate=0.1" << 0.85;
    QTest::newRow("momentum") << "momentum" << 20 << 25 << "learning_rate=0.05" << 0.85;
    QTest::newRow("nesterov") << "nesterov" << 20 << 25 << "learning_rate=0.05" << 0.85;
    QTest::newRow("adagrad") << "adagrad" << 20 << 25 << "learning_rate=0.1" << 0.85;
    QTest::newRow("rmsprop") << "rmsprop" << 20 << 25 << "learning_rate=0.02" << 0.85;
    QTest::newRow("adam") << "adam" << 20 << 25 << "learning_rate=0.05" << 0.85;
    QTest::newRow("adamw") << "adamw" << 20 << 25 << "learning_rate=0.05" << 0.85;
    QTest::newRow("amsgrad") << "amsgrad" << 20 << 25 << "learning_rate=0.05" << 0.85;
    QTest::newRow("lbfgs") << "lbfgs" << 30 << all << "" << 0.85;
    QTest::newRow("natural_gradient")
        << "natural_gradient" << 6 << 25 << "learning_rate=0.1;samples=4" << 0.85;
    QTest::newRow("spsa") << "spsa" << 200 << all << "gain=calibrated;first_step=0.1" << 0.8;
    QTest::newRow("qnspsa") << "qnspsa" << 40 << 25
                            << "learning_rate=0.05;samples=2;regularization=0.1" << 0.75;
    QTest::newRow("rotosolve") << "rotosolve" << 2 << all << "" << 0.85;
    QTest::newRow("rotoselect") << "rotoselect" << 2 << all << "" << 0.85;
    QTest::newRow("nelder_mead") << "nelder_mead" << 300 << all << "" << 0.75;
    QTest::newRow("cobyla") << "cobyla" << 6 << all << "" << 0.75;
  }
  void trainsTheLinesExample() {
    QFETCH(QString, id);
    QFETCH(int, epochs);
    QFETCH(int, batch);
    QFETCH(QString, options);
    QFETCH(double, accuracy);
    Experiment e = linesExample();
    e.seed = 3;
    e.train.loss = {.type = "mse"};
    const OptimizerType& type = *catalog().optimizers.find(id.toStdString());
    e.train.optimizer = {.type = id.toStdString()};
    for (const QString& option : options.split(';', Qt::SkipEmptyParts)) {
      const std::string key = option.section('=', 0, 0).toStdString();
      for (const Field& field : type.fields()) {
        if (field.key != key) continue;
        e.train.optimizer.options[key] =
            *parseValue(field, option.section('=', 1).toStdString(), "");
      }
    }
    e.train.settings.epochs = epochs;
    e.train.settings.batchSize = batch;
    ThreadPool pool(2);
    const auto trainer = makeTrainer(e, pool);
    const auto& setup = trainer->setup();
    const Scores before =
        evaluate(trainer->runner(), *setup.loss, setup.initialParameters, setup.data.train);
    QElapsedTimer timer;
    timer.start();
    const Run run = runIt(*trainer);
    const Scores after =
        evaluate(trainer->runner(), *setup.loss, run.end.bestParameters, setup.data.train);
    qInfo("loss %.3f -> %.3f, accuracy %.3f, %.1f s, %.3g circuits", before.loss, after.loss,
          after.accuracy, double(timer.elapsed()) / 1000, double(run.end.evaluations));
    QVERIFY(after.loss < before.loss);
    QVERIFY(after.accuracy >= accuracy);
  }

  void applicabilityIsCheckedBeforeTheStart_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("loss");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("fix");
    QTest::newRow("rotosolve, cross-entropy")
        << "rotosolve" << "cross_entropy" << "/train/optimizer" << "linear";
    QTest::newRow("rotosolve, squared") << "rotosolve" << "mse" << "/train/batch_size" << "120";
    QTest::newRow("lbfgs") << "lbfgs" << "cross_entropy" << "/train/batch_size" << "120";
    QTest::newRow("spsa with a schedule") << "spsa" << "mse" << "/train/schedule" << "constant";
    QTest::newRow("cobyla with clipping") << "cobyla" << "mse" << "/train/clipping" << "none";
  }
  void applicabilityIsCheckedBeforeTheStart() {
    QFETCH(QString, id);
    QFETCH(QString, loss);
    QFETCH(QString, where);
    QFETCH(QString, fix);
    Experiment e = linesExample();
    e.train.optimizer = {.type = id.toStdString()};
    e.train.loss = {.type = loss.toStdString()};
    if (where == "/train/schedule") e.train.schedule = {.type = "cosine"};
    if (where == "/train/clipping") e.train.settings.clipping = "norm";
    const Checked checked = check(e, catalog());
    for (const Issue& issue : checked.issues) {
      if (issue.where != where.toStdString()) continue;
      QVERIFY(!issue.fixes.empty());
      QCOMPARE(QString::fromStdString(issue.fixes.front().value), fix);
      return;
    }
    QFAIL("no such problem");
  }

  void rotoselectNeedsU3Gates() {
    Experiment e = linesExample();
    e.train.optimizer = {.type = "rotoselect"};
    e.train.loss = {.type = "mse"};
    QVERIFY(check(e, catalog()).runnable());
    std::get<Block>(e.stack[1]).choice.options["ansatz"] = std::string("ttn");
    std::get<Block>(e.stack[3]).choice.options["ansatz"] = std::string("ttn");
    std::get<Block>(e.stack[5]).choice.options["ansatz"] = std::string("ttn");
    const Checked checked = check(e, catalog());
    QVERIFY(!checked.runnable());
    QVERIFY(checked.issues.front().message.find("U3") != std::string::npos);
  }

  void aStationaryStartIsNoticed() {
    Experiment e = small("sgd", 1);
    e.data.preprocess = {{.type = "scale", .options = {{"low", 0.0}, {"high", 1e-300}}}};
    e.train.initializer = {.type = "normal", .options = {{"sigma", 0.0}}};
    e.train.settings.epochs = 1;
    e.train.settings.batchSize = 1;  // samples that are all alike cancel in a balanced batch
    ThreadPool pool(1);
    const auto trainer = makeTrainer(e, pool);
    const Run run = runIt(*trainer);
    QCOMPARE(run.history.notices.size(), std::size_t{1});
    QCOMPARE(run.history.notices.front().text.where, std::string("/train/initializer"));
    e.train.initializer = {.type = "normal"};
    QVERIFY(runIt(*makeTrainer(e, pool)).history.notices.empty());
  }

  // Adam without a memory goes its rate along the sign of every derivative.
  void resetAdamFollowsSigns() {
    Experiment e = small("adam", 1);
    e.train.optimizer.options["learning_rate"] = 0.01;
    e.train.schedule = {.type = "constant"};
    e.train.settings.optimizerReset = "step";
    e.train.settings.batchSize = 20;  // one step an epoch
    e.train.settings.epochs = 20;
    ThreadPool pool(1);
    const auto path = pathOf(*makeTrainer(e, pool));
    QCOMPARE(path.size(), std::size_t{20});
    std::size_t moved = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
      for (std::size_t k = 0; k < path[i].size(); ++k) {
        const double step = std::abs(path[i][k] - path[i - 1][k]);
        if (step > 1e-4) ++moved;  // parameters that do nothing stay
        QVERIFY(step < 1e-4 || std::abs(step - 0.01) < 1e-4);
      }
    }
    QVERIFY(moved > 100);
  }

  // A step after a reset is the step that a new optimizer takes from the same point.
  void aResetMakesTheOptimizerNew_data() { everyOptimizer(); }
  void aResetMakesTheOptimizerNew() {
    QFETCH(QString, id);
    Experiment e = small(id.toStdString(), 1);
    e.train.schedule = {.type = "constant"};
    e.train.settings.batchSize = 20;  // one step an epoch
    ThreadPool pool(1);
    const Checkpoint start = runIt(*makeTrainer(e, pool), 3).end;
    Checkpoint bare = start;
    bare.optimizer = makeTrainer(e, pool)->setup().optimizer->state();

    const auto oneStep = [&](const Checkpoint& from, const std::string& reset) {
      e.train.settings.optimizerReset = reset;
      const auto trainer = makeTrainer(e, pool);
      if (!trainer->resume(from)) qFatal("the checkpoint does not fit");
      return runIt(*trainer, 1).end;
    };
    const Checkpoint asNew = oneStep(bare, "never");
    const Checkpoint reset = oneStep(start, "step");
    QCOMPARE(reset.step, start.step + 1);
    QCOMPARE(reset.parameters, asNew.parameters);
    QVERIFY(reset.optimizer == asNew.optimizer);
    // And the step with what was learnt is another, where anything was.
    const Checkpoint kept = oneStep(start, "never");
    if (!(start.optimizer == bare.optimizer)) {
      QVERIFY(kept.parameters != reset.parameters || !(kept.optimizer == reset.optimizer));
    }
  }

  void perturbationMovesEveryParameterLessAndLess() {
    Experiment e = small("sgd", 1);
    e.train.optimizer.options["learning_rate"] = 1e-9;
    e.train.settings.perturbation = 0.1;
    e.train.settings.epochs = 50;
    ThreadPool pool(1);
    const auto path = pathOf(*makeTrainer(e, pool));
    const auto moved = [&](std::size_t i) {
      double sum = 0;
      for (std::size_t k = 0; k < path[i].size(); ++k) {
        sum += std::pow(path[i + 1][k] - path[i][k], 2);
      }
      return std::sqrt(sum);
    };
    QVERIFY(moved(0) > 3 * moved(40));
    QVERIFY(moved(40) > 0);
  }
};

QTEST_GUILESS_MAIN(TestOptimizerRuns)
#include "tst_optimizer_runs.moc"
