// SPDX-License-Identifier: GPL-3.0-or-later
// All ways to simulate give the same physics: state vector, density matrix, trajectories, shots.
#include <QtTest>
#include <cmath>

#include "core/gradient/simulation.h"
#include "core/sim/trajectories.h"
#include "tests/core/gradient/lane_runs.h"
#include "tests/support/physics_cases.h"

namespace qonvolve {
namespace {

constexpr std::size_t kRuns = 4000;

std::vector<double> outputsBy(const test::PhysicsCase& physics, const SimulationOptions& options,
                              std::uint64_t first = 0) {
  auto function = makeSimulation(physics.circuit, options);
  if (!function) return {};
  const std::vector<double> weights(physics.circuit.outputs.size(), 0.0);
  return test::runSample(**function, physics.parameters, {}, weights, first).outputs;
}

}  // namespace

class TestMixedBackends : public QObject {
  Q_OBJECT
  const std::vector<test::PhysicsCase> cases_ = test::physicsCases();

 private slots:
  void everyMethodGivesTheKnownValues_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("method");
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      for (const auto& [name, method] :
           {std::pair{"auto", SimulationMethod::Auto},
            std::pair{"state vector", SimulationMethod::Statevector},
            std::pair{"density matrix", SimulationMethod::DensityMatrix}}) {
        const bool fits = chooseSimulation(cases_[i].circuit, {.method = method}).has_value();
        if (!fits && method == SimulationMethod::Statevector) continue;
        QTest::addRow("%s, %s", cases_[i].name.c_str(), name) << int(i) << int(method);
      }
    }
  }
  void everyMethodGivesTheKnownValues() {
    QFETCH(int, index);
    QFETCH(int, method);
    const auto& physics = cases_[static_cast<std::size_t>(index)];
    const auto got = outputsBy(physics, {.method = static_cast<SimulationMethod>(method)});
    QVERIFY(test::largestDifference(got, physics.outputs) < 1e-9);
    QVERIFY(test::largestDifference(
                got, test::plainOutputs(physics.circuit, physics.parameters, {})) < 1e-14);
  }

  // Within four standard errors, estimated from the trajectories themselves.
  void trajectoriesAreUnbiased_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      QTest::newRow(cases_[i].name.c_str()) << int(i);
    }
  }
  void trajectoriesAreUnbiased() {
    QFETCH(int, index);
    const auto& physics = cases_[static_cast<std::size_t>(index)];
    const TrajectorySimulator simulator(physics.circuit);
    auto workspace = simulator.makeWorkspace();
    simulator.setSample(workspace, physics.parameters, {});
    const std::size_t count = physics.outputs.size();
    AlignedVector values(count * kLanes);
    std::vector<double> sum(count), squares(count);
    const Rng rng(11);
    for (std::size_t first = 0; first < kRuns; first += kLanes) {
      simulator.run(workspace, rng, first, values);
      for (std::size_t k = 0; k < values.size(); ++k) {
        sum[k / kLanes] += values[k];
        squares[k / kLanes] += values[k] * values[k];
      }
    }
    for (std::size_t o = 0; o < count; ++o) {
      const double n = kRuns, mean = sum[o] / n;
      const double error = std::sqrt(std::max(0.0, squares[o] / n - mean * mean) / n);
      QVERIFY2(std::abs(mean - physics.outputs[o]) < 4 * error + 1e-9,
               qPrintable(QString("%1 +- %2 for %3").arg(mean).arg(error).arg(physics.outputs[o])));
    }
  }

  void randomCircuitsAgreeOnAverage() {
    auto random = test::randomCircuit(3, {.wires = 3, .ops = 16, .preparations = false});
    test::addEvents(random, 3, 10);
    const auto exact = test::plainOutputs(random.circuit, random.parameters, random.inputs);
    const auto function = makeTrajectoryFunction(random.circuit, 20000, 1);
    function->bind(random.parameters);
    const auto tape = function->makeTape();
    tape->samples = 1;
    std::vector<double> rows, outputs(exact.size() * kLanes);
    for (const double x : random.inputs) rows.insert(rows.end(), kLanes, x);
    function->forward(*tape, rows, outputs);
    for (std::size_t o = 0; o < exact.size(); ++o) {
      QVERIFY(std::abs(outputs[o * kLanes] - exact[o]) < 4 * 1.6 / std::sqrt(20000.0));
    }
  }

  // A trajectory depends on its sample's stream and its number, not on its neighbours.
  void oneTrajectoryIsReproducibleAlone() {
    const auto& physics = cases_.back();
    const TrajectorySimulator simulator(test::feedForwardCircuit());
    auto workspace = simulator.makeWorkspace();
    simulator.setSample(workspace, std::vector{1.1, 0.6}, {});
    AlignedVector together(3 * kLanes), shifted(3 * kLanes);
    simulator.run(workspace, Rng(4), 0, together);
    simulator.run(workspace, Rng(4), 5, shifted);
    for (std::size_t o = 0; o < 3; ++o) {
      for (std::size_t lane = 5; lane < kLanes; ++lane) {
        QCOMPARE(together[o * kLanes + lane], shifted[o * kLanes + lane - 5]);
      }
    }
    QVERIFY(!physics.outputs.empty());
  }

  void samplesAndParametersHaveTheirOwnStreams() {
    const auto& physics = cases_[1];
    const SimulationOptions options{.shots = 50, .seed = 3};
    const auto a = outputsBy(physics, options, 0);
    QCOMPARE(outputsBy(physics, options, 0), a);
    QVERIFY(outputsBy(physics, options, 1) != a);
    QVERIFY(outputsBy(physics, {.shots = 50, .seed = 4}, 0) != a);
  }

  void impossibleCombinationsAreRefused() {
    const auto& noisy = cases_[1].circuit;
    const auto vector = chooseSimulation(noisy, {.method = SimulationMethod::Statevector});
    QVERIFY(!vector);
    QCOMPARE(vector.error().where, std::string("method"));
    const auto adjoint =
        chooseSimulation(noisy, {.gradient = GradientMethod::Adjoint, .shots = 10});
    QVERIFY(!adjoint);
    QCOMPARE(adjoint.error().where, std::string("gradient"));
  }

  void methodsAreChosenBySize() {
    Circuit circuit = cases_[1].circuit;
    QVERIFY(chooseSimulation(circuit, {})->method == SimulationMethod::DensityMatrix);
    circuit.wires = kMostDensityWires + 1;
    const auto many = chooseSimulation(circuit, {});
    QVERIFY(many->method == SimulationMethod::Trajectories);
    QVERIFY(many->shifted);
    QVERIFY(!many->isExact());
    circuit.events.clear();
    QVERIFY(chooseSimulation(circuit, {})->method == SimulationMethod::Statevector);
  }

  // 10 million draws for each circuit take far longer than the circuits.
  void costsCountTheShots() {
    const auto& physics = cases_[0];
    const auto cost = [&](std::size_t shots) {
      return chooseSimulation(physics.circuit, {.shots = shots})->operations;
    };
    QVERIFY(cost(10'000'000) > 10'000'000 * 10.0);
    QVERIFY(cost(10'000'000) > 1000 * cost(100));
  }

  void aStopEndsLongGradients_data() {
    QTest::addColumn<SimulationOptions>("options");
    QTest::newRow("shots") << SimulationOptions{.shots = 100};
    QTest::newRow("trajectories") << SimulationOptions{.method = SimulationMethod::Trajectories,
                                                       .trajectories = 16};
    QTest::newRow("density matrix") << SimulationOptions{.method = SimulationMethod::DensityMatrix};
    QTest::newRow("large states") << SimulationOptions{.engine = {.engine = "single"}};
  }
  void aStopEndsLongGradients() {
    QFETCH(SimulationOptions, options);
    const auto random =
        test::randomCircuit(9, {.wires = 3, .ops = 12, .features = false, .preparations = false});
    const auto f = makeSimulation(random.circuit, options);
    QVERIFY2(f, f ? "" : f.error().message.c_str());
    (*f)->bind(random.parameters);
    const auto gradientIs = [&](const std::stop_token& stop) {
      const auto tape = (*f)->makeTape();
      tape->stop = &stop;
      std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
      gradients.push_back((*f)->makeGradient());
      gradients[0]->clear();
      const std::size_t lanes = kLanes * (*f)->chunks();
      std::vector<double> x((*f)->inputCount() * lanes, 1), y((*f)->outputCount() * lanes);
      (*f)->forward(*tape, x, y);
      (*f)->pullback(*tape, std::vector<double>(y.size(), 1), *gradients[0], {});
      std::vector<double> gradient(random.parameters.size());
      (*f)->collect(gradients, gradient);
      return std::ranges::any_of(gradient, [](double g) { return g != 0; });
    };
    std::stop_source source;
    QVERIFY(gradientIs(source.get_token()));
    source.request_stop();
    QVERIFY(!gradientIs(source.get_token()));
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestMixedBackends)
#include "tst_mixed_backends.moc"
