// SPDX-License-Identifier: GPL-3.0-or-later
// Real rotations of one large state, whose lowest wires lie in the lanes of the vectors.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_vector.h"
#include "core/sim/state_kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

/// Vectors of one part (real or imaginary) of a group.
template <class T>
constexpr size_t kParts = kChunk<T> / kWidth<T>;

/// Row bits whose vectors fit half the registers; with all lanes of a group there are more of them.
constexpr size_t kMostRowBits = kVectorBytes == 64 ? 4 : 3;
constexpr size_t kMostRowBitsWithLanes = kVectorBytes == 64 ? 4 : kVectorBytes == 32 ? 2 : 1;

/// x[r] and x[r | bit] turned by the tangent of each bit.
template <size_t kBits, class T>
[[gnu::always_inline]] inline void butterflies(V<T>* x, const V<T>* tangents) {
#pragma GCC unroll 4
  for (size_t b = 0; b < kBits; ++b) {
#pragma GCC unroll 16
    for (size_t r = 0; r < size_t{1} << kBits; ++r) {
      const size_t other = r | size_t{1} << b;
      if (other == r) continue;
      const V<T> a = x[r];
      x[r] -= tangents[b] * x[other];
      x[other] += tangents[b] * a;
    }
  }
}

/// y[b] += sum over pairs of f_0 l_1 - f_1 l_0.
template <size_t kBits, class T>
[[gnu::always_inline]] inline void crossSums(const V<T>* f, const V<T>* l, V<T>* y) {
#pragma GCC unroll 4
  for (size_t b = 0; b < kBits; ++b) {
#pragma GCC unroll 16
    for (size_t r = 0; r < size_t{1} << kBits; ++r) {
      const size_t other = r | size_t{1} << b;
      if (other == r) continue;
      y[b] += f[r] * l[other];
      y[b] -= f[other] * l[r];
    }
  }
}

/// The lanes in the order lane ^ kBit.
template <size_t kBit, class T>
[[gnu::always_inline]] inline V<T> swapLanes(V<T> x) {
  typename IndexOf<T>::Type from;
#pragma GCC unroll 16
  for (size_t k = 0; k < kWidth<T>; ++k) {
    from[k] = static_cast<typename IndexOf<T>::Scalar>(k ^ kBit);
  }
  return __builtin_shuffle(x, from);
}

/// -1 in lanes without kBit, +1 in those with it.
template <size_t kBit, class T>
[[gnu::always_inline]] inline V<T> laneSigns() {
  V<T> signs;
#pragma GCC unroll 16
  for (size_t k = 0; k < kWidth<T>; ++k) signs[k] = (k & kBit) != 0 ? T{1} : T{-1};
  return signs;
}

/// x[part * kRows + row] turned by the bits inside the lanes from kIndex on. `turns`: tangents,
/// with laneSigns() where both numbers of a pair lie in one vector.
template <size_t kIndex, size_t kRows, class T>
[[gnu::always_inline]] inline void turnLanes(V<T>* x, const V<T>* turns) {
  constexpr size_t bit = size_t{1} << kIndex;
  if constexpr (bit < kWidth<T>) {
#pragma GCC unroll 32
    for (size_t k = 0; k < kParts<T> * kRows; ++k) x[k] += turns[kIndex] * swapLanes<bit, T>(x[k]);
  } else if constexpr (bit < kChunk<T>) {
    constexpr size_t apart = bit / kWidth<T> * kRows;
#pragma GCC unroll 32
    for (size_t k = 0; k < kParts<T> * kRows; ++k) {
      if ((k & apart) != 0) continue;
      const V<T> a = x[k];
      x[k] -= turns[kIndex] * x[k + apart];
      x[k + apart] += turns[kIndex] * a;
    }
  }
  if constexpr (2 * bit < kChunk<T>) turnLanes<kIndex + 1, kRows, T>(x, turns);
}

