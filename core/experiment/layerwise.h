// SPDX-License-Identifier: GPL-3.0-or-later
// Layerwise training: a circuit that grows layer by layer, then is trained part by part.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/experiment/assemble.h"

namespace qonvolve {

/// Skolik et al., arXiv:2006.14904. Each stage begins with a fresh optimizer.
struct LayerwiseOptions {
  std::int64_t start = 1;    // layers at first
  std::int64_t add = 1;      // new ones in each stage of phase 1, all angles 0
  std::int64_t trained = 1;  // newest layers that are trained, older ones stay
  std::int64_t epochs = 10;  // of each stage
  double fraction = 0.5;     // of all layers in each part of phase 2
  std::int64_t sweeps = 1;   // through the parts; 0: no phase 2
};

/// A stage that has ended.
struct LayerwiseStage {
  int phase = 1;
  std::size_t layers = 0;  // in the circuit
  std::size_t first = 0;   // trained ones, in [first, last)
  std::size_t last = 0;
  PartScore score;  // of the training part, at its end
};

struct LayerwiseOutcome {
  Model model;                     // with all layers
  std::vector<double> parameters;  // of it
  std::vector<LayerwiseStage> stages;
  bool stopped = false;
  /// Whether a layer of zeros is the identity; otherwise the loss jumps when one is added.
  bool identityLayers = true;
};

/// Grows the block of the design that has most layers; parameters of other blocks are trained all
/// the time. Errors: of the options; no block has several layers; those of assemble() and of a
/// training that diverged.
Result<LayerwiseOutcome> trainLayerwise(
    const Experiment& experiment, const Catalog& catalog, const SplitData& data,
    const LayerwiseOptions& options, ThreadPool& pool, std::stop_token stop = {},
    const std::function<void(const LayerwiseStage&)>& report = {});

/// Keeps some parameters where they are, whatever the optimizer inside does.
std::unique_ptr<Optimizer> frozenOptimizer(std::unique_ptr<Optimizer> inner,
                                           std::vector<bool> frozen);

}  // namespace qonvolve
