// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices on one and two wires: applied, reduced to what a gradient needs, and undone.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

/// y = M x for D amplitudes at the given offsets: 4 D^2 multiply-adds, everything in registers.
template <class K, size_t D, class T>
inline void multiply(T* to, const T* from, const size_t* offsets, const T* m, size_t lane) {
  V<T> xr[D], xi[D], yr[D], yi[D];
#pragma GCC unroll 4
  for (size_t j = 0; j < D; ++j) {
    const C<T> x = loadC(from + offsets[j] + lane);
    xr[j] = x.re;
    xi[j] = x.im;
  }
#pragma GCC unroll 4
  for (size_t i = 0; i < D; ++i) {
    const V<T> mr = K::get(m, 2 * D * i, lane);
    const V<T> mi = K::get(m, 2 * D * i + 1, lane);
    yr[i] = mr * xr[0] - mi * xi[0];
    yi[i] = mr * xi[0] + mi * xr[0];
  }
#pragma GCC unroll 4
  for (size_t j = 1; j < D; ++j) {
#pragma GCC unroll 4
    for (size_t i = 0; i < D; ++i) {
      const V<T> mr = K::get(m, 2 * (D * i + j), lane);
      const V<T> mi = K::get(m, 2 * (D * i + j) + 1, lane);
      yr[i] += mr * xr[j];
      yi[i] += mr * xi[j];
      yr[i] -= mi * xi[j];
      yi[i] += mi * xr[j];
    }
  }
#pragma GCC unroll 4
  for (size_t i = 0; i < D; ++i) storeC(to + offsets[i] + lane, {yr[i], yi[i]});
}

/// One row of a 2x2 matrix, four coefficients, times (x, y).
template <class T>
inline C<T> row(const V<T>* m, C<T> x, C<T> y) {
  return {m[0] * x.re - m[1] * x.im + m[2] * y.re - m[3] * y.im,
          m[0] * x.im + m[1] * x.re + m[2] * y.im + m[3] * y.re};
}

template <class K, size_t kCount, class T>
inline void keep(V<T>* v, const T* m, size_t lane) {
#pragma GCC unroll 16
  for (size_t k = 0; k < kCount; ++k) v[k] = K::get(m, k, lane);
}

/// Amplitude `i` times entry k of a diagonal.
template <class K, class T>
inline void scale(T* to, const T* from, size_t i, const T* m, size_t k, size_t lane) {
  const size_t p = i * kStride<T> + lane;
  storeC(to + p, times(loadC(from + p), {K::get(m, 2 * k, lane), K::get(m, 2 * k + 1, lane)}));
}

/// Sums of phi_i conj(lambda_j) - lambda_i conj(phi_j) = 2i A_ij, and of Im(phi_i conj(lambda_i)).
template <class T>
inline void addDiagonal(V<T>& a, C<T> f, C<T> l) {
  a += f.im * l.re;
  a -= f.re * l.im;
}
template <class T>
inline void addPair(V<T>& re, V<T>& im, C<T> fi, C<T> li, C<T> fj, C<T> lj) {
  re += fi.re * lj.re;
  im += fi.im * lj.re;
  re += fi.im * lj.im;
  im -= fi.re * lj.im;
  re -= li.re * fj.re;
  im -= li.im * fj.re;
  re -= li.im * fj.im;
  im += li.re * fj.im;
}
/// The same with the two halves apart, for kernels with registers to spare: the chain of dependent
/// multiply-adds is then half as long.
template <class T>
struct Pair {
  V<T> reF{}, imF{}, reL{}, imL{};
  inline void add(C<T> fi, C<T> li, C<T> fj, C<T> lj) {
    reF += fi.re * lj.re;
    imF += fi.im * lj.re;
    reL += li.re * fj.re;
    imL += li.im * fj.re;
    reF += fi.im * lj.im;
    imF -= fi.re * lj.im;
    reL += li.im * fj.im;
    imL -= li.re * fj.im;
  }
  inline V<T> re() const { return reF - reL; }
  inline V<T> im() const { return imF - imL; }
};

