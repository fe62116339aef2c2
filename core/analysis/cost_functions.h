// SPDX-License-Identifier: GPL-3.0-or-later
// Costs to slice: those of a scan, and the loss of a training on its data.
#pragma once

#include <memory>
#include <vector>

#include "core/analysis/landscape.h"
#include "core/analysis/scan.h"
#include "core/data/dataset.h"
#include "core/train/loss.h"

namespace qonvolve {

/// The cost of one case; `pool` and `scan` must outlive it. Random layers keep the axes that `axes`
/// draws.
CostFunction caseCost(const ScanCase& scan, ThreadPool& pool, Rng axes);

/// Mean loss over some rows of the data; everything given must outlive it.
CostFunction dataLoss(ModelRunner& runner, const Loss& loss, const Dataset& data,
                      const std::vector<std::size_t>& rows);
/// Its Hessian at `centre`, times a direction; for curvatureFrame() and steepestDescent().
HessianProduct dataHessian(ModelRunner& runner, const Loss& loss, const Dataset& data,
                           const std::vector<std::size_t>& rows, const std::vector<double>& centre,
                           std::stop_token stop);

}  // namespace qonvolve
