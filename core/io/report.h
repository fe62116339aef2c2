// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a comparison: one HTML file that needs no other.
#pragma once

#include <string>

#include "core/io/comparison.h"

namespace qonvolve {

/// HTML 5 with everything inside: sentence, fairness, table, charts and circuits as inline SVG,
/// settings, seeds, versions, and the commands that make it again. `made`: the present moment, to
/// be printed.
std::string reportHtml(const Comparison& comparison, const Catalog& catalog,
                       const std::string& made);

}  // namespace qonvolve
