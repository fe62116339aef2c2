// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/robustness.h"

#include "core/base/text.h"
#include "core/train/trainer.h"

namespace qonvolve {

namespace {

using Points = Result<std::optional<std::vector<RobustnessPoint>>>;

constexpr std::uint64_t kMostShots = 100'000'000;

/// A point to be scored, and what it is simulated with.
struct Studied {
  RobustnessPoint point;
  SimulationSpec simulation;
};

/// Scores the subject as simulated; false if stopped.
Result<bool> score(Studied& studied, const RobustnessSubject& subject, const Catalog& catalog,
                   ThreadPool& pool, const std::stop_token& stop) {
  RobustnessPoint& point = studied.point;
  Experiment experiment = subject.experiment;
  const std::string precision = experiment.simulation.settings.precision;
  experiment.simulation = studied.simulation;
  experiment.simulation.settings.precision = precision;
  auto options = simulationOptions(experiment, catalog, subject.model);
  if (!options) return options.error();
  options->gradient = GradientMethod::Auto;  // nothing is derived here
  for (const PlacedStage& placed : subject.model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const auto choice = chooseSimulation(*circuit, *options);
    if (!choice) return choice.error();
    if (!point.method.empty()) continue;
    point.method = choice->method == SimulationMethod::Trajectories
                       ? std::to_string(choice->trajectories) + " trajectories"
                       : choice->engine;
    if (choice->shots > 0) point.method += ", " + std::to_string(choice->shots) + " shots";
  }
  ModelRunner runner(subject.model, stageFactory(*options), pool);
  point.scores = evaluate(runner, subject.loss, subject.parameters, subject.data, stop);
  return !stop.stop_requested();
}

Points study(std::vector<Studied> all, const RobustnessSubject& subject, const Catalog& catalog,
             ThreadPool& pool, const std::stop_token& stop, const RobustnessPointDone& done) {
  std::vector<RobustnessPoint> points;
  for (Studied& studied : all) {
    const auto scored = score(studied, subject, catalog, pool, stop);
    if (!scored) return scored.error();
    if (!*scored) return Points(std::nullopt);
    points.push_back(std::move(studied.point));
    if (done) done(points.back());
  }
  return std::optional(std::move(points));
}

}  // namespace

std::vector<double> usualStrengths(const NoiseType& noise) {
  const Field& field = noise.strength();
  // Mixing by lambda with I/2 is p = 3/4 lambda.
  if (field.maximum <= 1) return {0, 0.00075, 0.00375, 0.0075, 0.015, 0.0375, 0.075};
  const auto* usual = std::get_if<double>(&field.defaultValue);
  if (usual == nullptr) return {};
  std::vector<double> strengths;
  for (const double factor : {0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
    strengths.push_back(factor * *usual);
  }
  return strengths;
}

std::vector<std::int64_t> usualShots() {
  return {10, 100, 1000, 10000, 0};
}

Result<std::vector<double>> parseStrengths(const NoiseType& noise, std::string_view text,
                                           const std::string& where) {
  std::vector<double> strengths;
  for (const std::string& number : split(text, ',')) {
    const auto value = parseValue(noise.strength(), trimmed(number), where);
    if (!value) return value.error();
    const auto* real = std::get_if<double>(&*value);
    if (real == nullptr) {
      return Error{where, "The noise " + noise.info.label + " has no strength to scan.",
                   "Use another one, such as depolarizing."};
    }
    strengths.push_back(*real);
  }
  return strengths;
}

Result<std::vector<std::int64_t>> parseShotCounts(std::string_view text, const std::string& where) {
  std::vector<std::int64_t> shots;
  for (const std::string& number : split(text, ',')) {
    const auto value = parseUnsigned(trimmed(number));
    if (!value || *value > kMostShots) {
      return Error{where, "\"" + std::string(trimmed(number)) + "\" is no number of shots.",
                   "Give numbers with commas between them, 0 for exact values: 100,1000,0"};
    }
    shots.push_back(static_cast<std::int64_t>(*value));
  }
  return shots;
}

Points noiseStudy(const RobustnessSubject& subject, const Catalog& catalog, const Choice& noise,
                  std::span<const double> strengths, ThreadPool& pool, std::stop_token stop,
                  const RobustnessPointDone& done) {
  const auto type = catalog.noise.require(noise.type, "noise");
  if (!type) return type.error();
  std::vector<Studied> all;
  for (const double strength : strengths) {
    Studied& studied = all.emplace_back();
    studied.point.strength = strength;
    if (!(strength > 0)) continue;
    studied.simulation.noise = {noise};
    studied.simulation.noise[0].options[(*type)->strength().key] = strength;
  }
  return study(std::move(all), subject, catalog, pool, stop, done);
}

Points shotStudy(const RobustnessSubject& subject, const Catalog& catalog,
                 std::span<const std::int64_t> shots, ThreadPool& pool, std::stop_token stop,
                 const RobustnessPointDone& done) {
  std::vector<Studied> all;
  for (const std::int64_t count : shots) {
    Studied& studied = all.emplace_back();
    studied.point.shots = count;
    studied.simulation.settings.shots = count;
  }
  return study(std::move(all), subject, catalog, pool, stop, done);
}

}  // namespace qonvolve
