// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients by shifting a whole parameter, however many gates share it.
//
// As a function of one parameter, an expectation value is a trigonometric polynomial
// a_0 + sum_r (a_r cos w_r x + b_r sin w_r x) whose frequencies follow from the gates, so that
// its odd part at as many points as there are frequencies gives the slope sum_r w_r b_r
// (Wierichs et al., arXiv:2107.12390; Vidal and Theis, arXiv:1812.06323).
#include <Eigen/QR>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

/// Sorted, with what differs by rounding only counted once.
void unite(std::vector<double>& frequencies) {
  constexpr double kSame = 1e-9;
  std::ranges::sort(frequencies);
  const auto repeated = std::ranges::unique(
      frequencies, [](double a, double b) { return b - a < kSame * std::max(1.0, b); });
  frequencies.erase(repeated.begin(), repeated.end());
}

/// The sums and differences of the frequencies so far (0 among them) and those of another angle.
std::vector<double> combined(const std::vector<double>& frequencies, ShiftRule rule, double scale) {
  std::vector<double> steps{std::abs(scale)};
  if (rule == ShiftRule::FourTerm) steps.push_back(std::abs(scale) / 2);
  std::vector<double> result = frequencies;
  for (const double step : steps) {
    for (const double f : frequencies) {
      result.push_back(f + step);
      result.push_back(std::abs(f - step));
    }
  }
  unite(result);
  return result;
}

/// The parameter that an angle follows, or the number of parameters if it follows none.
std::size_t parameterOf(const Angle& angle, std::span<const double> inputs, std::size_t none) {
  if (angle.source == Angle::Source::Parameter) return angle.index;
  if (angle.source != Angle::Source::TokenParameter) return none;
  return angle.index + angle.stride * static_cast<std::size_t>(std::lround(inputs[angle.token]));
}

}  // namespace

std::vector<double> parameterFrequencies(const Circuit& circuit, std::size_t parameter,
                                         std::span<const double> inputs) {
  std::vector<double> frequencies{0};
  for (const Op& op : circuit.ops) {
    const GateInfo& info = gateInfo(op.gate);
    for (std::size_t k = 0; k < info.angles; ++k) {
      const Angle& angle = op.angles[k];
      if (parameterOf(angle, inputs, parameter + 1) != parameter || angle.scale == 0) continue;
      frequencies = combined(frequencies, info.shift, angle.scale);
    }
  }
  frequencies.erase(frequencies.begin());
  return frequencies;
}

void fourierShiftGradient(const Circuit& circuit, std::span<const double> parameters,
                          std::span<const double> inputs, std::span<const double> weights,
                          std::span<double> parameterGradient) {
  assert(parameterGradient.size() == parameters.size());
  std::vector<double> theta(parameters.begin(), parameters.end());
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const std::vector<double> w = parameterFrequencies(circuit, p, inputs);
    parameterGradient[p] = 0;
    if (w.empty()) continue;
    // Points that make the matrix of sines orthogonal when the frequencies are 1, 2, ..., R.
    const auto count = static_cast<Eigen::Index>(w.size());
    Eigen::MatrixXd sines(count, count);
    Eigen::VectorXd odd(count);
    for (Eigen::Index j = 0; j < count; ++j) {
      const double x = std::numbers::pi * (static_cast<double>(j) + .5) / w.back();
      const auto value = [&](double shift) {
        theta[p] = parameters[p] + shift;
        return weightedExpectation(circuit, theta, inputs, weights);
      };
      odd(j) = (value(x) - value(-x)) / 2;
      for (Eigen::Index r = 0; r < count; ++r) {
        sines(j, r) = std::sin(w[static_cast<std::size_t>(r)] * x);
      }
    }
    theta[p] = parameters[p];
    const Eigen::VectorXd b = sines.colPivHouseholderQr().solve(odd);
    for (Eigen::Index r = 0; r < count; ++r) {
      parameterGradient[p] += w[static_cast<std::size_t>(r)] * b(r);
    }
  }
}

}  // namespace qonvolve
