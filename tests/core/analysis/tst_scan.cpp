// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of designs over qubits against exact variances; widths, choices, errors, cancelling.
#include "core/analysis/scan.h"

#include <QtTest>
#include <cmath>
#include <set>

#include "core/analysis/scan_design.h"
#include "core/analysis/scan_slices.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

const Catalog& catalog() {
  static const Catalog kCatalog = makeCatalog();
  return kCatalog;
}

Experiment experimentOf(Stack stack) {
  Experiment e = linesExample();
  e.stack = std::move(stack);
  e.train.initializer = {.type = "uniform"};
  assignIds(e.stack);
  return e;
}

// One RX a qubit on |0...0>, arXiv:2001.00550.
Experiment productCircuit() {
  return experimentOf({blockOf("plain_start"),
                       blockOf("layers", {{"rotations", std::string("rx")},
                                          {"entangler", std::string("none")},
                                          {"layers", std::int64_t{1}}}),
                       blockOf("readout", {{"kind", std::string("mean")}})});
}

std::vector<ScanPoint> scanned(const Experiment& e, const ScanSettings& settings,
                               std::size_t threads = 2) {
  const auto plan = planScan(e, catalog(), settings);
  Q_ASSERT_X(plan, "planScan", plan ? "" : toText(plan.error()).c_str());
  ThreadPool pool(threads);
  return *runScan(*plan, pool);
}

QString planError(const Experiment& e, const ScanSettings& settings) {
  const auto plan = planScan(e, catalog(), settings);
  return plan ? QString() : QString::fromStdString(toText(plan.error()));
}

}  // namespace

class TestScan : public QObject {
  Q_OBJECT
 private slots:
  // Cerezo et al., arXiv:2001.00550: Var dC_G = (1/8)(3/8)^(n-1), Var dC_L = 1/(8 n^2).
  void productCircuitsFollowTheirLaws() {
    const auto points = scanned(
        productCircuit(),
        {.qubits = {2, 4, 6}, .samples = 4000, .costs = {ScanCost::Local, ScanCost::Global}});
    QCOMPARE(points.size(), std::size_t{6});
    for (const ScanPoint& point : points) {
      const double n = point.qubits;
      const bool global = point.cost == ScanCost::Global;
      const double exact = global ? std::pow(3.0 / 8, n - 1) / 8 : 1 / (8 * n * n);
      const QString where = QString("n = %1, %2: %3 +- %4, exact %5")
                                .arg(n)
                                .arg(global ? "global" : "local")
                                .arg(point.variance)
                                .arg(point.standardError)
                                .arg(exact);
      QVERIFY2(std::abs(point.variance - exact) < 4 * point.standardError, qPrintable(where));
      QVERIFY(point.low < point.variance && point.variance < point.high);
      QCOMPARE(point.range, 1.0);
      // Var C_G = (3/8)^n - (1/4)^n, Var C_L = 1/(8 n); means 1 - 2^-n and 1/2.
      const double spread = global ? std::pow(3.0 / 8, n) - std::pow(0.25, n) : 1 / (8 * n);
      QVERIFY(std::abs(point.costDeviation / std::sqrt(spread) - 1) < 0.15);
      QVERIFY(std::abs(point.costMean - (global ? 1 - std::pow(0.5, n) : 0.5)) <
              4 * std::sqrt(spread / 4000));
      QCOMPARE(point.squares.size(), std::size_t{4000});
      QCOMPARE(point.derivatives.size(), std::size_t{4000});
    }
    // Kurtosis 1.5 (35/18)^(n-1) of the global cost.
    QVERIFY(points[5].kurtosis > 20);
    QVERIFY(points[5].samplesNeeded() > 2000);
    QVERIFY(!points[0].undersampled());
  }

  // McClean et al., arXiv:1803.11173: first angle behind a 2-design, d/(3 (d^2 - 1)).
  void randomCircuitsFollowTheTwoDesign() {
    const Experiment e =
        experimentOf({blockOf("plain_start", {{"angle", std::numbers::pi / 4}}),
                      blockOf("random_layers", {{"layers", std::int64_t{24}}, {"per_qubit", true}}),
                      blockOf("readout", {{"kind", std::string("parity")}})});
    const auto points = scanned(e, {.qubits = {2, 4}, .samples = 2000, .parameter = "first"});
    for (const ScanPoint& point : points) {
      const double d = std::pow(2.0, point.qubits);
      const double exact = d / (3 * (d * d - 1));
      QVERIFY2(std::abs(point.variance - exact) < 4 * point.standardError,
               qPrintable(QString::number(point.variance)));
      QCOMPARE(point.range, 2.0);
      QCOMPARE(point.shotsNeeded(), 9 / (2 * point.variance));
    }
  }

