// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of a report that are pictures: each as HTML, empty where it would show nothing.
#pragma once

#include <string>
#include <vector>

#include "core/io/comparison.h"

namespace qonvolve {

/// What a report says of the designs: accuracies over seeds, and which are the best.
struct ComparedScores {
  explicit ComparedScores(const Comparison& comparison);
  /// Designs with values by their mean, best first.
  std::vector<std::size_t> ranked() const;

  SweepMetric metric;
  std::vector<BySeed> bySeed;  // one a design, as the others
  std::vector<Spread> spreads;
  Standing standing;
};

std::string reportHeading(const std::string& text);

/// The first axis down, the second across; a map for each combination of the others.
std::string matrixSection(const Comparison& comparison, const ComparedScores& scores);
/// Every run of the best designs as a dot, beside what was published.
std::string runsSection(const Comparison& comparison, const ComparedScores& scores);
/// Accuracy and loss of the best designs over the training.
std::string coursesSection(const Comparison& comparison, const ComparedScores& scores);
/// The best design of each number of parameters.
std::string sizesSection(const Comparison& comparison, const ComparedScores& scores);

}  // namespace qonvolve
