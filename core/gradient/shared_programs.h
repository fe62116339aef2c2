// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that are the same for all samples, as the sweeps' kernels take them: coefficients of
// their matrices, and the gradient from what the kernels accumulate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/gradient/bound_programs.h"
#include "core/sim/aligned.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// Keeps a reference to the plan.
class SharedPrograms {
 public:
  explicit SharedPrograms(const Plan& plan);

  void bind(std::span<const double> parameters);

  /// Coefficients of a program's matrix, of its inverse, and of the conjugates of both.
  const double* forward(std::size_t program) const { return at(forward_, program); }
  const double* backward(std::size_t program) const { return at(backward_, program); }
  const double* forwardConjugate(std::size_t program) const { return at(forwardBra_, program); }
  const double* backwardConjugate(std::size_t program) const { return at(backwardBra_, program); }

  /// Where a program's coefficients begin among all of them.
  std::size_t place(std::size_t program) const { return places_[program]; }
  std::span<const double> allForward() const { return forward_; }
  std::span<const double> allBackward() const { return backward_; }

  /// Adds the derivatives of one program to parameterGradient; sum: what its reduce kernel
  /// accumulated, over all samples.
  void collect(std::size_t program, std::span<const double> sum,
               std::span<double> parameterGradient) const;

 private:
  const double* at(const AlignedVector& list, std::size_t program) const {
    return &list[places_[program]];
  }

  const Plan& plan_;
  BoundPrograms programs_;
  std::vector<std::size_t> places_;
  AlignedVector forward_, backward_, forwardBra_, backwardBra_;
};

}  // namespace qonvolve
