// SPDX-License-Identifier: GPL-3.0-or-later
// Expectation values of one large state, and the cotangent state they send back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/kernels.h"

namespace qonvolve {

/// All outputs of a circuit, whose wires lie at `bitOf` in the state's index (`bits` in all).
/// Diagonal ones are read from the probabilities of the wires they look at, which takes one sweep;
/// other Pauli products take one sweep each.
template <class T>
class StateReadout {
 public:
  StateReadout(const Circuit& circuit, std::span<const std::uint8_t> bitOf, std::size_t bits);

  /// outputs: one per observable.
  void expectations(const T* state, std::span<double> outputs) const;
  /// lambda = sum_o cotangents[o] O_o |state>.
  void cotangentState(const T* state, std::span<const double> cotangents, T* lambda) const;

 private:
  struct DiagonalTerm {
    std::size_t output;
    bool projector;
    double coefficient;
    std::uint64_t mask, value;  // in bits of a bucket
  };
  struct PauliProduct {
    std::size_t output;
    Complex coefficient;  // with the factors i of Y = iXZ
    std::uint64_t x, z;
  };

  std::uint64_t bucketBits(std::uint64_t stateBits) const;
  template <class Body>
  void eachRun(Body body) const;
  template <class Body>
  void eachBucket(const DiagonalTerm& term, Body body) const;

  std::size_t groups_ = 0;
  std::size_t run_ = 1;             // successive groups with the same bucket
  std::vector<std::uint8_t> seen_;  // bits of the state that tell buckets apart: lanes, then others
  std::vector<DiagonalTerm> diagonal_;
  std::vector<PauliProduct> products_;
};

}  // namespace qonvolve
