// SPDX-License-Identifier: GPL-3.0-or-later
// Rotations and phases of one large state.
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

/// x[r] and x[r | bit] turned by the tangent of each bit.
template <size_t kBits, class T>
inline void butterflies(V<T>* x, const V<T>* tangents) {
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
inline void crossSums(const V<T>* f, const V<T>* l, V<T>* y) {
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

/// Transposes kChunk rows of kChunk lanes; x[part * kChunk + row].
template <class T>
inline void transposeGroup(V<T>* x) {
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
  size_t mask;
  std::ptrdiff_t loadOrigin, loadStep[kBits], storeOrigin, storeStep[kBits];
  V<T> before[kBits], after[kBits];

  explicit LocalPass(const RotationPass<T>& pass)
      : mask(pass.mask),
        loadOrigin(pass.load.origin * static_cast<std::ptrdiff_t>(kStride<T>)),
        storeOrigin(pass.store.origin * static_cast<std::ptrdiff_t>(kStride<T>)) {
    for (size_t b = 0; b < kBits; ++b) {
      loadStep[b] = pass.load.step[b] * static_cast<std::ptrdiff_t>(kStride<T>);
      storeStep[b] = pass.store.step[b] * static_cast<std::ptrdiff_t>(kStride<T>);
      before[b] = broadcast(pass.before[b]);
      after[b] = broadcast(pass.after[b]);
    }
  }

  static inline std::ptrdiff_t offset(const std::ptrdiff_t* step, size_t row) {
    std::ptrdiff_t sum = 0;
#pragma GCC unroll 4
    for (size_t b = 0; b < kBits; ++b) {
      if ((row >> b) & 1) sum += step[b];
    }
    return sum;
  }
  inline void read(const T* base, V<T>* x) const {
#pragma GCC unroll 16
    for (size_t r = 0; r < size_t{1} << kBits; ++r) {
      x[r] = load(base + loadOrigin + offset(loadStep, r));
    }
  }
  inline void write(T* base, const V<T>* x) const {
#pragma GCC unroll 16
    for (size_t r = 0; r < size_t{1} << kBits; ++r) {
      store(base + storeOrigin + offset(storeStep, r), x[r]);
    }
  }

  /// body(first number of a part) for the real and the imaginary part of every base index.
  template <class Body>
  inline void each(size_t groups, Body body) const {
    size_t base = 0;
    for (size_t n = groups >> kBits; n > 0; --n) {
      body(base * kStride<T>);
      body(base * kStride<T> + kChunk<T>);
      base = ((base | mask) + 1) & ~mask;
    }
  }
};

template <class T, size_t kBits>
void rotate(T* s, size_t groups, const RotationPass<T>& given) {
  const LocalPass<T, kBits> pass(given);
  pass.each(groups, [&](size_t at) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> x[size_t{1} << kBits];
      pass.read(s + at + lane, x);
      butterflies<kBits, T>(x, pass.before);
      pass.write(s + at + lane, x);
    }
  });
}

template <class T>
inline void readParts(const LocalPass<T, kLaneWires<T>>& pass, const T* base, V<T>* x) {
#pragma GCC unroll 8
  for (size_t i = 0; i < kParts<T>; ++i) pass.read(base + i * kWidth<T>, x + i * kChunk<T>);
}
template <class T>
inline void writeParts(const LocalPass<T, kLaneWires<T>>& pass, T* base, const V<T>* x) {
#pragma GCC unroll 8
  for (size_t i = 0; i < kParts<T>; ++i) pass.write(base + i * kWidth<T>, x + i * kChunk<T>);
}
template <class T>
inline void butterfliesOfParts(V<T>* x, const V<T>* tangents) {
#pragma GCC unroll 8
  for (size_t i = 0; i < kParts<T>; ++i) {
    butterflies<kLaneWires<T>, T>(x + i * kChunk<T>, tangents);
  }
}
template <class T>
inline void crossSumsOfParts(const V<T>* f, const V<T>* l, V<T>* y) {
#pragma GCC unroll 8
  for (size_t i = 0; i < kParts<T>; ++i) {
    crossSums<kLaneWires<T>, T>(f + i * kChunk<T>, l + i * kChunk<T>, y);
  }
}

template <class T>
void turnLanes(T* s, size_t groups, const RotationPass<T>& given) {
  const LocalPass<T, kLaneWires<T>> pass(given);
  pass.each(groups, [&](size_t at) {
    V<T> x[kParts<T> * kChunk<T>];
    readParts(pass, s + at, x);
    butterfliesOfParts<T>(x, pass.before);
    transposeGroup<T>(x);
    butterfliesOfParts<T>(x, pass.after);
    writeParts(pass, s + at, x);
  });
}

