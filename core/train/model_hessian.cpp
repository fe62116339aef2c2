// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_hessian.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

namespace qonvolve {

bool lossHessianProduct(ModelRunner& runner, std::span<const double> parameters, const Matrix& x,
                        std::span<const std::size_t> rows, const SampleLoss& loss,
                        std::span<const double> direction, std::span<double> product,
                        std::stop_token stop) {
  assert(direction.size() == parameters.size() && product.size() == parameters.size());
  std::ranges::fill(product, 0.0);
  double norm = 0;
  for (const double v : direction) norm = std::hypot(norm, v);
  if (norm == 0) return true;
  const double step = 2e-3 / norm;  // angles are of order one: truncation and rounding near 1e-12
  // f'(0) = [8 f(h) - 8 f(-h) - f(2h) + f(-2h)] / 12 h
  constexpr std::array<std::pair<double, double>, 4> kStencil{{{-2, 1}, {-1, -8}, {1, 8}, {2, -1}}};
  std::vector<double> theta(parameters.size()), gradient(parameters.size());
  for (const auto& [at, weight] : kStencil) {
    for (std::size_t k = 0; k < theta.size(); ++k) {
      theta[k] = parameters[k] + at * step * direction[k];
    }
    bool stopped = false;
    runner.gradient(theta, x, rows, loss, gradient, nullptr, stop, &stopped);
    if (stopped) return false;
    for (std::size_t k = 0; k < theta.size(); ++k) {
      product[k] += weight * gradient[k] / (12 * step);
    }
  }
  return true;
}

}  // namespace qonvolve
