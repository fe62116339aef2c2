// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels of all instruction sets this machine runs agree with the portable ones.
#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/base/rng.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

constexpr std::size_t kWires = 7;
constexpr std::size_t kSize = std::size_t{1} << kWires;

AlignedVector randomVector(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  AlignedVector v(count);
  for (double& x : v) x = rng.uniform(-1, 1);
  return v;
}

double largestDifference(const AlignedVector& a, const AlignedVector& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.size(); ++k) largest = std::max(largest, std::abs(a[k] - b[k]));
  return largest;
}

/// What every kernel does to the same data, one after the other.
AlignedVector trace(const Kernels& k) {
  AlignedVector all;
  const auto keep = [&](const AlignedVector& v) { all.insert(all.end(), v.begin(), v.end()); };
  const AlignedVector shared = randomVector(32, 1), perLane = randomVector(32 * 8, 2);
  for (const Form form : {Form::Dense1, Form::Diagonal1, Form::Dense2, Form::Multiplexed,
                          Form::MultiplexedFlip, Form::Diagonal2}) {
    const bool one = form == Form::Dense1 || form == Form::Diagonal1;
    for (const auto& [bit0, bit1] :
         std::array<std::array<std::size_t, 2>, 4>{{{1, 2}, {2, 1}, {64, 8}, {4, 32}}}) {
      for (const bool lanes : {false, true}) {
        const Kernels::Matrix& matrix = (lanes ? k.perLane : k.shared)[form];
        const double* m = lanes ? perLane.data() : shared.data();
        AlignedVector phi = randomVector(kSize * 16, 3), lambda = randomVector(kSize * 16, 4);
        AlignedVector sums(128, 0.5), sweepSums(128, 0.5);
        matrix.reduce(phi.data(), lambda.data(), kSize, bit0, one ? 0 : bit1, sums.data());
        AlignedVector both = phi, bothLambda = lambda;
        matrix.sweep(both.data(), bothLambda.data(), kSize, bit0, one ? 0 : bit1, m,
                     sweepSums.data());
        matrix.apply(phi.data(), kSize, bit0, one ? 0 : bit1, m);
        matrix.apply(lambda.data(), kSize, bit0, one ? 0 : bit1, m);
        keep(sums);
        keep(phi);
        // A sweep is a reduction and two applications.
        if (largestDifference(both, phi) > 1e-14 || largestDifference(bothLambda, lambda) > 1e-14 ||
            largestDifference(sums, sweepSums) > 1e-12) {
          all.push_back(std::nan(""));
        }
      }
    }
  }
  AlignedVector state = randomVector(kSize * 16, 5), other = randomVector(kSize * 16, 6);
  k.exchange(state.data(), kSize, 0b1011, 0b0010, 0b1001);
  keep(state);
  const std::array<std::size_t, 4> offsets{0, 2, 16, 18};
  k.expand(state.data(), 0b1101101, offsets.data(), 4, other.data());
  keep(state);
  AlignedVector out(4 * 8, 0.25);
  k.contract(state.data(), other.data(), 0b1101101, offsets.data(), 4, out.data());
  keep(out);
  std::vector<std::uint32_t> buckets;
  for (std::size_t r = 0; r < kSize / 4; ++r) buckets.push_back(static_cast<std::uint32_t>(r % 3));
  AlignedVector norms(3 * 8, 0.0);
  k.bucketNorms(state.data(), kSize, 4, buckets.data(), norms.data());
  keep(norms);
  k.bucketScale(other.data(), state.data(), kSize, 4, buckets.data(), norms.data());
  keep(other);
  AlignedVector product(16);
  k.pauliProduct(state.data(), kSize, 0b101, 0b110, product.data());
  keep(product);
  k.pauliApply(other.data(), state.data(), kSize, 0b101, 0b110, product.data());
  keep(other);
  return all;
}

}  // namespace

class TestKernels : public QObject {
  Q_OBJECT

 private slots:
  void allPathsAgree() {
    std::size_t count = 0;
    const Kernels* const* tables = runnableKernels(count);
    const AlignedVector expected = trace(*tables[0]);
    QVERIFY(std::ranges::none_of(expected, [](double x) { return std::isnan(x); }));
    for (std::size_t t = 0; t < count; ++t) {
      const AlignedVector found = trace(*tables[t]);
      QCOMPARE(found.size(), expected.size());
      double scale = 1;
      for (const double x : expected) scale = std::max(scale, std::abs(x));
      QVERIFY2(largestDifference(found, expected) < 1e-14 * scale, tables[t]->name);
    }
  }

  void sinCosIsAccurate() {
    std::size_t count = 0;
    const Kernels* const* tables = runnableKernels(count);
    Rng rng(9);
    for (std::size_t t = 0; t < count; ++t) {
      for (int round = 0; round < 2000; ++round) {
        alignas(64) std::array<double, 8> x, s, c;
        const double range = round % 3 == 0 ? 1.0 : round % 3 == 1 ? 100.0 : 99999.0;
        for (double& v : x) v = rng.uniform(-range, range);
        tables[t]->sinCos(x.data(), s.data(), c.data());
        for (std::size_t k = 0; k < 8; ++k) {
          QVERIFY2(std::abs(s[k] - std::sin(x[k])) < 3e-16, tables[t]->name);
          QVERIFY2(std::abs(c[k] - std::cos(x[k])) < 3e-16, tables[t]->name);
        }
      }
    }
  }

  void environmentChoosesThePath() {
    const char* wanted = std::getenv("QONVOLVE_SIMD");
    std::size_t count = 0;
    const Kernels* const* tables = runnableKernels(count);
    const bool known =
        wanted != nullptr && std::any_of(tables, tables + count, [&](const Kernels* k) {
          return std::string_view(k->name) == wanted;
        });
    QCOMPARE(std::string(simdPath()), std::string(known ? wanted : tables[count - 1]->name));
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestKernels)
#include "tst_kernels.moc"
