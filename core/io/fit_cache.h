// SPDX-License-Identifier: GPL-3.0-or-later
// Fitted preprocessing kept between runs in the user's cache folder.
#pragma once

#include <QString>

#include "core/experiment/assemble.h"

namespace qonvolve {

/// A cache in `folder` (created when needed) of at most `limitBytes`; the files used longest ago go
/// first. An entry belongs to the key text and `dataStamp` together. Damaged entries are ignored.
FitCache diskFitCache(const QString& folder, const std::string& dataStamp,
                      qint64 limitBytes = qint64{512} << 20);

/// Name, size and time of change of every file the data source of an experiment reads, so that
/// changed data are fitted anew.
std::string dataStamp(const Experiment& experiment, const Catalog& catalog,
                      const std::string& baseFolder);

/// The cache all programs use for this experiment.
FitCache userFitCache(const Experiment& experiment, const Catalog& catalog,
                      const std::string& baseFolder);

}  // namespace qonvolve
