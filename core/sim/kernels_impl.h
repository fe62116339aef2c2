// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of the batched simulator, compiled once per instruction set.
//
// The including file defines QONVOLVE_KERNELS (a namespace), QONVOLVE_KERNELS_NAME and
// QONVOLVE_WIDTH (doubles per vector). No library code may be inlined here: the linker could keep
// the copy compiled for a newer processor and use it everywhere.
#pragma once

#include "core/sim/kernels_matrix.h"
#include "core/sim/kernels_vector.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

void exchange(double* s, size_t size, size_t mask, size_t from, size_t flip) {
  const size_t free = (size - 1) & ~mask;
  size_t i = 0;
  do {
    double* p = s + (i | from) * kStride;
    double* q = s + ((i | from) ^ flip) * kStride;
    for (size_t k = 0; k < kStride; k += kWidth) {
      const V a = load(p + k);
      store(p + k, load(q + k));
      store(q + k, a);
    }
    i = (i - free) & free;  // next index within the free bits
  } while (i != 0);
}

void expand(double* s, size_t mask, const size_t* offsets, size_t count, const double* factor) {
  size_t i = 0;
  do {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      const C x = loadC(s + i * kStride + lane);
      for (size_t k = count; k-- > 0;) {
        storeC(s + (i + offsets[k]) * kStride + lane, times(x, loadC(factor + k * kStride + lane)));
      }
    }
    i = (i - mask) & mask;
  } while (i != 0);
}

void contract(const double* lambda, const double* rest, size_t mask, const size_t* offsets,
              size_t count, double* out) {
  for (size_t k = 0; k < count; ++k) {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      V sum{};
      size_t i = 0;
      do {
        const C l = loadC(lambda + (i + offsets[k]) * kStride + lane);
        const C r = loadC(rest + i * kStride + lane);
        sum += l.re * r.re;
        sum += l.im * r.im;
        i = (i - mask) & mask;
      } while (i != 0);
      addTo(out, k, lane, 2 * sum);
    }
  }
}

void bucketNorms(const double* s, size_t size, size_t run, const std::uint32_t* bucket,
                 double* out) {
  for (size_t i = 0; i < size; i += run, ++bucket) {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      V even{}, odd{};
      for (size_t k = i; k < i + run; ++k) {
        const C x = loadC(s + k * kStride + lane);
        even += x.re * x.re;
        odd += x.im * x.im;
      }
      addTo(out, *bucket, lane, even + odd);
    }
  }
}

void bucketScale(double* to, const double* from, size_t size, size_t run,
                 const std::uint32_t* bucket, const double* weight) {
  for (size_t i = 0; i < size; i += run, ++bucket) {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      const V w = load(weight + *bucket * kChunk + lane);
      for (size_t k = i; k < i + run; ++k) {
        const C x = loadC(from + k * kStride + lane);
        storeC(to + k * kStride + lane, {w * x.re, w * x.im});
      }
    }
  }
}

inline double sign(std::uint64_t bits) {
  return __builtin_parityll(bits) ? -1.0 : 1.0;
}

void pauliProduct(const double* s, size_t size, std::uint64_t x, std::uint64_t z, double* out) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    V re{}, im{};
    for (size_t k = 0; k < size; ++k) {
      const double g = sign(k & z);
      const C a = loadC(s + (k ^ x) * kStride + lane);
      const C b = loadC(s + k * kStride + lane);
      re += g * (a.re * b.re + a.im * b.im);
      im += g * (a.re * b.im - a.im * b.re);
    }
    storeC(out + lane, {re, im});
  }
}

void pauliApply(double* to, const double* from, size_t size, std::uint64_t x, std::uint64_t z,
                const double* weight) {
  for (size_t k = 0; k < size; ++k) {
    const double g = sign(k & z);
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      const C y = times(loadC(weight + lane), loadC(from + k * kStride + lane));
      double* p = to + (k ^ x) * kStride + lane;
      const C old = loadC(p);
      storeC(p, {old.re + g * y.re, old.im + g * y.im});
    }
  }
}

/// Reduction by multiples of pi/2 in three parts (Cody and Waite), then the polynomials of fdlibm.
void sinCos(const double* angle, double* sine, double* cosine) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    const V x = load(angle + lane);
    const V magic = 6755399441055744.0 - V{};  // 1.5 * 2^52: its low bits are the rounded quotient
    const V shifted = x * 6.36619772367581382433e-01 + magic;
    const V n = shifted - magic;
    const I quadrant = reinterpret_cast<const I&>(shifted);
    V r = x - n * 1.57079632673412561417e+00;
    r = r - n * 6.07710050630396597660e-11;
    r = r - n * 2.02226624879595063154e-21;
    const V q = r * r;
    const V s =
        r +
        r * q *
            (-1.66666666666666324348e-01 +
             q * (8.33333333332248946124e-03 +
                  q * (-1.98412698298579493134e-04 +
                       q * (2.75573137070700676789e-06 +
                            q * (-2.50507602534068634195e-08 + q * 1.58969099521155010221e-10)))));
    const V c =
        1.0 - 0.5 * q +
        q * q *
            (4.16666666666666019037e-02 +
             q * (-1.38888888888741095749e-03 +
                  q * (2.48015872894767294178e-05 +
                       q * (-2.75573143513906633035e-07 +
                            q * (2.08757232129817482790e-09 - q * 1.13596475577881948265e-11)))));
    const I odd = (quadrant & 1) != 0;
    const V sinAbs = odd ? c : s;
    const V cosAbs = odd ? s : c;
    store(sine + lane, (quadrant & 2) != 0 ? -sinAbs : sinAbs);
    store(cosine + lane, ((quadrant + 1) & 2) != 0 ? -cosAbs : cosAbs);
  }
}

double peak(size_t rounds) {
  constexpr size_t kChains = kWidth == 8 ? 16 : 8;
  V a[kChains];
  const V x = 0.999 - V{}, y = 0.001 - V{};
#pragma GCC unroll 16
  for (size_t k = 0; k < kChains; ++k) a[k] = static_cast<double>(k) - V{};
  for (size_t round = 0; round < rounds * 128 * kChunk / (kChains * kWidth); ++round) {
#pragma GCC unroll 16
    for (size_t k = 0; k < kChains; ++k) a[k] = a[k] * x + y;
  }
  V sum{};
#pragma GCC unroll 16
  for (size_t k = 0; k < kChains; ++k) sum += a[k];
  return sum[0];
}

template <class K>
constexpr Kernels::Forms kForms{{kMatrix<Dense1Form, K>, kMatrix<Diagonal1Form, K>,
                                 kMatrix<Dense2Form, K>, kMatrix<MultiplexedForm<false>, K>,
                                 kMatrix<MultiplexedForm<true>, K>, kMatrix<Diagonal2Form, K>}};

}  // namespace

extern const Kernels kTable;
const Kernels kTable{
    QONVOLVE_KERNELS_NAME, kForms<Shared>, kForms<PerLane>, exchange,   expand, contract,
    bucketNorms,           bucketScale,    pauliProduct,    pauliApply, sinCos, peak};

}  // namespace qonvolve::QONVOLVE_KERNELS
