// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels of all instruction sets this machine runs agree with the portable ones.
#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/rng.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

constexpr std::size_t kWires = 7;
constexpr std::size_t kSize = std::size_t{1} << kWires;

/// The same eight numbers a row whatever the scalar; groups of sixteen lanes hold them twice.
template <class T>
AlignedRows<T> randomRows(std::size_t rows, std::uint64_t seed) {
  Rng rng(seed);
  AlignedRows<T> v(rows * kGroupLanes<T>);
  for (std::size_t row = 0; row < rows; ++row) {
    T* const lanes = &v[row * kGroupLanes<T>];
    for (std::size_t k = 0; k < 8; ++k) lanes[k] = static_cast<T>(rng.uniform(-1, 1));
    for (std::size_t k = 8; k < kGroupLanes<T>; ++k) lanes[k] = lanes[k - 8];
  }
  return v;
}

template <class T>
AlignedRows<T> randomNumbers(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  AlignedRows<T> v(count);
  for (T& x : v) x = static_cast<T>(rng.uniform(-1, 1));
  return v;
}

template <class A, class B>
double largestDifference(const A& a, const B& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double d = std::abs(static_cast<double>(a[k]) - static_cast<double>(b[k]));
    if (!(d <= largest)) largest = d;  // NaN counts
  }
  return largest;
}

/// What every kernel does to the same data, one after the other: eight lanes of each row.
template <class T>
std::vector<double> trace(const KernelTable<T>& k) {
  constexpr std::size_t kRow = kGroupLanes<T>;
  const double tolerance = 100 * std::numeric_limits<T>::epsilon();
  std::vector<double> all;
  const auto keep = [&](const AlignedRows<T>& v) {
    for (std::size_t row = 0; row < v.size(); row += kRow) {
      for (std::size_t lane = 0; lane < kRow; ++lane) {
        const auto x = static_cast<double>(v[row + lane]);
        if (lane < 8) {
          all.push_back(x);
        } else if (v[row + lane] != v[row + lane - 8]) {
          all.push_back(std::nan(""));  // lanes are independent
        }
      }
    }
  };
  const AlignedRows<T> shared = randomNumbers<T>(32, 1), perLane = randomRows<T>(32, 2);
  for (const Form form : {Form::Dense1, Form::Diagonal1, Form::Dense2, Form::Multiplexed,
                          Form::MultiplexedFlip, Form::Diagonal2}) {
    const bool one = form == Form::Dense1 || form == Form::Diagonal1;
    for (const auto& [bit0, bit1] :
         std::array<std::array<std::size_t, 2>, 4>{{{1, 2}, {2, 1}, {64, 8}, {4, 32}}}) {
      for (const bool lanes : {false, true}) {
        const typename KernelTable<T>::Matrix& matrix = (lanes ? k.perLane : k.shared)[form];
        const T* m = lanes ? perLane.data() : shared.data();
        AlignedRows<T> phi = randomRows<T>(kSize * 2, 3), lambda = randomRows<T>(kSize * 2, 4);
        AlignedRows<T> sums(16 * kRow, T{0.5}), sweepSums(16 * kRow, T{0.5});
        matrix.reduce(phi.data(), lambda.data(), kSize, bit0, one ? 0 : bit1, sums.data());
        AlignedRows<T> both = phi, bothLambda = lambda;
        matrix.sweep(both.data(), bothLambda.data(), kSize, bit0, one ? 0 : bit1, m,
                     sweepSums.data());
        AlignedRows<T> apart(phi.size());
        matrix.apply(apart.data(), phi.data(), kSize, bit0, one ? 0 : bit1, m);
        matrix.apply(phi.data(), phi.data(), kSize, bit0, one ? 0 : bit1, m);
        matrix.apply(lambda.data(), lambda.data(), kSize, bit0, one ? 0 : bit1, m);
        keep(sums);
        keep(phi);
        // A sweep is a reduction and two applications.
        if (apart != phi || !(largestDifference(both, phi) <= tolerance) ||
            !(largestDifference(bothLambda, lambda) <= tolerance) ||
            !(largestDifference(sums, sweepSums) <= 40 * tolerance)) {
          all.push_back(std::nan(""));
        }
      }
    }
  }
  AlignedRows<T> state = randomRows<T>(kSize * 2, 5), other = randomRows<T>(kSize * 2, 6);
  k.exchange(state.data(), kSize, 0b1011, 0b0010, 0b1001);
  keep(state);
  const std::array<std::size_t, 4> offsets{0, 2, 16, 18};
  k.expand(state.data(), 0b1101101, offsets.data(), 4, other.data());
  keep(state);
  AlignedRows<T> out(4 * kRow, T{0.25});
  k.contract(state.data(), other.data(), 0b1101101, offsets.data(), 4, out.data());
  keep(out);
  std::vector<std::uint32_t> buckets;
  for (std::size_t r = 0; r < kSize / 4; ++r) buckets.push_back(static_cast<std::uint32_t>(r % 3));
  AlignedRows<T> norms(3 * kRow, T{0});
  k.bucketNorms(state.data(), kSize, 4, buckets.data(), norms.data());
  keep(norms);
  k.bucketScale(other.data(), state.data(), kSize, 4, buckets.data(), norms.data());
  keep(other);
  AlignedRows<T> product(2 * kRow);
  k.pauliProduct(state.data(), kSize, 0b101, 0b110, product.data());
  keep(product);
  k.pauliApply(other.data(), state.data(), kSize, 0b101, 0b110, product.data());
  keep(other);
  // Both orders of x that the feature engine uses; odd sizes leave partial tiles.
  constexpr std::size_t kRows = 13, kColumns = 4 * kRow, kDepth = 11;
  const AlignedRows<T> x = randomNumbers<T>(kRows * kDepth, 7);
  const AlignedRows<T> y = randomRows<T>(kDepth * 4, 8);
  AlignedRows<T> c(kRows * kColumns);
  k.realProduct(c.data(), kColumns, x.data(), kDepth, 1, y.data(), kColumns, kRows, kColumns,
                kDepth);
  keep(c);
  k.realProduct(c.data(), kColumns, x.data(), 1, kRows, y.data(), kColumns, kRows, kColumns,
                kDepth);
  keep(c);
  AlignedRows<T> dots(kRow);
  k.rowProducts(dots.data(), c.data(), c.data(), kColumns, 5);
  for (std::size_t r = 0; r < 5; ++r) {
    all.push_back(static_cast<double>(dots[r]) * 8 / static_cast<double>(kRow));
  }
  return all;
}

