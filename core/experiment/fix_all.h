// SPDX-License-Identifier: GPL-3.0-or-later
// All problems of a design mended at once.
#pragma once

#include <optional>

#include "core/experiment/validate.h"

namespace qonvolve {

/// Applies the remedies of the first error, then of what is the first error after that, until the
/// design can be trained. Nothing if the remedies do not lead there: then a person has to decide.
std::optional<Experiment> fixAll(const Experiment& experiment, const Catalog& catalog,
                                 const std::optional<DataSummary>& summary = {},
                                 const Limits& limits = {});

}  // namespace qonvolve
