// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/state_sampler.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/sim/statevector.h"

namespace qonvolve {

StateSampler circuitSampler(const Circuit& circuit, std::size_t parameters,
                            std::vector<std::vector<double>> samples, Rng rng) {
  return [circuit, parameters, samples = std::move(samples), rng](std::uint64_t index) {
    Rng angles = rng.stream("angles", index);
    std::vector<double> theta(parameters);
    for (double& t : theta) t = angles.uniform(0, 2 * std::numbers::pi);
    if (samples.empty()) return statevector(circuit, theta, {});
    const std::uint64_t chosen = rng.stream("sample", index / 2).below(samples.size());
    return statevector(circuit, theta, samples[static_cast<std::size_t>(chosen)]);
  };
}

StateSampler haarSampler(Wire wires, Rng rng) {
  return [wires, rng](std::uint64_t index) {
    Rng stream = rng.stream("haar", index);
    std::vector<Complex> state(std::size_t{1} << wires);
    double norm = 0;
    for (Complex& amplitude : state) {
      const double re = stream.normal();
      amplitude = {re, stream.normal()};
      norm += std::norm(amplitude);
    }
    for (Complex& amplitude : state) amplitude /= std::sqrt(norm);
    return state;
  };
}

}  // namespace qonvolve
