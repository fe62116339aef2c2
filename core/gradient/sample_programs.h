// SPDX-License-Identifier: GPL-3.0-or-later
// Programs whose angles depend on the sample: their matrices for one chunk, and the way back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/pauli_rotations.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// Keeps references to the circuit and its plan. All values are doubles, rows of kLanes.
class SamplePrograms {
 public:
  /// Rows where a program's numbers begin. `coefficients` counts only programs that depend on the
  /// sample, `sums` (what the reduce kernels accumulate) counts all programs.
  struct Place {
    std::size_t angles = 0;
    std::size_t coefficients = 0;
    std::size_t sums = 0;
  };
  /// Of one chunk of samples.
  struct Tape {
    AlignedVector features;      // inputs, then products
    AlignedVector angles;        // three per gate
    AlignedVector coefficients;  // of the matrices
  };

  SamplePrograms(const Circuit& circuit, const Plan& plan);

  const Place& place(std::size_t program) const { return places_[program]; }
  /// Rows in all.
  const Place& size() const { return size_; }
  Tape makeTape() const;

  /// Fills the tape.
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<const double> parameters) const;

  /// Adds what `sums` (size().sums rows) say about programs that depend on the sample: dL/dtheta
  /// to parameterGradient, and dL/dinputs to the first rows of `features` unless that is empty (a
  /// row for every input and then for every product).
  void pullback(const Tape& tape, std::span<const double> sums, std::span<double> parameterGradient,
                std::span<double> features) const;

 private:
  std::size_t tokenParameter(const Angle& angle, const Tape& tape, std::size_t lane,
                             std::size_t parameters) const;
  void fillAngle(const Angle& angle, const Tape& tape, std::span<const double> parameters,
                 double* out) const;
  void scatter(const Angle& angle, double derivative, const Tape& tape, std::size_t lane,
               std::span<double> parameterGradient, std::span<double> features) const;
  void pullbackProducts(const Tape& tape, std::span<double> features) const;

  const Circuit& circuit_;
  const Plan& plan_;
  std::vector<Place> places_;
  std::vector<PauliRotations> rotations_;  // of each program
  Place size_;
};

}  // namespace qonvolve
