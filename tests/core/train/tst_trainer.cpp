// SPDX-License-Identifier: GPL-3.0-or-later
// The training loop: batches, best and last, early stop, stopping, resuming, NaN guard, same bits.
#include "core/train/trainer.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <set>

#include "core/train/batches.h"
#include "core/train/history.h"
#include "tests/core/train/toy_model.h"

using namespace qonvolve;

namespace {

struct Run {
  TrainOutcome outcome;
  History history;
  std::vector<Checkpoint> checkpoints;
};

Run train(Trainer& trainer, std::uint64_t epochLimit = 0, std::stop_token stop = {}) {
  Run run;
  run.outcome = trainer.run(
      stop,
      [&](const TrainEvent& event) {
        run.history.append(event);
        if (const auto* c = std::get_if<CheckpointReady>(&event)) {
          run.checkpoints.push_back(c->checkpoint);
        }
      },
      epochLimit);
  return run;
}

std::vector<double> losses(const History& history) {
  std::vector<double> values;
  for (const StepDone& step : history.steps) values.push_back(step.loss);
  return values;
}

// The same state, times aside.
bool sameState(const Checkpoint& a, const Checkpoint& b) {
  return a.epoch == b.epoch && a.step == b.step && a.parameters == b.parameters &&
         a.optimizer == b.optimizer && a.bestParameters == b.bestParameters &&
         a.bestEpoch == b.bestEpoch && a.best.loss == b.best.loss &&
         a.best.accuracy == b.best.accuracy && a.epochsSinceBest == b.epochsSinceBest &&
         a.gradientWindow == b.gradientWindow;
}

struct Named {
  const char* id;
  OptimizerType type;
};
std::vector<Named> optimizers() {
  return {{"sgd", sgdOptimizer()},
          {"momentum", momentumOptimizer()},
          {"nesterov", nesterovOptimizer()},
          {"adam", adamOptimizer()}};
}
OptimizerType typeOf(const QString& id) {
  for (Named& named : optimizers()) {
    if (id == named.id) return named.type;
  }
  return {};
}

const Values kRate = {{"learning_rate", 0.1}};

}  // namespace

