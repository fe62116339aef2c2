// SPDX-License-Identifier: GPL-3.0-or-later
// The scans of `evaluate`: accuracy against noise, and against shots.
#pragma once

#include "app/cli/command.h"
#include "core/study/robustness.h"

namespace qonvolve::cli {

/// Whether the command line asks for a scan.
bool wantsScan(const Arguments& arguments);

/// The options --noise-scan and --shots-scan.
std::vector<OptionSpec> scanOptions();

/// Prints the tables, or JSON, and returns the exit code.
int runScans(const RobustnessSubject& subject, const Catalog& catalog, const Arguments& arguments,
             ThreadPool& pool, std::stop_token stop);

}  // namespace qonvolve::cli
