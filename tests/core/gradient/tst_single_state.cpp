// SPDX-License-Identifier: GPL-3.0-or-later
// The engine for one large state against the batched engine and the plain simulator.
#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"
#include "tests/core/gradient/run_engine.h"

namespace qonvolve {
namespace {

using test::EngineResult;
using test::EngineSamples;
using test::Inputs;
using test::largestDifference;
using test::RandomCircuit;
using test::RandomOptions;
using test::runEngine;
using test::samplesAround;

/// Only the first of the lanes hold samples.
EngineSamples firstOf(EngineSamples lanes, std::size_t samples) {
  lanes.idle = kLanes - samples;
  for (std::size_t k = 0; k < lanes.weights.size(); ++k) {
    if (k % kLanes >= samples) lanes.weights[k] = 0;
  }
  return lanes;
}

void compare(const RandomCircuit& random, Inputs inputs, std::size_t samples) {
  const EngineSamples lanes = firstOf(samplesAround(random), samples);
  const auto batched = makeStatevectorFunction(random.circuit);
  const auto single = makeSingleStateFunction(random.circuit);
  const EngineResult a = runEngine(*batched, random.parameters, lanes, inputs);
  const EngineResult b = runEngine(*single, random.parameters, lanes, inputs);
  for (std::size_t o = 0; o < random.circuit.outputs.size(); ++o) {
    for (std::size_t lane = 0; lane < samples; ++lane) {
      const std::size_t k = o * kLanes + lane;
      QVERIFY2(std::abs(a.outputs[k] - b.outputs[k]) < 1e-12,
               qPrintable(QString("output %1 lane %2: %3, batched %4")
                              .arg(o)
                              .arg(lane)
                              .arg(b.outputs[k])
                              .arg(a.outputs[k])));
    }
  }
  const double parameters = largestDifference(a.parameterGradient, b.parameterGradient);
  QVERIFY2(parameters < 1e-12 * static_cast<double>(random.circuit.ops.size() + 20),
           qPrintable(QString("parameters differ by %1").arg(parameters)));
  const double features = largestDifference(a.inputGradient, b.inputGradient);
  QVERIFY2(features < 1e-12 * static_cast<double>(random.circuit.ops.size() + 20),
           qPrintable(QString("inputs differ by %1").arg(features)));
}

}  // namespace

class TestSingleState : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithTheBatchedEngine_data() {
    QTest::addColumn<int>("wires");
    QTest::addColumn<int>("seed");
    for (int wires = 1; wires <= 12; ++wires) {
      for (int seed = 0; seed < (wires <= 9 ? 12 : 4); ++seed) {
        QTest::addRow("%d wires, seed %d", wires, seed) << wires << seed;
      }
    }
  }
  void agreesWithTheBatchedEngine() {
    QFETCH(int, wires);
    QFETCH(int, seed);
    const RandomCircuit random =
        test::randomCircuit(static_cast<std::uint64_t>(1000 * wires + seed),
                            RandomOptions{.wires = static_cast<Wire>(wires),
                                          .ops = static_cast<std::size_t>(12 * wires),
                                          .features = seed % 2 == 0,
                                          .preparations = seed % 3 == 0});
    compare(random, seed % 4 == 1 ? Inputs::Ignored : Inputs::Differentiated,
            seed % 5 == 0 ? 3 : kLanes);
  }

  void threadsChangeNothing() {
    // Large enough for tiles of both kinds, with matrices, exchanges and diagonals between them.
    const RandomCircuit random =
        test::randomCircuit(77, RandomOptions{.wires = 14, .ops = 120, .preparations = false});
    const EngineSamples lanes = firstOf(samplesAround(random), 1);
    const auto f = makeSingleStateFunction(random.circuit);
    const EngineResult one = runEngine(*f, random.parameters, lanes, Inputs::Differentiated);
    for (const std::size_t threads : {2U, 3U}) {
      ThreadPool pool(threads);
      const EngineResult many =
          runEngine(*f, random.parameters, lanes, Inputs::Differentiated, &pool);
      QCOMPARE(many.outputs, one.outputs);
      QCOMPARE(many.parameterGradient, one.parameterGradient);
      QCOMPARE(many.inputGradient, one.inputGradient);
    }
  }