// The forms of matrices. `visit` says which groups; bits are those of the local wires.

struct Diagonal1Form {
  template <class K, class T, class Visit>
  static inline void apply(const Visit& visit, T* to, const T* from, size_t bit, size_t,
                           const T* m) {
    visit.each([&](size_t i) {
      for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
        scale<K>(to, from, i, m, 0, lane);
        scale<K>(to, from, i + bit, m, 1, lane);
      }
    });
  }
  template <class T, class Visit>
  static inline void reduce(const Visit& visit, const T* phi, const T* lambda, size_t bit, size_t,
                            T* acc) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> d0{}, d1{};
      visit.each([&](size_t i) {
        const size_t p = i * kStride<T> + lane, q = (i + bit) * kStride<T> + lane;
        addDiagonal(d0, loadC(phi + p), loadC(lambda + p));
        addDiagonal(d1, loadC(phi + q), loadC(lambda + q));
      });
      addTo(acc, 0, lane, d0);
      addTo(acc, 1, lane, d1);
    }
  }
};

struct Dense1Form {
  template <class K, class T, class Visit>
  static inline void apply(const Visit& visit, T* to, const T* from, size_t bit, size_t,
                           const T* m) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> v[8];
      keep<K, 8>(v, m, lane);
      visit.each([&](size_t i) {
        const size_t p = i * kStride<T> + lane, q = p + bit * kStride<T>;
        const C<T> x = loadC(from + p), y = loadC(from + q);
        storeC(to + p, row(v, x, y));
        storeC(to + q, row(v + 4, x, y));
      });
    }
  }
  template <class T, class Visit>
  static inline void reduce(const Visit& visit, const T* phi, const T* lambda, size_t bit, size_t,
                            T* acc) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> d0{}, d1{};
      Pair<T> p01;
      visit.each([&](size_t i) {
        const size_t p = i * kStride<T> + lane, q = (i + bit) * kStride<T> + lane;
        const C<T> f0 = loadC(phi + p), f1 = loadC(phi + q);
        const C<T> l0 = loadC(lambda + p), l1 = loadC(lambda + q);
        addDiagonal(d0, f0, l0);
        addDiagonal(d1, f1, l1);
        p01.add(f0, l0, f1, l1);
      });
      addTo(acc, 0, lane, d0);
      addTo(acc, 1, lane, d1);
      addTo(acc, 2, lane, p01.re());
      addTo(acc, 3, lane, p01.im());
    }
  }
};

struct Diagonal2Form {
  template <class K, class T, class Visit>
  static inline void apply(const Visit& visit, T* to, const T* from, size_t bit0, size_t bit1,
                           const T* m) {
    visit.each([&](size_t i) {
      for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
        scale<K>(to, from, i, m, 0, lane);
        scale<K>(to, from, i + bit0, m, 1, lane);
        scale<K>(to, from, i + bit1, m, 2, lane);
        scale<K>(to, from, i + bit0 + bit1, m, 3, lane);
      }
    });
  }
  template <class T, class Visit>
  static inline void reduce(const Visit& visit, const T* phi, const T* lambda, size_t bit0,
                            size_t bit1, T* acc) {
    const size_t offsets[4] = {0, bit0, bit1, bit0 + bit1};
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> d[4] = {};
      visit.each([&](size_t i) {
#pragma GCC unroll 4
        for (size_t k = 0; k < 4; ++k) {
          const size_t p = (i + offsets[k]) * kStride<T> + lane;
          addDiagonal(d[k], loadC(phi + p), loadC(lambda + p));
        }
      });
#pragma GCC unroll 4
      for (size_t k = 0; k < 4; ++k) addTo(acc, k, lane, d[k]);
    }
  }
};

