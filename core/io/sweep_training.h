// SPDX-License-Identifier: GPL-3.0-or-later
// One run of a sweep, and the choices of successive halving.
#pragma once

#include <functional>
#include <vector>

#include "core/io/shared_data.h"
#include "core/io/sweep_plan.h"
#include "core/io/sweep_store.h"

namespace qonvolve {

/// Trains one run of a plan until `epochLimit` epochs (0: to its end) and writes it to its folder.
/// The claim on it must be held. Errors of design and data are written as the record of the run.
SweepStatus trainSweepRun(const SweepPlan& plan, std::size_t run, const Catalog& catalog,
                          const SweepStore& store, SharedData& data, ThreadPool& pool,
                          std::uint64_t epochLimit, std::stop_token stop,
                          const std::function<void(const TrainEvent&, TrainingRun&)>& report);

/// Whether a run has ended, or has come to `epochLimit` epochs (0: only the end counts).
bool hasReached(const SweepStatus& status, std::uint64_t epochLimit);

/// Epochs after which successive halving compares, ending with 0 (the full length).
std::vector<std::uint64_t> halvingRungs(const SweepPlan& plan);

/// Cells that go on after `rungEpochs` epochs, of those in `cells`: the best 1/factor (at least
/// one) by their mean best accuracy within these epochs. Baselines always go on.
std::vector<std::size_t> promoted(const SweepPlan& plan, const SweepStore& store,
                                  const std::vector<std::size_t>& cells, std::uint64_t rungEpochs);

}  // namespace qonvolve
