// SPDX-License-Identifier: GPL-3.0-or-later
// How well a trained model still answers on a noisy device, and from few shots.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
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
  std::string method;      // "density matrix", "statevector, 100 shots"
  Scores scores;
};

/// Strengths that show the fall. Of probabilities: those p of some Pauli matrix whose depolarizing
/// noise mixes with I/2 by 0, 0.001, 0.005, 0.01, 0.02, 0.05 and 0.1; of times: multiples of the
/// default.
std::vector<double> usualStrengths(const NoiseType& noise);
std::vector<std::int64_t> usualShots();

/// "0, 0.001, 0.01" as strengths of a noise, each within its range. `where` names the place for
/// the error.
Result<std::vector<double>> parseStrengths(const NoiseType& noise, std::string_view text,
                                           const std::string& where);
/// "100, 1000, 0" as numbers of shots, 0 for exact values.
Result<std::vector<std::int64_t>> parseShotCounts(std::string_view text, const std::string& where);

/// Told of every point as it is finished, on the thread of the study.
using RobustnessPointDone = std::function<void(const RobustnessPoint&)>;

/// Scores with one kind of noise at each strength (the first option of its entry; the others as
/// given). Nothing if stopped. Errors: the noise is unknown or cannot be simulated.
Result<std::optional<std::vector<RobustnessPoint>>> noiseStudy(
    const RobustnessSubject& subject, const Catalog& catalog, const Choice& noise,
    std::span<const double> strengths, ThreadPool& pool, std::stop_token stop = {},
    const RobustnessPointDone& done = {});

/// Scores without noise from so many shots for every expectation value.
Result<std::optional<std::vector<RobustnessPoint>>> shotStudy(
    const RobustnessSubject& subject, const Catalog& catalog, std::span<const std::int64_t> shots,
    ThreadPool& pool, std::stop_token stop = {}, const RobustnessPointDone& done = {});

}  // namespace qonvolve