/// bit0 is the control. With kFlip the halves change places, so all is read before writing.
template <bool kFlip>
struct MultiplexedForm {
  template <class K, class T, class Visit>
  static inline void apply(const Visit& visit, T* to, const T* from, size_t control, size_t target,
                           const T* m) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> v[16];
      keep<K, 16>(v, m, lane);
      visit.each([&](size_t i) {
        const size_t p0 = i * kStride<T> + lane, q0 = p0 + target * kStride<T>;
        const size_t p1 = p0 + control * kStride<T>, q1 = q0 + control * kStride<T>;
        const C<T> x0 = loadC(from + p0), y0 = loadC(from + q0);
        const C<T> x1 = loadC(from + p1), y1 = loadC(from + q1);
        storeC(to + (kFlip ? p1 : p0), row(v, x0, y0));
        storeC(to + (kFlip ? q1 : q0), row(v + 4, x0, y0));
        storeC(to + (kFlip ? p0 : p1), row(v + 8, x1, y1));
        storeC(to + (kFlip ? q0 : q1), row(v + 12, x1, y1));
      });
    }
  }
  /// Only entries between equal control bits: the gates mix no others.
  template <class T, class Visit>
  static inline void reduce(const Visit& visit, const T* phi, const T* lambda, size_t control,
                            size_t target, T* acc) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> d0{}, d1{}, d2{}, d3{};
      Pair<T> p02, p13;
      visit.each([&](size_t i) {
        const T* f = phi + i * kStride<T> + lane;
        const T* l = lambda + i * kStride<T> + lane;
        const size_t o1 = control * kStride<T>, o2 = target * kStride<T>;
        const C<T> f0 = loadC(f), f2 = loadC(f + o2), l0 = loadC(l), l2 = loadC(l + o2);
        addDiagonal(d0, f0, l0);
        addDiagonal(d2, f2, l2);
        p02.add(f0, l0, f2, l2);
        const C<T> f1 = loadC(f + o1), f3 = loadC(f + o1 + o2);
        const C<T> l1 = loadC(l + o1), l3 = loadC(l + o1 + o2);
        addDiagonal(d1, f1, l1);
        addDiagonal(d3, f3, l3);
        p13.add(f1, l1, f3, l3);
      });
      addTo(acc, 0, lane, d0);
      addTo(acc, 1, lane, d1);
      addTo(acc, 2, lane, d2);
      addTo(acc, 3, lane, d3);
      addTo(acc, 6, lane, p02.re());
      addTo(acc, 7, lane, p02.im());
      addTo(acc, 12, lane, p13.re());
      addTo(acc, 13, lane, p13.im());
    }
  }
};