/// Largest difference, in units of the largest value.
double relativeDifference(const std::vector<double>& found, const std::vector<double>& expected) {
  double scale = 1;
  for (const double x : expected) scale = std::max(scale, std::abs(x));
  return found.size() == expected.size() ? largestDifference(found, expected) / scale : 1;
}

}  // namespace

class TestKernels : public QObject {
  Q_OBJECT

 private slots:
  void allPathsAgree() {
    const std::vector<double> expected = trace(*runnableKernels().front());
    QVERIFY(std::ranges::none_of(expected, [](double x) { return std::isnan(x); }));
    for (const Kernels* table : runnableKernels()) {
      QVERIFY2(relativeDifference(trace(*table), expected) < 1e-14, table->name);
    }
  }

  void floatsAgreeWithDoubles() {
    const std::vector<double> expected = trace(*runnableKernels().front());
    for (const KernelTable<float>* table : runnableKernels<float>()) {
      QVERIFY2(relativeDifference(trace(*table), expected) < 1e-5, table->name);
    }
  }

  void sinCosIsAccurate() {
    Rng rng(9);
    for (const Kernels* table : runnableKernels()) {
      for (int round = 0; round < 2000; ++round) {
        alignas(64) std::array<double, 8> x, s, c;
        const double range = round % 3 == 0 ? 1.0 : round % 3 == 1 ? 100.0 : 99999.0;
        for (double& v : x) v = rng.uniform(-range, range);
        table->sinCos(x.data(), s.data(), c.data());
        for (std::size_t k = 0; k < 8; ++k) {
          QVERIFY2(std::abs(s[k] - std::sin(x[k])) < 3e-16, table->name);
          QVERIFY2(std::abs(c[k] - std::cos(x[k])) < 3e-16, table->name);
        }
      }
    }
  }

  void environmentChoosesThePath() {
    const char* wanted = std::getenv("QONVOLVE_SIMD");
    const std::span<const Kernels* const> tables = runnableKernels();
    const bool known = wanted != nullptr && std::ranges::any_of(tables, [&](const Kernels* k) {
                         return std::string_view(k->name) == wanted;
                       });
    const std::string expected = known ? wanted : tables.back()->name;
    QCOMPARE(std::string(kernels().name), expected);
    QCOMPARE(std::string(kernels<float>().name), expected);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestKernels)
#include "tst_kernels.moc"
