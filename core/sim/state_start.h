// SPDX-License-Identifier: GPL-3.0-or-later
// The start state of one large state: real amplitudes, a product of prepared blocks and of wires
// that begin with a rotation.
#pragma once

#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/circuit/circuit.h"
#include "core/sim/state_numbers.h"
#include "core/sim/state_plan.h"

namespace qonvolve {

class StateStart {
 public:
  /// Keeps references.
  StateStart(const Circuit& circuit, const StatePlan& plan);

  /// inputs: of one sample. Amplitudes of an all-zero input vector are NaN unless its preparation
  /// has a rule for it. `pool` may be null.
  template <class T>
  void build(std::span<const double> inputs, std::span<const ProgramNumbers> programs, T* state,
             ThreadPool* pool) const;

  /// Adds dL/d(inputs) through the preparations. lambda: the cotangent state where all rotations
  /// are undone, up to `factor`.
  template <class T>
  void pullback(std::span<const double> inputs, const T* lambda, double factor,
                std::span<double> inputCotangents) const;

 private:
  /// Real amplitudes of a preparation.
  std::vector<double> amplitudes(const Preparation& p, std::span<const double> inputs) const;

  const Circuit& circuit_;
  const StatePlan& plan_;
};

}  // namespace qonvolve
