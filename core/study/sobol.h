// SPDX-License-Identifier: GPL-3.0-or-later
// Sobol's sequence, points that fill a cube evenly.
#pragma once

#include <cstdint>
#include <vector>

namespace qonvolve {

inline constexpr std::size_t kSobolDimensions = 18;

/// `count` points of `dimensions` coordinates in [0, 1), with the direction numbers of Joe and Kuo
/// (SIAM J. Sci. Comput. 30, 2635, 2008) and a digital shift drawn from `seed`, which keeps the
/// evenness and avoids the corner.
std::vector<std::vector<double>> sobolPoints(std::size_t count, std::size_t dimensions,
                                             std::uint64_t seed);

}  // namespace qonvolve
