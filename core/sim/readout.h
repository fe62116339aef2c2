// SPDX-License-Identifier: GPL-3.0-or-later
// Expectation values of a chunk's states, and the cotangent states they send back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {

/// All outputs of a circuit. Diagonal ones (products of Z, projectors) are read from the
/// probabilities of the wires they look at; other Pauli products each cost one sweep.
class Readout {
 public:
  explicit Readout(const Circuit& circuit);

  /// outputs: one row of lanes per observable. `scratch` is resized as needed.
  void expectations(const Kernels& kernels, const double* state, AlignedVector& scratch,
                    std::span<double> outputs) const;
  /// lambda = sum_o cotangents[o] O_o |state>, lane by lane.
  void cotangentState(const Kernels& kernels, const double* state,
                      std::span<const double> cotangents, AlignedVector& scratch,
                      double* lambda) const;
  /// Doubles that `scratch` will need.
  std::size_t scratchSize() const { return (std::size_t{1} << wires_.size()) * 8 + 16; }

 private:
  /// (-1)^(bits in zMask) times a coefficient, or the projector on `value`, over bucket indices.
  struct DiagonalTerm {
    std::size_t output;
    bool projector;
    double coefficient;
    std::uint32_t mask;
    std::uint32_t value;
  };
  struct PauliProduct {
    std::size_t output;
    Complex coefficient;  // with the factors i of Y = iXZ
    std::uint64_t x, z;
  };

  std::size_t size_ = 0;                // amplitudes
  std::size_t run_ = 1;                 // successive amplitudes that share a bucket
  std::vector<Wire> wires_;             // bucket bit b is wire wires_[b]
  std::vector<std::uint32_t> buckets_;  // of each run
  std::vector<DiagonalTerm> diagonal_;
  std::vector<PauliProduct> products_;

  std::uint32_t bucketBits(std::uint64_t mask) const;
};

}  // namespace qonvolve
