// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/state_readout.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/sim/aligned.h"

namespace qonvolve {
namespace {

constexpr std::size_t kLongestRun = 512;  // groups that single precision may sum

double sign(std::uint64_t bits) {
  return std::popcount(bits) % 2 != 0 ? -1 : 1;
}

template <class T>
std::size_t place(std::size_t amplitude) {
  constexpr std::size_t lanes = kGroupLanes<T>;
  return amplitude / lanes * 2 * lanes + amplitude % lanes;
}

}  // namespace

template <class T>
StateReadout<T>::StateReadout(const Circuit& circuit, std::span<const std::uint8_t> bitOf,
                              std::size_t bits)
    : groups_((std::size_t{1} << bits) / kGroupLanes<T>) {
  const auto moved = [&](std::uint64_t wires) {
    std::uint64_t mask = 0;
    for (Wire w = 0; w < circuit.wires; ++w) mask |= ((wires >> w) & 1) << bitOf[w];
    return mask;
  };
  std::uint64_t seen = 0;
  for (const Observable& o : circuit.outputs) {
    if (o.projector) seen |= moved(o.mask);
    for (const PauliTerm& term : o.terms) {
      if (!o.projector && term.xMask == 0) seen |= moved(term.zMask);
    }
  }
  for (std::size_t b = 0; b < bits; ++b) {
    if (b < kLaneWires<T> || ((seen >> b) & 1)) seen_.push_back(static_cast<std::uint8_t>(b));
  }
  run_ = seen_.size() == kLaneWires<T> ? groups_
                                       : std::size_t{1} << (seen_[kLaneWires<T>] - kLaneWires<T>);
  run_ = std::min(run_, kLongestRun);

  constexpr std::array<Complex, 4> powers{Complex{1, 0}, Complex{0, 1}, Complex{-1, 0},
                                          Complex{0, -1}};
  for (std::size_t k = 0; k < circuit.outputs.size(); ++k) {
    const Observable& o = circuit.outputs[k];
    if (o.projector) {
      diagonal_.push_back({k, true, 1, bucketBits(moved(o.mask)), bucketBits(moved(o.value))});
      continue;
    }
    for (const PauliTerm& term : o.terms) {
      const std::uint64_t x = moved(term.xMask), z = moved(term.zMask);
      if (x == 0) {
        diagonal_.push_back({k, false, term.coefficient, bucketBits(z), 0});
      } else {
        const auto ys = static_cast<unsigned>(std::popcount(x & z));
        products_.push_back({k, term.coefficient * powers[ys % 4], x, z});
      }
    }
  }
}

template <class T>
std::uint64_t StateReadout<T>::bucketBits(std::uint64_t stateBits) const {
  std::uint64_t bits = 0;
  for (std::size_t b = 0; b < seen_.size(); ++b) bits |= ((stateBits >> seen_[b]) & 1) << b;
  return bits;
}

/// body(first group, bucket of its first lane) for every run.
template <class T>
template <class Body>
void StateReadout<T>::eachRun(Body body) const {
  for (std::size_t g = 0; g < groups_; g += run_) body(g, bucketBits(g * kGroupLanes<T>));
}

/// body(bucket, eigenvalue times coefficient) where that is not 0.
template <class T>
template <class Body>
void StateReadout<T>::eachBucket(const DiagonalTerm& term, Body body) const {
  const std::uint64_t all = (std::uint64_t{1} << seen_.size()) - 1;
  const std::uint64_t free = term.projector ? all & ~term.mask : all;
  std::uint64_t i = 0;
  do {
    const std::uint64_t bucket = i | term.value;
    body(bucket, term.projector ? 1 : term.coefficient * sign(bucket & term.mask));
    i = (i - free) & free;
  } while (i != 0);
}

template <class T>
void StateReadout<T>::expectations(const T* state, std::span<double> outputs) const {
  constexpr std::size_t lanes = kGroupLanes<T>;
  std::ranges::fill(outputs, 0.0);
  if (!diagonal_.empty()) {
    std::vector<double> probability(std::size_t{1} << seen_.size(), 0.0);
    AlignedRows<T> row(lanes);
    const std::uint32_t first = 0;
    eachRun([&](std::size_t group, std::uint64_t bucket) {
      std::ranges::fill(row, T{0});
      kernels<T>().bucketNorms(state + group * 2 * lanes, run_, run_, &first, row.data());
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        probability[bucket + lane] += static_cast<double>(row[lane]);
      }
    });
    for (const DiagonalTerm& term : diagonal_) {
      double sum = 0;
      eachBucket(term,
                 [&](std::uint64_t bucket, double value) { sum += value * probability[bucket]; });
      outputs[term.output] += sum;
    }
  }
  for (const PauliProduct& term : products_) {
    // sum_k (-1)^(bits of k in z) conj(state[k ^ x]) state[k]
    double re = 0, im = 0;
    for (std::size_t k = 0; k < groups_ * lanes; ++k) {
      const T* const a = state + place<T>(k ^ term.x);
      const T* const b = state + place<T>(k);
      const double s = sign(k & term.z);
      const double ar = a[0], ai = a[lanes], br = b[0], bi = b[lanes];
      re += s * (ar * br + ai * bi);
      im += s * (ar * bi - ai * br);
    }
    outputs[term.output] += term.coefficient.real() * re - term.coefficient.imag() * im;
  }
}

template <class T>
void StateReadout<T>::cotangentState(const T* state, std::span<const double> cotangents,
                                     T* lambda) const {
  constexpr std::size_t lanes = kGroupLanes<T>;
  std::vector<double> weight(std::size_t{1} << seen_.size(), 0.0);
  for (const DiagonalTerm& term : diagonal_) {
    eachBucket(term, [&](std::uint64_t bucket, double value) {
      weight[bucket] += value * cotangents[term.output];
    });
  }
  AlignedRows<T> row(lanes);
  const std::uint32_t first = 0;
  eachRun([&](std::size_t group, std::uint64_t bucket) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      row[lane] = static_cast<T>(weight[bucket + lane]);
    }
    const std::size_t at = group * 2 * lanes;
    kernels<T>().bucketScale(lambda + at, state + at, run_, run_, &first, row.data());
  });
  for (const PauliProduct& term : products_) {
    const Complex w = cotangents[term.output] * term.coefficient;
    for (std::size_t k = 0; k < groups_ * lanes; ++k) {
      const T* const from = state + place<T>(k);
      T* const to = lambda + place<T>(k ^ term.x);
      const Complex add = sign(k & term.z) * w * Complex(from[0], from[lanes]);
      to[0] += static_cast<T>(add.real());
      to[lanes] += static_cast<T>(add.imag());
    }
  }
}

template class StateReadout<double>;
template class StateReadout<float>;

}  // namespace qonvolve