  void anyNumberOfThreadsGivesTheSameBits() {
    const ScanSettings settings{.qubits = {2, 5}, .samples = 300};
    const auto one = scanned(linesExample(), settings, 1);
    const auto three = scanned(linesExample(), settings, 3);
    for (std::size_t i = 0; i < one.size(); ++i) {
      QCOMPARE(one[i].variance, three[i].variance);
      QCOMPARE(one[i].squares, three[i].squares);
      QCOMPARE(one[i].low, three[i].low);
    }
    ScanSettings other = settings;
    other.seed = 8;
    QVERIFY(scanned(linesExample(), other)[0].variance != one[0].variance);
  }

  void everySelectionIsAVarianceOfItsParameters() {
    ScanSettings settings{.qubits = {4}, .samples = 100};
    const ScanPoint middle = scanned(linesExample(), settings)[0];
    QCOMPARE(middle.parameter, std::string("Convolution 1, parameter 1"));
    settings.parameter = "1";
    const ScanPoint second = scanned(linesExample(), settings)[0];
    QCOMPARE(second.parameter, std::string("Convolution 1, parameter 2"));
    settings.parameter = "all";
    const ScanPoint all = scanned(linesExample(), settings)[0];
    // Means over groups, weighted with their sizes, are the mean over all.
    QCOMPARE(all.groups.size(), std::size_t{4});
    double sum = 0;
    for (const GroupSpread& group : all.groups) {
      sum += group.variance * (group.name.starts_with("Conv") ? 15 : 2);
    }
    QVERIFY(std::abs(sum / 34 / all.variance - 1) < 1e-6);
    QCOMPARE(all.parameters, 34U);
    QVERIFY(all.medianSquare > 0);
    // Relative error of one variance: sqrt((kurtosis - 1)/S).
    QVERIFY(std::abs(middle.standardError -
                     middle.variance * std::sqrt((middle.kurtosis - 1) / 100)) < 1e-15);
  }

  void designsPoolDownAtEveryWidth_data() {
    QTest::addColumn<unsigned>("wires");
    QTest::addColumn<int>("poolings");
    QTest::newRow("2") << 2U << 1;
    QTest::newRow("3") << 3U << 2;
    QTest::newRow("6") << 6U << 3;
    QTest::newRow("8") << 8U << 3;
    QTest::newRow("9") << 9U << 4;
    QTest::newRow("16") << 16U << 4;
  }
  void designsPoolDownAtEveryWidth() {
    QFETCH(unsigned, wires);
    QFETCH(int, poolings);
    const auto design = ScalableDesign::of(linesExample(), catalog());
    QVERIFY(design);
    QCOMPARE(design->ownWires(), 8U);
    const auto built = design->build(wires);
    QVERIFY(built);
    QCOMPARE(wireCount(built->model), wires);
    int seen = 0;
    std::set<BlockId> ids;
    for (const BlockSpan& span : built->model.spans) {
      QVERIFY(ids.insert(span.block).second);
      if (span.category != "Pooling") continue;
      ++seen;
      if (seen == poolings) QCOMPARE(span.wiresOut.size(), std::size_t{1});
    }
    QCOMPARE(seen, poolings);
  }

  void encodingsFillTheWires_data() {
    QTest::addColumn<QString>("encoding");
    QTest::addColumn<unsigned>("features");
    QTest::newRow("angle") << "angle" << 4U;
    QTest::newRow("dense angle") << "dense_angle" << 8U;
    QTest::newRow("amplitude") << "amplitude" << 16U;
    QTest::newRow("ZZ") << "zz" << 4U;
    QTest::newRow("plain start") << "plain_start" << 4U;
  }
  void encodingsFillTheWires() {
    QFETCH(QString, encoding);
    QFETCH(unsigned, features);
    Experiment e =
        experimentOf({blockOf(encoding.toStdString()), blockOf("convolution"), blockOf("readout")});
    const auto design = ScalableDesign::of(e, catalog());
    QVERIFY2(design, design ? "" : toText(design.error()).c_str());
    const auto built = design->build(4);
    QVERIFY(built);
    QCOMPARE(built->model.features, features);
    QCOMPARE(wireCount(built->model), 4U);
  }

