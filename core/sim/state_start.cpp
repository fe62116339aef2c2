// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/state_start.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

constexpr std::size_t kTableBits = 11;

/// Where bit b of a preparation's own index lies in the state's.
std::size_t spread(std::size_t own, std::span<const Wire> wires) {
  std::size_t index = 0;
  for (std::size_t b = 0; b < wires.size(); ++b) index |= ((own >> b) & 1) << wires[b];
  return index;
}

/// The preparation's own index of the basis state `index`.
std::size_t collect(std::size_t index, std::span<const Wire> wires) {
  std::size_t own = 0;
  for (std::size_t b = 0; b < wires.size(); ++b) own |= ((index >> wires[b]) & 1) << b;
  return own;
}

template <class T>
std::size_t place(std::size_t amplitude) {
  constexpr std::size_t lanes = kGroupLanes<T>;
  return amplitude / lanes * 2 * lanes + amplitude % lanes;
}

/// table[j]: product of the factors of the bits of j.
std::vector<double> products(std::span<const std::array<double, 2>> factors) {
  std::vector<double> table{1};
  for (const auto& [zero, one] : factors) {
    const std::size_t half = table.size();
    table.resize(2 * half);
    for (std::size_t j = 0; j < half; ++j) {
      table[half + j] = table[j] * one;
      table[j] *= zero;
    }
  }
  return table;
}

double norm(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return std::sqrt(sum);
}

/// dL/d(angle) of a tree from g, dL/d(amplitude): with value(node) = sum over its leaves of g times
/// the branch amplitudes below, it is above(node) (cos value(1) - sin value(0)) / 2.
void pullbackTree(std::span<const double> angles, std::span<const double> g,
                  std::span<double> cotangents) {
  const std::size_t nodes = angles.size();
  std::vector<double> value(2 * nodes + 1), above(2 * nodes + 1);
  std::copy(g.begin(), g.end(), value.begin() + static_cast<std::ptrdiff_t>(nodes));
  for (std::size_t node = nodes; node-- > 0;) {
    value[node] = std::cos(angles[node] / 2) * value[2 * node + 1] +
                  std::sin(angles[node] / 2) * value[2 * node + 2];
  }
  above[0] = 1;
  for (std::size_t node = 0; node < nodes; ++node) {
    const double c = std::cos(angles[node] / 2), s = std::sin(angles[node] / 2);
    above[2 * node + 1] = above[node] * c;
    above[2 * node + 2] = above[node] * s;
    cotangents[node] += above[node] * (c * value[2 * node + 2] - s * value[2 * node + 1]) / 2;
  }
}

}  // namespace

StateStart::StateStart(const Circuit& circuit, const StatePlan& plan)
    : circuit_(circuit), plan_(plan) {}

std::vector<double> StateStart::amplitudes(const Preparation& p,
                                           std::span<const double> inputs) const {
  const std::span<const double> x = inputs.subspan(p.first, p.count);
  const std::size_t size = std::size_t{1} << p.wires.size();
  std::vector<double> a(size, 0.0);
  if (p.kind == Preparation::Kind::Amplitude) {
    const double length = norm(x);
    for (std::size_t k = 0; k < size; ++k) a[k] = (k < x.size() ? x[k] : 0) / length;
    if (p.zeroIsGround && length == 0) {
      std::ranges::fill(a, 0.0);
      a[0] = 1;
    }
    return a;
  }
  if (p.kind == Preparation::Kind::Basis) {
    const double id = std::round(x[0]);
    const bool exists = id >= 0 && id < static_cast<double>(size);
    if (!exists) std::ranges::fill(a, std::numeric_limits<double>::quiet_NaN());
    if (exists) a[static_cast<std::size_t>(id)] = 1;
    return a;
  }
  // Each level splits every amplitude so far by the angle of its node.
  a[0] = 1;
  std::size_t node = 0;
  for (std::size_t step = size; step > 1; step /= 2) {
    for (std::size_t at = 0; at < size; at += step, ++node) {
      a[at + step / 2] = a[at] * std::sin(x[node] / 2);
      a[at] *= std::cos(x[node] / 2);
    }
  }
  return a;
}

