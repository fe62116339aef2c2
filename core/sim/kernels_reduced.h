// SPDX-License-Identifier: GPL-3.0-or-later
// Dense complex matrices that act on all samples of a group alike, and sums over the samples.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

/// Rows of a matrix product with three real multiplications for a complex one (Gauss): with
/// t1 = m_re x_re, t2 = m_im x_im, t3 = (m_re + m_im)(x_re + x_im) it is t1 - t2 + i (t3 - t1 -
/// t2).
template <size_t kRows, class T>
inline void matrixTile(const T* m, size_t columns, const T* x, T* y, size_t lane) {
  V<T> t1[kRows] = {}, t2[kRows] = {}, t3[kRows] = {};
  for (size_t k = 0; k < columns; ++k, m += 3 * kMatrixTile, x += kStride<T>) {
    const C<T> v = loadC(x + lane);
    const V<T> sum = v.re + v.im;
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      t1[r] += broadcast(m[r]) * v.re;
      t2[r] += broadcast(m[kMatrixTile + r]) * v.im;
      t3[r] += broadcast(m[2 * kMatrixTile + r]) * sum;
    }
  }
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) {
    storeC(y + r * kStride<T> + lane, {t1[r] - t2[r], t3[r] - t1[r] - t2[r]});
  }
}

/// Rows of M^dagger x from the numbers of M, whose column `m` begins with: M^T times x conjugated,
/// conjugated.
template <size_t kRows, class T>
inline void adjointTile(const T* m, size_t tileSize, size_t rows, const T* x, T* y, size_t lane) {
  V<T> t1[kRows] = {}, t2[kRows] = {}, t3[kRows] = {};
  for (size_t k = 0; k < rows; ++k, x += kStride<T>) {
    const T* const from = m + k / kMatrixTile * tileSize + k % kMatrixTile;
    const C<T> v = loadC(x + lane);
    const V<T> difference = v.re - v.im;
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      t1[r] += broadcast(from[3 * kMatrixTile * r]) * v.re;
      t2[r] += broadcast(from[3 * kMatrixTile * r + kMatrixTile]) * v.im;
      t3[r] += broadcast(from[3 * kMatrixTile * r + 2 * kMatrixTile]) * difference;
    }
  }
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) {
    storeC(y + r * kStride<T> + lane, {t1[r] + t2[r], t1[r] - t2[r] - t3[r]});
  }
}

template <size_t kRows>
struct Rows {
  static constexpr size_t count = kRows;
};

/// Calls tile(Rows<n>, first row) for `rows` rows, as many at once as their sums fit the registers.
template <class Tile>
inline void eachTile(size_t rows, const Tile& tile) {
  constexpr size_t kMost = kVectorBytes == 64 ? 8 : 4;
  for (size_t r = 0; r < rows;) {
    if (rows - r >= kMost) {
      tile(Rows<kMost>{}, r);
      r += kMost;
    } else if (rows - r >= 4) {
      tile(Rows<4>{}, r);
      r += 4;
    } else if (rows - r >= 2) {
      tile(Rows<2>{}, r);
      r += 2;
    } else {
      tile(Rows<1>{}, r);
      ++r;
    }
  }
}

template <class T>
void matrix(const T* m, size_t rows, size_t columns, const T* x, T* y) {
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    eachTile(rows, [&](auto count, size_t r) {
      const T* const from = m + (r / kMatrixTile * columns * 3) * kMatrixTile + r % kMatrixTile;
      matrixTile<decltype(count)::count>(from, columns, x, y + r * kStride<T>, lane);
    });
  }
}

template <class T>
void matrixAdjoint(const T* m, size_t rows, size_t columns, const T* x, T* y) {
  const size_t tileSize = columns * 3 * kMatrixTile;
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    eachTile(columns, [&](auto count, size_t r) {
      const T* const from = m + r * 3 * kMatrixTile;
      adjointTile<decltype(count)::count>(from, tileSize, rows, x, y + r * kStride<T>, lane);
    });
  }
}

/// A block with samples along memory: for each sample the real parts, the imaginary parts and real
/// minus imaginary parts of all amplitudes, zeros after the last.
template <class T>
inline void turn(const T* block, size_t dim, size_t padded, T* out) {
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    for (size_t j = 0; j < padded; j += kWidth<T>) {
      V<T> re[kWidth<T>], im[kWidth<T>];
#pragma GCC unroll 16
      for (size_t k = 0; k < kWidth<T>; ++k) {
        const bool inside = j + k < dim;
        re[k] = inside ? load(block + (j + k) * kStride<T> + lane) : V<T>{};
        im[k] = inside ? load(block + (j + k) * kStride<T> + kChunk<T> + lane) : V<T>{};
      }
      transpose<T>(re);
      transpose<T>(im);
#pragma GCC unroll 16
      for (size_t k = 0; k < kWidth<T>; ++k) {
        T* const to = out + (lane + k) * 3 * padded + j;
        store(to, re[k]);
        store(to + padded, im[k]);
        store(to + 2 * padded, re[k] - im[k]);
      }
    }
  }
}

