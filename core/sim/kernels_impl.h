// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels themselves, compiled once per instruction set.
//
// The including file defines QONVOLVE_KERNELS (a namespace) and QONVOLVE_WIDTH (doubles per
// vector). No library code may be inlined here: the linker could keep the copy compiled for a newer
// processor and use it everywhere.
#include "core/sim/kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

using std::size_t;

constexpr size_t kWidth = QONVOLVE_WIDTH;
constexpr size_t kChunk = 8;            // lanes
constexpr size_t kStride = 2 * kChunk;  // doubles per amplitude
typedef double V __attribute__((vector_size(8 * kWidth), may_alias));
typedef std::int64_t I __attribute__((vector_size(8 * kWidth), may_alias));

inline V load(const double* p) {
  return *reinterpret_cast<const V*>(p);
}
inline void store(double* p, V v) {
  *reinterpret_cast<V*>(p) = v;
}

/// Where coefficient k of a matrix comes from: one number for all lanes, or one per lane.
struct Shared {
  static constexpr size_t kSize = 1;
  static inline V get(const double* m, size_t k, size_t) { return m[k] - V{}; }
};
struct PerLane {
  static constexpr size_t kSize = kChunk;
  static inline V get(const double* m, size_t k, size_t lane) {
    return load(m + k * kChunk + lane);
  }
};

/// Complex vector.
struct C {
  V re, im;
};
inline C loadC(const double* p) {
  return {load(p), load(p + kChunk)};
}
inline void storeC(double* p, C c) {
  store(p, c.re);
  store(p + kChunk, c.im);
}
inline C times(C a, C b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/// Calls body(i) for all i in [0, size) with `bit` clear.
template <class Body>
inline void forPairs(size_t size, size_t bit, Body body) {
  for (size_t high = 0; high < size; high += 2 * bit) {
    for (size_t i = high; i < high + bit; ++i) body(i);
  }
}

/// Calls body(i) for all i in [0, size) with both bits clear.
template <class Body>
inline void forQuads(size_t size, size_t bit0, size_t bit1, Body body) {
  const size_t low = bit0 < bit1 ? bit0 : bit1;
  const size_t top = bit0 < bit1 ? bit1 : bit0;
  for (size_t high = 0; high < size; high += 2 * top) {
    for (size_t middle = high; middle < high + top; middle += 2 * low) {
      for (size_t i = middle; i < middle + low; ++i) body(i);
    }
  }
}

/// y = M x for D amplitudes at p[0..D): 4 D^2 multiply-adds, everything in registers.
template <class K, size_t D>
inline void multiply(double* const* p, double* const* q, const double* m, size_t lane) {
  V xr[D], xi[D], yr[D], yi[D];
#pragma GCC unroll 4
  for (size_t j = 0; j < D; ++j) {
    xr[j] = load(p[j] + lane);
    xi[j] = load(p[j] + kChunk + lane);
  }
#pragma GCC unroll 4
  for (size_t i = 0; i < D; ++i) {
    const V mr = K::get(m, 2 * D * i, lane);
    const V mi = K::get(m, 2 * D * i + 1, lane);
    yr[i] = mr * xr[0] - mi * xi[0];
    yi[i] = mr * xi[0] + mi * xr[0];
  }
#pragma GCC unroll 4
  for (size_t j = 1; j < D; ++j) {
#pragma GCC unroll 4
    for (size_t i = 0; i < D; ++i) {
      const V mr = K::get(m, 2 * (D * i + j), lane);
      const V mi = K::get(m, 2 * (D * i + j) + 1, lane);
      yr[i] += mr * xr[j];
      yi[i] += mr * xi[j];
      yr[i] -= mi * xi[j];
      yi[i] += mi * xr[j];
    }
  }
#pragma GCC unroll 4
  for (size_t i = 0; i < D; ++i) {
    store(q[i] + lane, yr[i]);
    store(q[i] + kChunk + lane, yi[i]);
  }
}

template <class K>
void dense1(double* s, size_t size, size_t bit, const double* m) {
  forPairs(size, bit, [&](size_t i) {
    double* const p[2] = {s + i * kStride, s + (i + bit) * kStride};
    for (size_t lane = 0; lane < kChunk; lane += kWidth) multiply<K, 2>(p, p, m, lane);
  });
}

template <class K>
void dense2(double* s, size_t size, size_t bit0, size_t bit1, const double* m) {
  forQuads(size, bit0, bit1, [&](size_t i) {
    double* const p[4] = {s + i * kStride, s + (i + bit0) * kStride, s + (i + bit1) * kStride,
                          s + (i + bit0 + bit1) * kStride};
    for (size_t lane = 0; lane < kChunk; lane += kWidth) multiply<K, 4>(p, p, m, lane);
  });
}

/// The amplitudes with control 0 and with control 1 are read before either is written.
template <class K>
void multiplexed(double* s, size_t size, size_t control, size_t target, size_t flip,
                 const double* m) {
  constexpr size_t kSecond = 8 * K::kSize;  // where V_1 begins
  forQuads(size, control, target, [&](size_t i) {
    double* const p[4] = {s + i * kStride, s + (i + target) * kStride, s + (i + control) * kStride,
                          s + (i + control + target) * kStride};
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      V xr[4], xi[4];
#pragma GCC unroll 4
      for (size_t j = 0; j < 4; ++j) {
        xr[j] = load(p[j] + lane);
        xi[j] = load(p[j] + kChunk + lane);
      }
#pragma GCC unroll 2
      for (size_t c = 0; c < 2; ++c) {
        const double* v = m + c * kSecond;
        double* const* q = p + 2 * (c ^ flip);
#pragma GCC unroll 2
        for (size_t r = 0; r < 2; ++r) {
          const V ar = K::get(v, 4 * r, lane), ai = K::get(v, 4 * r + 1, lane);
          const V br = K::get(v, 4 * r + 2, lane), bi = K::get(v, 4 * r + 3, lane);
          store(q[r] + lane,
                ar * xr[2 * c] - ai * xi[2 * c] + br * xr[2 * c + 1] - bi * xi[2 * c + 1]);
          store(q[r] + kChunk + lane,
                ar * xi[2 * c] + ai * xr[2 * c] + br * xi[2 * c + 1] + bi * xr[2 * c + 1]);
        }
      }
    }
  });
}

