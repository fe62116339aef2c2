// SPDX-License-Identifier: GPL-3.0-or-later
// Hessian-vector products of the loss of a whole model over data.
#pragma once

#include <span>
#include <stop_token>

#include "core/train/model_runner.h"

namespace qonvolve {

/// product = H direction for the sum of the sample losses, for any model and any engine.
/// Approximate: fourth-order differences of exact gradients along the direction, four of them, good
/// to about nine digits of the largest entry where the loss is smooth. HessianSweep is exact, for
/// one circuit and one sample at a time. Returns false, with `product` incomplete, if stopped.
bool lossHessianProduct(ModelRunner& runner, std::span<const double> parameters, const Matrix& x,
                        std::span<const std::size_t> rows, const SampleLoss& loss,
                        std::span<const double> direction, std::span<double> product,
                        std::stop_token stop = {});

}  // namespace qonvolve
