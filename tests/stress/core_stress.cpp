// SPDX-License-Identifier: GPL-3.0-or-later
// Threads at work without Qt: the pool, every engine with and without noise and shots, metrics,
// descriptors, training on several threads, stopping from another thread, resuming. Ends with exit
// code 1 and a message if anything differs from the single-threaded run.
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>
#include <thread>

#include "core/analysis/descriptors.h"
#include "core/base/parallel.h"
#include "core/experiment/assemble.h"
#include "core/experiment/catalog.h"
#include "core/gradient/device_function.h"
#include "core/gradient/engine.h"
#include "core/train/model_metric.h"
#include "core/train/trainer.h"
#include "tests/support/random_design.h"

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
  e.train.loss.type = "mse";  // every optimizer takes it
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

/// A design with samples, and what it gives on one thread.
struct Work {
  Model model;
  std::vector<double> theta;
  Matrix x;
  std::vector<std::size_t> rows;
};

Work makeWork(std::uint64_t seed, std::size_t samples) {
  const test::RandomDesign design = test::randomDesign(seed, {.wires = 5, .ops = 150});
  Work work{design.model, {}, {}, std::vector<std::size_t>(samples)};
  Rng rng(seed);
  for (std::size_t k = 0; k < design.model.parameterCount; ++k) {
    work.theta.push_back(rng.uniform(-3, 3));
  }
  work.x.resize(static_cast<Eigen::Index>(samples), design.features);
  for (double& value : work.x.reshaped()) value = rng.uniform(-2, 2);
  std::iota(work.rows.begin(), work.rows.end(), std::size_t{0});
  return work;
}

/// After every tenth gate the first wire of the gate is flipped with probability 0.02.
Circuit withBitFlips(Circuit circuit) {
  const double keep = std::sqrt(0.98), flip = std::sqrt(0.02);
  circuit.channels.push_back(
      {.name = "bit flip", .wires = 1, .kraus = {{keep, 0, 0, keep}, {0, flip, flip, 0}}});
  for (std::uint32_t k = 10; k <= circuit.ops.size(); k += 10) {
    circuit.events.push_back(
        {.kind = Event::Kind::Channel, .position = k, .wires = {circuit.ops[k - 1].wires[0], 0}});
  }
  return circuit;
}

std::vector<double> lossAndGradient(const Work& work, const StageFactory& factory,
                                    std::size_t threads) {
  ThreadPool pool(threads);
  ModelRunner runner(work.model, factory, pool);
  std::vector<double> result(work.theta.size());
  const auto loss = [](std::size_t, std::span<const double> y, std::span<double> dy) {
    double sum = 0;
    for (std::size_t k = 0; k < y.size(); ++k) sum += (dy[k] = y[k] - 0.3) * dy[k] / 2;
    return sum;
  };
  Matrix inputGradient;
  result.push_back(runner.gradient(work.theta, work.x, work.rows, loss, result, &inputGradient));
  for (const double value : inputGradient.reshaped()) result.push_back(value);
  return result;
}

void sameOnAllThreads(const Work& work, const StageFactory& factory, const std::string& what) {
  const std::vector<double> one = lossAndGradient(work, factory, 1);
  for (const std::size_t threads : {2U, 4U}) {
    require(lossAndGradient(work, factory, threads) == one,
            what + " on " + std::to_string(threads) + " threads gives the same bits");
  }
}

void enginesDoNotChangeABit() {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Work work = makeWork(seed, 40);
    const auto& circuit = std::get<Circuit>(work.model.stages.front().stage);
    for (const EngineType& engine : allEngines()) {
      for (const Precision precision : {Precision::Double, Precision::Float}) {
        const EngineOptions options{.precision = precision, .engine = std::string(engine.id)};
        if (!chooseEngine(circuit, options)) continue;
        sameOnAllThreads(work, stageFactory({.engine = options}), options.engine);
      }
    }
    Work noisy = work;
    noisy.rows.resize(9);
    std::get<Circuit>(noisy.model.stages.front().stage) = withBitFlips(circuit);
    sameOnAllThreads(noisy, stageFactory(), "noise");
    const auto shots = [](const Stage& stage) {
      return makeDeviceFunction(std::get<Circuit>(stage), 50, 7,
                                [](const Circuit& c) { return *makeEngine(c); });
    };
    noisy.rows.resize(3);
    if (seed < 6 && circuit.preparations.empty()) sameOnAllThreads(noisy, shots, "shots");
  }
}

void metricsAndDescriptorsDoNotChangeABit() {
  const Work work = makeWork(3, 40);
  const auto& circuit = std::get<Circuit>(work.model.stages.front().stage);
  std::optional<Eigen::MatrixXd> metric;
  std::optional<double> divergence;
  for (const std::size_t threads : {1U, 2U, 4U}) {
    ThreadPool pool(threads);
    ModelRunner runner(work.model, stageFactory(), pool);
    ModelMetric full(work.model, MetricShape::Full, pool);
    require(full.average(runner, work.theta, work.x, work.rows), "the metric was not stopped");
    if (!metric) metric = full.metric().dense(work.theta.size());
    require(*metric == full.metric().dense(work.theta.size()), "same metric on all threads");
    const std::vector<std::vector<double>> samples(1, std::vector<double>(circuit.inputs, 0.4));
    const StateSampler sampler = circuitSampler(circuit, work.theta.size(), samples, Rng(5));
    const auto found = describeStates(sampler, circuit.wires, {.pairs = 200}, pool);
    if (!divergence) divergence = found->expressibility;
    require(*divergence == found->expressibility, "same expressibility on all threads");
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
  enginesDoNotChangeABit();
  metricsAndDescriptorsDoNotChangeABit();
  std::printf("engines, metrics, descriptors: same bits for 1, 2, 4 threads\n");
  for (const std::string& optimizer : catalog.optimizers.ids()) {
    threadsDoNotChangeABit(catalog, optimizer);
    stopAndResumeLoseNothing(catalog, optimizer);
    std::printf("%s: same bits for 1, 2, 4 threads, and stopped and resumed\n", optimizer.c_str());
  }
}