template <class K>
inline void scaleBy(double* p, const double* m, size_t k, size_t lane) {
  const V mr = K::get(m, 2 * k, lane);
  const V mi = K::get(m, 2 * k + 1, lane);
  const V xr = load(p + lane), xi = load(p + kChunk + lane);
  store(p + lane, mr * xr - mi * xi);
  store(p + kChunk + lane, mr * xi + mi * xr);
}

template <class K>
void diagonal1(double* s, size_t size, size_t bit, const double* m) {
  forPairs(size, bit, [&](size_t i) {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      scaleBy<K>(s + i * kStride, m, 0, lane);
      scaleBy<K>(s + (i + bit) * kStride, m, 1, lane);
    }
  });
}

template <class K>
void diagonal2(double* s, size_t size, size_t bit0, size_t bit1, const double* m) {
  forQuads(size, bit0, bit1, [&](size_t i) {
    for (size_t lane = 0; lane < kChunk; lane += kWidth) {
      scaleBy<K>(s + i * kStride, m, 0, lane);
      scaleBy<K>(s + (i + bit0) * kStride, m, 1, lane);
      scaleBy<K>(s + (i + bit1) * kStride, m, 2, lane);
      scaleBy<K>(s + (i + bit0 + bit1) * kStride, m, 3, lane);
    }
  });
}

/// Accumulators of A for D amplitudes: Diagonal: Im(phi_i conj(lambda_i)). Pair ij:
/// phi_i conj(lambda_j) - lambda_i conj(phi_j) = 2i A_ij.
inline void addDiagonal(V& a, C f, C l) {
  a += f.im * l.re;
  a -= f.re * l.im;
}
inline void addPair(V& re, V& im, C fi, C li, C fj, C lj) {
  re += fi.re * lj.re;
  im += fi.im * lj.re;
  re += fi.im * lj.im;
  im -= fi.re * lj.im;
  re -= li.re * fj.re;
  im -= li.im * fj.re;
  re -= li.im * fj.im;
  im += li.re * fj.im;
}
inline void addTo(double* acc, size_t k, size_t lane, V v) {
  double* p = acc + k * kChunk + lane;
  store(p, load(p) + v);
}

void reduceDense1(const double* phi, const double* lambda, size_t size, size_t bit, double* acc) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    V d0{}, d1{}, re{}, im{};
    forPairs(size, bit, [&](size_t i) {
      const size_t p = i * kStride + lane, q = (i + bit) * kStride + lane;
      const C f0 = loadC(phi + p), f1 = loadC(phi + q);
      const C l0 = loadC(lambda + p), l1 = loadC(lambda + q);
      addDiagonal(d0, f0, l0);
      addDiagonal(d1, f1, l1);
      addPair(re, im, f0, l0, f1, l1);
    });
    addTo(acc, 0, lane, d0);
    addTo(acc, 1, lane, d1);
    addTo(acc, 2, lane, re);
    addTo(acc, 3, lane, im);
  }
}