class TestTrainer : public QObject {
  Q_OBJECT
 private slots:
  void permutationVisitsEverySampleOnce() {
    Batches batches(53, 10, Sampling::Permutation, 3);
    QCOMPARE(batches.stepsPerEpoch(), std::uint64_t{6});
    std::vector<std::size_t> orders[2];
    for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
      for (std::uint64_t s = 0; s < 6; ++s) {
        const auto rows = batches.rows(epoch * 6 + s);
        QCOMPARE(rows.size(), s == 5 ? std::size_t{3} : std::size_t{10});
        orders[epoch].insert(orders[epoch].end(), rows.begin(), rows.end());
      }
      QCOMPARE(std::set(orders[epoch].begin(), orders[epoch].end()).size(), std::size_t{53});
    }
    QVERIFY(orders[0] != orders[1]);
    Batches later(53, 10, Sampling::Permutation, 3);
    const auto rows = later.rows(7);
    QVERIFY(std::equal(rows.begin(), rows.end(), orders[1].begin() + 10));
  }

  void replacementDrawsAfresh() {
    Batches batches(40, 25, Sampling::Replacement, 3);
    std::vector<int> seen(40);
    for (std::uint64_t s = 0; s < 400; ++s) {
      const auto rows = batches.rows(s);
      QCOMPARE(rows.size(), std::size_t{25});
      for (const std::size_t row : rows) ++seen[row];
    }
    for (const int count : seen) QVERIFY(std::abs(count - 250) < 80);  // 5 standard deviations
  }

  void learnsASeparableProblem() {
    ThreadPool pool(2);
    Trainer trainer(toy::setup(adamOptimizer(), kRate, 1, {.epochs = 60, .batchSize = 20}), pool);
    const Run run = train(trainer);
    QVERIFY(run.outcome.status == TrainOutcome::Status::Finished);
    QCOMPARE(run.history.epochs.size(), std::size_t{60});
    QCOMPARE(run.history.steps.size(), std::size_t{180});
    QCOMPARE(run.checkpoints.size(), std::size_t{60});
    QVERIFY(run.outcome.checkpoint.best.accuracy >= 0.9);
    const Scores scores =
        evaluate(trainer.runner(), *trainer.setup().loss, run.outcome.checkpoint.bestParameters,
                 trainer.setup().data.validation);
    QCOMPARE(scores.accuracy, run.outcome.checkpoint.best.accuracy);
    QCOMPARE(scores.loss, run.outcome.checkpoint.best.loss);
  }

  // Decision rule: highest validation accuracy, then lower loss, then the earlier epoch.
  void bestFollowsTheRule() {
    ThreadPool pool(1);
    Trainer trainer(toy::setup(sgdOptimizer(), kRate, 4, {.epochs = 40, .batchSize = 7}), pool);
    const Run run = train(trainer);
    const EpochDone* best = nullptr;
    for (const EpochDone& epoch : run.history.epochs) {
      const bool better = best == nullptr ||
                          epoch.validation.accuracy > best->validation.accuracy ||
                          (epoch.validation.accuracy == best->validation.accuracy &&
                           epoch.validation.loss < best->validation.loss);
      QCOMPARE(epoch.best, better);
      if (better) best = &epoch;
    }
    QCOMPARE(run.outcome.checkpoint.bestEpoch, best->epoch);
    QVERIFY(run.outcome.checkpoint.bestEpoch > 1);
  }

  void withoutValidationTheLastIsBest() {
    ThreadPool pool(1);
    TrainingSetup setup = toy::setup(sgdOptimizer(), kRate, 4, {.epochs = 5, .patience = 1});
    setup.data.validation = {};
    Trainer trainer(std::move(setup), pool);
    const Run run = train(trainer);
    QCOMPARE(run.history.epochs.size(), std::size_t{5});
    QCOMPARE(run.outcome.checkpoint.bestEpoch, std::uint64_t{5});
    QVERIFY(run.outcome.checkpoint.bestParameters == run.outcome.checkpoint.parameters);
    QVERIFY(!run.history.epochs.back().hasValidation);
  }

  void patienceEndsTheRun() {
    ThreadPool pool(1);
    Trainer trainer(
        toy::setup(adamOptimizer(), kRate, 1, {.epochs = 1000, .batchSize = 20, .patience = 6}),
        pool);
    const Run run = train(trainer);
    QVERIFY(run.outcome.status == TrainOutcome::Status::Finished);
    QVERIFY(run.history.epochs.size() < 1000);
    QCOMPARE(run.outcome.checkpoint.epochsSinceBest, std::uint64_t{6});
    QCOMPARE(run.outcome.checkpoint.bestEpoch + 6, run.outcome.checkpoint.epoch);
  }

  void stepsCountInsteadOfEpochs() {
    ThreadPool pool(1);
    Trainer trainer(toy::setup(sgdOptimizer(), kRate, 1,
                               {.epochs = 1, .steps = 31, .batchSize = 5, .replacement = true}),
                    pool);
    const Run run = train(trainer);
    QCOMPARE(trainer.stepsPerEpoch(), std::uint64_t{12});
    QCOMPARE(run.history.steps.size(), std::size_t{31});
    QCOMPARE(run.history.epochs.size(), std::size_t{3});  // at steps 12, 24 and 31
    QCOMPARE(run.history.epochs.back().step, std::uint64_t{31});
    QVERIFY(run.outcome.status == TrainOutcome::Status::Finished);
  }

  void reportsTheLossAtThePresentPoint() {
    ThreadPool pool(1);
    TrainingSetup setup = toy::setup(nesterovOptimizer(), kRate, 2, {.epochs = 3, .batchSize = 60});
    Trainer trainer(std::move(setup), pool);
    const Run run = train(trainer);
    // One batch is the whole training part, so the loss of step k + 1 is that of the state after k.
    for (std::size_t k = 0; k + 1 < run.history.steps.size(); ++k) {
      const Scores scores = evaluate(trainer.runner(), *trainer.setup().loss,
                                     run.checkpoints[k].parameters, trainer.setup().data.train);
      QVERIFY(std::abs(scores.loss - run.history.steps[k + 1].loss) < 1e-14);
      QCOMPARE(scores.accuracy, run.history.epochs[k + 1].train.accuracy);
    }
  }

  void gradientStatisticsComeFromManySteps() {
    ThreadPool pool(1);
    Trainer trainer(toy::setup(sgdOptimizer(), kRate, 1, {.epochs = 3, .batchSize = 1}), pool);
    const Run run = train(trainer);
    QCOMPARE(run.history.gradients.size(), std::size_t{9});  // 60 steps an epoch, one every 20
    QCOMPARE(run.history.gradients[0].step, std::uint64_t{20});
    QCOMPARE(run.history.gradients[0].groups.size(), std::size_t{2});
    QVERIFY(run.history.gradients[0].groups[0].variance > 0);
    Trainer whole(toy::setup(sgdOptimizer(), kRate, 1, {.epochs = 1, .batchSize = 60}), pool);
    QVERIFY(train(whole).history.gradients.empty());  // a single gradient has no variance
  }

  void sameBitsOnAnyNumberOfThreads() {
    std::vector<Run> runs;
    for (const std::size_t threads : {1U, 2U, 4U}) {
      ThreadPool pool(threads);
      Trainer trainer(toy::setup(nesterovOptimizer(), kRate, 6, {.epochs = 10, .batchSize = 25}),
                      pool);
      runs.push_back(train(trainer));
    }
    for (std::size_t i = 1; i < runs.size(); ++i) {
      QVERIFY(losses(runs[i].history) == losses(runs[0].history));
      QVERIFY(sameState(runs[i].outcome.checkpoint, runs[0].outcome.checkpoint));
    }
  }

  void resumesBitForBit_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("seed");
    QTest::addColumn<bool>("replacement");
    for (const Named& named : optimizers()) {
      for (const int seed : {1, 2, 3}) {
        QTest::addRow("%s %d", named.id, seed) << QString(named.id) << seed << (seed == 2);
      }
    }
  }
  void resumesBitForBit() {
    QFETCH(QString, id);
    QFETCH(int, seed);
    QFETCH(bool, replacement);
    const TrainSettings settings{.epochs = 100, .batchSize = 7, .replacement = replacement};
    const auto fresh = [&] {
      return toy::setup(typeOf(id), kRate, static_cast<std::uint64_t>(seed), settings);
    };
    ThreadPool pool(2);
    Trainer whole(fresh(), pool);
    const Run all = train(whole);
    Trainer first(fresh(), pool);
    const Run half = train(first, 50);
    QVERIFY(half.outcome.status == TrainOutcome::Status::Stopped);
    QCOMPARE(half.outcome.checkpoint.epoch, std::uint64_t{50});
    Trainer second(fresh(), pool);
    QVERIFY(second.resume(half.outcome.checkpoint));
    const Run rest = train(second);
    QVERIFY(rest.outcome.status == TrainOutcome::Status::Finished);
    QVERIFY(sameState(rest.outcome.checkpoint, all.outcome.checkpoint));
    std::vector<double> joined = losses(half.history);
    for (const double loss : losses(rest.history)) joined.push_back(loss);
    QVERIFY(joined == losses(all.history));
  }

  // Stopped in the middle of an epoch, by the token, at every place where it is looked at.
  void resumesAfterAStopInsideAnEpoch() {
    const TrainSettings settings{.epochs = 4, .batchSize = 7};
    ThreadPool pool(1);
    Trainer whole(toy::setup(adamOptimizer(), kRate, 5, settings), pool);
    const Run all = train(whole);
    for (const std::uint64_t stopAfter : {1U, 4U, 9U, 20U}) {
      Trainer first(toy::setup(adamOptimizer(), kRate, 5, settings), pool);
      std::stop_source source;
      History history;
      const TrainOutcome stopped = first.run(source.get_token(), [&](const TrainEvent& event) {
        history.append(event);
        if (history.steps.size() == stopAfter) source.request_stop();
      });
      QVERIFY(stopped.status == TrainOutcome::Status::Stopped);
      QCOMPARE(stopped.checkpoint.step, stopAfter);
      Trainer second(toy::setup(adamOptimizer(), kRate, 5, settings), pool);
      QVERIFY(second.resume(stopped.checkpoint));
      QVERIFY(sameState(train(second).outcome.checkpoint, all.outcome.checkpoint));
    }
  }

  void refusesACheckpointOfAnotherSize() {
    ThreadPool pool(1);
    Trainer trainer(toy::setup(adamOptimizer(), kRate, 5, {.epochs = 1}), pool);
    Checkpoint checkpoint = train(trainer).outcome.checkpoint;
    QVERIFY(trainer.resume(checkpoint));
    checkpoint.parameters.push_back(0);
    const auto result = trainer.resume(checkpoint);
    QVERIFY(!result);
    QVERIFY(result.error().message.find("4 parameters") != std::string::npos);
  }

  void notANumberEndsTheRunAndKeepsTheLastGoodState() {
    ThreadPool pool(1);
    TrainingSetup setup = toy::setup(sgdOptimizer(), kRate, 2, {.epochs = 3, .batchSize = 10});
    // The sample comes up somewhere in the first epoch.
    setup.data.train.x(17, 0) = std::numeric_limits<double>::quiet_NaN();
    setup.learningRate = 5;
    const std::vector<double> start = setup.initialParameters;
    Trainer trainer(std::move(setup), pool);
    const Run run = train(trainer);
    QVERIFY(run.outcome.status == TrainOutcome::Status::Diverged);
    for (const double p : run.outcome.checkpoint.parameters) QVERIFY(std::isfinite(p));
    for (const double p : run.outcome.checkpoint.bestParameters) QVERIFY(std::isfinite(p));
    const std::string step = "step " + std::to_string(run.history.steps.size() + 1);
    QVERIFY2(run.outcome.error.message.find(step) != std::string::npos,
             run.outcome.error.message.c_str());
    const std::string kept = "after step " + std::to_string(run.outcome.checkpoint.step) + ")";
    QVERIFY(run.outcome.error.message.find(kept) != std::string::npos);
    QVERIFY(run.outcome.error.message.find("Weights") != std::string::npos);
    QVERIFY(run.outcome.error.message.find("sample 18") != std::string::npos);
    QVERIFY(run.outcome.error.hint.find("Learning rate 5 ") != std::string::npos);
  }

  // Row 11 of the list of faults: an absurd learning rate, a NaN at any place, an infinite feature.
  void neverKeepsNotANumberAsBest_data() {
    QTest::addColumn<int>("recipe");
    for (int i = 0; i < 20; ++i) QTest::addRow("recipe %d", i) << i;
  }
  void neverKeepsNotANumberAsBest() {
    QFETCH(int, recipe);
    ThreadPool pool(1);
    const auto optimizer = optimizers()[static_cast<std::size_t>(recipe % 4)].type;
    Values options = kRate;
    if (recipe % 5 == 0) options["learning_rate"] = 1e6;
    TrainingSetup setup = toy::setup(optimizer, options, 2, {.epochs = 5, .batchSize = 10});
    const double bad = recipe % 2 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                       : std::numeric_limits<double>::infinity();
    if (recipe % 5 == 1) setup.data.train.x(recipe, 1) = bad;
    if (recipe % 5 == 2) setup.data.validation.x(recipe, 1) = bad;
    if (recipe % 5 == 3) setup.initialParameters[1] = 1e308 * 10 * (recipe % 2 == 0 ? 0 : 1);
    if (recipe % 5 == 4) setup.data.train.x.row(recipe).setConstant(1e200);
    const bool mustFail = recipe % 5 == 1 || recipe % 5 == 2;
    Trainer trainer(std::move(setup), pool);
    const Run run = train(trainer);
    if (mustFail) QVERIFY(run.outcome.status == TrainOutcome::Status::Diverged);
    QVERIFY(!std::isnan(run.outcome.checkpoint.best.loss));
    QVERIFY(!std::isnan(run.outcome.checkpoint.best.accuracy));
    if (run.outcome.checkpoint.bestEpoch > 0) {
      for (const double p : run.outcome.checkpoint.bestParameters) QVERIFY(std::isfinite(p));
    }
  }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
