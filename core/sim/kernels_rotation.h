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
constexpr size_t kMostRowBitsOfLayer = kVectorBytes == 64 ? 3 : kVectorBytes == 32 ? 1 : 0;

/// x[r] and x[r | bit] turned by the tangent of each bit that is `moving`.
template <size_t kBits, class T>
[[gnu::always_inline]] inline void butterflies(V<T>* x, const V<T>* tangents,
                                               size_t moving = ~size_t{0}) {
#pragma GCC unroll 4
  for (size_t b = 0; b < kBits; ++b) {
    if (((moving >> b) & 1) == 0) continue;
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

/// x[part * kRows + row] turned by the bits inside the lanes from kIndex on that are `moving`.
/// `turns`: tangents, with laneSigns() where both numbers of a pair lie in one vector.
template <size_t kIndex, size_t kRows, class T>
[[gnu::always_inline]] inline void turnLanes(V<T>* x, const V<T>* turns, size_t moving) {
  constexpr size_t bit = size_t{1} << kIndex;
  if ((moving & bit) == 0) {
  } else if constexpr (bit < kWidth<T>) {
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
  if constexpr (2 * bit < kChunk<T>) turnLanes<kIndex + 1, kRows, T>(x, turns, moving);
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

/// Keeps the compiler from computing addresses of all rows ahead of a loop: there are not enough
/// registers for them.
template <class T>
[[gnu::always_inline]] inline T* hide(T* p) {
  asm("" : "+r"(p));
  return p;
}

/// 2^kBits rows as one address for every four of them, and the steps between these four.
template <class T, size_t kBits>
struct RowAddresses {
  std::ptrdiff_t origin = 0, corner[2] = {}, within[4] = {};

  explicit RowAddresses(const qonvolve::Rows& rows) {
    std::ptrdiff_t step[4] = {};
    for (size_t b = 0; b < kBits; ++b) step[b] = numbers(rows.step[b]);
    origin = numbers(rows.origin);
    within[1] = step[0];
    within[2] = step[1];
    within[3] = step[0] + step[1];
    corner[0] = step[2];
    corner[1] = step[3];
  }
  static std::ptrdiff_t numbers(std::ptrdiff_t groups) {
    return groups * static_cast<std::ptrdiff_t>(kStride<T>);
  }

  /// body(row, its address)
  template <class P, class Body>
  [[gnu::always_inline]] inline void each(P* base, Body body) const {
#pragma GCC unroll 4
    for (size_t c = 0; c < size_t{1} << kBits; c += 4) {
      P* p = base + origin;
      if constexpr (kBits > 2) p += (c & 4) != 0 ? corner[0] : 0;
      if constexpr (kBits > 3) p += (c & 8) != 0 ? corner[1] : 0;
      p = hide(p);
#pragma GCC unroll 4
      for (size_t r = 0; r < 4 && r < size_t{1} << kBits; ++r) body(c + r, p + within[r]);
    }
  }
};

/// A pass with its numbers in variables of its own: stores to a state could change the original.
template <class T, size_t kBits>
struct LocalPass {
  static constexpr size_t kRows = size_t{1} << kBits;
  size_t loadMask, storeMask, flips, moving = 0;
  RowAddresses<T, kBits> loads, stores;
  V<T> rows[kBits + 1], lanes[kLaneWires<T>];

  explicit LocalPass(const RotationPass<T>& pass)
      : loadMask(pass.load.mask),
        storeMask(pass.store.mask),
        flips(pass.flips),
        loads(pass.load),
        stores(pass.store) {
    for (size_t b = 0; b < kBits; ++b) rows[b] = broadcast(pass.rows[b]);
    signLanes<0>(pass.lanes);
  }

  template <size_t kIndex>
  [[gnu::always_inline]] inline void signLanes(const T* tangents) {
    constexpr size_t bit = size_t{1} << kIndex;
    lanes[kIndex] = broadcast(tangents[kIndex]);
    if (tangents[kIndex] != 0) moving |= bit;
    if constexpr (bit < kWidth<T>) lanes[kIndex] *= laneSigns<bit, T>();
    if constexpr (2 * bit < kChunk<T>) signLanes<kIndex + 1>(tangents);
  }

  [[gnu::always_inline]] inline void read(const T* base, V<T>* x) const {
    loads.each(base, [x](size_t row, const T* p) { x[row] = load(p); });
  }
  [[gnu::always_inline]] inline void write(T* base, const V<T>* x) const {
    stores.each(base, [x](size_t row, T* p) { store(p, x[row]); });
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
  /// Exchanges the vectors of each group from lane kLane on as `flips` says.
  template <size_t kLane>
  [[gnu::always_inline]] inline void flipParts(V<T>* x) const {
    if constexpr (kLane < kChunk<T>) {
      constexpr size_t apart = kLane / kWidth<T> * kRows;
      if ((flips & kLane) != 0) {
#pragma GCC unroll 32
        for (size_t k = 0; k < kParts<T> * kRows; ++k) {
          if ((k & apart) != 0) continue;
          const V<T> v = x[k];
          x[k] = x[k + apart];
          x[k + apart] = v;
        }
      }
      flipParts<2 * kLane>(x);
    }
  }
  /// Lanes and then rows of all real or all imaginary parts.
  [[gnu::always_inline]] inline void turnPart(V<T>* x, size_t movingRows) const {
    if (flips != 0) {
      flipLanes(x);
      flipParts<kWidth<T>>(x);
    }
    turnLanes<0, kRows, T>(x, lanes, moving);
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) butterflies<kBits, T>(x + i * kRows, rows, movingRows);
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
    turnLanes<0, size_t{1} << kBits, T>(x, pass.lanes, pass.moving);
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

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
