// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/preparation_gates.h"

#include <bit>
#include <cmath>

namespace qonvolve {

/// Level k: angle i is 2^-k sum_a (-1)^(a . gray(i)) alpha_a, since the CX gates before it have
/// flipped the sense of rotation once for each common bit of a and the Gray code of i.
std::vector<PreparationStep> preparationSteps(std::span<const Wire> wires) {
  std::vector<PreparationStep> steps;
  const std::size_t levels = wires.size();
  for (std::size_t k = 0; k < levels; ++k) {
    const std::size_t count = std::size_t{1} << k;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t gray = i ^ (i >> 1U);
      PreparationStep step;
      step.target = wires[levels - 1 - k];
      step.firstAngle = static_cast<std::uint32_t>(count - 1);
      for (std::size_t a = 0; a < count; ++a) {
        const double sign = std::popcount(a & gray) % 2 == 1 ? -1 : 1;
        step.weights.push_back(sign / static_cast<double>(count));
      }
      if (k > 0) {
        // The bit in which this Gray code and the next differ; the last one goes back to 0.
        const auto bit = i + 1 < count ? static_cast<std::size_t>(std::countr_zero(i + 1)) : k - 1;
        step.hasControl = true;
        step.control = wires[levels - k + bit];
      }
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

std::vector<double> amplitudeAngles(std::size_t wires, std::span<const double> x) {
  const std::size_t size = std::size_t{1} << wires;
  std::vector<double> values(x.begin(), x.end());
  values.resize(size, 0.0);
  std::vector<double> angles(size - 1);
  // From the leaves up: the norm of each half; the last level keeps the signs.
  for (std::size_t k = wires; k-- > 0;) {
    const std::size_t count = std::size_t{1} << k;
    for (std::size_t a = 0; a < count; ++a) {
      angles[count - 1 + a] = 2 * std::atan2(values[2 * a + 1], values[2 * a]);
      values[a] = std::hypot(values[2 * a], values[2 * a + 1]);
    }
  }
  return angles;
}

}  // namespace qonvolve
