// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit in which every angle can be moved on its own, whatever it is made of: for shift rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Every angle of `circuit` that is not constant becomes free: those of parameters are parameters
/// 0, 1, ... of the new circuit, one for each occurrence; those of features and tokens are further
/// inputs behind the old ones, one for each occurrence.
class FreeAngles {
 public:
  struct Occurrence {
    Angle angle;  // as it was
    ShiftRule shift = ShiftRule::TwoTerm;
    bool parameter = true;    // parameter number `index`, or else input number `index`
    std::uint32_t index = 0;  // in the new circuit
  };

  explicit FreeAngles(const Circuit& circuit);

  const Circuit& circuit() const { return free_; }
  const std::vector<Occurrence>& occurrences() const { return occurrences_; }

  /// Values of the free parameters.
  std::vector<double> parameters(std::span<const double> parameters) const;
  /// Rows of kLanes: the inputs of the old circuit, then the free ones.
  std::vector<double> inputs(std::span<const double> parameters,
                             std::span<const double> inputs) const;
  /// Adds dL/d(angle) of one lane to the parameter or to the inputs (rows of kLanes) that the angle
  /// is made of; either span may be empty.
  void scatter(const Occurrence& occurrence, double derivative, std::size_t lane,
               std::span<const double> inputs, std::span<double> parameterGradient,
               std::span<double> inputGradient) const;

 private:
  Circuit old_;
  Circuit free_;
  std::vector<Occurrence> occurrences_;
};

}  // namespace qonvolve
