// SPDX-License-Identifier: GPL-3.0-or-later
// How well a trained model still answers on a noisy device, and from few shots.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/experiment/assemble.h"
#include "core/experiment/catalog.h"
#include "core/train/metrics.h"

namespace qonvolve {

/// A trained model and the data it is scored on. `experiment` gives seed and precision.
struct RobustnessSubject {
  const Experiment& experiment;
  const Model& model;
  std::span<const double> parameters;
  const Loss& loss;
  const Dataset& data;
};

struct RobustnessPoint {
  double strength = 0;     // of the noise; 0: none
  std::int64_t shots = 0;  // 0: exact expectation values
  Scores scores;
};

/// Strengths of depolarizing noise that show the fall: the probabilities p of some Pauli matrix
/// that mix with I/2 by 0, 0.001, 0.005, 0.01, 0.02, 0.05 and 0.1.
std::vector<double> usualStrengths();
std::vector<std::int64_t> usualShots();

/// Scores with one kind of noise at each strength (the first option of its entry; the others as
/// given). Nothing if stopped. Errors: the noise is unknown or cannot be simulated.
Result<std::optional<std::vector<RobustnessPoint>>> noiseStudy(
    const RobustnessSubject& subject, const Catalog& catalog, const Choice& noise,
    std::span<const double> strengths, ThreadPool& pool, std::stop_token stop = {});

/// Scores without noise from so many shots for every expectation value.
Result<std::optional<std::vector<RobustnessPoint>>> shotStudy(const RobustnessSubject& subject,
                                                              const Catalog& catalog,
                                                              std::span<const std::int64_t> shots,
                                                              ThreadPool& pool,
                                                              std::stop_token stop = {});

}  // namespace qonvolve
