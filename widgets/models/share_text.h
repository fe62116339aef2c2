// SPDX-License-Identifier: GPL-3.0-or-later
// Shares of a whole as people read them.
#pragma once

#include <QString>

#include "core/train/metrics.h"

namespace qonvolve::ui {

/// "93.4 %"
QString shareText(double share);
/// "97.5 % (87 to 100 %)": a share of samples with its interval.
QString shareText(double share, const Interval& interval);

}  // namespace qonvolve::ui
