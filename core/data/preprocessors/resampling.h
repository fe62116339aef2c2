// SPDX-License-Identifier: GPL-3.0-or-later
// Where the pixels of a resized image come from, and how many of them fit into memory.
#pragma once

#include <string>

#include "core/data/preprocess.h"

namespace qonvolve {

/// A point between two neighbours of a sequence: value = (1 - weight) v[low] + weight v[high].
struct Between {
  Eigen::Index low;
  Eigen::Index high;
  double weight;
};

/// Where value i of a sequence resized from `from` to `to` values lies: centres of pixels at half
/// numbers, no smoothing, ends repeated.
Between resized(Eigen::Index i, Eigen::Index from, Eigen::Index to);

/// to x from: a resize by resized() as a matrix; rows sum to 1.
Matrix bilinearWeights(Eigen::Index from, Eigen::Index to);

/// to x from: each new pixel is the mean over the stretch of old pixels it covers, fractions
/// included; rows sum to 1.
Matrix areaWeights(Eigen::Index from, Eigen::Index to);

/// What a resize keeps of the images it was fitted on, to make such images again: the matrix "size"
/// of their height and width.
FittedState sizeOf(const FeatureShape& images);

/// Error at `where` when samples x features numbers would take more than 2 GiB. `what` opens the
/// message.
Result<void> checkSize(Eigen::Index samples, std::uint32_t features, const std::string& what,
                       const std::string& where);

}  // namespace qonvolve
