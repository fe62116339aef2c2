// SPDX-License-Identifier: GPL-3.0-or-later
// Fits, the rule that decides between them, and the sentences it says.
#include "core/analysis/verdict.h"

#include <QtTest>
#include <cmath>
#include <functional>

using namespace qonvolve;

namespace {

// Points whose derivatives are normal with the variance of a law.
std::vector<ScanPoint> pointsOf(const std::vector<std::uint32_t>& sizes,
                                const std::function<double(double)>& law, std::size_t samples,
                                std::uint64_t seed, double range = 2) {
  std::vector<ScanPoint> points;
  for (const std::uint32_t n : sizes) {
    ScanPoint point;
    point.qubits = n;
    point.samples = samples;
    point.range = range;
    Rng rng = Rng(seed).stream("test", n);
    double sum = 0, fourth = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      const double d = rng.normal();
      point.squares.push_back(law(n) * d * d);
      sum += point.squares.back();
      fourth += point.squares.back() * point.squares.back();
    }
    const auto s = static_cast<double>(samples);
    point.variance = sum / (s - 1);
    point.kurtosis = s * fourth / (sum * sum);
    point.standardError = point.variance * std::sqrt((point.kurtosis - 1) / s);
    points.push_back(std::move(point));
  }
  return points;
}

const std::vector<std::uint32_t> kSizes = {2, 4, 6, 8, 10};

double halved(double n) {
  return 0.5 * std::pow(2, -n);
}
double inverseSquare(double n) {
  return 1 / (8 * n * n);
}

}  // namespace

class TestVerdict : public QObject {
  Q_OBJECT
 private slots:
  void fitsFindTheLaw() {
    const auto exact = [](std::vector<ScanPoint> points, const auto& law) {
      for (ScanPoint& point : points) point.variance = law(point.qubits);
      return points;
    };
    const auto e = fitScan(exact(pointsOf(kSizes, halved, 100, 1), halved), Rng(1));
    QVERIFY(e);
    QVERIFY(std::abs(e->exponential.slope - std::log(2)) < 1e-12);
    QVERIFY(std::abs(e->exponential.a - std::log(0.5)) < 1e-12);
    QVERIFY(e->exponential.chi2 < 1e-20);
    QVERIFY(std::abs(e->exponential.at(7) - halved(7)) < 1e-12);
    const auto p = fitScan(exact(pointsOf(kSizes, inverseSquare, 100, 1), inverseSquare), Rng(1));
    QVERIFY(std::abs(p->power.slope - 2) < 1e-12);
    QVERIFY(p->power.chi2 < 1e-20);
    QCOMPARE(p->deltaAicc, p->power.chi2 - p->exponential.chi2);
    // Three sizes are the least for a fit that could fail; a variance of zero has no logarithm.
    QVERIFY(!fitScan(pointsOf({2, 4}, halved, 100, 1), Rng(1)));
    std::vector<ScanPoint> zero = pointsOf(kSizes, halved, 100, 1);
    zero[1].variance = 0;
    QVERIFY(!fitScan(zero, Rng(1)));
  }

