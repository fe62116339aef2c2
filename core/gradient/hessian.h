// SPDX-License-Identifier: GPL-3.0-or-later
// Second derivatives of a function of a circuit's expectation values, exact.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <span>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// A function L(y) of the outputs y of one sample: writes dL/dy (n values) and d2L/dy2 (n x n, row
/// major; zero before the call).
using OutputFunction = std::function<void(std::span<const double> outputs,
                                          std::span<double> gradient, std::span<double> curvature)>;

/// L(y) = sum_o weights[o] y_o; the weights must outlive the function.
OutputFunction weightedOutputs(std::span<const double> weights);

/// Hessian-vector products of L(theta) for one sample at a time, by forward-over-reverse
/// differentiation of the adjoint sweep (Pearlmutter 1994; the gradient: Jones and Gacon,
/// arXiv:2009.02823). Eight directions lie in the SIMD lanes and cost as much as one.
class HessianSweep {
 public:
  explicit HessianSweep(const Circuit& circuit);
  ~HessianSweep();

  void bind(std::span<const double> parameters);
  /// products += factor H directions: P x any number of columns. inputs: circuit.inputs values.
  void addProducts(std::span<const double> inputs, const OutputFunction& function, double factor,
                   const Eigen::Ref<const Eigen::MatrixXd>& directions,
                   Eigen::Ref<Eigen::MatrixXd> products);
  /// The whole Hessian, P x P, symmetric: as many products as parameters.
  Eigen::MatrixXd hessian(std::span<const double> inputs, const OutputFunction& function);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
