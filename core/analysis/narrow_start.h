// SPDX-License-Identifier: GPL-3.0-or-later
// A start for a wide design from the same design trained on fewer qubits.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/experiment/assemble.h"

namespace qonvolve {

struct NarrowOutcome {
  Model model;                     // on fewer qubits
  std::vector<double> parameters;  // of it
  bool stopped = false;
};

/// Trains the design rebuilt on `qubits` wires for some epochs, on as many of the first features as
/// it takes (of principal components: the largest ones). With shared weights the number of
/// parameters of a layer does not depend on the width, so that the initialization warm_start can
/// take them over (Puig et al., arXiv:2404.10044). `report`: epoch, from 1, and score of the
/// training part. Errors: the width is not below the design's own, the design cannot be built so
/// narrow or does not take single features, those of assemble() and of a training that diverged.
Result<NarrowOutcome> trainNarrow(
    const Experiment& experiment, const Catalog& catalog, const SplitData& data,
    std::uint32_t qubits, std::int64_t epochs, ThreadPool& pool, std::stop_token stop = {},
    const std::function<void(std::uint64_t epoch, const PartScore& score)>& report = {});

}  // namespace qonvolve