  void verdictsFollowTheLaw_data() {
    QTest::addColumn<int>("law");
    QTest::addColumn<int>("expected");
    QTest::newRow("2^-n") << 0 << static_cast<int>(VerdictKind::Exponential);
    QTest::newRow("1/(8 n^2)") << 1 << static_cast<int>(VerdictKind::Polynomial);
    QTest::newRow("constant") << 2 << static_cast<int>(VerdictKind::Flat);
    QTest::newRow("growing") << 3 << static_cast<int>(VerdictKind::Flat);
  }
  // Thousand samples a size: never a plateau by mistake in 12 scans of each law.
  void verdictsFollowTheLaw() {
    QFETCH(int, law);
    QFETCH(int, expected);
    const std::function<double(double)> laws[] = {halved, inverseSquare, [](double) { return 0.1; },
                                                  [](double n) { return 0.01 * n; }};
    int right = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      const Verdict verdict = judge(pointsOf(kSizes, laws[law], 1000, seed), seed);
      right += static_cast<int>(verdict.kind) == expected;
      if (expected != static_cast<int>(VerdictKind::Exponential)) {
        QVERIFY(verdict.kind != VerdictKind::Exponential);
      }
    }
    QVERIFY2(right >= 10, qPrintable(QString::number(right)));
  }

  void plateauIsSaidWithItsPrice() {
    std::vector<ScanPoint> points = pointsOf(kSizes, halved, 20000, 3);
    for (ScanPoint& point : points) point.variance = halved(point.qubits);
    const Verdict verdict = judge(points, 7);
    QCOMPARE(idOf(verdict.kind), std::string_view("exponential"));
    // 9/(2 V): V(10) = 2^-11, V(20) = 2^-21.
    QCOMPARE(
        QString::fromStdString(verdict.message),
        QString("Gradients fall about 2.0× with every added qubit (0.69 ± 0.02 in ln), as in a "
                "random circuit: a barren plateau with the cost \"Readout\" from 2 to 10 qubits. "
                "At 10 qubits a typical gradient is 0.022; to read its sign reliably you would "
                "need about 9,200 shots "
                "per parameter, at 20 qubits about 9.4 million."));
  }

  void noSignOfAPlateauIsSaidWithItsLimits() {
    std::vector<ScanPoint> points = pointsOf(kSizes, inverseSquare, 20000, 3);
    for (ScanPoint& point : points) point.variance = inverseSquare(point.qubits);
    const QString message = QString::fromStdString(judge(points, 7).message);
    QVERIFY2(
        message.startsWith("Gradients shrink slowly with size: a power law (n^−2.0 ± 0.1) fits "
                           "clearly better than an exponential (ΔAICc "),
        qPrintable(message));
    QVERIFY(
        message.endsWith("). No sign of a barren plateau with the cost \"Readout\" from 2 to 10 "
                         "qubits. This says nothing beyond 10."));
  }

  void slopesFarFromRandomAreNotCalledRandom() {
    const auto steep = [](double n) { return std::pow(3.0 / 8, n); };
    const QString message =
        QString::fromStdString(judge(pointsOf(kSizes, steep, 5000, 1), 7).message);
    QVERIFY(message.contains("barren plateau"));
    QVERIFY(!message.contains("random circuit"));
  }

  // As slow as that, a QCNN's power law looks the same.
  void gentleExponentialsAreUndecided() {
    const auto gentle = [](double n) { return 0.1 * std::exp(-0.25 * n); };
    const Verdict verdict = judge(pointsOf(kSizes, gentle, 5000, 2), 7);
    QCOMPARE(idOf(verdict.kind), std::string_view("undecided"));
    QVERIFY(verdict.fits->deltaAicc > 6);
    const QString message = QString::fromStdString(verdict.message);
    QVERIFY2(message.startsWith("Gradients fall about 1.3× with every added qubit here"),
             qPrintable(message));
  }

  // A tree with the local cost loses its gradients at the sizes where a level is added.
  void stepsThatNeitherLawFitsAreUndecided() {
    std::vector<ScanPoint> points = pointsOf(kSizes, halved, 1000, 1);
    constexpr double kMeasured[] = {1.598e-2, 5.175e-3, 3.523e-4, 9.192e-5, 6.671e-5};
    constexpr double kErrors[] = {4.486e-4, 2.144e-4, 1.746e-5, 4.629e-6, 3.538e-6};
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double scale = kMeasured[i] / points[i].variance;
      points[i].variance *= scale;
      points[i].standardError = kErrors[i];
      for (double& square : points[i].squares) square *= scale;
      points[i].cost = ScanCost::Local;
    }
    const Verdict verdict = judge(points, 7);
    QVERIFY(verdict.fits->deltaAicc > kClearDeltaAicc);
    QVERIFY(verdict.fits->slope.low > kPlateauSlope);
    QCOMPARE(idOf(verdict.kind), std::string_view("undecided"));
    const QString message = QString::fromStdString(verdict.message);
    QVERIFY2(
        message.startsWith("Neither law fits these points with the cost \"Local\" from 2 to 10 "
                           "qubits: χ² per degree of freedom is "),
        qPrintable(message));
    QVERIFY2(message.endsWith("Add sizes."), qPrintable(message));
    // Larger sizes decide, whichever law the first points seem to follow.
    for (ScanPoint& point : points) {
      if (point.qubits > 4) point.variance = halved(point.qubits);
    }
    QVERIFY(judge(points, 7).kind != VerdictKind::Polynomial);
  }

  void fewSizesGiveNoVerdict() {
    const Verdict four = judge(pointsOf({2, 4, 6, 8}, halved, 1000, 1), 7);
    QCOMPARE(idOf(four.kind), std::string_view("undecided"));
    QVERIFY(four.fits);
    QVERIFY(QString::fromStdString(four.message).contains("at least five sizes; there are 4"));
    QCOMPARE(idOf(judge({}, 7).kind), std::string_view("undecided"));
  }

  void rareLargeGradientsAreUndersampled() {
    std::vector<ScanPoint> points = pointsOf(kSizes, halved, 1000, 1);
    QVERIFY(!judge(points, 7).undersampled);
    points.back().kurtosis = 596;
    const Verdict verdict = judge(points, 7);
    QVERIFY(verdict.undersampled);
    QVERIFY(
        QString::fromStdString(verdict.message)
            .endsWith("Undersampled: at 10 qubits rare large gradients carry the variance "
                      "(kurtosis 600); it would take about 60,000 samples to know it to 10 %."));
  }

  void intervalsCoverTheirVariance() {
    int covered = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      const auto points = pointsOf({4}, halved, 300, seed);
      const Interval95 interval = bootstrapVariance(points[0].squares, Rng(seed));
      QVERIFY(interval.low < points[0].variance && points[0].variance < interval.high);
      covered += interval.low < halved(4) && halved(4) < interval.high;
    }
    QVERIFY2(covered >= 25, qPrintable(QString::number(covered)));
  }

  void largeNumbersAreShort_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("few") << 3.4 << "3";
    QTest::newRow("hundreds") << 954.0 << "950";
    QTest::newRow("thousands") << 36864.0 << "37,000";
    QTest::newRow("nearly a million") << 999900.0 << "1.0 million";
    QTest::newRow("millions") << 9.437e6 << "9.4 million";
    QTest::newRow("tens of millions") << 4.2e7 << "42 million";
    QTest::newRow("billions") << 2.5e9 << "2.5 billion";
    QTest::newRow("beyond") << 1e20 << "10^20";
    QTest::newRow("infinite") << double(INFINITY) << "10^inf";
  }
  void largeNumbersAreShort() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(largeNumberText(value)), text);
  }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