void reduceDiagonal1(const double* phi, const double* lambda, size_t size, size_t bit,
                     double* acc) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    V d0{}, d1{};
    forPairs(size, bit, [&](size_t i) {
      const size_t p = i * kStride + lane, q = (i + bit) * kStride + lane;
      addDiagonal(d0, loadC(phi + p), loadC(lambda + p));
      addDiagonal(d1, loadC(phi + q), loadC(lambda + q));
    });
    addTo(acc, 0, lane, d0);
    addTo(acc, 1, lane, d1);
  }
}

/// Which accumulators one pass over the states fills; 16 of them need 32 vector registers.
template <bool kDiagonal, bool kEqual0, bool kOther>
inline void reduceQuads(const double* phi, const double* lambda, size_t size, size_t bit0,
                        size_t bit1, double* acc, size_t lane) {
  V d0{}, d1{}, d2{}, d3{};
  V r01{}, i01{}, r02{}, i02{}, r03{}, i03{}, r12{}, i12{}, r13{}, i13{}, r23{}, i23{};
  forQuads(size, bit0, bit1, [&](size_t i) {
    const double* f = phi + i * kStride + lane;
    const double* l = lambda + i * kStride + lane;
    const size_t o1 = bit0 * kStride, o2 = bit1 * kStride;
    const C f0 = loadC(f), f1 = loadC(f + o1), f2 = loadC(f + o2), f3 = loadC(f + o1 + o2);
    const C l0 = loadC(l), l1 = loadC(l + o1), l2 = loadC(l + o2), l3 = loadC(l + o1 + o2);
    if constexpr (kDiagonal) {
      addDiagonal(d0, f0, l0);
      addDiagonal(d1, f1, l1);
      addDiagonal(d2, f2, l2);
      addDiagonal(d3, f3, l3);
    }
    if constexpr (kEqual0) {
      addPair(r02, i02, f0, l0, f2, l2);
      addPair(r13, i13, f1, l1, f3, l3);
    }
    if constexpr (kOther) {
      addPair(r01, i01, f0, l0, f1, l1);
      addPair(r03, i03, f0, l0, f3, l3);
      addPair(r12, i12, f1, l1, f2, l2);
      addPair(r23, i23, f2, l2, f3, l3);
    }
  });
  if constexpr (kDiagonal) {
    addTo(acc, 0, lane, d0);
    addTo(acc, 1, lane, d1);
    addTo(acc, 2, lane, d2);
    addTo(acc, 3, lane, d3);
  }
  if constexpr (kEqual0) {
    addTo(acc, 6, lane, r02);
    addTo(acc, 7, lane, i02);
    addTo(acc, 12, lane, r13);
    addTo(acc, 13, lane, i13);
  }
  if constexpr (kOther) {
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

void reduceDense2(const double* phi, const double* lambda, size_t size, size_t bit0, size_t bit1,
                  double* acc) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    if constexpr (kWidth == 8) {
      reduceQuads<true, true, true>(phi, lambda, size, bit0, bit1, acc, lane);
    } else {
      reduceQuads<true, true, false>(phi, lambda, size, bit0, bit1, acc, lane);
      reduceQuads<false, false, true>(phi, lambda, size, bit0, bit1, acc, lane);
    }
  }
}

void reduceMultiplexed(const double* phi, const double* lambda, size_t size, size_t control,
                       size_t target, double* acc) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    reduceQuads<true, true, false>(phi, lambda, size, control, target, acc, lane);
  }
}

void reduceDiagonal2(const double* phi, const double* lambda, size_t size, size_t bit0, size_t bit1,
                     double* acc) {
  for (size_t lane = 0; lane < kChunk; lane += kWidth) {
    reduceQuads<true, false, false>(phi, lambda, size, bit0, bit1, acc, lane);
  }
}

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
constexpr Kernels::Apply kApply{dense1<K>, diagonal1<K>, dense2<K>, diagonal2<K>, multiplexed<K>};

}  // namespace

extern const Kernels kTable;
const Kernels kTable{QONVOLVE_KERNELS_NAME,
                     kApply<Shared>,
                     kApply<PerLane>,
                     reduceDense1,
                     reduceDiagonal1,
                     reduceDense2,
                     reduceDiagonal2,
                     reduceMultiplexed,
                     exchange,
                     expand,
                     contract,
                     bucketNorms,
                     bucketScale,
                     pauliProduct,
                     pauliApply,
                     sinCos,
                     peak};

}  // namespace qonvolve::QONVOLVE_KERNELS
