// SPDX-License-Identifier: GPL-3.0-or-later
// Whether designs may be compared: the same data, split, seeds and budget.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"

namespace qonvolve {

/// What is meant by the same effort.
enum class BudgetKind : std::uint8_t { Epochs, Evaluations };

struct FairnessInput {
  std::string label;
  const Experiment* experiment = nullptr;
  std::vector<std::uint64_t> seeds;  // that have finished
  double evaluations = 0;            // mean number of circuits that hardware would have run
};

/// One thing that differs, in words that name who differs how.
struct Unfairness {
  std::string aspect;  // "Data", "Split", "Seeds", "Budget"
  std::string text;
};

/// Nothing: the comparison is fair. Evaluations count as equal within 10 %; designs without
/// circuits are left out of them.
std::vector<Unfairness> unfairness(std::span<const FairnessInput> designs, BudgetKind budget);

}  // namespace qonvolve
