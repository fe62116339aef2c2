// SPDX-License-Identifier: GPL-3.0-or-later
// Programs whose angles depend on the parameters alone: their matrices, and the way back to
// parameters.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/sim/pauli_rotations.h"
#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

/// Keeps a reference to the programs. Those that depend on the sample are left out.
class BoundPrograms {
 public:
  explicit BoundPrograms(const std::vector<Program>& programs);

  void bind(std::span<const double> parameters);
  /// Up to a phase.
  const LocalMatrix& matrix(std::size_t program) const { return matrices_[program]; }
  /// Three per gate.
  std::span<const double> angles(std::size_t program) const {
    return std::span(angles_).subspan(first_[program], 3 * programs_[program].ops.size());
  }
  /// Those of any program, also one that depends on the sample.
  const PauliRotations& rotations(std::size_t program) const { return rotations_[program]; }

  /// Adds dL/dtheta of one program. a: A = (M - M^dagger) / 2i before or after the program, with
  /// M = Tr_rest phi lambda^dagger.
  void pullback(std::size_t program, const LocalMatrix& a, PauliRotations::From from,
                std::span<double> parameterGradient) const;

  /// The same in two steps, dL/d(angle) between them: three per gate.
  void differentiate(std::size_t program, const LocalMatrix& a, PauliRotations::From from,
                     std::span<double> derivatives) const;
  void scatter(std::size_t program, std::span<const double> derivatives,
               std::span<double> parameterGradient) const;

 private:
  const std::vector<Program>& programs_;
  std::vector<std::size_t> first_;  // angle of each program
  std::vector<double> angles_;      // three per gate
  std::vector<LocalMatrix> matrices_;
  std::vector<PauliRotations> rotations_;
  std::vector<PauliRotations::Turns> turns_;
};

}  // namespace qonvolve
