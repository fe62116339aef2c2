// SPDX-License-Identifier: GPL-3.0-or-later
// The benchmark's workload is the one its description promises, and its figures make sense.
#include <QtTest>
#include <cmath>
#include <numbers>

#include "core/gradient/batch_step.h"
#include "core/gradient/benchmark.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/sim/plan.h"
#include "core/sim/statevector.h"

namespace qonvolve {

class TestBenchmark : public QObject {
  Q_OBJECT

 private slots:
  void lossIsThatOfThePlainSimulator() {
    const auto u = [](int k) {
      const double x = (k + 1) * (1 + std::sqrt(5.0)) / 2;
      return x - std::floor(x);
    };
    const Circuit circuit = benchmarkQcnn();
    std::vector<double> theta(51), x(8);
    for (int k = 0; k < 51; ++k) {
      theta[static_cast<std::size_t>(k)] = std::numbers::pi * (2 * u(k) - 1);
    }
    double loss = 0;
    for (int s = 0; s < 11; ++s) {
      for (int q = 0; q < 8; ++q) {
        x[static_cast<std::size_t>(q)] = std::numbers::pi * u(51 + 8 * s + q);
      }
      const double z = expectation(circuit.outputs[0], statevector(circuit, theta, x));
      loss -= std::log((s % 2 == 0 ? 1 + z : 1 - z) / 2) / 11;
    }
    QVERIFY(std::abs(benchmarkQcnnLoss(11) - loss) < 1e-12);  // the last chunk is incomplete
  }

  void scanGatesAreRotations() {
    // The same draw built from RX, RY and RZ has the same expectation.
    const Circuit scan = benchmarkScan(3);
    Circuit plain;
    plain.wires = 3;
    std::vector<double> inputs;
    std::size_t m = 0;
    for (Op op : scan.ops) {
      if (op.gate == GateId::U3) {
        const std::array<double, 3> angles = benchmarkScanGate(m++, 0.25);
        inputs.insert(inputs.end(), angles.begin(), angles.end());
        op.gate = angles[1] != 0 ? GateId::RX : angles[2] != 0 ? GateId::RZ : GateId::RY;
        op.angles[0] = Angle::constant(angles[2] != 0 && angles[1] == 0 ? angles[2] : angles[0]);
      }
      plain.ops.push_back(op);
    }
    QCOMPARE(inputs.size(), static_cast<std::size_t>(scan.inputs));
    const double a = expectation(scan.outputs[0], statevector(scan, {}, inputs));
    const double b = expectation(scan.outputs[0], statevector(plain, {}, {}));
    QVERIFY(std::abs(a - b) < 1e-13);
  }

  void circuitFusesAsIntended() {
    const Plan plan = makePlan(benchmarkQcnn());
    QCOMPARE(plan.prefix.size(), std::size_t{8});
    QCOMPARE(plan.steps.size(), std::size_t{19});  // 13 convolutions, 7 poolings, one pair joined
    QCOMPARE(plan.programs.size(), std::size_t{13});  // 8 encodings and 5 that the wires share
  }

  void figuresArePositiveAndBelowThePeak() {
    for (const char* only : {"", "scaling"}) {
      Machine machine;
      const auto results = runBenchmarks({.only = only,
                                          .engine = {.engine = "generic", .samples = 16},
                                          .repetitions = 3,
                                          .quick = true},
                                         machine);
      QVERIFY(results);
      QVERIFY(machine.doubleGflops > 0.1 && machine.floatGflops > 0.1);
      QVERIFY(machine.l1GBps > 0.1 && machine.l3GBps > 0.1 && machine.dramGBps > 0.1);
      QVERIFY(results->size() >= 5);
      for (const BenchmarkResult& r : *results) {
        QVERIFY2(r.median > 0 && r.p10 > 0 && r.gflops > 0, r.name.c_str());
        QVERIFY2(r.fractionOfPeak > 0 && r.fractionOfPeak < 1.2, r.name.c_str());
        QVERIFY(!r.checkName.empty() && std::isfinite(r.check));
      }
    }
  }

  void everyEngineAndPrecisionFindsTheLoss() {
    const Circuit circuit = benchmarkQcnn();
    const double expected = benchmarkQcnnLoss(20);
    const double generic = chooseEngine(circuit, {.engine = "generic"})->cost.perSample;
    int found = 0;
    for (const EngineType& engine : allEngines()) {
      for (const Precision precision : {Precision::Double, Precision::Float}) {
        const EngineOptions options{
            .precision = precision, .engine = std::string(engine.id), .samples = 20};
        const auto choice = chooseEngine(circuit, options);
        // Mixed states of eight qubits would take minutes.
        if (!choice || choice->cost.perSample > 5 * generic) continue;
        const double loss = BatchStep(circuit, 51, options, *choice).run(true);
        const double tolerance = precision == Precision::Double ? 1e-12 : 1e-5;
        QVERIFY2(std::abs(loss - expected) < tolerance, engine.id.data());
        ++found;
      }
    }
    QVERIFY(found >= 6);  // generic, reduced and features in both precisions
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestBenchmark)
#include "tst_benchmark.moc"
