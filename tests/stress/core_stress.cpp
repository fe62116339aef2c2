// SPDX-License-Identifier: GPL-3.0-or-later
// Threads at work without Qt: the pool, training on several threads, stopping from another thread,
// resuming. Ends with exit code 1 and a message if anything differs from the single-threaded run.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>

#include "core/base/parallel.h"
#include "core/experiment/assemble.h"
#include "core/experiment/catalog.h"
#include "core/train/trainer.h"

using namespace qonvolve;

namespace {

void require(bool condition, const std::string& what) {
  if (condition) return;
  std::fprintf(stderr, "FAILED: %s\n", what.c_str());
  std::exit(1);
}

Block block(const std::string& type) {
  Block made;
  made.choice.type = type;
  return made;
}

Experiment smallExperiment(const std::string& optimizer) {
  Experiment e;
  e.name = "stress";
  e.data.source.type = "lines";
  Repeat layers;
  layers.body = {block("convolution"), block("pooling")};
  e.stack = {block("angle"), block("convolution"), block("pooling"), layers, block("readout")};
  e.train.optimizer.type = optimizer;
  e.train.loss.type = "cross_entropy";
  e.train.initializer.type = "uniform";
  e.train.settings.epochs = 2;
  e.train.settings.batchSize = 100;
  return e;
}

Trainer makeTrainer(const Experiment& experiment, const Catalog& catalog, ThreadPool& pool) {
  auto data = prepareData(experiment, catalog, "");
  require(data.has_value(), data ? "" : toText(data.error()));
  auto setup = assemble(experiment, catalog, std::move(data->ready));
  require(setup.has_value(), setup ? "" : toText(setup.error()));
  return Trainer(std::move(*setup), pool);
}

void poolLosesNothing() {
  ThreadPool pool(4);
  for (int job = 0; job < 2000; ++job) {
    std::atomic<int> sum = 0;
    pool.run(16, [&](std::size_t index, std::size_t) { sum += static_cast<int>(index); });
    require(sum == 120, "the pool ran every piece once");
  }
}

void threadsDoNotChangeABit(const Catalog& catalog, const std::string& optimizer) {
  std::optional<std::vector<double>> expected;
  for (const std::size_t threads : {1U, 2U, 4U}) {
    ThreadPool pool(threads);
    Trainer trainer = makeTrainer(smallExperiment(optimizer), catalog, pool);
    const TrainOutcome outcome = trainer.run({}, [](const TrainEvent&) {});
    require(outcome.status == TrainOutcome::Status::Finished, "training finished");
    if (!expected) expected = outcome.checkpoint.parameters;
    require(*expected == outcome.checkpoint.parameters,
            optimizer + " on " + std::to_string(threads) + " threads gives the same bits");
  }
}

void stopAndResumeLoseNothing(const Catalog& catalog, const std::string& optimizer) {
  ThreadPool pool(2);
  Trainer whole = makeTrainer(smallExperiment(optimizer), catalog, pool);
  const auto expected = whole.run({}, [](const TrainEvent&) {}).checkpoint.parameters;
  for (int attempt = 0; attempt < 5; ++attempt) {
    std::optional<Checkpoint> checkpoint;
    // Longer each time: on a slow machine the first patience may not be enough for a single step.
    for (int delay = 5 + 20 * attempt;; delay *= 2) {
      Trainer trainer = makeTrainer(smallExperiment(optimizer), catalog, pool);
      if (checkpoint) require(trainer.resume(*checkpoint).has_value(), "the checkpoint fits");
      std::stop_source stop;
      std::jthread stopper([&stop, delay] {
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        stop.request_stop();
      });
      const TrainOutcome outcome = trainer.run(stop.get_token(), [](const TrainEvent&) {});
      checkpoint = outcome.checkpoint;
      if (outcome.status == TrainOutcome::Status::Finished) break;
      require(outcome.status == TrainOutcome::Status::Stopped, "the run was stopped, nothing else");
    }
    require(checkpoint->parameters == expected, optimizer + " stopped and resumed: the same bits");
  }
}

}  // namespace

int main() {
  const Catalog catalog = makeCatalog();
  poolLosesNothing();
  for (const std::string& optimizer : catalog.optimizers.ids()) {
    threadsDoNotChangeABit(catalog, optimizer);
    stopAndResumeLoseNothing(catalog, optimizer);
    std::printf("%s: same bits for 1, 2, 4 threads, and stopped and resumed\n", optimizer.c_str());
  }
}
