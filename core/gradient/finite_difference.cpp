// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients by central differences of the plain simulator.
#include <cassert>
#include <vector>

#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"

namespace qonvolve {
void finiteDifferenceGradient(const Circuit& circuit, std::span<const double> parameters,
                              std::span<const double> inputs, std::span<const double> weights,
                              double h, std::span<double> parameterGradient,
                              std::span<double> inputGradient) {
  std::vector<double> theta(parameters.begin(), parameters.end());
  std::vector<double> x(inputs.begin(), inputs.end());
  const auto difference = [&](double& value) {
    const double middle = value;
    value = middle + h;
    const double up = weightedExpectation(circuit, theta, x, weights);
    value = middle - h;
    const double down = weightedExpectation(circuit, theta, x, weights);
    value = middle;
    return (up - down) / (2 * h);
  };
  assert(parameterGradient.size() == theta.size());
  for (std::size_t k = 0; k < theta.size(); ++k) parameterGradient[k] = difference(theta[k]);
  for (std::size_t k = 0; k < inputGradient.size(); ++k) inputGradient[k] = difference(x[k]);
}

}  // namespace qonvolve
