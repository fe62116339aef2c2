// SPDX-License-Identifier: GPL-3.0-or-later
// What optimizers share: the learning-rate option, random directions, reading back a saved state.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "core/train/optimizer.h"

namespace qonvolve {

/// Range of every learning rate: wide enough for any experiment, never zero or negative.
inline constexpr double kSmallestLearningRate = 1e-9;
inline constexpr double kLargestLearningRate = 1e6;

/// Editor texts of a learning rate.
FieldText learningRateText();

/// Of an optimizer that goes along a gradient: it follows the schedule and takes clipped gradients.
template <class Options>
OptimizerNeeds gradientNeeds(const Options& /*options*/) {
  return {.schedule = true, .clipping = true};
}

/// Copies the named vectors of `state` to their targets, whose present sizes they must have.
/// Errors: a vector is missing, has another size, or is not one of the targets.
Result<void> restoreVectors(
    const OptimizerState& state,
    std::initializer_list<std::pair<std::string, std::vector<double>*>> targets);

/// Directions of +1 and -1: random, or given as groups of signs ("+-+ --+") that are used in turn.
class Directions {
 public:
  /// Editor texts of the option that names fixed directions.
  static FieldText text();
  /// Errors: a group without exactly one sign a parameter.
  static Result<Directions> parse(const std::string& signs, std::size_t parameters,
                                  const std::string& where);
  /// Direction number `index` of a run; random ones come from `rng`.
  void draw(std::uint64_t index, Rng& rng, std::span<double> direction) const;

 private:
  std::vector<std::vector<double>> fixed_;
};

}  // namespace qonvolve