/// The same for two states. Before each bit is turned y[bit] += sum of f_0 l_1 - f_1 l_0, up to
/// -laneSigns().
template <size_t kIndex, size_t kRows, class T>
[[gnu::always_inline]] inline void turnLanesBoth(V<T>* f, V<T>* l, const V<T>* turns, V<T>* y) {
  constexpr size_t bit = size_t{1} << kIndex;
  if constexpr (bit < kWidth<T>) {
#pragma GCC unroll 32
    for (size_t k = 0; k < kParts<T> * kRows; ++k) {
      const V<T> other = swapLanes<bit, T>(l[k]);
      y[kIndex] += f[k] * other;
      l[k] += turns[kIndex] * other;
      f[k] += turns[kIndex] * swapLanes<bit, T>(f[k]);
    }
  } else if constexpr (bit < kChunk<T>) {
    constexpr size_t apart = bit / kWidth<T> * kRows;
#pragma GCC unroll 32
    for (size_t k = 0; k < kParts<T> * kRows; ++k) {
      if ((k & apart) != 0) continue;
      const V<T> f0 = f[k], l0 = l[k];
      y[kIndex] += f0 * l[k + apart];
      y[kIndex] -= f[k + apart] * l0;
      f[k] -= turns[kIndex] * f[k + apart];
      f[k + apart] += turns[kIndex] * f0;
      l[k] -= turns[kIndex] * l[k + apart];
      l[k + apart] += turns[kIndex] * l0;
    }
  }
  if constexpr (2 * bit < kChunk<T>) turnLanesBoth<kIndex + 1, kRows, T>(f, l, turns, y);
}

/// Transposes kChunk rows of kChunk lanes; x[part * kChunk + row].
template <class T>
[[gnu::always_inline]] inline void transposeGroup(V<T>* x) {
#pragma GCC unroll 8
  for (size_t i = 0; i < kParts<T>; ++i) {
    transpose<T>(x + i * kChunk<T> + i * kWidth<T>);
#pragma GCC unroll 8
    for (size_t j = i + 1; j < kParts<T>; ++j) {
      V<T>* p = x + j * kChunk<T> + i * kWidth<T>;
      V<T>* q = x + i * kChunk<T> + j * kWidth<T>;
      transpose<T>(p);
      transpose<T>(q);
#pragma GCC unroll 16
      for (size_t k = 0; k < kWidth<T>; ++k) {
        const V<T> v = p[k];
        p[k] = q[k];
        q[k] = v;
      }
    }
  }
}

/// A pass with its numbers in variables of its own: stores to a state could change the original.
template <class T, size_t kBits>
struct LocalPass {
  static constexpr size_t kRows = size_t{1} << kBits;
  size_t loadMask, storeMask, flips;
  std::ptrdiff_t loadOrigin, loadStep[kBits + 1], storeOrigin, storeStep[kBits + 1];
  V<T> rows[kBits + 1], lanes[kLaneWires<T>];

  explicit LocalPass(const RotationPass<T>& pass)
      : loadMask(pass.load.mask),
        storeMask(pass.store.mask),
        flips(pass.flips),
        loadOrigin(pass.load.origin * static_cast<std::ptrdiff_t>(kStride<T>)),
        storeOrigin(pass.store.origin * static_cast<std::ptrdiff_t>(kStride<T>)) {
    for (size_t b = 0; b < kBits; ++b) {
      loadStep[b] = pass.load.step[b] * static_cast<std::ptrdiff_t>(kStride<T>);
      storeStep[b] = pass.store.step[b] * static_cast<std::ptrdiff_t>(kStride<T>);
      rows[b] = broadcast(pass.rows[b]);
    }
    signLanes<0>(pass.lanes);
  }

  template <size_t kIndex>
  [[gnu::always_inline]] inline void signLanes(const T* tangents) {
    constexpr size_t bit = size_t{1} << kIndex;
    lanes[kIndex] = broadcast(tangents[kIndex]);
    if constexpr (bit < kWidth<T>) lanes[kIndex] *= laneSigns<bit, T>();
    if constexpr (2 * bit < kChunk<T>) signLanes<kIndex + 1>(tangents);
  }

