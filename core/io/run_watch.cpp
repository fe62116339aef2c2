// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_watch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/analysis/cost_functions.h"
#include "core/analysis/landscape.h"
#include "core/experiment/assemble.h"

namespace qonvolve {

namespace {

constexpr std::size_t kMostDraws = 200;
constexpr std::size_t kFewestDraws = 30;
constexpr std::size_t kMostRows = 16;
constexpr double kFreeOperations = 3e8;  // multiply-adds that nobody notices: some 50 ms
constexpr double kShareOfRun = 0.02;     // of the run's own, beyond that
constexpr std::size_t kDescentRounds = 12;

double operationsOf(const Model& model, const SimulationOptions& simulation) {
  double operations = 0;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const auto choice = chooseSimulation(*circuit, simulation);
    if (!choice) return INFINITY;
    operations += choice->operations;
  }
  return operations;
}

Error troubleOf(TrainingState state, const WatchReading& reading) {
  const std::string shots =
      reading.shotsPerAngle > 0
          ? " Reading the sign of a typical derivative would take more than " +
                std::to_string(static_cast<long long>(std::min(9e18, reading.shotsPerAngle))) +
                " shots."
          : "";
  switch (state) {
    case TrainingState::Plateau:
      return {
          "", "The loss is that of random parameters and its gradients are too small to follow.",
          "This may be a barren plateau: scan the design over qubits on the Plateau page." + shots};
    case TrainingState::ShotLimited:
      return {"", "The gradients are below the noise of the shots.",
              "More shots would tell whether this is a plateau." + shots};
    case TrainingState::NoiseInduced:
      return {"",
              "The gradients are small because of the noise; without it they are ten times "
              "larger.",
              "Use fewer gates, or less noise."};
    default:
      return {"", "The run sits at a saddle point: gradients are small, but there is a way down.",
              "Perturbation, or another seed, leads away from it."};
  }
}

bool isTrouble(TrainingState state) {
  return state == TrainingState::Plateau || state == TrainingState::ShotLimited ||
         state == TrainingState::NoiseInduced || state == TrainingState::Saddle;
}

}  // namespace

struct RunWatch::Impl : WatchProbes {
  const Catalog& catalog;
  Trainer& trainer;
  ThreadPool& pool;
  Experiment exact;  // without shots
  bool noisy = false;
  std::size_t shots = 0;
  std::vector<std::size_t> rows;
  std::vector<std::pair<double, double>> early;  // loss and norm of steps before the probe
  bool probed = false;
  std::unique_ptr<ModelRunner> runner;  // exact, with noise
  std::optional<TrainingWatch> watch;
  std::vector<double> parameters;  // the latest known
  std::array<bool, 8> said{};

  Impl(const Experiment& experiment, const Catalog& c, Trainer& t, ThreadPool& p)
      : catalog(c), trainer(t), pool(p), exact(experiment) {
    shots = static_cast<std::size_t>(experiment.simulation.settings.shots);
    noisy = !experiment.simulation.noise.empty();
    exact.simulation.settings.shots = 0;
    exact.simulation.settings.gradient = "auto";
    rows.resize(std::min(kMostRows, trainer.setup().data.train.size()));
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    parameters = trainer.setup().initialParameters;
  }

  /// Draws that fit into what the probe may cost; 0: none.
  std::size_t affordableDraws(const SimulationOptions& simulation) const {
    const TrainingSetup& setup = trainer.setup();
    const double each = operationsOf(setup.model, simulation);
    const double run = each * static_cast<double>(setup.settings.batchSize) *
                       static_cast<double>(trainer.totalSteps());
    const double budget = kFreeOperations + kShareOfRun * run;
    const double draws = budget / (each * static_cast<double>(rows.size()));
    if (!(draws >= kFewestDraws)) return 0;
    return std::min(kMostDraws, static_cast<std::size_t>(draws));
  }

