// SPDX-License-Identifier: GPL-3.0-or-later
// The expectation value of a circuit without data as an objective.
#pragma once

#include "core/train/batch_objective.h"

namespace qonvolve {

/// Minimizes <outputs[0]> of a circuit without inputs, with everything an optimizer may ask for:
/// variational problems and published traces.
class CircuitObjective {
 public:
  /// `groups`: the blocks of a block-diagonal metric.
  CircuitObjective(Circuit circuit, std::uint32_t parameters, std::vector<ParameterGroup> groups);

  /// To be called before each step of an optimizer.
  BatchObjective& at(std::span<const double> theta);

 private:
  Model model_;
  Dataset data_;
  std::unique_ptr<Loss> loss_;
  ThreadPool pool_;
  ModelRunner runner_;
  BatchObjective objective_;
  std::vector<std::size_t> rows_ = {0};
};

}  // namespace qonvolve
