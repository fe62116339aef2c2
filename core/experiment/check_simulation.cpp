// SPDX-License-Identifier: GPL-3.0-or-later
// The simulation section: settings, noise, and whether the method can do what is asked.
#include <algorithm>

#include "core/circuit/nonunitary.h"
#include "core/experiment/assemble.h"
#include "core/experiment/check_parts.h"
#include "core/experiment/estimate.h"

namespace qonvolve {
namespace {

constexpr double kLongEpoch = 600;  // seconds

class SimulationCheck {
 public:
  SimulationCheck(const Experiment& experiment, const Catalog& catalog, const Limits& limits,
                  Checked& checked)
      : experiment_(experiment), catalog_(catalog), limits_(limits), checked_(checked) {}

  void run(std::size_t trainSamples) {
    if (experiment_.simulation == SimulationSpec{}) {
      checked_.simulation.engine.samples =
          static_cast<std::size_t>(std::max<std::int64_t>(1, experiment_.train.settings.batchSize));
      return;
    }
    const std::size_t before = checked_.issues.size();
    checkSettings();
    for (std::size_t i = 0; i < experiment_.simulation.noise.size(); ++i) checkNoise(i);
    const auto broken = [](const Issue& issue) { return issue.severity == Severity::Error; };
    if (std::any_of(checked_.issues.begin() + static_cast<std::ptrdiff_t>(before),
                    checked_.issues.end(), broken)) {
      return;
    }
    auto options = simulationOptions(experiment_, catalog_, checked_.model);
    if (!options) {
      // A scope that names what the design does not have; an empty design has nothing at all.
      if (checked_.model.stages.empty()) return;
      const Error& error = options.error();
      Issue issue{Severity::Error, error.where, error.message, error.hint, {}};
      const std::string key = error.where.substr(error.where.rfind('/') + 1);
      if (key == "gates" || key == "blocks" || key == "wires") {
        issue.fixes = {{"Remove the restriction", Fix::Kind::Remove, error.where}};
      }
      checked_.issues.push_back(std::move(issue));
      return;
    }
    if (!checkCircuits(*options)) return;
    checkCost(*options, trainSamples);
    checked_.simulation = std::move(*options);
  }

 private:
  void checkSettings() {
    const Values values = simulationSchema().write(experiment_.simulation.settings);
    for (const Field& field : simulationSchema().fields()) {
      const auto checked =
          checkValue(field, values.find(field.key)->second, "/simulation/" + field.key);
      if (!checked) checked_.issues.push_back(fieldIssue(field, checked.error()));
    }
  }

  void checkNoise(std::size_t index) {
    const Choice& choice = experiment_.simulation.noise[index];
    const std::string where = "/simulation/noise/" + std::to_string(index);
    const std::size_t before = checked_.issues.size();
    const NoiseType* type = checkChoice(choice, catalog_.noise, where, checked_.issues);
    if (type == nullptr) return;
    const auto made = type->make(choice.options, where);
    const bool known =
        checked_.issues.size() > before && checked_.issues.back().severity == Severity::Error;
    if (made || known) return;
    const Error& error = made.error();
    checked_.issues.push_back({Severity::Error,
                               error.where,
                               error.message,
                               error.hint,
                               {{"Remove " + type->info.label, Fix::Kind::Remove, where}}});
  }

  bool checkCircuits(const SimulationOptions& options) {
    for (const PlacedStage& placed : checked_.model.stages) {
      const auto* circuit = std::get_if<Circuit>(&placed.stage);
      if (circuit == nullptr) continue;
      const auto choice = chooseSimulation(*circuit, options);
      if (!choice) {
        const std::string where = "/simulation/" + choice.error().where;
        checked_.issues.push_back({Severity::Error,
                                   where,
                                   choice.error().message,
                                   choice.error().hint,
                                   {setFix("it", where, "auto")}});
        return false;
      }
      const bool fed =
          std::ranges::any_of(placed.inputs, [](const InputRef& ref) { return ref.stage >= 0; });
      if (choice->shifted && fed && !circuit->preparations.empty()) {
        const SimulationSettings& set = experiment_.simulation.settings;
        std::vector<Fix> fixes;
        if (set.gradient == "parameter_shift") {
          fixes.push_back(setFix("Gradient", "/simulation/gradient", "auto"));
        }
        if (set.shots > 0) fixes.push_back(setFix("Shots", "/simulation/shots", "0"));
        if (choice->method == SimulationMethod::Trajectories) {
          fixes.push_back(setFix("Method", "/simulation/method", "density_matrix"));
        }
        checked_.issues.push_back(
            {Severity::Error, "/simulation/gradient",
             "Shifted circuits give no derivative by values that become amplitudes; here an "
             "encoding of amplitudes or of an angle tree follows another stage.",
             "Use exact values with the adjoint method, or angle encoding there.",
             std::move(fixes)});
        return false;
      }
    }
    return true;
  }

  void checkCost(const SimulationOptions& options, std::size_t trainSamples) {
    const Estimate cost = estimateCost(checked_.model, trainSamples, threadCount(limits_), options);
    const MemoryLimit available = memoryLimit(limits_);
    const bool trajectories = experiment_.simulation.settings.method == "trajectories";
    const Fix toTrajectories = setFix("Method", "/simulation/method", "trajectories");
    if (cost.workingBytes > available.bytes) {
      Issue issue{Severity::Error,
                  "/simulation/method",
                  "The states of this simulation need " + bytesText(cost.workingBytes) +
                      " while training; only " + available.text(),
                  "Use fewer qubits or the method trajectories.",
                  {},
                  available.byUser};
      if (!trajectories) issue.fixes = {toTrajectories};
      checked_.issues.push_back(std::move(issue));
    } else if (cost.secondsPerEpoch > kLongEpoch) {
      Issue issue{
          Severity::Warning,
          "/simulation",
          "With this simulation an epoch takes about " + durationText(cost.secondsPerEpoch) + ".",
          "Shots and trajectories take shifted circuits for every angle.",
          {}};
      const auto halves = [&](const SimulationOptions& other) {
        return 2 * estimateCost(checked_.model, trainSamples, threadCount(limits_), other)
                       .secondsPerEpoch <
               cost.secondsPerEpoch;
      };
      SimulationOptions other = options;
      other.method = SimulationMethod::DensityMatrix;
      if (trajectories && cost.wires <= kMostDensityWires && halves(other)) {
        issue.fixes = {setFix("Method", "/simulation/method", "density_matrix")};
      }
      other = options;
      other.shots = 1000;
      if (options.shots > 1000 && halves(other)) {
        issue.fixes.push_back(setFix("Shots", "/simulation/shots", "1000"));
      }
      checked_.issues.push_back(std::move(issue));
    }
    if (options.engine.precision == Precision::Float && !options.noise.empty()) {
      checked_.issues.push_back({Severity::Note,
                                 "/simulation/precision",
                                 "States with noise are computed in double precision.",
                                 "",
                                 {setFix("Precision", "/simulation/precision", "double")}});
    }
  }

  const Experiment& experiment_;
  const Catalog& catalog_;
  const Limits& limits_;
  Checked& checked_;
};

}  // namespace

void checkSimulation(const Experiment& experiment, const Catalog& catalog, std::size_t trainSamples,
                     const Limits& limits, Checked& checked) {
  SimulationCheck(experiment, catalog, limits, checked).run(trainSamples);
}

}  // namespace qonvolve
