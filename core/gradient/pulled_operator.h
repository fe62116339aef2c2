// SPDX-License-Identifier: GPL-3.0-or-later
// The observables of a circuit pulled back through it, and gradients for operators instead of
// states.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/gradient/sample_programs.h"
#include "core/gradient/state_sweeps.h"
#include "core/sim/aligned.h"
#include "core/sim/plan.h"
#include "core/sim/readout.h"

namespace qonvolve {

/// U: the steps of a circuit, none of which depends on the sample. Columns of operators are states
/// to the kernels, eight of them side by side. Operators are column by column, as in
/// ProductFeatures.
class PulledOperator {
 public:
  using Operator = std::vector<std::complex<double>>;

  PulledOperator(const Circuit& circuit, const Plan& plan, const SamplePrograms& samples);

  void bind(std::span<const double> parameters);
  /// h = U^dagger O U for observable `output`.
  void pullBack(std::size_t output, Operator& h);
  /// Adds d Tr(U^dagger O U x) / dtheta, with a Hermitian operator x.
  void addGradient(std::size_t output, const Operator& x, std::span<double> parameterGradient);

 private:
  static constexpr std::size_t kStride = StateSweeps<double>::kStride;
  std::size_t groups() const;
  void observe(std::size_t output, std::size_t group);

  std::size_t size_;  // amplitudes of a state, columns of an operator
  std::size_t outputs_;
  StateSweeps<double> sweeps_;
  Readout readout_;
  StateSweeps<double>::Tape tape_;
  AlignedVector columns_;  // of U
  AlignedVector scratch_;
};

}  // namespace qonvolve