  [[gnu::always_inline]] static inline std::ptrdiff_t offset(const std::ptrdiff_t* step,
                                                             size_t row) {
    std::ptrdiff_t sum = 0;
#pragma GCC unroll 4
    for (size_t b = 0; b < kBits; ++b) {
      if ((row >> b) & 1) sum += step[b];
    }
    return sum;
  }
  [[gnu::always_inline]] inline void read(const T* base, V<T>* x) const {
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) x[r] = load(base + loadOrigin + offset(loadStep, r));
  }
  [[gnu::always_inline]] inline void write(T* base, const V<T>* x) const {
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) store(base + storeOrigin + offset(storeStep, r), x[r]);
  }

  /// All lanes: x[part * kRows + row], parts exchanged as `flips` says.
  [[gnu::always_inline]] inline void readParts(const T* base, V<T>* x) const {
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) read(base + partOf(i), x + i * kRows);
  }
  [[gnu::always_inline]] inline void writeParts(T* base, const V<T>* x) const {
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) write(base + partOf(i), x + i * kRows);
  }
  [[gnu::always_inline]] inline size_t partOf(size_t i) const {
    return (i * kWidth<T>)^(flips & ~(kWidth<T> - 1));
  }

  /// Exchanges lanes inside each vector as `flips` says.
  [[gnu::always_inline]] inline void flipLanes(V<T>* x) const {
    typename IndexOf<T>::Type from;
#pragma GCC unroll 16
    for (size_t k = 0; k < kWidth<T>; ++k) {
      from[k] = static_cast<typename IndexOf<T>::Scalar>(k ^ (flips & (kWidth<T> - 1)));
    }
#pragma GCC unroll 32
    for (size_t k = 0; k < kParts<T> * kRows; ++k) x[k] = __builtin_shuffle(x[k], from);
  }
  [[gnu::always_inline]] inline bool flipsInside() const { return (flips & (kWidth<T> - 1)) != 0; }

  /// body(first number of a part where it is read, where it is written) for the real and the
  /// imaginary part of every base index.
  template <class Body>
  [[gnu::always_inline]] inline void each(size_t groups, Body body) const {
    size_t from = 0, to = 0;
    for (size_t n = groups >> kBits; n > 0; --n) {
      body(from * kStride<T>, to * kStride<T>);
      body(from * kStride<T> + kChunk<T>, to * kStride<T> + kChunk<T>);
      from = ((from | loadMask) + 1) & ~loadMask;
      to = ((to | storeMask) + 1) & ~storeMask;
    }
  }
};

template <class T, size_t kBits>
void rotate(T* to, const T* from, size_t groups, const RotationPass<T>& given) {
  const LocalPass<T, kBits> pass(given);
  pass.each(groups, [&](size_t source, size_t target) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> x[size_t{1} << kBits];
      pass.read(from + source + lane, x);
      butterflies<kBits, T>(x, pass.rows);
      pass.write(to + target + lane, x);
    }
  });
}

template <class T, size_t kBits, bool kFlip>
[[gnu::always_inline]] inline void rotateLanesPass(T* to, const T* from, size_t groups,
                                                   const LocalPass<T, kBits>& pass) {
  pass.each(groups, [&](size_t source, size_t target) {
    V<T> x[kParts<T> << kBits];
    pass.readParts(from + source, x);
    if constexpr (kFlip) pass.flipLanes(x);
    turnLanes<0, size_t{1} << kBits, T>(x, pass.lanes);
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) butterflies<kBits, T>(x + (i << kBits), pass.rows);
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) {
      pass.write(to + target + i * kWidth<T>, x + (i << kBits));
    }
  });
}

template <class T, size_t kBits>
void rotateLanes(T* to, const T* from, size_t groups, const RotationPass<T>& given) {
  const LocalPass<T, kBits> pass(given);
  if (pass.flipsInside()) {
    rotateLanesPass<T, kBits, true>(to, from, groups, pass);
  } else {
    rotateLanesPass<T, kBits, false>(to, from, groups, pass);
  }
}

template <class T>
void exchangeLanes(T* s, size_t groups, const RotationPass<T>& given) {
  const LocalPass<T, kLaneWires<T>> pass(given);
  pass.each(groups, [&](size_t at, size_t) {
    V<T> x[kParts<T> * kChunk<T>];
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) pass.read(s + at + i * kWidth<T>, x + i * kChunk<T>);
    transposeGroup<T>(x);
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) pass.write(s + at + i * kWidth<T>, x + i * kChunk<T>);
  });
}

