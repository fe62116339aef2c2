// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of lanes, and the groups of amplitudes that kernels visit.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

using std::size_t;

constexpr size_t kWidth = QONVOLVE_WIDTH;
constexpr size_t kChunk = 8;            // lanes
constexpr size_t kStride = 2 * kChunk;  // doubles per amplitude
typedef double V __attribute__((vector_size(8 * kWidth), may_alias));
typedef std::int64_t I __attribute__((vector_size(8 * kWidth), may_alias));

inline V load(const double* p) {
  return *reinterpret_cast<const V*>(p);
}
inline void store(double* p, V v) {
  *reinterpret_cast<V*>(p) = v;
}

/// Where coefficient k of a matrix comes from: one number for all lanes, or one per lane.
struct Shared {
  static constexpr size_t kSize = 1;
  static inline V get(const double* m, size_t k, size_t) { return m[k] - V{}; }
};
struct PerLane {
  static constexpr size_t kSize = kChunk;
  static inline V get(const double* m, size_t k, size_t lane) {
    return load(m + k * kChunk + lane);
  }
};

/// Complex vector.
struct C {
  V re, im;
};
inline C loadC(const double* p) {
  return {load(p), load(p + kChunk)};
}
inline void storeC(double* p, C c) {
  store(p, c.re);
  store(p + kChunk, c.im);
}
inline C times(C a, C b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/// acc[k] += v in the lanes from `lane` on.
inline void addTo(double* acc, size_t k, size_t lane, V v) {
  double* p = acc + k * kChunk + lane;
  store(p, load(p) + v);
}

/// Which groups of amplitudes a kernel visits: body(i) for the first index i of each group.
/// All i in [0, size) with `bit` clear.
struct Pairs {
  size_t size, bit;
  template <class Body>
  inline void each(Body body) const {
    for (size_t high = 0; high < size; high += 2 * bit) {
      for (size_t i = high; i < high + bit; ++i) body(i);
    }
  }
};
/// All i in [0, size) with both bits clear.
struct Quads {
  size_t size, low, top;
  Quads(size_t n, size_t bit0, size_t bit1)
      : size(n), low(bit0 < bit1 ? bit0 : bit1), top(bit0 < bit1 ? bit1 : bit0) {}
  template <class Body>
  inline void each(Body body) const {
    for (size_t high = 0; high < size; high += 2 * top) {
      for (size_t middle = high; middle < high + top; middle += 2 * low) {
        for (size_t i = middle; i < middle + low; ++i) body(i);
      }
    }
  }
};
/// A few given groups: a tile of the state that stays in the first-level cache.
struct Tile {
  static constexpr size_t kGroups = 16;
  size_t index[kGroups];
  size_t count;
  template <class Body>
  inline void each(Body body) const {
    for (size_t k = 0; k < count; ++k) body(index[k]);
  }
};

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
