// SPDX-License-Identifier: GPL-3.0-or-later
// How a circuit is evaluated in all: with which noise, on which states, exactly or from shots.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/gradient/engine.h"
#include "core/sim/noise_model.h"

namespace qonvolve {

enum class SimulationMethod : std::uint8_t { Auto, Statevector, DensityMatrix, Trajectories };
enum class GradientMethod : std::uint8_t { Auto, Adjoint, ParameterShift };

struct SimulationOptions {
  SimulationMethod method = SimulationMethod::Auto;
  GradientMethod gradient = GradientMethod::Auto;
  std::size_t shots = 0;  // 0: exact expectation values
  std::size_t trajectories = 100;
  std::uint64_t seed = 0;  // of shots and trajectories
  std::vector<NoiseRule> noise = {};
  EngineOptions engine = {};  // of pure states
};

/// What the options come down to for one circuit.
struct SimulationChoice {
  Circuit circuit;  // with noise; measurements deferred where that is exact
  SimulationMethod method = SimulationMethod::Statevector;
  bool shifted = false;  // gradients by shifted circuits, values maybe by shots
  std::size_t shots = 0;
  std::size_t trajectories = 1;  // pure states for each value
  std::size_t circuits = 1;      // for value and gradient of one sample
  std::string engine;            // text of the engine for the states
  double operations = 0;         // multiply-adds for value and gradient of one sample
  EngineCost memory;             // its bytes: of the states, at most
  /// For people: "density matrix, 1000 shots, 85 shifted circuits a gradient".
  std::string text() const;
  bool isExact() const { return shots == 0 && method != SimulationMethod::Trajectories; }
};

/// Automatic methods: pure states where there is no noise, density matrices up to
/// kMostDensityWires, trajectories beyond; adjoint gradients for exact values, the parameter-shift
/// rule otherwise. Errors name the setting ("method", "gradient", ...) in `where`.
Result<SimulationChoice> chooseSimulation(const Circuit& circuit, const SimulationOptions& options);

/// The evaluator by that choice.
Result<std::unique_ptr<LaneFunction>> makeSimulation(const Circuit& circuit,
                                                     const SimulationOptions& options);

inline constexpr std::uint32_t kMostDensityWires = 10;

}  // namespace qonvolve
