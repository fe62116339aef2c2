// SPDX-License-Identifier: GPL-3.0-or-later
// Fitted preprocessing kept between runs in the user's cache folder.
#pragma once

#include <QString>

#include "core/experiment/assemble.h"

namespace qonvolve {

/// A cache in `folder` (created when needed) of at most `limitBytes`; the files used longest ago go
/// first. Damaged entries are ignored, and what cannot be written is not kept.
FitCache diskFitCache(const QString& folder, qint64 limitBytes = qint64{512} << 20);

/// The cache all programs share.
FitCache userFitCache();

}  // namespace qonvolve
