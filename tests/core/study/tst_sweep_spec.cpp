// SPDX-License-Identifier: GPL-3.0-or-later
// The designs of a sweep: grids, lists, random and Sobol draws, and what is refused.
#include <QtTest>
#include <set>

#include "core/study/sobol.h"
#include "core/study/sweep_spec.h"

using namespace qonvolve;

namespace {

SweepAxis axis(const std::string& name, int count) {
  SweepAxis result{.name = name, .values = {}};
  for (int i = 0; i < count; ++i) {
    result.values.push_back({std::to_string(i), {{"/train/epochs", std::to_string(i + 1)}}});
  }
  return result;
}

SweepAxis range(double low, double high, bool logarithmic = false, bool integer = false) {
  return {.name = "range",
          .values = {},
          .range =
              AxisRange{"/train/optimizer/options/learning_rate", low, high, logarithmic, integer}};
}

}  // namespace

class TestSweepSpec : public QObject {
  Q_OBJECT
 private slots:
  void aGridHoldsEveryCombinationOnce() {
    SweepSpec spec;
    spec.axes = {axis("a", 2), axis("b", 3)};
    const auto points = sweepPoints(spec);
    QVERIFY(points);
    QCOMPARE(points->size(), std::size_t{6});
    std::set<std::vector<std::size_t>> seen;
    for (const SweepPoint& point : *points) seen.insert(point.values);
    QCOMPARE(seen.size(), std::size_t{6});
    QCOMPARE(points->front().values, (std::vector<std::size_t>{0, 0}));
    QCOMPARE(points->at(1).values, (std::vector<std::size_t>{0, 1}));
  }

  void withoutAxesThereIsTheExperimentItself() {
    const auto points = sweepPoints({});
    QVERIFY(points);
    QCOMPARE(points->size(), std::size_t{1});
  }

  void aListTakesTheValuesInStep() {
    SweepSpec spec;
    spec.axes = {axis("a", 3), axis("b", 3)};
    spec.sampling = SweepSampling::List;
    const auto points = sweepPoints(spec);
    QVERIFY(points);
    QCOMPARE(points->size(), std::size_t{3});
    QCOMPARE(points->at(2).values, (std::vector<std::size_t>{2, 2}));
  }

  void drawsStayWithinTheirRangeAndRepeat_data() {
    QTest::addColumn<int>("sampling");
    QTest::newRow("random") << static_cast<int>(SweepSampling::Random);
    QTest::newRow("sobol") << static_cast<int>(SweepSampling::Sobol);
  }
  void drawsStayWithinTheirRangeAndRepeat() {
    QFETCH(int, sampling);
    SweepSpec spec;
    spec.axes = {range(1e-4, 1, true), range(1, 3, false, true), axis("c", 4)};
    spec.sampling = static_cast<SweepSampling>(sampling);
    spec.samples = 256;
    const auto points = sweepPoints(spec);
    QVERIFY(points);
    int small = 0;
    std::map<double, int> whole;
    std::map<std::size_t, int> picks;
    for (const SweepPoint& point : *points) {
      QVERIFY(point.drawn[0] >= 1e-4 && point.drawn[0] <= 1);
      small += point.drawn[0] < 0.01 ? 1 : 0;
      ++whole[point.drawn[1]];
      ++picks[point.values[2]];
    }
    // Half of the decades lie below 0.01; whole numbers and values are equally frequent.
    const int slack = spec.sampling == SweepSampling::Sobol ? 1 : 45;
    QVERIFY2(std::abs(small - 128) <= slack, std::to_string(small).c_str());
    QCOMPARE(whole.size(), std::size_t{3});
    QCOMPARE(picks.size(), std::size_t{4});
    for (const auto& [pick, count] : picks) QVERIFY(std::abs(count - 64) <= slack);
    QCOMPARE(*sweepPoints(spec), *points);
    ++spec.samplingSeed;
    QVERIFY(*sweepPoints(spec) != *points);
  }

  // The property that makes it a Sobol sequence: of the first 2^k points, each of the 2^k equal
  // intervals of every coordinate holds exactly one.
  void sobolPointsAreStratifiedInEveryDimension() {
    for (const std::size_t count : {16U, 64U, 256U}) {
      const auto points = sobolPoints(count, kSobolDimensions, 5);
      for (std::size_t d = 0; d < kSobolDimensions; ++d) {
        std::set<std::size_t> cells;
        for (const auto& point : points) {
          QVERIFY(point[d] >= 0 && point[d] < 1);
          cells.insert(static_cast<std::size_t>(point[d] * static_cast<double>(count)));
        }
        QCOMPARE(cells.size(), count);
      }
    }
  }

  // The first two dimensions form a (0, 2)-sequence: 4 x 4 boxes of 16 points hold one each.
  void sobolPairsFillBoxes() {
    std::set<std::pair<int, int>> boxes;
    for (const auto& p : sobolPoints(16, 2, 9)) {
      boxes.insert({static_cast<int>(4 * p[0]), static_cast<int>(4 * p[1])});
    }
    QCOMPARE(boxes.size(), std::size_t{16});
  }

  void whatIsImpossibleIsRefused_data() {
    QTest::addColumn<int>("sampling");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty axis") << 0 << 0 << 1 << "no values";
    QTest::newRow("unequal list") << 1 << 2 << 3 << "same number";
    QTest::newRow("too many") << 0 << 1000 << 1000 << "more than";
  }
  void whatIsImpossibleIsRefused() {
    QFETCH(int, sampling);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(QString, part);
    SweepSpec spec;
    spec.sampling = static_cast<SweepSampling>(sampling);
    spec.axes = {axis("a", first), axis("b", second)};
    const auto points = sweepPoints(spec);
    QVERIFY(!points);
    QVERIFY2(QString::fromStdString(toText(points.error())).contains(part),
             toText(points.error()).c_str());
  }

  void rangesNeedDrawsAndGoUpwards() {
    SweepSpec spec;
    spec.axes = {range(0, 1)};
    QVERIFY(!sweepPoints(spec));
    spec.sampling = SweepSampling::Random;
    QVERIFY(sweepPoints(spec));
    spec.axes = {range(1, 0)};
    QVERIFY(!sweepPoints(spec));
    spec.axes = {range(0, 1, true)};
    QVERIFY(!sweepPoints(spec));
    spec.axes = {range(0, 1)};
    spec.seeds.clear();
    QVERIFY(!sweepPoints(spec));
  }
};

QTEST_GUILESS_MAIN(TestSweepSpec)
#include "tst_sweep_spec.moc"