  void probe(const std::stop_token& stop) {
    probed = true;
    const TrainingSetup& setup = trainer.setup();
    const InitializerType* type = catalog.initializers.find(exact.train.initializer.type);
    auto simulation = simulationOptions(exact, catalog, setup.model);
    // One start, or none by chance: nothing to compare with.
    if (rows.empty() || type == nullptr || !simulation || type->info.id == "warm_start") return;
    simulation->engine.samples = rows.size();
    const std::size_t draws = affordableDraws(*simulation);
    if (draws == 0) return;
    runner = std::make_unique<ModelRunner>(setup.model, stageFactory(*simulation), pool);
    const Rng rng = Rng(exact.seed).stream("probe");
    const auto draw = [&](std::uint64_t index) {
      auto made = type->make(exact.train.initializer.options,
                             {setup.model, rng.stream("draw", index), &setup.data.train}, "");
      return made ? std::move(*made) : setup.initialParameters;
    };
    const auto found =
        probeLandscape(*runner, *setup.loss, setup.data.train, rows, draw, draws, stop);
    if (!found && stop.stop_requested()) probed = false;
    if (!found || !(found->lossDeviation > 0)) return;
    const auto batch = std::min<std::size_t>(static_cast<std::size_t>(setup.settings.batchSize),
                                             setup.data.train.size());
    watch.emplace(WatchSettings{.probe = *found,
                                .parameters = setup.model.parameterCount,
                                .shots = shots,
                                .batchSamples = std::max<std::size_t>(1, batch),
                                .samples = setup.data.train.size()});
  }

  double squaredNorm(ModelRunner& model) {
    const TrainingSetup& setup = trainer.setup();
    std::vector<double> gradient(setup.model.parameterCount);
    const auto loss = [&](std::size_t position, std::span<const double> outputs,
                          std::span<double> cotangents) {
      return setup.loss->evaluate(setup.model.head, outputs, setup.data.train.y[rows[position]],
                                  cotangents);
    };
    model.gradient(parameters, setup.data.train.x, rows, loss, gradient);
    double sum = 0;
    for (const double g : gradient) sum += g * g;
    return sum;
  }

  double noiselessRatio() override {
    if (!noisy) return 1;
    ModelRunner clean(trainer.setup().model, stageFactory(), pool);
    const double with = squaredNorm(*runner);
    return with > 0 ? squaredNorm(clean) / with : INFINITY;
  }

  bool hasDescent() override {
    const TrainingSetup& setup = trainer.setup();
    const auto descent =
        steepestDescent(parameters.size(),
                        dataHessian(*runner, *setup.loss, setup.data.train, rows, parameters, {}),
                        Rng(exact.seed).stream("descent"), kDescentRounds);
    // Clearly below zero: curvatures are about as large as the loss is wide.
    return descent && descent->curvature < -1e-3;
  }
};

RunWatch::RunWatch(const Experiment& experiment, const Catalog& catalog, Trainer& trainer,
                   ThreadPool& pool)
    : impl_(std::make_unique<Impl>(experiment, catalog, trainer, pool)) {}

RunWatch::~RunWatch() = default;

std::optional<Notice> RunWatch::take(const TrainEvent& event, std::stop_token stop) {
  Impl& m = *impl_;
  if (const auto* ready = std::get_if<CheckpointReady>(&event)) {
    m.parameters = ready->checkpoint.parameters;
    return {};
  }
  const auto* step = std::get_if<StepDone>(&event);
  if (step == nullptr) return {};
  if (!m.probed) {
    // Not before it is needed: short runs stay as short as they are.
    m.early.emplace_back(step->loss, step->gradientNorm);
    if (m.early.size() < kWatchWindow) return {};
    m.probe(stop);
    if (!m.watch) return {};
    for (const auto& [loss, norm] : m.early) m.watch->push(loss, norm, m);
  } else if (m.watch) {
    m.watch->push(step->loss, step->gradientNorm, m);
  } else {
    return {};
  }
  const TrainingState state = m.watch->state();
  bool& said = m.said[static_cast<std::size_t>(state)];
  if (!isTrouble(state) || said) return {};
  said = true;
  return Notice{step->step, troubleOf(state, *reading())};
}

std::optional<WatchReading> RunWatch::reading() const {
  const Impl& m = *impl_;
  if (!m.watch) return {};
  return WatchReading{m.watch->state(), m.watch->shotsPerAngle(), m.watch->meanSquare()};
}

}  // namespace qonvolve
