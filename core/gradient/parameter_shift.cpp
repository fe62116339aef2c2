// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients by the parameter-shift rules, each occurrence of an angle shifted on its own.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/gradient/circuit_function.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

/// Carries dL/d(angle) on to the parameter or the inputs the angle is made of.
void scatter(const Circuit& circuit, const Angle& angle, double derivative,
             std::span<const double> inputs, std::span<double> parameterGradient,
             std::span<double> inputGradient) {
  const double d = derivative * angle.scale;
  switch (angle.source) {
    case Angle::Source::Constant:
      return;
    case Angle::Source::Parameter:
      parameterGradient[angle.index] += d;
      return;
    case Angle::Source::TokenParameter:
      parameterGradient[angle.index + angle.stride * static_cast<std::size_t>(
                                                         std::lround(inputs[angle.token]))] += d;
      return;
    case Angle::Source::Feature:
      if (inputGradient.empty()) return;
      if (angle.index < circuit.inputs) {
        inputGradient[angle.index] += d;
      } else {
        const FeatureProduct& p = circuit.products[angle.index - circuit.inputs];
        inputGradient[p.a] += d * p.scaleA * (p.offsetB + p.scaleB * inputs[p.b]);
        inputGradient[p.b] += d * p.scaleB * (p.offsetA + p.scaleA * inputs[p.a]);
      }
      return;
  }
}

}  // namespace

void parameterShiftGradient(const Circuit& circuit, std::span<const double> parameters,
                            std::span<const double> inputs, std::span<const double> weights,
                            std::span<double> parameterGradient, std::span<double> inputGradient) {
  assert(parameterGradient.size() == parameters.size());
  std::ranges::fill(parameterGradient, 0.0);
  std::ranges::fill(inputGradient, 0.0);
  Circuit shifted = circuit;
  constexpr double pi = std::numbers::pi;
  for (std::size_t i = 0; i < circuit.ops.size(); ++i) {
    const GateInfo& info = gateInfo(circuit.ops[i].gate);
    for (std::size_t k = 0; k < info.angles; ++k) {
      Angle& angle = shifted.ops[i].angles[k];
      if (angle.source == Angle::Source::Constant) continue;
      const auto difference = [&](double shift) {
        const double middle = angle.offset;
        angle.offset = middle + shift;
        const double up = weightedExpectation(shifted, parameters, inputs, weights);
        angle.offset = middle - shift;
        const double down = weightedExpectation(shifted, parameters, inputs, weights);
        angle.offset = middle;
        return up - down;
      };
      // Wierichs et al., arXiv:2107.12390; Anselmetti et al., arXiv:2104.05695.
      double derivative = 0;
      if (info.shift == ShiftRule::TwoTerm) {
        derivative = difference(pi / 2) / 2;
      } else {
        constexpr double r = std::numbers::sqrt2;
        derivative =
            (r + 1) / (4 * r) * difference(pi / 2) - (r - 1) / (4 * r) * difference(3 * pi / 2);
      }
      scatter(circuit, angle, derivative, inputs, parameterGradient, inputGradient);
    }
  }
}

}  // namespace qonvolve
