// SPDX-License-Identifier: GPL-3.0-or-later
// Expectation values of a chunk of density matrices, and the cotangents they send back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/density_plan.h"

namespace qonvolve {

/// Expectation values are linear in rho: Tr(O rho), summed over the blocks of a DensityPlan.
class DensityReadout {
 public:
  DensityReadout(const Circuit& circuit, const DensityPlan& plan);

  /// outputs: one row of kLanes per observable, overwritten.
  void expectations(const double* state, std::span<double> outputs) const;
  /// Overwrites lambda such that sum_o cotangents[o] Tr(O_o rho) = <lambda, rho>.
  void cotangentState(std::span<const double> cotangents, double* lambda) const;

 private:
  /// Tr(O rho) = sum over kets k of phase(k) rho_{k, k xor x}, summed over blocks.
  struct Term {
    std::size_t output;
    Complex coefficient;  // with the factors i of Y = iXZ
    std::uint64_t x, z;
    bool projector;
    std::uint64_t mask, value;
  };
  /// Calls body(ket, phase) for the kets that a term looks at.
  template <class Body>
  void forKets(const Term& term, Body body) const;
  std::size_t index(std::size_t block, std::size_t ket, std::size_t bra) const {
    return block * size_ * size_ + bra * size_ + ket;
  }

  std::size_t size_;  // 2^wires
  std::size_t blocks_;
  std::vector<Term> terms_;
};

}  // namespace qonvolve