  // Four wires are left of sixteen; two of eight; at two there is no second pooling.
  void designsThatKeepQubitsKeepTheirBlocks() {
    Experiment e = experimentOf({blockOf("angle"), blockOf("convolution"), blockOf("pooling"),
                                 blockOf("convolution"), blockOf("pooling"), blockOf("readout")});
    const auto design = ScalableDesign::of(e, catalog());
    QVERIFY(design);
    const auto poolings = [&](std::uint32_t n) {
      const auto built = design->build(n);
      return built ? std::ranges::count(built->model.spans, "Pooling", &BlockSpan::category) : -1;
    };
    QCOMPARE(poolings(16), 2);
    QCOMPARE(poolings(4), 2);
    QCOMPARE(poolings(2), 1);
  }

  void problemsAreSaidBeforeTheStart() {
    QVERIFY(planError(linesExample(), {.qubits = {}}).contains("no size"));
    QVERIFY(planError(linesExample(), {.qubits = {1}}).contains("between 2 and 28"));
    QVERIFY(planError(linesExample(), {.samples = 3}).contains("10 to 1000000"));
    QVERIFY(planError(linesExample(), {.parameter = "last"}).contains("\"last\" is no parameter"));
    QVERIFY(planError(linesExample(), {.parameter = "900"}).contains("no parameter 900"));
    QVERIFY(planError(linesExample(), {.initializer = Choice{.type = "unifrm"}})
                .contains("Did you mean"));
    QVERIFY(planError(experimentOf({blockOf("angle")}), {}).contains("no readout"));
  }

  void sizesThatCannotBeBuiltAreSaidTogether() {
    // Lanes of f and f / 2 wires: together a multiple of three.
    Parallel lanes;
    for (const char* encoding : {"angle", "dense_angle"}) {
      lanes.lanes.emplace_back().body = {blockOf(encoding), blockOf("convolution")};
    }
    lanes.fusion = blockOf("fusion");
    const Experiment design = experimentOf({lanes, blockOf("readout")});
    const auto plan = planScan(design, catalog(), {.qubits = {2, 4, 6, 8}, .samples = 10});
    QVERIFY(plan);
    QVERIFY(!plan->cases.empty());
    QCOMPARE(plan->skipped.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(plan->skipped[0].message),
             QString("This design cannot be built on 2, 4 and 8 qubits."));
    // The slices take the sizes that exist.
    ThreadPool pool(1);
    const auto slices = sliceEnds(design, catalog(), {.qubits = {2, 6, 8}, .samples = 10},
                                  SliceKind::Line, 0, pool, {}, 5);
    QVERIFY(slices);
    QCOMPARE(slices->size(), std::size_t{1});
    QCOMPARE(slices->front().qubits, 6u);
  }

  void initializationsWithoutChanceAreRefused() {
    const auto plan =
        planScan(linesExample(), catalog(),
                 {.qubits = {2},
                  .samples = 20,
                  .initializer = Choice{.type = "normal", .options = {{"sigma", 0.0}}}});
    QVERIFY(plan);
    ThreadPool pool(1);
    const auto points = runScan(*plan, pool);
    QVERIFY(!points);
    QVERIFY(QString::fromStdString(points.error().message).contains("same parameters every time"));
  }

  void cancellingKeepsWhatIsDone() {
    const auto plan = planScan(linesExample(), catalog(), {.qubits = {2, 4, 6}, .samples = 300});
    QVERIFY(plan);
    QVERIFY(estimatedSeconds(*plan, 1) > 0);
    ThreadPool pool(2);
    std::stop_source source;
    double last = 0;
    const auto points = runScan(*plan, pool, source.get_token(), [&](const ScanProgress& now) {
      QVERIFY(now.done >= last && now.done <= 1 + 1e-12);
      last = now.done;
      if (now.point != nullptr && now.point->qubits == 4) source.request_stop();
    });
    QVERIFY(points);
    QCOMPARE(points->size(), std::size_t{2});
    QCOMPARE((*points)[1].samples, std::size_t{300});
  }
};

QTEST_GUILESS_MAIN(TestScan)
#include "tst_scan.moc"