  void statesThatAreNotKeptAreComputedAgain() {
    RandomCircuit random =
        test::randomCircuit(78, RandomOptions{.wires = 17, .ops = 40, .preparations = false});
    compare(random, Inputs::Differentiated, 2);
  }

  void singlePrecisionIsClose() {
    for (const Wire wires : {3U, 9U, 13U}) {
      const RandomCircuit random = test::randomCircuit(
          80 + wires, RandomOptions{.wires = wires, .ops = 10 * std::size_t{wires}});
      const EngineSamples lanes = samplesAround(random);
      const EngineResult a = runEngine(*makeSingleStateFunction(random.circuit), random.parameters,
                                       lanes, Inputs::Differentiated);
      const EngineResult b = runEngine(*makeSingleStateFunction(random.circuit, Precision::Float),
                                       random.parameters, lanes, Inputs::Differentiated);
      QVERIFY(largestDifference(a.outputs, b.outputs) < 1e-4);
      QVERIFY(largestDifference(a.parameterGradient, b.parameterGradient) < 1e-2);
      QVERIFY(largestDifference(a.inputGradient, b.inputGradient) < 1e-2);
    }
  }

  void smallAnglesKeepTheirGradients() {
    // Around the identity Z before and after a rotation say little about X.
    RandomCircuit random;
    random.circuit = benchmarkLayers(9, 3);
    random.weights = {1};
    for (const double size : {0.0, 1e-9, 1e-3, 0.04}) {
      random.parameters.clear();
      for (std::size_t k = 0; k < 81; ++k) {
        random.parameters.push_back(size * (2 * benchmarkNumber(k) - 1));
      }
      random.parameters[3] += 1;  // something for the others to act on
      random.parameters[40] -= 2;
      random.circuit.outputs = {{.terms = {{1.0, 1, 2}, {0.5, 0, 5}, {0.3, 6, 6}}}};
      compare(random, Inputs::Ignored, 1);
    }
  }

  void twentyQubitsAgreeWithThePlainSimulator() {
    Circuit c = benchmarkLayers(20, 1);
    for (Wire w = 0; w + 1 < 20; w += 3) {
      c.ops.push_back({.gate = GateId::CRX, .wires = {w, w + 1}, .angles = {Angle::parameter(w)}});
    }
    c.outputs = {Observable::pauliZ(19), Observable::probability(7, 5)};
    std::vector<double> parameters(60);
    for (std::size_t k = 0; k < parameters.size(); ++k) parameters[k] = 6 * benchmarkNumber(k) - 3;
    const EngineSamples lanes =
        firstOf({.chunks = 1, .inputs = {}, .weights = std::vector(2 * kLanes, 1.0)}, 1);
    const EngineResult engine =
        runEngine(*makeSingleStateFunction(c), parameters, lanes, Inputs::Ignored);
    std::vector<double> shifted = parameters;
    const double h = 1e-4;
    const auto value = [&](double shift) {
      shifted[0] = parameters[0] + shift;
      const EngineResult at =
          runEngine(*makeSingleStateFunction(c), shifted, lanes, Inputs::Ignored);
      return at.outputs[0] + at.outputs[kLanes];
    };
    const std::vector<Complex> state = statevector(c, parameters, {});
    QVERIFY(std::abs(engine.outputs[0] - expectation(c.outputs[0], state)) < 1e-12);
    QVERIFY(std::abs(engine.outputs[kLanes] - expectation(c.outputs[1], state)) < 1e-12);
    const double difference = (value(h) - value(-h)) / (2 * h);
    QVERIFY(std::abs(engine.parameterGradient[0] - difference) < 1e-7);
  }

  void memoryIsKnownBeforehand() {
    const SingleStateCost twenty = singleStateCost(benchmarkLayers(20, 2), Precision::Double);
    QVERIFY(twenty.sharedBytes >= std::uint64_t{2} << 24U);
    QVERIFY(twenty.sharedBytes + twenty.bytesPerThread <= std::uint64_t{3} << 24U);
    QVERIFY(singleStateCost(benchmarkLayers(28, 1), Precision::Double).sharedBytes >=
            std::uint64_t{2} << 32U);
    Circuit wide;
    wide.wires = 60;
    QCOMPARE(singleStateCost(wide, Precision::Double).bytesPerThread,
             std::numeric_limits<std::uint64_t>::max());
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::TestSingleState)
#include "tst_single_state.moc"
