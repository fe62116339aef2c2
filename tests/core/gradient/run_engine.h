// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a lane function over several chunks of random samples, to compare engines.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/base/rng.h"
#include "core/circuit/circuit.h"
#include "tests/core/gradient/random_circuit.h"
#include "tests/support/largest_difference.h"

namespace qonvolve::test {

/// Chunk by chunk, rows of kLanes.
struct EngineSamples {
  std::size_t chunks = 0;
  std::vector<double> inputs, weights;
  std::size_t idle = 0;  // lanes at the end that hold no sample; their weights are 0
};

/// The input that angles take as a token id, if there is one, becomes 0, 1 or 2.
inline EngineSamples engineSamples(const Circuit& c, std::size_t chunks, std::uint64_t seed) {
  Rng rng(seed);
  EngineSamples samples{.chunks = chunks, .inputs = {}, .weights = {}};
  samples.inputs.resize(chunks * c.inputs * kLanes);
  samples.weights.resize(chunks * c.outputs.size() * kLanes);
  for (double& x : samples.inputs) x = rng.uniform(-2, 2);
  for (double& w : samples.weights) w = rng.uniform(-1, 1);
  for (const Op& op : c.ops) {
    for (const Angle& angle : op.angles) {
      if (angle.source != Angle::Source::TokenParameter) continue;
      for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          samples.inputs[(chunk * c.inputs + angle.token) * kLanes + lane] =
              static_cast<double>(rng.below(3));
        }
      }
    }
  }
  return samples;
}

/// One chunk around the inputs and weights of a random circuit; each lane has its own.
inline EngineSamples samplesAround(const RandomCircuit& random) {
  const auto spread = [](const std::vector<double>& values, double step) {
    std::vector<double> rows(values.size() * kLanes);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const auto value = static_cast<double>(k / kLanes), lane = static_cast<double>(k % kLanes);
      rows[k] = values[k / kLanes] + step * lane * (1 + 0.1 * value);
    }
    return rows;
  };
  EngineSamples samples{
      .chunks = 1, .inputs = spread(random.inputs, 0.17), .weights = spread(random.weights, -0.11)};
  for (std::size_t lane = 0; lane < kLanes && random.inputs.size() > 4; ++lane) {
    samples.inputs[4 * kLanes + lane] = static_cast<double>(lane % 3);  // the token id
  }
  return samples;
}

/// The values of one lane.
inline std::vector<double> laneOf(std::span<const double> rows, std::size_t lane) {
  std::vector<double> values;
  for (std::size_t k = lane; k < rows.size(); k += kLanes) values.push_back(rows[k]);
  return values;
}

struct EngineResult {
  std::vector<double> outputs, parameterGradient, inputGradient;
};

enum class Inputs { Ignored, Differentiated };

inline EngineResult runEngine(LaneFunction& f, std::span<const double> parameters,
                              const EngineSamples& samples, Inputs inputs,
                              ThreadPool* pool = nullptr) {
  const bool withInputs = inputs == Inputs::Differentiated;
  const std::size_t in = f.inputCount() * kLanes, out = f.outputCount() * kLanes;
  EngineResult result;
  result.outputs.resize(samples.chunks * out);
  result.inputGradient.resize(withInputs ? samples.chunks * in : 0);
  result.parameterGradient.resize(parameters.size());
  f.bind(parameters);
  const auto tape = f.makeTape();
  tape->pool = pool;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients;
  for (std::size_t first = 0; first < samples.chunks; first += f.chunks()) {
    const std::size_t count = std::min(f.chunks(), samples.chunks - first);
    std::vector<double> x(f.chunks() * in), w(f.chunks() * out), y(w.size());
    std::vector<double> dx(withInputs ? x.size() : 0);
    const auto at = [](std::size_t n) { return static_cast<std::ptrdiff_t>(n); };
    // Lanes without a sample repeat the last one.
    for (std::size_t k = 0; k < x.size(); ++k) {
      const std::size_t chunk = std::min(first + (in == 0 ? 0 : k / in), samples.chunks - 1);
      x[k] = samples.inputs[chunk * in + k % in];
    }
    std::copy_n(samples.weights.begin() + at(first * out), count * out, w.begin());
    if (gradients.size() < 2) {
      gradients.push_back(f.makeGradient());
      gradients.back()->clear();
    }
    const bool last = first + count == samples.chunks;
    tape->samples = count * kLanes - (last ? samples.idle : 0);
    f.forward(*tape, x, y);
    f.pullback(*tape, w, *gradients.back(), dx);
    std::copy_n(y.begin(), count * out, result.outputs.begin() + at(first * out));
    if (withInputs) {
      std::copy_n(dx.begin(), count * in, result.inputGradient.begin() + at(first * in));
    }
  }
  f.collect(gradients, result.parameterGradient);
  return result;
}

inline double largestDifference(const EngineResult& a, const EngineResult& b) {
  return std::max({largestDifference(a.outputs, b.outputs),
                   largestDifference(a.parameterGradient, b.parameterGradient),
                   largestDifference(a.inputGradient, b.inputGradient)});
}

}  // namespace qonvolve::test
