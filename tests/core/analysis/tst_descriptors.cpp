// SPDX-License-Identifier: GPL-3.0-or-later
// Expressibility and entangling capability against exact and tabulated values.
#include "core/analysis/descriptors.h"

#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/analysis/entanglement.h"
#include "core/analysis/templates.h"
#include "core/circuit/metrics.h"

namespace qonvolve {
namespace {

StateSampler samplerOf(const Circuit& circuit, std::uint64_t seed) {
  return circuitSampler(circuit, measureCircuit(circuit).parameters, {}, Rng(seed));
}

Descriptors describe(const StateSampler& sampler, Wire wires, std::size_t pairs,
                     std::size_t threads = 2) {
  ThreadPool pool(threads);
  return *describeStates(sampler, wires, {.pairs = pairs, .entropyStates = 20}, pool);
}

Circuit oneWire(std::initializer_list<GateId> gates) {
  Circuit c;
  c.wires = 1;
  std::uint32_t parameter = 0;
  for (const GateId gate : gates) {
    Op op{.gate = gate};
    if (gateInfo(gate).angles > 0) op.angles[0] = Angle::parameter(parameter++);
    c.ops.push_back(op);
  }
  return c;
}

}  // namespace

class TestDescriptors : public QObject {
  Q_OBJECT

 private slots:
  void idleIsExact() {
    for (const Wire wires : {1U, 2U, 4U, 10U}) {
      Circuit idle;
      idle.wires = wires;
      const Descriptors d = describe(samplerOf(idle, 1), wires, 50);
      const double expected = std::ldexp(1.0, static_cast<int>(wires)) - 1;
      QVERIFY(std::abs(d.expressibility - expected * std::log(75.0)) < 1e-12 * expected);
      QCOMPARE(d.expressibilityIdle, expected * std::log(75.0));
      QVERIFY(std::abs(d.meyerWallach.mean) < 1e-15);
    }
    Circuit idle;
    idle.wires = 1;
    QVERIFY(std::abs(describe(samplerOf(idle, 1), 1, 50).expressibility - 4.317488) < 1e-6);
  }

  void binsOfHaarSumToOne() {
    for (const Wire wires : {1U, 3U, 8U}) {
      const std::vector<double> mass = haarBins(wires, 75);
      QVERIFY(std::abs(std::accumulate(mass.begin(), mass.end(), 0.0) - 1) < 1e-14);
      // A sample that follows them has no divergence.
      std::vector<double> fidelities;
      for (std::size_t k = 0; k < 75; ++k) {
        const auto copies = static_cast<std::size_t>(std::lround(1e5 * mass[k]));
        fidelities.insert(fidelities.end(), copies, (static_cast<double>(k) + .5) / 75);
      }
      QVERIFY(std::abs(haarDivergence(fidelities, wires, 75)) < 1e-3);
    }
  }

  void oneWireCircuits() {
    // Pure phases after H: the binned arcsine law gives .196120, and 5000 pairs a bias on top.
    const Descriptors equator = describe(samplerOf(oneWire({GateId::H, GateId::RZ}), 3), 1, 5000);
    QVERIFY2(std::abs(equator.expressibility - .204) < .04,
             qPrintable(QString::number(equator.expressibility)));
    const Descriptors sphere =
        describe(samplerOf(oneWire({GateId::H, GateId::RZ, GateId::RX}), 3), 1, 5000);
    QVERIFY(sphere.expressibility < .02);
    const Descriptors haar = describe(haarSampler(1, Rng(3)), 1, 5000);
    QVERIFY(std::abs(haar.expressibility - .0075) < 5 * .0013);
    QVERIFY(std::abs(haar.expressibilityBias - .0074) < 1e-4);
  }

  void haarEntanglement() {
    for (const Wire wires : {2U, 4U}) {
      const Descriptors d = describe(haarSampler(wires, Rng(9)), wires, 1500);
      QVERIFY(std::abs(d.meyerWallach.mean - d.meyerWallachHaar) <
              5 * d.meyerWallach.standardError);
    }
    QCOMPARE(describe(haarSampler(2, Rng(9)), 2, 2).meyerWallachHaar, .4);
    QCOMPARE(describe(haarSampler(4, Rng(9)), 4, 2).meyerWallachHaar, 14.0 / 17);
  }

