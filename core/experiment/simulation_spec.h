// SPDX-License-Identifier: GPL-3.0-or-later
// How the circuits of an experiment are evaluated: exactly or by shots, with or without noise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/registry/registry.h"

namespace qonvolve {

/// The plain settings; ids as in simulationSchema().
struct SimulationSettings {
  std::string method = "auto";
  std::string precision = "double";
  std::int64_t shots = 0;  // 0: exact expectation values
  std::int64_t trajectories = 100;
  std::string gradient = "auto";
  bool operator==(const SimulationSettings&) const = default;
};

const Schema<SimulationSettings>& simulationSchema();

struct SimulationSpec {
  SimulationSettings settings;
  std::vector<Choice> noise;  // applied in order
  std::string unknown = {};
  bool operator==(const SimulationSpec&) const = default;
};

}  // namespace qonvolve
