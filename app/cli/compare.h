// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders or the folder of a sweep, as given on the command line.
#pragma once

#include "app/cli/command.h"
#include "core/io/comparison.h"

namespace qonvolve::cli {

/// The positional arguments as a comparison.
Result<Comparison> openComparison(const Arguments& arguments, const Catalog& catalog);

}  // namespace qonvolve::cli
