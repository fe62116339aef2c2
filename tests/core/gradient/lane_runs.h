// SPDX-License-Identifier: GPL-3.0-or-later
// One sample through a lane function, and the plain mixed-state simulator to compare with.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/sim/density_matrix.h"
#include "tests/core/gradient/run_engine.h"

namespace qonvolve::test {

/// Forward, and back with the given weights of the outputs, in every lane alike; results of lane 0.
inline EngineResult runSample(LaneFunction& f, std::span<const double> parameters,
                              std::span<const double> inputs, std::span<const double> weights,
                              std::uint64_t first = 0) {
  f.bind(parameters);
  const auto tape = f.makeTape();
  tape->samples = 1;
  tape->first = first;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  gradients.push_back(f.makeGradient());
  gradients[0]->clear();
  const std::size_t lanes = kLanes * f.chunks();
  std::vector<double> rows(f.inputCount() * lanes), outputs(f.outputCount() * lanes);
  std::vector<double> cotangents(f.outputCount() * lanes), inputGradient(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = inputs[k / kLanes % f.inputCount()];
  f.forward(*tape, rows, outputs);
  EngineResult run;
  for (std::size_t o = 0; o < f.outputCount(); ++o) {
    run.outputs.push_back(outputs[o * kLanes]);
    cotangents[o * kLanes] = weights[o];
  }
  f.pullback(*tape, cotangents, *gradients[0], inputGradient);
  run.parameterGradient.resize(parameters.size());
  f.collect(gradients, run.parameterGradient);
  for (std::size_t k = 0; k < f.inputCount(); ++k) {
    run.inputGradient.push_back(inputGradient[k * kLanes]);
  }
  return run;
}

/// The outputs of a circuit by the plain mixed-state simulator.
inline std::vector<double> plainOutputs(const Circuit& circuit, std::span<const double> parameters,
                                        std::span<const double> inputs) {
  const Circuit read = withReadoutErrors(circuit);
  const std::vector<Complex> rho = densityMatrix(read, parameters, inputs);
  std::vector<double> outputs;
  for (const Observable& o : read.outputs) outputs.push_back(expectation(o, rho, read.wires));
  return outputs;
}

/// Central differences of the plain simulator, of the weighted outputs, by parameters and inputs.
inline EngineResult plainDifferences(const RandomCircuit& random, double h) {
  std::vector<double> theta = random.parameters, x = random.inputs;
  const auto value = [&] {
    const std::vector<double> outputs = plainOutputs(random.circuit, theta, x);
    double sum = 0;
    for (std::size_t o = 0; o < outputs.size(); ++o) sum += random.weights[o] * outputs[o];
    return sum;
  };
  const auto difference = [&](double& at) {
    const double middle = at;
    at = middle + h;
    const double up = value();
    at = middle - h;
    const double down = value();
    at = middle;
    return (up - down) / (2 * h);
  };
  EngineResult run{plainOutputs(random.circuit, theta, x), {}, {}};
  for (double& t : theta) run.parameterGradient.push_back(difference(t));
  for (double& t : x) run.inputGradient.push_back(difference(t));
  return run;
}

}  // namespace qonvolve::test
