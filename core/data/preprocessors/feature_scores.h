// SPDX-License-Identifier: GPL-3.0-or-later
// How much single features say about the class.
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/dataset.h"

namespace qonvolve {

/// Each returns one score a feature; a constant feature scores exactly 0. Values so large
/// that double overflows may score NaN.

/// Population variance.
std::vector<double> varianceScores(const Matrix& x);

/// F statistic of the one-way analysis of variance over the classes that have samples; infinite
/// when the classes differ and none spreads. Needs more samples than classes.
std::vector<double> anovaScores(const Dataset& data);

/// Mutual information of feature and class in nats, the feature cut into `bins` intervals of equal
/// width between its smallest and largest value.
std::vector<double> mutualInformationScores(const Dataset& data, std::int64_t bins);

}  // namespace qonvolve
