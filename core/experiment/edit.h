// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of an experiment by JSON pointer and text: `--set` and the window's forms and fixes.
#pragma once

#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/experiment/issue.h"

namespace qonvolve {

/// Sets one setting: "/stack/1/options/ansatz", "/train/epochs", "/data/split/validation_fraction",
/// "/train/optimizer/type" (options of the old entry that the new one has too are kept), "/seed".
/// The value is text as for `--set`. On an error the experiment is unchanged and the error names
/// the nearest settings that exist.
Result<void> setOption(Experiment& experiment, const Catalog& catalog, const std::string& path,
                       const std::string& value);

/// Carries out the remedy of a problem; on an error the experiment is unchanged.
Result<void> applyFix(Experiment& experiment, const Catalog& catalog, const Fix& fix);

/// Files and folders of the data source that are named relative to `baseFolder` become absolute.
void useAbsolutePaths(Experiment& experiment, const Catalog& catalog,
                      const std::string& baseFolder);

/// The JSON pointers that setOption() accepts for this experiment, in the order of the file.
std::vector<std::string> settingPaths(const Experiment& experiment, const Catalog& catalog);

}  // namespace qonvolve
