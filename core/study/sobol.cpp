// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sobol.h"

#include <array>
#include <bit>
#include <cassert>

#include "core/base/rng.h"

namespace qonvolve {

namespace {

constexpr std::size_t kBits = 32;
using Directions = std::array<std::uint32_t, kBits>;

// Primitive polynomial (degree, inner coefficients as bits) and first direction numbers.
struct Row {
  std::uint32_t degree;
  std::uint32_t coefficients;
  std::array<std::uint32_t, 6> first;
};
constexpr std::array<Row, kSobolDimensions - 1> kRows{{{1, 0, {1}},
                                                       {2, 1, {1, 3}},
                                                       {3, 1, {1, 3, 1}},
                                                       {3, 2, {1, 1, 1}},
                                                       {4, 1, {1, 1, 3, 3}},
                                                       {4, 4, {1, 3, 5, 13}},
                                                       {5, 2, {1, 1, 5, 5, 17}},
                                                       {5, 4, {1, 1, 5, 5, 5}},
                                                       {5, 7, {1, 1, 7, 11, 19}},
                                                       {5, 11, {1, 1, 5, 1, 1}},
                                                       {5, 13, {1, 1, 1, 3, 11}},
                                                       {5, 14, {1, 3, 5, 5, 31}},
                                                       {6, 1, {1, 3, 3, 9, 7, 49}},
                                                       {6, 13, {1, 1, 1, 15, 21, 21}},
                                                       {6, 16, {1, 3, 1, 13, 27, 49}},
                                                       {6, 19, {1, 1, 1, 15, 7, 5}},
                                                       {6, 22, {1, 3, 1, 15, 13, 25}}}};

Directions directionsOf(std::size_t dimension) {
  Directions v{};
  if (dimension == 0) {
    for (std::size_t i = 0; i < kBits; ++i) v[i] = 1U << (kBits - 1 - i);
    return v;
  }
  const Row& row = kRows[dimension - 1];
  for (std::size_t i = 0; i < kBits; ++i) {
    if (i < row.degree) {
      v[i] = row.first[i] << (kBits - 1 - i);
      continue;
    }
    v[i] = v[i - row.degree] ^ (v[i - row.degree] >> row.degree);
    for (std::uint32_t k = 1; k < row.degree; ++k) {
      if ((row.coefficients >> (row.degree - 1 - k) & 1U) != 0) v[i] ^= v[i - k];
    }
  }
  return v;
}

}  // namespace

std::vector<std::vector<double>> sobolPoints(std::size_t count, std::size_t dimensions,
                                             std::uint64_t seed) {
  assert(dimensions <= kSobolDimensions);
  std::vector<std::vector<double>> points(count, std::vector<double>(dimensions));
  for (std::size_t d = 0; d < dimensions; ++d) {
    const Directions directions = directionsOf(d);
    auto x = static_cast<std::uint32_t>(Rng(seed).stream("sobol", d).next() >> 32U);
    for (std::size_t i = 0; i < count; ++i) {
      points[i][d] = static_cast<double>(x) / 4294967296.0;
      // Gray-code order (Antonov and Saleev): one direction changes from point to point.
      x ^= directions[static_cast<std::size_t>(std::countr_one(i)) % kBits];
    }
  }
  return points;
}

}  // namespace qonvolve