template <class T>
void StateStart::build(std::span<const double> inputs, std::span<const ProgramNumbers> programs,
                       T* state, ThreadPool* pool) const {
  std::vector<std::array<double, 2>> factors(plan_.bits, {1, 0});
  for (const Preparation& p : circuit_.preparations) {
    for (const Wire w : p.wires) factors[w] = {1, 1};
  }
  for (const RotationItem& item : plan_.rotations) {
    if (!item.start) continue;
    const ProgramNumbers& n = programs[item.program];
    const double c = n.cosine, s = n.tangent * c;
    factors[item.wire] = n.flip ? std::array{-s, c} : std::array{c, s};
  }
  const std::size_t lowBits = std::min<std::size_t>(kTableBits, plan_.bits);
  const std::vector<double> low = products(std::span(factors).first(lowBits));
  const std::vector<double> high = products(std::span(factors).subspan(lowBits));
  struct Prepared {
    std::vector<double> amplitudes;
    std::vector<std::uint32_t> low;  // part of the own index that the low bits make
  };
  std::vector<Prepared> prepared;
  for (const Preparation& p : circuit_.preparations) {
    Prepared& own = prepared.emplace_back();
    own.amplitudes = amplitudes(p, inputs);
    for (std::size_t j = 0; j < low.size(); ++j) {
      own.low.push_back(static_cast<std::uint32_t>(collect(j, p.wires)));
    }
  }
  constexpr std::size_t lanes = kGroupLanes<T>;
  const auto fill = [&](std::size_t tile, std::size_t) {
    T* const to = state + 2 * tile * low.size();
    std::vector<double> values(low);
    for (double& v : values) v *= high[tile];
    for (std::size_t p = 0; p < prepared.size(); ++p) {
      const std::size_t own = collect(tile * low.size(), circuit_.preparations[p].wires);
      for (std::size_t j = 0; j < low.size(); ++j) {
        values[j] *= prepared[p].amplitudes[own | prepared[p].low[j]];
      }
    }
    for (std::size_t j = 0; j < low.size(); j += lanes) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        to[2 * j + lane] = static_cast<T>(values[j + lane]);
        to[2 * j + lanes + lane] = 0;
      }
    }
  };
  if (pool != nullptr) {
    pool->run(high.size(), fill);
  } else {
    for (std::size_t tile = 0; tile < high.size(); ++tile) fill(tile, 0);
  }
}

template <class T>
void StateStart::pullback(std::span<const double> inputs, const T* lambda, double factor,
                          std::span<double> inputCotangents) const {
  std::vector<std::vector<double>> all;
  for (const Preparation& p : circuit_.preparations) all.push_back(amplitudes(p, inputs));
  for (std::size_t p = 0; p < all.size(); ++p) {
    const Preparation& preparation = circuit_.preparations[p];
    if (preparation.kind == Preparation::Kind::Basis) continue;  // does not follow its input
    // g[k] = dL/d(amplitude k) = 2 Re <lambda | k, all other factors>.
    std::vector<double> g(all[p].size(), 0.0);
    std::size_t others = 0;
    for (std::size_t q = 0; q < all.size(); ++q) {
      if (q == p) continue;
      for (const Wire w : circuit_.preparations[q].wires) others |= std::size_t{1} << w;
    }
    std::size_t rest = 0;
    do {
      double amplitude = 2 * factor;
      for (std::size_t q = 0; q < all.size(); ++q) {
        if (q != p) amplitude *= all[q][collect(rest, circuit_.preparations[q].wires)];
      }
      for (std::size_t k = 0; k < g.size(); ++k) {
        g[k] +=
            amplitude * static_cast<double>(lambda[place<T>(rest | spread(k, preparation.wires))]);
      }
      rest = (rest - others) & others;
    } while (rest != 0);

    const std::span<const double> x = inputs.subspan(preparation.first, preparation.count);
    const std::span<double> to = inputCotangents.subspan(preparation.first, preparation.count);
    if (preparation.kind == Preparation::Kind::AngleTree) {
      pullbackTree(x, g, to);
      continue;
    }
    // a = x / |x|: dL/dx = (g - a (a . g)) / |x|; the ground state does not follow the inputs.
    const double length = norm(x);
    if (preparation.zeroIsGround && length == 0) continue;
    double along = 0;
    for (std::size_t k = 0; k < g.size(); ++k) along += all[p][k] * g[k];
    for (std::size_t k = 0; k < to.size(); ++k) to[k] += (g[k] - all[p][k] * along) / length;
  }
}

template void StateStart::build(std::span<const double>, std::span<const ProgramNumbers>, double*,
                                ThreadPool*) const;
template void StateStart::build(std::span<const double>, std::span<const ProgramNumbers>, float*,
                                ThreadPool*) const;
template void StateStart::pullback(std::span<const double>, const double*, double,
                                   std::span<double>) const;
template void StateStart::pullback(std::span<const double>, const float*, double,
                                   std::span<double>) const;

}  // namespace qonvolve
