// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of the batched simulator, compiled once per instruction set.
//
// The including file defines QONVOLVE_KERNELS (a namespace), QONVOLVE_KERNELS_NAME and
// QONVOLVE_VECTOR_BYTES. No library code may be inlined here: the linker could keep the copy
// compiled for a newer processor and use it everywhere.
#pragma once

#include "core/sim/kernels_factors.h"
#include "core/sim/kernels_matrix.h"
#include "core/sim/kernels_product.h"
#include "core/sim/kernels_reduced.h"
#include "core/sim/kernels_state.h"
#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

template <class T>
void exchange(T* s, size_t size, size_t mask, size_t from, size_t flip) {
  const size_t free = (size - 1) & ~mask;
  size_t i = 0;
  do {
    T* p = s + (i | from) * kStride<T>;
    T* q = s + ((i | from) ^ flip) * kStride<T>;
    for (size_t k = 0; k < kStride<T>; k += kWidth<T>) {
      const V<T> a = load(p + k);
      store(p + k, load(q + k));
      store(q + k, a);
    }
    i = (i - free) & free;  // next index within the free bits
  } while (i != 0);
}

template <class T>
void expand(T* s, size_t mask, const size_t* offsets, size_t count, const T* factor) {
  size_t i = 0;
  do {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      const C<T> x = loadC(s + i * kStride<T> + lane);
      for (size_t k = count; k-- > 0;) {
        storeC(s + (i + offsets[k]) * kStride<T> + lane,
               times(x, loadC(factor + k * kStride<T> + lane)));
      }
    }
    i = (i - mask) & mask;
  } while (i != 0);
}

template <class T>
void contract(const T* lambda, const T* rest, size_t mask, const size_t* offsets, size_t count,
              T* out) {
  for (size_t k = 0; k < count; ++k) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> sum{};
      size_t i = 0;
      do {
        const C<T> l = loadC(lambda + (i + offsets[k]) * kStride<T> + lane);
        const C<T> r = loadC(rest + i * kStride<T> + lane);
        sum += l.re * r.re;
        sum += l.im * r.im;
        i = (i - mask) & mask;
      } while (i != 0);
      addTo(out, k, lane, 2 * sum);
    }
  }
}

template <class T>
void bucketNorms(const T* s, size_t size, size_t run, const std::uint32_t* bucket, T* out) {
  for (size_t i = 0; i < size; i += run, ++bucket) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      V<T> even{}, odd{};
      for (size_t k = i; k < i + run; ++k) {
        const C<T> x = loadC(s + k * kStride<T> + lane);
        even += x.re * x.re;
        odd += x.im * x.im;
      }
      addTo(out, *bucket, lane, even + odd);
    }
  }
}

template <class T>
void bucketScale(T* to, const T* from, size_t size, size_t run, const std::uint32_t* bucket,
                 const T* weight) {
  for (size_t i = 0; i < size; i += run, ++bucket) {
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      const V<T> w = load(weight + *bucket * kChunk<T> + lane);
      for (size_t k = i; k < i + run; ++k) {
        const C<T> x = loadC(from + k * kStride<T> + lane);
        storeC(to + k * kStride<T> + lane, {w * x.re, w * x.im});
      }
    }
  }
}

template <class T>
inline T sign(std::uint64_t bits) {
  return __builtin_parityll(bits) ? T{-1} : T{1};
}

template <class T>
void pauliProduct(const T* s, size_t size, std::uint64_t x, std::uint64_t z, T* out) {
  for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
    V<T> re{}, im{};
    for (size_t k = 0; k < size; ++k) {
      const T g = sign<T>(k & z);
      const C<T> a = loadC(s + (k ^ x) * kStride<T> + lane);
      const C<T> b = loadC(s + k * kStride<T> + lane);
      re += g * (a.re * b.re + a.im * b.im);
      im += g * (a.re * b.im - a.im * b.re);
    }
    storeC(out + lane, {re, im});
  }
}

template <class T>
void pauliApply(T* to, const T* from, size_t size, std::uint64_t x, std::uint64_t z,
                const T* weight) {
  for (size_t k = 0; k < size; ++k) {
    const T g = sign<T>(k & z);
    for (size_t lane = 0; lane < kChunk<T>; lane += kWidth<T>) {
      const C<T> y = times(loadC(weight + lane), loadC(from + k * kStride<T> + lane));
      T* p = to + (k ^ x) * kStride<T> + lane;
      const C<T> old = loadC(p);
      storeC(p, {old.re + g * y.re, old.im + g * y.im});
    }
  }
}

