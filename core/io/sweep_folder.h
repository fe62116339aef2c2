// SPDX-License-Identifier: GPL-3.0-or-later
// Where a sweep is kept: its folder holds the sweep itself beside its runs.
#pragma once

#include <QString>
#include <span>
#include <string>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/study/sweep_spec.h"

namespace qonvolve {

/// Name of the sweep file in the folder of a sweep.
inline constexpr const char* kSweepFile = "sweep.qsweep";

/// Folder of all sweeps: "sweeps" in the folder of runs.
QString sweepsFolder();
/// The folder of one sweep in `folder`, by its name or else that of its file.
QString sweepFolderFor(const SweepSpec& spec, const QString& file = {},
                       const QString& folder = sweepsFolder());

/// The sweep with its experiment written into it, its paths absolute: it no longer depends on
/// other files.
Result<SweepSpec> withOwnBase(const SweepSpec& spec, const Catalog& catalog,
                              const std::string& baseFolder);

/// What each of `blocks` contributes: the design as it is, then without one of them at a time, with
/// five seeds from that of the design on. Blocks without which the design cannot run are left out.
/// The stack has its ids. Errors: nothing is left.
Result<SweepSpec> ablationSweep(const Experiment& experiment, const Catalog& catalog,
                                std::span<const BlockId> blocks);

/// Writes the sweep into its folder, which is made if needed.
Result<void> keepSweep(const SweepSpec& spec, const QString& folder);

}  // namespace qonvolve
