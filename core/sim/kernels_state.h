// SPDX-License-Identifier: GPL-3.0-or-later
// Phases and readings of one large state; the table of its kernels.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_layer.h"
#include "core/sim/kernels_rotation.h"
#include "core/sim/kernels_rotation_back.h"
#include "core/sim/kernels_vector.h"
#include "core/sim/state_kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

template <class T>
void diagonal(T* s, const DiagonalPass<T>& given) {
  constexpr size_t kGroups = DiagonalPass<T>::kRowGroups;
  const DiagonalPass<T> pass = given;
  for (size_t row = 0; row < pass.rowCount; ++row) {
    const C<T> factor{broadcast(pass.rows[row].factor[0]), broadcast(pass.rows[row].factor[1])};
    const T* const table = pass.rows[row].table;
#pragma GCC unroll 4
    for (size_t at = 0; at < kGroups * kStride<T>; at += kStride<T>) {
      for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
        const C<T> phase = times(factor, loadC(table + at + lane));
        storeC(s + at + lane, times(loadC(s + at + lane), phase));
      }
    }
    s += kGroups * kStride<T>;
  }
}

/// The body of diagonalBoth and weigh.
template <bool kApply, class T>
inline void weighRows(T* phi, T* lambda, const DiagonalPass<T>& given, T* scratch, T* sums) {
  constexpr size_t kGroups = DiagonalPass<T>::kRowGroups;
  const DiagonalPass<T> pass = given;
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    V<T> inside[4] = {};
    for (size_t row = 0; row < pass.rowCount; ++row) {
      V<T> total{};
      C<T> factor{};
      const T* table = nullptr;
      if constexpr (kApply) {
        factor = {broadcast(pass.rows[row].factor[0]), broadcast(pass.rows[row].factor[1])};
        table = pass.rows[row].table + lane;
      }
#pragma GCC unroll 8
      for (size_t g = 0; g < kGroups; ++g) {
        const size_t at = (row * kGroups + g) * kStride<T> + lane;
        const C<T> f = loadC(phi + at), l = loadC(lambda + at);
        const V<T> w = f.im * l.re - f.re * l.im;
        total += w;
#pragma GCC unroll 3
        for (size_t b = 0; b < 3; ++b) {
          if ((g >> b) & 1) inside[b] += w;
        }
        if constexpr (kApply) {
          const C<T> phase = times(factor, loadC(table + g * kStride<T>));
          storeC(phi + at, times(f, phase));
          storeC(lambda + at, times(l, phase));
        }
      }
      store(scratch + row * kChunk<T> + lane, total);
    }
    size_t bit = 0;
    for (; size_t{1} << bit < kGroups; ++bit) addTo(sums, 1 + bit, lane, inside[bit]);
    // Row sums, pair by pair: what is odd has the bit set.
    for (size_t left = pass.rowCount; left > 1; left /= 2, ++bit) {
      V<T> odd{};
      for (size_t k = 0; k < left / 2; ++k) {
        const V<T> one = load(scratch + (2 * k + 1) * kChunk<T> + lane);
        odd += one;
        store(scratch + k * kChunk<T> + lane, load(scratch + 2 * k * kChunk<T> + lane) + one);
      }
      addTo(sums, 1 + bit, lane, odd);
    }
    addTo(sums, 0, lane, load(scratch + lane));
  }
}

template <class T>
void diagonalBoth(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums) {
  weighRows<true>(phi, lambda, pass, scratch, sums);
}

template <class T>
void weigh(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums) {
  weighRows<false>(phi, lambda, pass, scratch, sums);
}

template <class T>
void copy(T* to, const T* from, size_t count) {
  for (size_t k = 0; k < count; k += kWidth<T>) {
    __builtin_prefetch(from + count + k, 0, 2);
    store(to + k, load(from + k));
  }
}

template <class T>
constexpr StateKernels<T> kStateKernels{
    copy<T>,
    kMostRowBits,
    kMostRowBitsWithLanes,
    kMostRowBitsOfLayer,
    {rotate<T, 1>, rotate<T, 2>, rotate<T, 3>, rotate<T, 4>},
    {rotateLanes<T, 0>, rotateLanes<T, 1>, rotateLanes<T, 2>, rotateLanes<T, 3>, rotateLanes<T, 4>},
    {layer<T, 0>, layer<T, 1>, layer<T, 2>, layer<T, 3>},
    exchangeLanes<T>,
    {rotateBoth<T, 1>, rotateBoth<T, 2>, rotateBoth<T, 3>},
    {rotateLanesBoth<T, 0>, rotateLanesBoth<T, 1>, rotateLanesBoth<T, 2>, rotateLanesBoth<T, 3>},
    readLanes<T>,
    diagonal<T>,
    diagonalBoth<T>,
    weigh<T>};

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
