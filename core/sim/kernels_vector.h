// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors of lanes, and the groups of amplitudes that kernels visit.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

using std::size_t;

constexpr size_t kVectorBytes = QONVOLVE_VECTOR_BYTES;
template <class T>
constexpr size_t kWidth = kVectorBytes / sizeof(T);
template <class T>
constexpr size_t kChunk = kGroupLanes<T>;
template <class T>
constexpr size_t kStride = 2 * kChunk<T>;  // numbers per amplitude

template <class T>
struct VectorOf {
  typedef T Type __attribute__((vector_size(kVectorBytes), may_alias));
};
template <class T>
using V = typename VectorOf<T>::Type;

template <class T>
inline V<T> load(const T* p) {
  return *reinterpret_cast<const V<T>*>(p);
}
template <class T>
inline void store(T* p, V<T> v) {
  *reinterpret_cast<V<T>*>(p) = v;
}
template <class T>
inline V<T> broadcast(T x) {
  return x - V<T>{};
}

/// Integers as wide as the numbers, as many as a vector has: what shuffles are told by.
template <class T>
struct IndexOf;
template <>
struct IndexOf<double> {
  typedef std::int64_t Scalar;
  typedef std::int64_t Type __attribute__((vector_size(kVectorBytes), may_alias));
};
template <>
struct IndexOf<float> {
  typedef std::int32_t Scalar;
  typedef std::int32_t Type __attribute__((vector_size(kVectorBytes), may_alias));
};

/// Where coefficient k of a matrix comes from: one number for all lanes, or one per lane.
struct Shared {
  template <class T>
  static inline V<T> get(const T* m, size_t k, size_t) {
    return broadcast(m[k]);
  }
};
struct PerLane {
  template <class T>
  static inline V<T> get(const T* m, size_t k, size_t lane) {
    return load(m + k * kChunk<T> + lane);
  }
};

/// Complex vector.
template <class T>
struct C {
  V<T> re, im;
};
template <class T>
inline C<T> loadC(const T* p) {
  return {load(p), load(p + kChunk<T>)};
}
template <class T>
inline void storeC(T* p, C<T> c) {
  store(p, c.re);
  store(p + kChunk<T>, c.im);
}
template <class T>
inline C<T> times(C<T> a, C<T> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/// acc[k] += v in the lanes from `lane` on.
template <class T>
inline void addTo(T* acc, size_t k, size_t lane, V<T> v) {
  T* p = acc + k * kChunk<T> + lane;
  store(p, load(p) + v);
}

/// One step of a transposition: exchanges the off-diagonal blocks of size kBlock of two rows.
template <size_t kBlock, class T>
inline void exchangeBlocks(V<T>& a, V<T>& b) {
  typedef typename IndexOf<T>::Type Index;
  constexpr size_t w = kWidth<T>;
  Index low, high;
#pragma GCC unroll 16
  for (size_t k = 0; k < w; ++k) {
    const bool second = (k / kBlock) % 2 != 0;
    low[k] = static_cast<typename IndexOf<T>::Scalar>(second ? w + k - kBlock : k);
    high[k] = static_cast<typename IndexOf<T>::Scalar>(second ? w + k : k + kBlock);
  }
  const V<T> x = __builtin_shuffle(a, b, low);
  b = __builtin_shuffle(a, b, high);
  a = x;
}

template <size_t kBlock, class T>
inline void transposeStep(V<T>* v) {
  if constexpr (kBlock < kWidth<T>) {
#pragma GCC unroll 16
    for (size_t k = 0; k < kWidth<T>; ++k) {
      if ((k / kBlock) % 2 == 0) exchangeBlocks<kBlock, T>(v[k], v[k + kBlock]);
    }
    transposeStep<2 * kBlock, T>(v);
  }
}

/// v[i][j] <-> v[j][i].
template <class T>
inline void transpose(V<T>* v) {
  transposeStep<1, T>(v);
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
