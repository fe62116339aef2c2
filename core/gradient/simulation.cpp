// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/simulation.h"

#include <cassert>

#include "core/circuit/nonunitary.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/device_function.h"
#include "core/sim/density_matrix.h"
#include "core/sim/measurement.h"
#include "core/sim/trajectories.h"

namespace qonvolve {
namespace {

/// An outcome is drawn in about 8 ns, the time of so many multiply-adds.
constexpr double kDrawOperations = 50;

SimulationMethod automaticMethod(const Circuit& circuit) {
  if (isUnitary(circuit)) return SimulationMethod::Statevector;
  return circuit.wires <= kMostDensityWires ? SimulationMethod::DensityMatrix
                                            : SimulationMethod::Trajectories;
}

EngineOptions engineOptions(SimulationMethod method, bool shifted,
                            const SimulationOptions& options) {
  EngineOptions engine = options.engine;
  if (method == SimulationMethod::DensityMatrix) engine.engine = "density_matrix";
  if (shifted) engine.samples = kLanes;  // every shifted circuit is bound anew for each chunk
  return engine;
}

std::unique_ptr<LaneFunction> makeStates(const Circuit& circuit, SimulationMethod method,
                                         bool shifted, const SimulationOptions& options) {
  if (method == SimulationMethod::Trajectories) {
    return makeTrajectoryFunction(circuit, options.trajectories, options.seed);
  }
  auto made = makeEngine(circuit, engineOptions(method, shifted, options));
  assert(made);
  return std::move(*made);
}

}  // namespace

std::string SimulationChoice::text() const {
  std::string result = engine;
  if (method == SimulationMethod::Trajectories) {
    result = std::to_string(trajectories) + " trajectories";
  }
  if (shots > 0) result += ", " + std::to_string(shots) + " shots";
  if (shifted) result += ", " + std::to_string(circuits) + " circuits a gradient";
  return result;
}

Result<SimulationChoice> chooseSimulation(const Circuit& circuit,
                                          const SimulationOptions& options) {
  SimulationChoice choice;
  choice.circuit = deferMeasurements(withNoise(circuit, options.noise));
  choice.method =
      options.method == SimulationMethod::Auto ? automaticMethod(choice.circuit) : options.method;
  choice.shots = options.shots;
  const bool random = options.shots > 0 || choice.method == SimulationMethod::Trajectories;
  if (choice.method == SimulationMethod::Statevector && !isUnitary(choice.circuit)) {
    return Error{"method", "A state vector cannot hold the mixed states that noise makes.",
                 "Use the method density_matrix or trajectories, or remove the noise."};
  }
  if (random && options.gradient == GradientMethod::Adjoint) {
    return Error{"gradient", "The adjoint method needs exact expectation values.",
                 "Use parameter_shift, or no shots and another method than trajectories."};
  }
  choice.shifted = random || options.gradient == GradientMethod::ParameterShift;
  if (!choice.shifted) choice.circuit = withReadoutErrors(choice.circuit);
  // Shots look at probabilities, in as many circuits as there are groups of observables.
  Circuit plain = choice.circuit;
  plain.readoutErrors.clear();
  const double forwardShare = 1.0 / 3;
  if (choice.shifted) choice.circuits = deviceEvaluations(plain);
  if (choice.shots > 0) {
    const auto draws = static_cast<double>(choice.shots * planMeasurements(plain).groups.size());
    choice.operations = draws * static_cast<double>(choice.circuits) * kDrawOperations;
  }
  const double repeats = choice.shifted ? forwardShare * static_cast<double>(choice.circuits) : 1;
  if (choice.method == SimulationMethod::Trajectories) {
    choice.trajectories = options.trajectories;
    const TrajectorySimulator simulator(plain);
    choice.memory.bytes = simulator.bytes();
    choice.operations +=
        simulator.operations() * static_cast<double>(choice.trajectories) * repeats / forwardShare;
    return choice;
  }
  const auto engine = chooseEngine(plain, engineOptions(choice.method, choice.shifted, options));
  if (!engine) return Error{"method", engine.error().message, engine.error().hint};
  choice.engine = choice.isExact() ? engine->text() : std::string(engine->engine->label);
  choice.operations += engine->cost.perSample * repeats;
  choice.memory = engine->cost;
  return choice;
}

Result<std::unique_ptr<LaneFunction>> makeSimulation(const Circuit& circuit,
                                                     const SimulationOptions& options) {
  auto choice = chooseSimulation(circuit, options);
  if (!choice) return choice.error();
  const SimulationMethod method = choice->method;
  if (!choice->shifted) return makeStates(choice->circuit, method, false, options);
  return makeDeviceFunction(
      choice->circuit, choice->shots, options.seed,
      [method, options](const Circuit& each) { return makeStates(each, method, true, options); });
}

}  // namespace qonvolve
