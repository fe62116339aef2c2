// SPDX-License-Identifier: GPL-3.0-or-later
// Products of real matrices, in register tiles.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

/// A tile of kRows rows and kColumns vectors of c: sums stay in registers over the whole depth.
template <size_t kRows, size_t kColumns, class T>
inline void productTile(T* c, size_t cRow, const T* x, size_t xRow, size_t xDepth, const T* y,
                        size_t yRow, size_t depth) {
  V<T> sum[kRows][kColumns] = {};
#pragma GCC unroll 1
  for (size_t d = 0; d < depth; ++d, x += xDepth, y += yRow) {
    V<T> row[kColumns];
#pragma GCC unroll 4
    for (size_t k = 0; k < kColumns; ++k) row[k] = load(y + k * kWidth<T>);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const V<T> factor = broadcast(x[r * xRow]);
#pragma GCC unroll 4
      for (size_t k = 0; k < kColumns; ++k) sum[r][k] += factor * row[k];
    }
  }
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (size_t k = 0; k < kColumns; ++k) store(c + r * cRow + k * kWidth<T>, sum[r][k]);
  }
}

/// All rows of one block of columns, which of y is read again and again from the nearest cache.
template <size_t kColumns, class T>
void productBlock(T* c, size_t cRow, const T* x, size_t xRow, size_t xDepth, const T* y,
                  size_t yRow, size_t rows, size_t depth) {
  constexpr size_t kTall = kVectorBytes == 64 ? 8 : 4;  // as many sums as registers allow
  size_t r = 0;
  for (; r + kTall <= rows; r += kTall) {
    productTile<kTall, kColumns>(c + r * cRow, cRow, x + r * xRow, xRow, xDepth, y, yRow, depth);
  }
  for (; r < rows; ++r) {
    productTile<1, kColumns>(c + r * cRow, cRow, x + r * xRow, xRow, xDepth, y, yRow, depth);
  }
}

template <class T>
void realProduct(T* c, size_t cRow, const T* x, size_t xRow, size_t xDepth, const T* y, size_t yRow,
                 size_t rows, size_t columns, size_t depth) {
  constexpr size_t kWide = 3;
  size_t k = 0;
  for (; k + kWide * kWidth<T> <= columns; k += kWide * kWidth<T>) {
    productBlock<kWide>(c + k, cRow, x, xRow, xDepth, y + k, yRow, rows, depth);
  }
  if (k + 2 * kWidth<T> <= columns) {
    productBlock<2>(c + k, cRow, x, xRow, xDepth, y + k, yRow, rows, depth);
    k += 2 * kWidth<T>;
  }
  if (k < columns) {
    productBlock<1>(c + k, cRow, x, xRow, xDepth, y + k, yRow, rows, depth);
  }
}

template <class T>
void rowProducts(T* out, const T* x, const T* y, size_t row, size_t rows) {
  for (size_t r = 0; r < rows; ++r, x += row, y += row) {
    V<T> sum{};
    for (size_t k = 0; k < row; k += kWidth<T>) sum += load(x + k) * load(y + k);
    T total = 0;
    for (size_t lane = 0; lane < kWidth<T>; ++lane) total += sum[lane];
    out[r] = total;
  }
}

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
