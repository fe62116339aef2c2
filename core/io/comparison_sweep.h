// SPDX-License-Identifier: GPL-3.0-or-later
// Selected runs as a sweep, so that baselines and missing seeds can be added to them.
#pragma once

#include <QString>

#include "core/io/comparison.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// A sweep with one axis, the designs of the comparison, all seeds that occur, and all baselines
/// that suit. Errors: a design cannot be written as a change of the first.
Result<SweepSpec> sweepWithBaselines(const Comparison& comparison, const Catalog& catalog);

/// Copies the runs into the folder of that sweep, where they count as made. Those that are there
/// stay as they are.
Result<void> takeRuns(const Comparison& comparison, const QString& folder);

}  // namespace qonvolve
