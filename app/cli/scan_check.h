// SPDX-License-Identifier: GPL-3.0-or-later
// The self-check of scans on the command line.
#pragma once

#include <stop_token>

#include "core/analysis/self_check.h"

namespace qonvolve::cli {

/// Runs it, prints each row (or all as JSON at the end) and returns the exit code: kFailed if some
/// number is wrong.
int printSelfCheck(SelfCheckSize size, std::size_t threads, bool asJson, std::stop_token stop);

}  // namespace qonvolve::cli
