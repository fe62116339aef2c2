// SPDX-License-Identifier: GPL-3.0-or-later
// Product start states and the derivatives of amplitude and angle-tree preparations.
#include "core/sim/start_state.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {

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
void prepareTree(const Preparation& p, std::span<const double> inputs,
                 std::span<double> amplitudes) {
  const std::size_t wires = p.wires.size();
  std::fill_n(amplitudes.begin(), kLanes, 1.0);
  std::size_t node = 0;
  for (std::size_t level = 0; level < wires; ++level) {
    // Amplitude of path b (the level most significant bits) waits at b << (wires - level).
    const std::size_t step = std::size_t{1} << (wires - level);
    for (std::size_t b = 0; b < std::size_t{1} << level; ++b, ++node) {
      double* zero = amplitudes.data() + b * step * kLanes;
      double* one = zero + step / 2 * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double half = inputs[(p.first + node) * kLanes + lane] / 2;
        one[lane] = zero[lane] * std::sin(half);
        zero[lane] *= std::cos(half);
      }
    }
  }
}

void prepareBasis(const Preparation& p, std::span<const double> inputs,
                  std::span<double> amplitudes) {
  const std::size_t count = std::size_t{1} << p.wires.size();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double id = std::round(inputs[p.first * kLanes + lane]);
    const bool exists = id >= 0 && id < static_cast<double>(count);
    for (std::size_t k = 0; k < count; ++k) {
      const double one = static_cast<double>(k) == id ? 1 : 0;
      amplitudes[k * kLanes + lane] = exists ? one : std::numeric_limits<double>::quiet_NaN();
    }
  }
}

/// g: dL/d(amplitude), 2^wires x kLanes. With value(node) = sum over its leaves of g times the
/// branch amplitudes below, dL/d(angle) = above(node) (cos value(1) - sin value(0)) / 2.
void pullbackTree(const Preparation& p, std::span<const double> inputs, std::span<const double> g,
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

template <class T>
StartFactor<T> makeFactor(std::span<const Wire> wires) {
  constexpr std::size_t kRow = kGroupLanes<T>;
  StartFactor<T> factor;
  const std::size_t count = std::size_t{1} << wires.size();
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t index = 0;
    for (std::size_t b = 0; b < wires.size(); ++b) index |= ((k >> b) & 1) << wires[b];
    factor.offsets.push_back(index);
  }
  factor.mask = factor.offsets.back();
  factor.amplitudes.assign(count * 2 * kRow, T{0});
  std::fill_n(factor.amplitudes.begin(), kRow, T{1});
  return factor;
}

void prepare(const Preparation& p, std::span<const double> inputs, std::span<double> amplitudes) {
  if (p.kind == Preparation::Kind::AngleTree) return prepareTree(p, inputs, amplitudes);
  if (p.kind == Preparation::Kind::Basis) return prepareBasis(p, inputs, amplitudes);
  const Lanes norm = inputNorm(p, inputs);
  for (std::size_t k = 0; k < std::size_t{1} << p.wires.size(); ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double x = k < p.count ? inputs[(p.first + k) * kLanes + lane] : 0;
      const bool ground = p.zeroIsGround && norm[lane] == 0;
      amplitudes[k * kLanes + lane] = ground ? (k == 0 ? 1.0 : 0.0) : x / norm[lane];
    }
  }
}

template <class T>
void buildStart(const KernelTable<T>& kernels, std::span<const StartFactor<T>> factors,
                const StartFactor<T>* skip, T* state) {
  std::fill_n(state, 2 * kGroupLanes<T>, T{0});
  std::fill_n(state, kGroupLanes<T>, T{1});
  std::size_t done = 0;
  for (const StartFactor<T>& factor : factors) {
    if (&factor == skip) continue;
    kernels.expand(state, done, factor.offsets.data(), factor.offsets.size(),
                   factor.amplitudes.data());
    done |= factor.mask;
  }
}

void pullbackPreparation(const Preparation& p, std::span<const double> inputs,
                         std::span<const double> amplitudes, std::span<const double> g,
                         std::span<double> inputCotangents) {
  if (p.kind == Preparation::Kind::AngleTree) return pullbackTree(p, inputs, g, inputCotangents);
  if (p.kind == Preparation::Kind::Basis) return;  // does not follow its input
  // a = x / |x|: dL/dx = (g - a (a . g)) / |x|.
  const Lanes norm = inputNorm(p, inputs);
  Lanes along{};
  for (std::size_t k = 0; k < amplitudes.size() / kLanes; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      along[lane] += amplitudes[k * kLanes + lane] * g[k * kLanes + lane];
    }
  }
  for (std::size_t k = 0; k < p.count; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (p.zeroIsGround && norm[lane] == 0)
        continue;  // the state does not follow the inputs there
      const double a = amplitudes[k * kLanes + lane];
      inputCotangents[(p.first + k) * kLanes + lane] +=
          (g[k * kLanes + lane] - a * along[lane]) / norm[lane];
    }
  }
}

template StartFactor<double> makeFactor(std::span<const Wire>);
template StartFactor<float> makeFactor(std::span<const Wire>);
template void buildStart(const KernelTable<double>&, std::span<const StartFactor<double>>,
                         const StartFactor<double>*, double*);
template void buildStart(const KernelTable<float>&, std::span<const StartFactor<float>>,
                         const StartFactor<float>*, float*);

}  // namespace qonvolve