struct Dense2Form {
  template <class K, class T, class Visit>
  static inline void apply(const Visit& visit, T* to, const T* from, size_t bit0, size_t bit1,
                           const T* m) {
    const size_t offsets[4] = {0, bit0 * kStride<T>, bit1 * kStride<T>, (bit0 + bit1) * kStride<T>};
    visit.each([&](size_t i) {
      const size_t p = i * kStride<T>;
      for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
        multiply<K, 4>(to + p, from + p, offsets, m, lane);
      }
    });
  }
  /// 16 accumulators want 32 registers; where there are only 16, two passes take half of them each.
  template <class T, class Visit>
  static inline void reduce(const Visit& visit, const T* phi, const T* lambda, size_t bit0,
                            size_t bit1, T* acc) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      if constexpr (kVectorBytes == 64) {
        pass<true, true>(visit, phi, lambda, bit0, bit1, acc, lane);
      } else {
        pass<true, false>(visit, phi, lambda, bit0, bit1, acc, lane);
        pass<false, true>(visit, phi, lambda, bit0, bit1, acc, lane);
      }
    }
  }

 private:
  template <bool kFirst, bool kSecond, class T, class Visit>
  static inline void pass(const Visit& visit, const T* phi, const T* lambda, size_t bit0,
                          size_t bit1, T* acc, size_t lane) {
    V<T> d0{}, d1{}, d2{}, d3{};
    V<T> r01{}, i01{}, r02{}, i02{}, r03{}, i03{}, r12{}, i12{}, r13{}, i13{}, r23{}, i23{};
    visit.each([&](size_t i) {
      const T* f = phi + i * kStride<T> + lane;
      const T* l = lambda + i * kStride<T> + lane;
      const size_t o1 = bit0 * kStride<T>, o2 = bit1 * kStride<T>;
      const C<T> f0 = loadC(f), f1 = loadC(f + o1), f2 = loadC(f + o2), f3 = loadC(f + o1 + o2);
      const C<T> l0 = loadC(l), l1 = loadC(l + o1), l2 = loadC(l + o2), l3 = loadC(l + o1 + o2);
      if constexpr (kFirst) {
        addDiagonal(d0, f0, l0);
        addDiagonal(d1, f1, l1);
        addDiagonal(d2, f2, l2);
        addDiagonal(d3, f3, l3);
        addPair(r02, i02, f0, l0, f2, l2);
        addPair(r13, i13, f1, l1, f3, l3);
      }
      if constexpr (kSecond) {
        addPair(r01, i01, f0, l0, f1, l1);
        addPair(r03, i03, f0, l0, f3, l3);
        addPair(r12, i12, f1, l1, f2, l2);
        addPair(r23, i23, f2, l2, f3, l3);
      }
    });
    if constexpr (kFirst) {
      addTo(acc, 0, lane, d0);
      addTo(acc, 1, lane, d1);
      addTo(acc, 2, lane, d2);
      addTo(acc, 3, lane, d3);
      addTo(acc, 6, lane, r02);
      addTo(acc, 7, lane, i02);
      addTo(acc, 12, lane, r13);
      addTo(acc, 13, lane, i13);
    }
    if constexpr (kSecond) {
      addTo(acc, 4, lane, r01);
      addTo(acc, 5, lane, i01);
      addTo(acc, 8, lane, r03);
      addTo(acc, 9, lane, i03);
      addTo(acc, 10, lane, r12);
      addTo(acc, 11, lane, i12);
      addTo(acc, 14, lane, r23);
      addTo(acc, 15, lane, i23);
    }
  }
};

// The entries of the table, with everything inlined. bit1 is 0 for forms on one wire.

template <class F, class K, class T>
[[gnu::flatten]] void apply(T* to, const T* from, size_t size, size_t bit0, size_t bit1,
                            const T* m) {
  if (bit1 == 0) {
    F::template apply<K>(Pairs{size, bit0}, to, from, bit0, bit1, m);
  } else {
    F::template apply<K>(Quads(size, bit0, bit1), to, from, bit0, bit1, m);
  }
}

template <class F, class T>
[[gnu::flatten]] void reduce(const T* phi, const T* lambda, size_t size, size_t bit0, size_t bit1,
                             T* acc) {
  if (bit1 == 0) {
    F::reduce(Pairs{size, bit0}, phi, lambda, bit0, bit1, acc);
  } else {
    F::reduce(Quads(size, bit0, bit1), phi, lambda, bit0, bit1, acc);
  }
}

/// Tile by tile, so that both states are read from the second-level cache or memory only once.
template <class F, class K, class T>
[[gnu::flatten]] void sweep(T* phi, T* lambda, size_t size, size_t bit0, size_t bit1, const T* m,
                            T* acc) {
  const size_t mask = bit0 | bit1;
  const size_t groups = bit1 == 0 ? size / 2 : size / 4;
  size_t i = 0;
  Tile tile;
  for (size_t g = 0; g < groups; g += tile.count) {
    tile.count = groups - g < Tile::kGroups ? groups - g : Tile::kGroups;
#pragma GCC unroll 1
    for (size_t k = 0; k < tile.count; ++k) {
      tile.index[k] = i;
      i = ((i | mask) + 1) & ~mask;
    }
    if (acc != nullptr) F::reduce(tile, phi, lambda, bit0, bit1, acc);
    F::template apply<K>(tile, phi, phi, bit0, bit1, m);
    F::template apply<K>(tile, lambda, lambda, bit0, bit1, m);
  }
}

template <class T, class F, class K>
constexpr typename KernelTable<T>::Matrix kMatrix{apply<F, K, T>, reduce<F, T>, sweep<F, K, T>};

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
