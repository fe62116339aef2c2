// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels of all instruction sets this machine runs agree with the portable ones.
#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <limits>
#include <type_traits>

#include "core/base/rng.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "tests/support/largest_difference.h"

namespace qonvolve {
namespace {

using test::largestDifference;

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

/// Amplitude `row` of a lane.
template <class T>
std::complex<double> at(const AlignedRows<T>& state, std::size_t row, std::size_t lane) {
  constexpr std::size_t kRow = kGroupLanes<T>;
  return {static_cast<double>(state[row * 2 * kRow + lane]),
          static_cast<double>(state[row * 2 * kRow + kRow + lane])};
}

/// How far matrix(), matrixAdjoint(), outer() and adjointOfSum() are from sums written out.
template <class T>
double denseDifference(const KernelTable<T>& k, std::size_t rows, std::size_t columns) {
  using Complex = std::complex<double>;
  constexpr std::size_t kRow = kGroupLanes<T>, kStride = 2 * kRow;
  double largest = 0;
  const auto compare = [&](Complex found, Complex expected) {
    const double d = std::abs(found - expected);
    if (!(d <= largest)) largest = d;
  };
  const AlignedRows<T> numbers = randomNumbers<T>(2 * rows * columns, 11);
  const auto m = [&](std::size_t i, std::size_t j) {
    return Complex{static_cast<double>(numbers[2 * (i * columns + j)]),
                   static_cast<double>(numbers[2 * (i * columns + j) + 1])};
  };
  AlignedRows<T> packed((rows + kMatrixTile - 1) / kMatrixTile * columns * 3 * kMatrixTile);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      T* to = &packed[(i / kMatrixTile * columns + j) * 3 * kMatrixTile + i % kMatrixTile];
      to[0] = static_cast<T>(m(i, j).real());
      to[kMatrixTile] = static_cast<T>(m(i, j).imag());
      to[2 * kMatrixTile] = static_cast<T>(m(i, j).real() + m(i, j).imag());
    }
  }
  const std::array x{randomNumbers<T>(columns * kStride, 12),
                     randomNumbers<T>(columns * kStride, 13)};
  const std::array r{randomNumbers<T>(rows * kStride, 14), randomNumbers<T>(rows * kStride, 15)};
  AlignedRows<T> y(rows * kStride), z(columns * kStride);
  k.matrix(packed.data(), rows, columns, x[0].data(), y.data());
  k.matrixAdjoint(packed.data(), rows, columns, r[0].data(), z.data());
  for (std::size_t lane = 0; lane < kRow; ++lane) {
    for (std::size_t i = 0; i < rows; ++i) {
      Complex sum = 0;
      for (std::size_t j = 0; j < columns; ++j) sum += m(i, j) * at(x[0], j, lane);
      compare(at(y, i, lane), sum);
    }
    for (std::size_t j = 0; j < columns; ++j) {
      Complex sum = 0;
      for (std::size_t i = 0; i < rows; ++i) sum += std::conj(m(i, j)) * at(r[0], i, lane);
      compare(at(z, j, lane), sum);
    }
  }
  const std::array<const T*, 2> a{r[0].data(), r[1].data()}, b{x[0].data(), x[1].data()};
  const std::size_t groups = (columns + kRow - 1) / kRow, groupSize = rows * kStride;
  AlignedRows<T> scratch(2 * kRow * (rows + 3 * std::max(columns, kRow)));
  AlignedRows<T> sums(groups * groupSize, T{7});
  for (const bool first : {true, false}) {
    k.outer({a.data(), b.data(), 2, rows, columns}, scratch.data(), sums.data(), groupSize, first);
  }
  const auto product = [&](std::size_t i, std::size_t j) {
    Complex sum = 0;
    for (std::size_t block = 0; block < 2; ++block) {
      for (std::size_t lane = 0; lane < kRow; ++lane) {
        sum += at(r[block], i, lane) * std::conj(at(x[block], j, lane));
      }
    }
    return 2.0 * sum;  // called twice
  };
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      compare(at(sums, j / kRow * rows + i, j % kRow), product(i, j));
    }
  }
  if constexpr (std::is_same_v<T, double>) {
    const std::size_t turnedGroup = columns * kStride;
    AlignedRows<double> turned((rows + kRow - 1) / kRow * turnedGroup, 7.0);
    // With two others that add up to nothing, all after the same offset.
    std::array<AlignedRows<double>, 3> all{AlignedRows<double>(kStride),
                                           randomNumbers<double>(kStride + sums.size(), 17)};
    all[0].insert(all[0].end(), sums.begin(), sums.end());
    for (const double v : all[1]) all[2].push_back(-v);
    const std::array<const double*, 3> each{all[0].data(), all[1].data(), all[2].data()};
    k.adjointOfSum(each.data(), 3, kStride, groupSize, rows, columns, turned.data(), turnedGroup);
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t i = 0; i < turned.size() / turnedGroup * kRow; ++i) {
        const Complex expected = i < rows ? std::conj(product(i, j)) : Complex{};
        compare(at(turned, i / kRow * columns + j, i % kRow), expected);
      }
    }
  }
  return largest;
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

  void denseProductsAgreeWithSumsWrittenOut() {
    for (const auto& [rows, columns] : std::array<std::array<std::size_t, 2>, 6>{
             {{1, 2}, {2, 4}, {3, 8}, {8, 16}, {13, 32}, {16, 8}}}) {
      const auto shape = [&](const char* name) {
        return QString("%1, %2 x %3").arg(name).arg(rows).arg(columns);
      };
      for (const Kernels* table : runnableKernels()) {
        QVERIFY2(denseDifference(*table, rows, columns) < 1e-13, qPrintable(shape(table->name)));
      }
      for (const KernelTable<float>* table : runnableKernels<float>()) {
        QVERIFY2(denseDifference(*table, rows, columns) < 1e-4, qPrintable(shape(table->name)));
      }
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
