// SPDX-License-Identifier: GPL-3.0-or-later
// Linear maps of density matrices on one or two wires, in the form that chunks of states want.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"

namespace qonvolve {

/// A channel as a matrix on vectorized density matrices: rho_ij lies at index i + (j << wires), so
/// it acts on the wires q and q + wires. S = sum_k K_k (x) conj(K_k); local index: kets are the low
/// bits, bras the high ones.
class Superoperator {
 public:
  /// dim x dim entries, row major; dim is 4 (one wire) or 16 (two).
  explicit Superoperator(std::vector<Complex> matrix);
  static Superoperator ofChannel(const Channel& channel);
  static Superoperator ofReset();
  static Superoperator ofMeasurement();  // outcome forgotten

  const std::vector<Complex>& matrix() const { return matrix_; }
  std::size_t dim() const { return dim_; }
  /// The matrix as a kernel for Form::Dense2 wants it (one wire only).
  const double* coefficients() const { return coefficients_.data(); }
  Superoperator adjoint() const;
  /// The inverse, if it exists and enlarges no vector more than `limit` times.
  std::optional<Superoperator> inverse(double limit) const;
  /// How many times the inverse enlarges a vector at most; infinite if there is none.
  double inverseNorm() const;

  /// state <- S state, a chunk of `size` amplitudes of kLanes samples; bits: 1 << wire of the local
  /// wires, kets first.
  void apply(double* state, std::size_t size, std::span<const std::size_t> bits) const;

 private:
  struct Entry {
    std::uint32_t row, column;
    double re, im;
  };
  std::size_t dim_ = 4;
  std::vector<Complex> matrix_;
  std::vector<Entry> entries_;  // those that are not zero
  AlignedVector coefficients_;
};

}  // namespace qonvolve
