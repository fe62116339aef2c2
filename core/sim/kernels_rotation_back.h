// SPDX-License-Identifier: GPL-3.0-or-later
// Rotations of a large state and of its cotangent, undone and read.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_rotation.h"
#include "core/sim/kernels_vector.h"
#include "core/sim/state_kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

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
