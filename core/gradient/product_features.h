// SPDX-License-Identifier: GPL-3.0-or-later
// Operators written in the real features of product states.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// A circuit that encodes its samples wire by wire starts in product states, rho = prod_w (1 + x X
/// + y Y + z Z) / 2. The local features of a wire are 1 and those components of its Bloch vector
/// that some sample can have: (1, x, z) for RY(t), where they are (1, sin t, cos t). A product of
/// local features is one real feature of the sample, and every expectation value is linear in them.
class ProductFeatures {
 public:
  ProductFeatures(const Circuit& circuit, const Plan& plan);

  /// Whether the circuit starts in a product state and nothing later depends on the sample.
  static bool fits(const Circuit& circuit, const Plan& plan);

  std::size_t wires() const { return axes_.size(); }
  /// Features of a wire: 1 if it starts in |0>.
  std::size_t local(std::size_t wire) const { return axes_[wire].size() + 1; }
  /// Components of the Bloch vector beside the 1: 0, 1, 2 for X, Y, Z.
  std::span<const std::size_t> axes(std::size_t wire) const { return axes_[wire]; }
  /// Products of the features of wires first ... last - 1; the lowest wire runs fastest.
  std::size_t count(std::size_t first, std::size_t last) const;
  /// The wire that parts them into lower and upper ones with about as many products each.
  std::size_t evenSplit() const;

  /// A Hermitian operator H, entry (i, j) at [j * 2^wires + i].
  using Operator = std::vector<std::complex<double>>;
  /// Tr(H F) for the operator F of each product of features: Tr(H rho) is their weighted sum. Uses
  /// h up; `scratch` saves memory from being made anew at each call.
  std::vector<double> coefficients(Operator& h, Operator& scratch) const;
  /// x = sum of weights[f] F_f.
  void combine(std::span<const double> weights, Operator& x, Operator& scratch) const;

 private:
  /// The operator of a local feature: 1/2, X/2, Y/2, Z/2; |0><0| for a wire without an encoding.
  std::array<std::complex<double>, 4> localOperator(std::size_t wire, std::size_t feature) const;

  std::vector<std::vector<std::size_t>> axes_;
  std::vector<bool> encoded_;
};

}  // namespace qonvolve
