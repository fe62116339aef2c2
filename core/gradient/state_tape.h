// SPDX-License-Identifier: GPL-3.0-or-later
// What the state-vector function keeps between its forward and backward sweeps.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/lane_function.h"
#include "core/gradient/sample_programs.h"
#include "core/sim/aligned.h"
#include "core/sim/start_state.h"

namespace qonvolve {

/// States and sums over amplitudes are of type T, everything else is double.
template <class T>
struct StateTape : LaneFunction::Tape {
  AlignedRows<T> phi;  // states that are kept, one after another
  AlignedRows<T> lambda;
  AlignedRows<T> coefficients;  // of programs that depend on the sample
  AlignedRows<T> inverses;      // of the same
  AlignedRows<T> sums;          // accumulators of all programs
  AlignedRows<T> scratch;
  AlignedVector rows;  // one chunk's share of something in T
  std::vector<StartFactor<T>> factors;
  std::vector<SamplePrograms::Tape> chunks;
  std::vector<std::vector<AlignedVector>> prepared;  // [preparation][chunk]: amplitudes
};

struct StateGradient : LaneFunction::Gradient {
  AlignedVector sums;              // accumulators of all programs; read where lanes share them
  std::vector<double> parameters;  // dL/dtheta through programs that depend on the sample
  void clear() override {
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

/// Rows of one chunk among groups of lanes: group row r, lanes of chunk c <-> row r of kLanes.
template <class From, class To>
void copyLanes(const From* from, std::size_t fromRow, To* to, std::size_t toRow, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      to[r * toRow + lane] = static_cast<To>(from[r * fromRow + lane]);
    }
  }
}

}  // namespace qonvolve