  // Entanglement of circuits 1 and 9 exact for every state, of the others means.
  void templates_data() {
    QTest::addColumn<int>("number");
    QTest::addColumn<double>("divergence");
    QTest::addColumn<double>("deviation");
    QTest::addColumn<double>("entanglement");
    const auto row = [](int number, double divergence, double deviation, double entanglement) {
      QTest::addRow("%d", number) << number << divergence << deviation << entanglement;
    };
    row(1, .303, .013, 0);
    row(2, .307, .016, .6213);
    row(3, .258, .015, 11.0 / 64);
    row(6, .0042, .0006, .6852);
    row(9, .684, .028, 1);
    row(13, .066, .005, .4065);
    row(15, .181, .009, .7128);
    row(16, .255, .012, 11.0 / 64);
    row(18, .245, .013, 7.0 / 32);
    row(19, .074, .007, .3869);
  }
  void templates() {
    QFETCH(int, number);
    QFETCH(double, divergence);
    QFETCH(double, deviation);
    QFETCH(double, entanglement);
    const Circuit circuit = simTemplate(number);
    const Descriptors d = describe(samplerOf(circuit, 7), 4, 2000);
    if (entanglement == 0 || entanglement == 1) {
      QVERIFY(std::abs(d.meyerWallach.mean - entanglement) < 1e-12);
    } else {
      QVERIFY2(
          std::abs(d.meyerWallach.mean - entanglement) < 5 * d.meyerWallach.standardError + 6e-4,
          qPrintable(QString::number(d.meyerWallach.mean)));
    }
    // Fewer pairs than the table's 5000: 1.6 times its spread, and a bias larger by 1.5 biases.
    const double expected = divergence + d.expressibilityBias * .6;
    QVERIFY2(std::abs(d.expressibility - expected) < 5 * 1.6 * deviation,
             qPrintable(QString::number(d.expressibility)));
  }

  void templatesHaveTheirParameters() {
    // Table I of arXiv:1905.10876 for n = 4, one layer.
    const std::array<std::size_t, 19> expected{8,  8,  11, 11, 28, 28, 19, 19, 4, 8,
                                               12, 12, 16, 16, 8,  11, 11, 12, 12};
    for (int number = 1; number <= kSimTemplates; ++number) {
      QCOMPARE(measureCircuit(simTemplate(number)).parameters,
               expected[static_cast<std::size_t>(number - 1)]);
    }
  }

  void threadsDoNotChangeABit() {
    const Circuit circuit = simTemplate(14);
    const Descriptors one = describe(samplerOf(circuit, 2), 4, 200, 1);
    const Descriptors three = describe(samplerOf(circuit, 2), 4, 200, 3);
    QCOMPARE(three.expressibility, one.expressibility);
    QCOMPARE(three.meyerWallach.mean, one.meyerWallach.mean);
    QVERIFY(three.mutualInformation == one.mutualInformation);
    QCOMPARE(one.cutEntropies.size(), std::size_t{3});
    QCOMPARE(one.mutualInformation.size(), std::size_t{16});
  }

  void pairsShareTheirSample() {
    Circuit c;
    c.wires = 1;
    c.inputs = 1;
    c.ops = {{.gate = GateId::RY, .wires = {0}, .angles = {Angle::feature(0)}}};
    const StateSampler sampler = circuitSampler(c, 0, {{.1}, {1.2}, {2.9}}, Rng(4));
    bool differ = false;
    for (std::uint64_t k = 0; k < 20; ++k) {
      QVERIFY(sampler(2 * k) == sampler(2 * k + 1));
      differ = differ || sampler(2 * k) != sampler(0);
    }
    QVERIFY(differ);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestDescriptors)
#include "tst_descriptors.moc"