/// kRows rows and kColumns vectors of columns of sum_s a(s) b(s)^dagger, in three real products as
/// in matrixTile.
template <size_t kRows, size_t kColumns, class T>
inline void outerTile(const OuterBlocks<T>& in, const T* sums, const T* turned, size_t padded,
                      size_t row, size_t column, T* x, size_t groupSize, bool first) {
  V<T> t1[kRows][kColumns] = {}, t2[kRows][kColumns] = {}, t3[kRows][kColumns] = {};
  for (size_t b = 0; b < in.count; ++b) {
    const T* a = in.a[b] + row * kStride<T>;
    const T* s = sums + (b * in.rows + row) * kChunk<T>;
    const T* l = turned + b * kChunk<T> * 3 * padded + column;
    for (size_t k = 0; k < kChunk<T>; ++k, ++a, ++s, l += 3 * padded) {
      V<T> re[kColumns], im[kColumns], difference[kColumns];
#pragma GCC unroll 2
      for (size_t c = 0; c < kColumns; ++c) {
        re[c] = load(l + c * kWidth<T>);
        im[c] = load(l + padded + c * kWidth<T>);
        difference[c] = load(l + 2 * padded + c * kWidth<T>);
      }
#pragma GCC unroll 8
      for (size_t r = 0; r < kRows; ++r) {
        const V<T> real = broadcast(a[r * kStride<T>]);
        const V<T> imaginary = broadcast(a[r * kStride<T> + kChunk<T>]);
        const V<T> both = broadcast(s[r * kChunk<T>]);
#pragma GCC unroll 2
        for (size_t c = 0; c < kColumns; ++c) {
          t1[r][c] += real * re[c];
          t2[r][c] += imaginary * im[c];
          t3[r][c] += both * difference[c];
        }
      }
    }
  }
#pragma GCC unroll 2
  for (size_t c = 0; c < kColumns; ++c) {
    const size_t at = column + c * kWidth<T>;
    T* const to = x + at / kChunk<T> * groupSize + at % kChunk<T>;
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      T* const p = to + (row + r) * kStride<T>;
      C<T> sum{t1[r][c] + t2[r][c], t3[r][c] - t1[r][c] + t2[r][c]};
      if (!first) {
        const C<T> old = loadC(p);
        sum = {old.re + sum.re, old.im + sum.im};
      }
      storeC(p, sum);
    }
  }
}

template <size_t kRows, class T>
inline void outerRows(const OuterBlocks<T>& in, const T* sums, const T* turned, size_t padded,
                      size_t row, T* x, size_t groupSize, bool first) {
  size_t column = 0;
  if constexpr (kVectorBytes == 64) {
    for (; column + 2 * kWidth<T> <= padded; column += 2 * kWidth<T>) {
      outerTile<kRows, 2>(in, sums, turned, padded, row, column, x, groupSize, first);
    }
  }
  for (; column < padded; column += kWidth<T>) {
    outerTile<kRows, 1>(in, sums, turned, padded, row, column, x, groupSize, first);
  }
}

template <class T>
void outer(const OuterBlocks<T>& in, T* scratch, T* x, size_t groupSize, bool first) {
  const size_t padded = in.columns < kChunk<T> ? kChunk<T> : in.columns;
  T* const sums = scratch;
  T* const turned = scratch + in.count * in.rows * kChunk<T>;
  for (size_t b = 0; b < in.count; ++b) {
    for (size_t i = 0; i < in.rows; ++i) {
      for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
        const C<T> v = loadC(in.a[b] + i * kStride<T> + lane);
        store(sums + (b * in.rows + i) * kChunk<T> + lane, v.re + v.im);
      }
    }
    turn(in.b[b], in.columns, padded, turned + b * kChunk<T> * 3 * padded);
  }
  size_t row = 0;
  // With one vector of columns, more rows keep the multipliers busy.
  if (kVectorBytes == 64 && padded == kWidth<T>) {
    for (; row + 8 <= in.rows; row += 8) {
      outerRows<8>(in, sums, turned, padded, row, x, groupSize, first);
    }
  }
  for (; row + 4 <= in.rows; row += 4) {
    outerRows<4>(in, sums, turned, padded, row, x, groupSize, first);
  }
  for (; row < in.rows; ++row) {
    outerRows<1>(in, sums, turned, padded, row, x, groupSize, first);
  }
}

void packRows(const double* state, size_t count, double* out) {
  for (size_t i = 0; i < count; ++i, out += 3 * kMatrixTile) {
    for (size_t lane = 0; lane < kChunk<double>; lane += kWidth<double>) {
      const C<double> x = loadC(state + i * kStride<double> + lane);
      store(out + lane, x.re);
      store(out + kMatrixTile + lane, -x.im);
      store(out + 2 * kMatrixTile + lane, x.re - x.im);
    }
  }
}

template <class T>
void add(T* to, const T* from, size_t count) {
  for (size_t k = 0; k < count; k += kWidth<T>) store(to + k, load(to + k) + load(from + k));
}

void adjointOfSum(const double* const* x, size_t count, size_t offset, size_t groupSize,
                  size_t rows, size_t columns, double* to, size_t toGroupSize) {
  constexpr size_t step = kWidth<double>;
  for (size_t i = 0; i < columns; i += step) {
    const size_t at = offset + i / kChunk<double> * groupSize + i % kChunk<double>;
    for (size_t r = 0; r < rows || r % kChunk<double> != 0; r += step) {
      V<double> re[step], im[step];
#pragma GCC unroll 16
      for (size_t k = 0; k < step; ++k) {
        const size_t row = at + (r + k) * kStride<double>;
        const bool inside = r + k < rows;
        re[k] = inside ? load(x[0] + row) : V<double>{};
        im[k] = inside ? load(x[0] + row + kChunk<double>) : V<double>{};
        for (size_t n = 1; inside && n < count; ++n) {
          re[k] += load(x[n] + row);
          im[k] += load(x[n] + row + kChunk<double>);
        }
      }
      transpose<double>(re);
      transpose<double>(im);
      double* const out = to + r / kChunk<double> * toGroupSize + r % kChunk<double>;
#pragma GCC unroll 16
      for (size_t k = 0; k < step; ++k) {
        if (i + k < columns) storeC(out + (i + k) * kStride<double>, C<double>{re[k], -im[k]});
      }
    }
  }
}

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
