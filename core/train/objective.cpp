// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/objective.h"

#include <algorithm>
#include <cmath>

namespace qonvolve {

void Objective::metric(std::span<const double> theta, Coupling /*coupling*/,
                       std::size_t /*samples*/, std::span<double> g) {
  std::ranges::fill(g, 0.0);
  for (std::size_t i = 0; i < theta.size(); ++i) g[i * theta.size() + i] = 1;
}

double Objective::fidelity(std::span<const double> a, std::span<const double> b,
                           std::size_t /*samples*/) {
  double distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) distance += (a[i] - b[i]) * (a[i] - b[i]);
  return std::exp(-distance);
}

std::optional<Wave> Objective::wave(std::size_t /*parameter*/) const {
  return {};
}

}  // namespace qonvolve
