// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/robustness.h"

#include "core/train/trainer.h"

namespace qonvolve {

namespace {

using Points = Result<std::optional<std::vector<RobustnessPoint>>>;

/// The subject as simulated; nothing if stopped.
Result<std::optional<Scores>> scoresOf(const RobustnessSubject& subject, const Catalog& catalog,
                                       const SimulationSpec& simulation, ThreadPool& pool,
                                       const std::stop_token& stop) {
  Experiment experiment = subject.experiment;
  const std::string precision = experiment.simulation.settings.precision;
  experiment.simulation = simulation;
  experiment.simulation.settings.precision = precision;
  const auto options = simulationOptions(experiment, catalog, subject.model);
  if (!options) return options.error();
  for (const PlacedStage& placed : subject.model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const auto choice = chooseSimulation(*circuit, *options);
    if (!choice) return choice.error();
  }
  ModelRunner runner(subject.model, stageFactory(*options), pool);
  Scores scores = evaluate(runner, subject.loss, subject.parameters, subject.data, stop);
  if (stop.stop_requested()) return std::optional<Scores>();
  return std::optional(std::move(scores));
}

}  // namespace

std::vector<double> usualStrengths() {
  // Mixing by lambda with I/2 is p = 3/4 lambda.
  std::vector<double> strengths;
  for (const double mixed : {0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1}) {
    strengths.push_back(0.75 * mixed);
  }
  return strengths;
}

std::vector<std::int64_t> usualShots() {
  return {10, 100, 1000, 10000, 0};
}

Points noiseStudy(const RobustnessSubject& subject, const Catalog& catalog, const Choice& noise,
                  std::span<const double> strengths, ThreadPool& pool, std::stop_token stop) {
  const auto type = catalog.noise.require(noise.type, "noise");
  if (!type) return type.error();
  std::vector<RobustnessPoint> points;
  for (const double strength : strengths) {
    SimulationSpec simulation;
    if (strength > 0) {
      simulation.noise = {noise};
      simulation.noise[0].options[(*type)->strength().key] = strength;
    }
    auto scores = scoresOf(subject, catalog, simulation, pool, stop);
    if (!scores) return scores.error();
    if (!*scores) return Points(std::nullopt);
    points.push_back({.strength = strength, .shots = 0, .scores = std::move(**scores)});
  }
  return std::optional(std::move(points));
}

Points shotStudy(const RobustnessSubject& subject, const Catalog& catalog,
                 std::span<const std::int64_t> shots, ThreadPool& pool, std::stop_token stop) {
  std::vector<RobustnessPoint> points;
  for (const std::int64_t count : shots) {
    SimulationSpec simulation;
    simulation.settings.shots = count;
    auto scores = scoresOf(subject, catalog, simulation, pool, stop);
    if (!scores) return scores.error();
    if (!*scores) return Points(std::nullopt);
    points.push_back({.strength = 0, .shots = count, .scores = std::move(**scores)});
  }
  return std::optional(std::move(points));
}

}  // namespace qonvolve
