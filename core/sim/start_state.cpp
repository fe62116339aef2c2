// SPDX-License-Identifier: GPL-3.0-or-later
// Product start states and the derivatives of amplitude and angle-tree preparations.
#include "core/sim/start_state.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
using Lanes = std::array<double, kLanes>;

Lanes inputNorm(const Preparation& p, std::span<const double> inputs) {
  Lanes norm{};
  for (std::size_t j = 0; j < p.count; ++j) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double x = inputs[(p.first + j) * kLanes + lane];
      norm[lane] += x * x;
    }
  }
  for (double& n : norm) n = std::sqrt(n);
  return norm;
}

/// Products of branch amplitudes: each level splits every amplitude so far by the angle of its
/// node.
void prepareTree(const Preparation& p, std::span<const double> inputs, StartFactor& factor) {
  const std::size_t wires = p.wires.size();
  for (std::size_t lane = 0; lane < kLanes; ++lane) factor.amplitudes[lane] = 1;
  std::size_t node = 0;
  for (std::size_t level = 0; level < wires; ++level) {
    // Amplitude of path b (the level most significant bits) waits at b << (wires - level).
    const std::size_t step = std::size_t{1} << (wires - level);
    for (std::size_t b = 0; b < std::size_t{1} << level; ++b, ++node) {
      double* zero = factor.amplitudes.data() + b * step * kStride;
      double* one = zero + step / 2 * kStride;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double half = inputs[(p.first + node) * kLanes + lane] / 2;
        one[lane] = zero[lane] * std::sin(half);
        zero[lane] *= std::cos(half);
      }
    }
  }
}

/// g: dL/d(amplitude), 2^wires x kLanes. With value(node) = sum over its leaves of g times the
/// branch amplitudes below, dL/d(angle) = above(node) (cos value(1) - sin value(0)) / 2.
void pullbackTree(const Preparation& p, std::span<const double> inputs, std::span<double> g,
                  std::span<double> inputCotangents) {
  const std::size_t nodes = (std::size_t{1} << p.wires.size()) - 1;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::vector<double> value(2 * nodes + 1), above(2 * nodes + 1);
    const auto half = [&](std::size_t node) {
      return inputs[(p.first + node) * kLanes + lane] / 2;
    };
    for (std::size_t k = 0; k <= nodes; ++k) value[nodes + k] = g[k * kLanes + lane];
    for (std::size_t node = nodes; node-- > 0;) {
      value[node] =
          std::cos(half(node)) * value[2 * node + 1] + std::sin(half(node)) * value[2 * node + 2];
    }
    above[0] = 1;
    for (std::size_t node = 0; node < nodes; ++node) {
      const double c = std::cos(half(node)), s = std::sin(half(node));
      above[2 * node + 1] = above[node] * c;
      above[2 * node + 2] = above[node] * s;
      inputCotangents[(p.first + node) * kLanes + lane] +=
          above[node] * (c * value[2 * node + 2] - s * value[2 * node + 1]) / 2;
    }
  }
}

}  // namespace

StartFactor makeFactor(std::span<const Wire> wires) {
  StartFactor factor;
  const std::size_t count = std::size_t{1} << wires.size();
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t index = 0;
    for (std::size_t b = 0; b < wires.size(); ++b) index |= ((k >> b) & 1) << wires[b];
    factor.offsets.push_back(index);
  }
  factor.mask = factor.offsets.back();
  factor.amplitudes.assign(count * kStride, 0.0);
  for (std::size_t lane = 0; lane < kLanes; ++lane) factor.amplitudes[lane] = 1;
  return factor;
}

void prepare(const Preparation& p, std::span<const double> inputs, StartFactor& factor) {
  if (p.kind == Preparation::Kind::AngleTree) return prepareTree(p, inputs, factor);
  const Lanes norm = inputNorm(p, inputs);
  for (std::size_t k = 0; k < factor.offsets.size(); ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double x = k < p.count ? inputs[(p.first + k) * kLanes + lane] : 0;
      const bool ground = p.zeroIsGround && norm[lane] == 0;
      factor.amplitudes[k * kStride + lane] = ground ? (k == 0 ? 1.0 : 0.0) : x / norm[lane];
    }
  }
}

void buildStart(const Kernels& kernels, std::span<const StartFactor> factors,
                const StartFactor* skip, double* state) {
  std::fill_n(state, kStride, 0.0);
  std::fill_n(state, kLanes, 1.0);
  std::size_t done = 0;
  for (const StartFactor& factor : factors) {
    if (&factor == skip) continue;
    kernels.expand(state, done, factor.offsets.data(), factor.offsets.size(),
                   factor.amplitudes.data());
    done |= factor.mask;
  }
}

void pullbackPreparation(const Kernels& kernels, const Preparation& p, const StartFactor& factor,
                         std::size_t size, const double* lambda, const double* rest,
                         std::span<const double> inputs, std::span<double> inputCotangents) {
  AlignedVector g(factor.offsets.size() * kLanes, 0.0);
  kernels.contract(lambda, rest, (size - 1) & ~factor.mask, factor.offsets.data(),
                   factor.offsets.size(), g.data());
  if (p.kind == Preparation::Kind::AngleTree) return pullbackTree(p, inputs, g, inputCotangents);
  // a = x / |x|: dL/dx = (g - a (a . g)) / |x|.
  const Lanes norm = inputNorm(p, inputs);
  Lanes along{};
  for (std::size_t k = 0; k < factor.offsets.size(); ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      along[lane] += factor.amplitudes[k * kStride + lane] * g[k * kLanes + lane];
    }
  }
  for (std::size_t k = 0; k < p.count; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (p.zeroIsGround && norm[lane] == 0)
        continue;  // the state does not follow the inputs there
      const double a = factor.amplitudes[k * kStride + lane];
      inputCotangents[(p.first + k) * kLanes + lane] +=
          (g[k * kLanes + lane] - a * along[lane]) / norm[lane];
    }
  }
}

}  // namespace qonvolve