typedef std::int64_t I __attribute__((vector_size(kVectorBytes), may_alias));

/// Reduction by multiples of pi/2 in three parts (Cody and Waite), then the polynomials of fdlibm.
void sinCos(const double* angle, double* sine, double* cosine) {
  for (size_t lane = 0; lane < kChunk<double>; lane += kWidth<double>) {
    const V<double> x = load(angle + lane);
    const V<double> magic =
        broadcast(6755399441055744.0);  // 1.5 * 2^52: its low bits are the rounded quotient
    const V<double> shifted = x * 6.36619772367581382433e-01 + magic;
    const V<double> n = shifted - magic;
    const I quadrant = reinterpret_cast<const I&>(shifted);
    V<double> r = x - n * 1.57079632673412561417e+00;
    r = r - n * 6.07710050630396597660e-11;
    r = r - n * 2.02226624879595063154e-21;
    const V<double> q = r * r;
    const V<double> s =
        r +
        r * q *
            (-1.66666666666666324348e-01 +
             q * (8.33333333332248946124e-03 +
                  q * (-1.98412698298579493134e-04 +
                       q * (2.75573137070700676789e-06 +
                            q * (-2.50507602534068634195e-08 + q * 1.58969099521155010221e-10)))));
    const V<double> c =
        1.0 - 0.5 * q +
        q * q *
            (4.16666666666666019037e-02 +
             q * (-1.38888888888741095749e-03 +
                  q * (2.48015872894767294178e-05 +
                       q * (-2.75573143513906633035e-07 +
                            q * (2.08757232129817482790e-09 - q * 1.13596475577881948265e-11)))));
    const I odd = (quadrant & 1) != 0;
    const V<double> sinAbs = odd ? c : s;
    const V<double> cosAbs = odd ? s : c;
    store(sine + lane, (quadrant & 2) != 0 ? -sinAbs : sinAbs);
    store(cosine + lane, ((quadrant + 1) & 2) != 0 ? -cosAbs : cosAbs);
  }
}

template <class T>
T peak(size_t rounds) {
  constexpr size_t kChains = kVectorBytes == 64 ? 16 : 8;
  V<T> a[kChains];
  const V<T> x = broadcast(T{0.999F}), y = broadcast(T{0.001F});
#pragma GCC unroll 16
  for (size_t k = 0; k < kChains; ++k) a[k] = broadcast(static_cast<T>(k));
  for (size_t round = 0; round < rounds * 128 * kChunk<T> / (kChains * kWidth<T>); ++round) {
#pragma GCC unroll 16
    for (size_t k = 0; k < kChains; ++k) a[k] = a[k] * x + y;
  }
  V<T> sum{};
#pragma GCC unroll 16
  for (size_t k = 0; k < kChains; ++k) sum += a[k];
  return sum[0];
}

template <class T, class K>
constexpr typename KernelTable<T>::Forms kForms{
    {kMatrix<T, Dense1Form, K>, kMatrix<T, Diagonal1Form, K>, kMatrix<T, Dense2Form, K>,
     kMatrix<T, MultiplexedForm<false>, K>, kMatrix<T, MultiplexedForm<true>, K>,
     kMatrix<T, Diagonal2Form, K>}};

template <class T>
constexpr KernelTable<T> kTableOf{QONVOLVE_KERNELS_NAME,
                                  kForms<T, Shared>,
                                  kForms<T, PerLane>,
                                  exchange<T>,
                                  expand<T>,
                                  contract<T>,
                                  product<T>,
                                  productBack<T>,
                                  rotate<T>,
                                  correlate<T>,
                                  matrix<T>,
                                  matrixAdjoint<T>,
                                  outer<T>,
                                  adjointOfSum,
                                  add<T>,
                                  packRows,
                                  bucketNorms<T>,
                                  bucketScale<T>,
                                  pauliProduct<T>,
                                  pauliApply<T>,
                                  realProduct<T>,
                                  rowProducts<T>,
                                  sinCos,
                                  peak<T>,
                                  kStateKernels<T>};

}  // namespace

extern const KernelTable<double> kDoubleTable;
extern const KernelTable<float> kFloatTable;
const KernelTable<double> kDoubleTable = kTableOf<double>;
const KernelTable<float> kFloatTable = kTableOf<float>;

}  // namespace qonvolve::QONVOLVE_KERNELS
