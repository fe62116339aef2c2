// SPDX-License-Identifier: GPL-3.0-or-later
// What functions that simulate circuits gather from their samples.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/lane_function.h"
#include "core/sim/aligned.h"

namespace qonvolve {

struct StateGradient : LaneFunction::Gradient {
  AlignedVector sums;              // accumulators of all programs; read where lanes share them
  std::vector<double> parameters;  // dL/dtheta through programs that depend on the sample
  void clear() override {
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

/// Copies kLanes of each row to other rows.
template <class From, class To>
void copyLanes(const From* from, std::size_t fromRow, To* to, std::size_t toRow, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      to[r * toRow + lane] = static_cast<To>(from[r * fromRow + lane]);
    }
  }
}

}  // namespace qonvolve
