// SPDX-License-Identifier: GPL-3.0-or-later
// One function per data source; the catalog lists them.
#pragma once

#include "core/data/source.h"

namespace qonvolve {

SourceType linesSource();
SourceType barsStripesSource();
SourceType xorSource();
SourceType circlesSource();
SourceType moonsSource();
SourceType spiralsSource();
SourceType blobsSource();
SourceType idxSource();
SourceType csvSource();
SourceType grammarSource();
SourceType textSource();

}  // namespace qonvolve
