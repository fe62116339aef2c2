// SPDX-License-Identifier: GPL-3.0-or-later
// The cost of a design along random directions, at the smallest and the largest size of a scan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/analysis/landscape.h"
#include "core/analysis/scan.h"

namespace qonvolve {

enum class SliceKind : std::uint8_t { Plane, Line };

struct SizeSlice {
  std::uint32_t qubits = 0;
  std::size_t parameters = 0;
  Slice slice;
};

/// At the smallest and the largest size that can be built.
/// Through random angles of the scan's initialization, 2 pi to both sides at every size, so that
/// the same distance is seen; the first of the scan's costs.
/// `draw` numbers the angles and directions; `side`: points along an axis, 0: 41 of a plane, 201 of
/// a line. Errors: those of planScan(), `stop`.
Result<std::vector<SizeSlice>> sliceEnds(const Experiment& experiment, const Catalog& catalog,
                                         const ScanSettings& settings, SliceKind kind,
                                         std::uint64_t draw, ThreadPool& pool,
                                         std::stop_token stop = {}, std::size_t side = 0);

/// A table "qubits,x,y,cost" (y is 0 along a line).
std::string slicesCsv(const std::vector<SizeSlice>& slices);

}  // namespace qonvolve
