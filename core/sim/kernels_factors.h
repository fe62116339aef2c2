// SPDX-License-Identifier: GPL-3.0-or-later
// Products of factors there and back, and what steps that are split between two factors need.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

template <class T>
void product(T* to, const ProductPart<T>& a, const ProductPart<T>& b) {
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    for (size_t i = 0; i < a.count; ++i) {
      const C<T> x = loadC(a.data + a.from[i] * kStride<T> + lane);
      T* const row = to + a.place[i] * kStride<T> + lane;
      for (size_t j = 0; j < b.count; ++j) {
        const C<T> y = loadC(b.data + b.from[j] * kStride<T> + lane);
        storeC(row + b.place[j] * kStride<T>, times(x, y));
      }
    }
  }
}

/// Adds x conj(y).
template <class T>
inline void addTimesConj(C<T>& sum, C<T> x, C<T> y) {
  sum.re += x.re * y.re;
  sum.im += x.im * y.re;
  sum.re += x.im * y.im;
  sum.im -= x.re * y.im;
}

/// A few amplitudes of b from number j on: their sums stay in registers while a is passed over.
template <size_t kCount, bool kBoth, class T>
inline void productBackTile(const T* lambda, const ProductPart<T>& a, const ProductPart<T>& b,
                            T* lambdaA, T* lambdaB, size_t lane, size_t j) {
  C<T> sumB[kCount] = {};
  for (size_t i = 0; i < a.count; ++i) {
    const T* const row = lambda + a.place[i] * kStride<T> + lane;
    const C<T> x = loadC(a.data + a.from[i] * kStride<T> + lane);
    C<T> sumA{};
#pragma GCC unroll 8
    for (size_t k = 0; k < kCount; ++k) {
      const C<T> l = loadC(row + b.place[j + k] * kStride<T>);
      if constexpr (kBoth) {
        addTimesConj(sumA, l, loadC(b.data + b.from[j + k] * kStride<T> + lane));
      }
      addTimesConj(sumB[k], l, x);
    }
    if constexpr (kBoth) {
      T* const to = lambdaA + a.from[i] * kStride<T> + lane;
      if (j != 0) {
        const C<T> old = loadC(to);
        sumA = {sumA.re + old.re, sumA.im + old.im};
      }
      storeC(to, sumA);
    }
  }
#pragma GCC unroll 8
  for (size_t k = 0; k < kCount; ++k) {
    storeC(lambdaB + b.from[j + k] * kStride<T> + lane, sumB[k]);
  }
}

template <bool kBoth, class T>
inline void productBackSums(const T* lambda, const ProductPart<T>& a, const ProductPart<T>& b,
                            T* lambdaA, T* lambdaB) {
  constexpr size_t kTile = kVectorBytes == 64 ? 8 : 2;
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    size_t j = 0;
    for (; j + kTile <= b.count; j += kTile) {
      productBackTile<kTile, kBoth>(lambda, a, b, lambdaA, lambdaB, lane, j);
    }
    for (; j + 2 <= b.count; j += 2) {
      productBackTile<2, kBoth>(lambda, a, b, lambdaA, lambdaB, lane, j);
    }
    for (; j < b.count; ++j) {
      productBackTile<1, kBoth>(lambda, a, b, lambdaA, lambdaB, lane, j);
    }
  }
}

template <class T>
void productBack(const T* lambda, const ProductPart<T>& a, const ProductPart<T>& b, T* lambdaA,
                 T* lambdaB) {
  if (lambdaA != nullptr) {
    productBackSums<true>(lambda, a, b, lambdaA, lambdaB);
  } else {
    productBackSums<false>(lambda, a, b, lambdaA, lambdaB);
  }
}

/// A real rotation of `bit` by an angle that depends on `control`.
template <class T>
void rotate(T* s, size_t size, size_t control, size_t bit, const T* m) {
  const V<T> c0 = broadcast(m[0]), s0 = broadcast(m[1]);
  const V<T> c1 = broadcast(m[2]), s1 = broadcast(m[3]);
  const size_t o1 = control * kStride<T>, o2 = bit * kStride<T>;
  Quads(size, control, bit).each([&](size_t i) {
    for (size_t k = 0; k < kStride<T>; k += kWidth<T>) {
      T* const p = s + i * kStride<T> + k;
      const V<T> x0 = load(p), y0 = load(p + o2), x1 = load(p + o1), y1 = load(p + o1 + o2);
      store(p, c0 * x0 - s0 * y0);
      store(p + o2, s0 * x0 + c0 * y0);
      store(p + o1, c1 * x1 - s1 * y1);
      store(p + o1 + o2, s1 * x1 + c1 * y1);
    }
  });
}

template <class T>
void correlate(const T* a, const T* b, size_t size, size_t bit, T* out) {
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    C<T> sum[4] = {};
    Pairs{size, bit}.each([&](size_t i) {
      const C<T> a0 = loadC(a + i * kStride<T> + lane);
      const C<T> a1 = loadC(a + (i + bit) * kStride<T> + lane);
      const C<T> b0 = loadC(b + i * kStride<T> + lane);
      const C<T> b1 = loadC(b + (i + bit) * kStride<T> + lane);
      addTimesConj(sum[0], a0, b0);
      addTimesConj(sum[1], a0, b1);
      addTimesConj(sum[2], a1, b0);
      addTimesConj(sum[3], a1, b1);
    });
#pragma GCC unroll 4
    for (size_t k = 0; k < 4; ++k) {
      addTo(out, 2 * k, lane, sum[k].re);
      addTo(out, 2 * k + 1, lane, sum[k].im);
    }
  }
}

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