template <class T, size_t kBits>
void rotateBoth(T* phi, T* lambda, size_t groups, const RotationPass<T>& given, T* y) {
  const LocalPass<T, kBits> pass(given);
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    V<T> sums[kBits] = {};
    pass.each(groups, [&](size_t at) {
      V<T> f[size_t{1} << kBits], l[size_t{1} << kBits];
      pass.read(phi + at + lane, f);
      pass.read(lambda + at + lane, l);
      crossSums<kBits, T>(f, l, sums);
      butterflies<kBits, T>(f, pass.before);
      butterflies<kBits, T>(l, pass.before);
      pass.write(phi + at + lane, f);
      pass.write(lambda + at + lane, l);
    });
    for (size_t b = 0; b < kBits; ++b) addTo(y, b, lane, sums[b]);
  }
}

template <class T>
void turnBoth(T* phi, T* lambda, size_t groups, const RotationPass<T>& given, T* y) {
  constexpr size_t kBits = kLaneWires<T>;
  const LocalPass<T, kBits> pass(given);
  V<T> before[kBits] = {}, after[kBits] = {};
  pass.each(groups, [&](size_t at) {
    V<T> f[kParts<T> * kChunk<T>], l[kParts<T> * kChunk<T>];
    readParts(pass, phi + at, f);
    readParts(pass, lambda + at, l);
    crossSumsOfParts<T>(f, l, before);
    butterfliesOfParts<T>(f, pass.before);
    butterfliesOfParts<T>(l, pass.before);
    transposeGroup<T>(f);
    transposeGroup<T>(l);
    crossSumsOfParts<T>(f, l, after);
    butterfliesOfParts<T>(f, pass.after);
    butterfliesOfParts<T>(l, pass.after);
    writeParts(pass, phi + at, f);
    writeParts(pass, lambda + at, l);
  });
  for (size_t b = 0; b < kBits; ++b) {
    addTo(y, b, 0, before[b]);
    addTo(y, kBits + b, 0, after[b]);
  }
}

template <size_t kGroups, class T>
inline void multiplyRows(T* s, const DiagonalPass<T>& given) {
  const DiagonalPass<T> pass = given;
  for (size_t row = 0; row < pass.rows; ++row) {
    const C<T> factor{broadcast(pass.factors[2 * row]), broadcast(pass.factors[2 * row + 1])};
    const T* const table = pass.tables + pass.table[row] * kGroups * kStride<T>;
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

template <class T>
void diagonal(T* s, const DiagonalPass<T>& pass) {
  switch (pass.rowGroups) {
    case 1:
      return multiplyRows<1>(s, pass);
    case 2:
      return multiplyRows<2>(s, pass);
    case 4:
      return multiplyRows<4>(s, pass);
    default:
      return multiplyRows<8>(s, pass);
  }
}

/// The body of diagonalBoth and weigh, with kGroups = pass.rowGroups.
template <size_t kGroups, bool kApply, class T>
inline void weighRows(T* phi, T* lambda, const DiagonalPass<T>& given, T* scratch, T* sums) {
  const DiagonalPass<T> pass = given;
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    V<T> inside[4] = {};
    for (size_t row = 0; row < pass.rows; ++row) {
      V<T> total{};
      C<T> factor{};
      const T* table = nullptr;
      if constexpr (kApply) {
        factor = {broadcast(pass.factors[2 * row]), broadcast(pass.factors[2 * row + 1])};
        table = pass.tables + pass.table[row] * kGroups * kStride<T> + lane;
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
    for (size_t left = pass.rows; left > 1; left /= 2, ++bit) {
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

template <bool kApply, class T>
inline void weighBySize(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums) {
  switch (pass.rowGroups) {
    case 1:
      return weighRows<1, kApply>(phi, lambda, pass, scratch, sums);
    case 2:
      return weighRows<2, kApply>(phi, lambda, pass, scratch, sums);
    case 4:
      return weighRows<4, kApply>(phi, lambda, pass, scratch, sums);
    default:
      return weighRows<8, kApply>(phi, lambda, pass, scratch, sums);
  }
}

template <class T>
void diagonalBoth(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums) {
  weighBySize<true>(phi, lambda, pass, scratch, sums);
}

template <class T>
void weigh(T* phi, T* lambda, const DiagonalPass<T>& pass, T* scratch, T* sums) {
  weighBySize<false>(phi, lambda, pass, scratch, sums);
}

template <class T>
void copy(T* to, const T* from, size_t count) {
  for (size_t k = 0; k < count; k += kWidth<T>) {
    __builtin_prefetch(from + count + k, 0, 2);
    store(to + k, load(from + k));
  }
}

template <class T>
constexpr StateKernels<T> kStateKernels{copy<T>,
                                        kVectorBytes == 64 ? 4 : 3,
                                        {rotate<T, 1>, rotate<T, 2>, rotate<T, 3>, rotate<T, 4>},
                                        turnLanes<T>,
                                        {rotateBoth<T, 1>, rotateBoth<T, 2>, rotateBoth<T, 3>},
                                        turnBoth<T>,
                                        diagonal<T>,
                                        diagonalBoth<T>,
                                        weigh<T>};

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
