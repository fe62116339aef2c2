// SPDX-License-Identifier: GPL-3.0-or-later
// Classical models and twins that a quantum design is compared with, on the same data and budget.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// What a baseline needs to know of the design it stands beside.
struct BaselineContext {
  std::uint32_t features = 0;  // after preprocessing
  std::uint32_t classes = 2;
  std::uint32_t parameters = 0;  // of the design
  std::uint32_t qubits = 0;      // of the design
  bool productEncoding = false;  // its encoding leaves the qubits unentangled
};

/// `make` gives the experiment of the baseline: data, split, seed, batches and budget are those of
/// the design. `count` is its number of parameters, 0 where it does not suit the data.
struct Baseline {
  EntryInfo info;
  std::function<std::uint32_t(const BaselineContext&)> count;
  std::function<Experiment(const Experiment& design, const BaselineContext&)> make;
  const std::vector<Field>& fields() const;  // none: baselines have no options
};

const Registry<Baseline>& baselines();

/// Whether an encoding block of this type puts every qubit into a state of its own.
bool isProductEncoding(const std::string& type);

/// What "auto" stands for: every baseline that suits the data, each as near to the design's number
/// of parameters as it can be made.
std::vector<std::string> automaticBaselines(const BaselineContext& context);

}  // namespace qonvolve
