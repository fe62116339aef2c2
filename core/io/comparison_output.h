// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison for other programs: numbers as JSON, all runs as a table or as JSON Lines.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/io/comparison.h"

namespace qonvolve {

/// Quantities of a run that are summed up: name and value.
struct RunMetric {
  const char* name;
  std::optional<double> (*value)(const RunRecord&);
};
std::span<const RunMetric> runMetrics();

/// {differingSettings, designs, metrics: [{name, mean, std, difference, ci95}]}: lists with one
/// entry a design; differences from the first, paired over seeds.
Json comparisonJson(const Comparison& comparison);

/// All runs as a table, and as JSON Lines.
std::string runsCsv(const Comparison& comparison);
std::string runsJsonLines(const Comparison& comparison);

}  // namespace qonvolve
