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

  /// outputs: as LaneFunction::forward() wants them. `scratch` is resized as needed.
  template <class T>
  void expectations(const KernelTable<T>& kernels, const T* state, AlignedRows<T>& scratch,
                    std::span<double> outputs) const;
  /// lambda = sum_o cotangents[o] O_o |state>, lane by lane; cotangents: as in pullback().
  template <class T>
  void cotangentState(const KernelTable<T>& kernels, const T* state,
                      std::span<const double> cotangents, AlignedRows<T>& scratch, T* lambda) const;

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

  std::size_t outputs_ = 0;
  std::size_t size_ = 0;                // amplitudes
  std::size_t run_ = 1;                 // successive amplitudes that share a bucket
  std::vector<Wire> wires_;             // bucket bit b is wire wires_[b]
  std::vector<std::uint32_t> buckets_;  // of each run
  std::vector<DiagonalTerm> diagonal_;
  std::vector<PauliProduct> products_;

  std::uint32_t bucketBits(std::uint64_t mask) const;
  /// Rows of lanes that the work needs: one for each bucket, two for a product.
  std::size_t scratchRows() const { return (std::size_t{1} << wires_.size()) + 2; }
};

}  // namespace qonvolve
