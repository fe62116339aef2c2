// SPDX-License-Identifier: GPL-3.0-or-later
// Learning-rate schedules at the points their definitions name, and clipping.
#include <QtTest>
#include <cmath>

#include "core/train/clipping.h"
#include "core/train/schedule.h"

using namespace qonvolve;

namespace {

double factor(const char* id, const Values& options, std::uint64_t step, std::uint64_t total = 101,
              std::uint64_t perEpoch = 10) {
  const Registry<ScheduleType> schedules = builtinSchedules();
  return (*schedules.find(id)->make(options, ""))({step, total, perEpoch});
}

bool near(double a, double b) {
  return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestSchedules : public QObject {
  Q_OBJECT
 private slots:
  void everyFactorIsBetweenZeroAndOne() {
    const Registry<ScheduleType> schedules = builtinSchedules();
    for (const ScheduleType& type : schedules.entries()) {
      const auto schedule = *type.make({}, "");
      for (const std::uint64_t total : {1U, 2U, 101U}) {
        for (std::uint64_t step = 0; step < total; ++step) {
          const double f = schedule({step, total, 10});
          QVERIFY2(f >= 0 && f <= 1, type.info.id.c_str());
        }
      }
    }
  }

  void constantStaysOne() { QCOMPARE(factor("constant", {}, 77), 1.0); }

  void stepFallsEveryFewEpochs() {
    const Values options = {{"every", std::int64_t{3}}, {"factor", 0.5}};
    QCOMPARE(factor("step", options, 29), 1.0);
    QCOMPARE(factor("step", options, 30), 0.5);
    QCOMPARE(factor("step", options, 60), 0.25);
  }

  void exponentialFallsByTheFactorInAnEpoch() {
    QVERIFY(near(factor("exponential", {{"factor", 0.9}}, 10), 0.9));
    QVERIFY(near(factor("exponential", {{"factor", 0.9}}, 5), std::sqrt(0.9)));
  }

  void cosineGoesFromOneToItsEnd() {
    const Values options = {{"last", 0.1}};
    QVERIFY(near(factor("cosine", options, 0), 1));
    QVERIFY(near(factor("cosine", options, 50), 0.55));
    QVERIFY(near(factor("cosine", options, 100), 0.1));
    QVERIFY(near(factor("cosine", options, 25), 0.1 + 0.9 * (1 + std::sqrt(0.5)) / 2));
  }

  void oneCycleRisesThenFalls() {
    const Values options = {{"rise", 0.3}, {"first", 0.04}, {"last", 0.001}};
    QVERIFY(near(factor("one_cycle", options, 0), 0.04));
    QVERIFY(near(factor("one_cycle", options, 15), 0.52));
    QVERIFY(near(factor("one_cycle", options, 30), 1));
    QVERIFY(near(factor("one_cycle", options, 100), 0.001));
  }

  void warmUpRisesInAStraightLine() {
    Values options = {{"epochs", 2.0}, {"first", 0.2}};
    QVERIFY(near(factor("warm_up", options, 0), 0.2));
    QVERIFY(near(factor("warm_up", options, 10), 0.6));
    QVERIFY(near(factor("warm_up", options, 20), 1));
    QVERIFY(near(factor("warm_up", options, 100), 1));
    options["after"] = std::string("cosine");
    QVERIFY(near(factor("warm_up", options, 60), 0.5));
    QVERIFY(near(factor("warm_up", options, 100), 0));
  }

  void clippingBoundsLengthOrEntries() {
    std::vector<double> g = {3, -4};
    clip(Clipping::None, 1, g);
    QCOMPARE(g, (std::vector<double>{3, -4}));
    clip(Clipping::Norm, 10, g);
    QCOMPARE(g, (std::vector<double>{3, -4}));
    clip(Clipping::Norm, 2.5, g);
    QVERIFY(near(g[0], 1.5) && near(g[1], -2));
    clip(Clipping::Each, 1.75, g);
    QVERIFY(near(g[0], 1.5) && near(g[1], -1.75));
    // The trainer has to see it.
    g = {std::nan(""), 1};
    clip(Clipping::Norm, 0.1, g);
    QVERIFY(std::isnan(g[0]));
  }
};

QTEST_GUILESS_MAIN(TestSchedules)
#include "tst_schedules.moc"