template <class T, size_t kBits>
void rotateBoth(T* phi, T* lambda, size_t groups, const RotationPass<T>& given, T* y) {
  const LocalPass<T, kBits> pass(given);
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    V<T> sums[kBits] = {};
    pass.each(groups, [&](size_t at, size_t) {
      V<T> f[size_t{1} << kBits], l[size_t{1} << kBits];
      pass.read(phi + at + lane, f);
      pass.read(lambda + at + lane, l);
      crossSums<kBits, T>(f, l, sums);
      butterflies<kBits, T>(f, pass.rows);
      butterflies<kBits, T>(l, pass.rows);
      pass.write(phi + at + lane, f);
      pass.write(lambda + at + lane, l);
    });
    for (size_t b = 0; b < kBits; ++b) addTo(y, b, lane, sums[b]);
  }
}

template <class T, size_t kBits, bool kFlip>
[[gnu::always_inline]] inline void rotateLanesBothPass(T* phi, T* lambda, size_t groups,
                                                       const LocalPass<T, kBits>& pass, V<T>* rows,
                                                       V<T>* lanes) {
  constexpr size_t kRows = size_t{1} << kBits;
  pass.each(groups, [&](size_t at, size_t) {
    V<T> f[kParts<T> * kRows], l[kParts<T> * kRows];
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) {
      pass.read(phi + at + i * kWidth<T>, f + i * kRows);
      pass.read(lambda + at + i * kWidth<T>, l + i * kRows);
      crossSums<kBits, T>(f + i * kRows, l + i * kRows, rows);
      butterflies<kBits, T>(f + i * kRows, pass.rows);
      butterflies<kBits, T>(l + i * kRows, pass.rows);
    }
    turnLanesBoth<0, kRows, T>(f, l, pass.lanes, lanes);
    if constexpr (kFlip) {
      pass.flipLanes(f);
      pass.flipLanes(l);
    }
    pass.writeParts(phi + at, f);
    pass.writeParts(lambda + at, l);
  });
}

/// y += the sums of the bits inside the lanes, each number with its sign.
template <size_t kIndex, class T>
[[gnu::always_inline]] inline void addLaneSums(T* y, const V<T>* sums) {
  constexpr size_t bit = size_t{1} << kIndex;
  if constexpr (bit < kWidth<T>) {
    addTo(y, kIndex, 0, -laneSigns<bit, T>() * sums[kIndex]);
  } else {
    addTo(y, kIndex, 0, sums[kIndex]);
  }
  if constexpr (2 * bit < kChunk<T>) addLaneSums<kIndex + 1, T>(y, sums);
}

template <class T, size_t kBits>
void rotateLanesBoth(T* phi, T* lambda, size_t groups, const RotationPass<T>& given, T* y) {
  const LocalPass<T, kBits> pass(given);
  V<T> rows[kBits + 1] = {}, lanes[kLaneWires<T>] = {};
  if (pass.flipsInside()) {
    rotateLanesBothPass<T, kBits, true>(phi, lambda, groups, pass, rows, lanes);
  } else {
    rotateLanesBothPass<T, kBits, false>(phi, lambda, groups, pass, rows, lanes);
  }
  for (size_t b = 0; b < kBits; ++b) addTo(y, b, 0, rows[b]);
  addLaneSums<0, T>(y + kBits * kChunk<T>, lanes);
}

template <size_t kIndex, class T>
[[gnu::always_inline]] inline void readLaneBits(const T* phi, const T* lambda, V<T>* sums) {
  constexpr size_t bit = size_t{1} << kIndex;
#pragma GCC unroll 8
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    const C<T> f = loadC(phi + lane);
    if constexpr (bit < kWidth<T>) {
      const C<T> l = loadC(lambda + lane);
      sums[kIndex] += f.im * swapLanes<bit, T>(l.re) - f.re * swapLanes<bit, T>(l.im);
    } else {
      const C<T> l = loadC(lambda + (lane ^ bit));
      sums[kIndex] += f.im * l.re - f.re * l.im;
    }
  }
  if constexpr (2 * bit < kChunk<T>) readLaneBits<kIndex + 1, T>(phi, lambda, sums);
}

template <class T>
void readLanes(const T* phi, const T* lambda, size_t groups, T* x) {
  V<T> sums[kLaneWires<T>] = {};
  for (size_t g = 0; g < groups; ++g) {
    readLaneBits<0, T>(phi + g * kStride<T>, lambda + g * kStride<T>, sums);
  }
  for (size_t b = 0; b < kLaneWires<T>; ++b) addTo(x, b, 0, sums[b]);
}

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
