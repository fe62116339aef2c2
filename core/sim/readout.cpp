// SPDX-License-Identifier: GPL-3.0-or-later
// Reads observables from a chunk through the probabilities of the wires they look at.
#include "core/sim/readout.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {

/// Calls body(index) for all bucket indices that agree with `value` on `mask`.
template <class Body>
void forMatching(std::uint32_t mask, std::uint32_t value, std::uint32_t all, Body body) {
  const std::uint32_t free = all & ~mask;
  std::uint32_t i = 0;
  do {
    body(i | value);
    i = (i - free) & free;
  } while (i != 0);
}

double sign(std::uint32_t bits) {
  return std::popcount(bits) % 2 ? -1 : 1;
}

/// Where lane `lane` of row `row` lies among chunks of kLanes with `rows` rows each.
std::size_t laneIndex(std::size_t lane, std::size_t row, std::size_t rows) {
  return (lane / kLanes * rows + row) * kLanes + lane % kLanes;
}

}  // namespace

Readout::Readout(const Circuit& circuit)
    : outputs_(circuit.outputs.size()), size_(std::size_t{1} << circuit.wires) {
  std::uint64_t seen = 0;
  for (const Observable& o : circuit.outputs) {
    if (o.projector) seen |= o.mask;
    for (const PauliTerm& term : o.terms) {
      if (!o.projector && term.xMask == 0) seen |= term.zMask;
    }
  }
  for (Wire w = 0; w < circuit.wires; ++w) {
    if ((seen >> w) & 1) wires_.push_back(w);
  }
  run_ = wires_.empty() ? size_ : std::size_t{1} << wires_.front();
  for (std::size_t i = 0; i < size_; i += run_) buckets_.push_back(bucketBits(i));

  constexpr std::array<Complex, 4> powers{Complex{1, 0}, Complex{0, 1}, Complex{-1, 0},
                                          Complex{0, -1}};
  for (std::size_t k = 0; k < circuit.outputs.size(); ++k) {
    const Observable& o = circuit.outputs[k];
    if (o.projector) {
      diagonal_.push_back({k, true, 1, bucketBits(o.mask), bucketBits(o.value)});
      continue;
    }
    for (const PauliTerm& term : o.terms) {
      if (term.xMask == 0) {
        diagonal_.push_back({k, false, term.coefficient, bucketBits(term.zMask), 0});
      } else {
        const auto ys = static_cast<unsigned>(std::popcount(term.xMask & term.zMask));
        products_.push_back({k, term.coefficient * powers[ys % 4], term.xMask, term.zMask});
      }
    }
  }
}

std::uint32_t Readout::bucketBits(std::uint64_t mask) const {
  std::uint32_t bits = 0;
  for (std::size_t b = 0; b < wires_.size(); ++b) {
    bits |= static_cast<std::uint32_t>((mask >> wires_[b]) & 1) << b;
  }
  return bits;
}

template <class T>
void Readout::expectations(const KernelTable<T>& kernels, const T* state, AlignedRows<T>& scratch,
                           std::span<double> outputs) const {
  constexpr std::size_t kRow = kGroupLanes<T>;
  std::ranges::fill(outputs, 0.0);
  scratch.assign(scratchRows() * kRow, T{0});
  const auto all = static_cast<std::uint32_t>((std::size_t{1} << wires_.size()) - 1);
  if (!diagonal_.empty()) {
    kernels.bucketNorms(state, size_, run_, buckets_.data(), scratch.data());
  }
  for (const DiagonalTerm& term : diagonal_) {
    const auto add = [&](std::uint32_t bucket) {
      const double factor = term.projector ? 1 : term.coefficient * sign(bucket & term.mask);
      for (std::size_t lane = 0; lane < kRow; ++lane) {
        outputs[laneIndex(lane, term.output, outputs_)] +=
            factor * static_cast<double>(scratch[bucket * kRow + lane]);
      }
    };
    forMatching(term.projector ? term.mask : 0, term.value, all, add);
  }
  T* product = scratch.data() + scratch.size() - 2 * kRow;
  for (const PauliProduct& term : products_) {
    kernels.pauliProduct(state, size_, term.x, term.z, product);
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const Complex value(static_cast<double>(product[lane]),
                          static_cast<double>(product[kRow + lane]));
      outputs[laneIndex(lane, term.output, outputs_)] += (term.coefficient * value).real();
    }
  }
}

template <class T>
void Readout::cotangentState(const KernelTable<T>& kernels, const T* state,
                             std::span<const double> cotangents, AlignedRows<T>& scratch,
                             T* lambda) const {
  constexpr std::size_t kRow = kGroupLanes<T>;
  scratch.assign(scratchRows() * kRow, T{0});
  const auto all = static_cast<std::uint32_t>((std::size_t{1} << wires_.size()) - 1);
  for (const DiagonalTerm& term : diagonal_) {
    const auto add = [&](std::uint32_t bucket) {
      const double factor = term.projector ? 1 : term.coefficient * sign(bucket & term.mask);
      for (std::size_t lane = 0; lane < kRow; ++lane) {
        scratch[bucket * kRow + lane] +=
            static_cast<T>(factor * cotangents[laneIndex(lane, term.output, outputs_)]);
      }
    };
    forMatching(term.projector ? term.mask : 0, term.value, all, add);
  }
  kernels.bucketScale(lambda, state, size_, run_, buckets_.data(), scratch.data());
  T* weight = scratch.data() + scratch.size() - 2 * kRow;
  for (const PauliProduct& term : products_) {
    for (std::size_t lane = 0; lane < kRow; ++lane) {
      const double w = cotangents[laneIndex(lane, term.output, outputs_)];
      weight[lane] = static_cast<T>(w * term.coefficient.real());
      weight[kRow + lane] = static_cast<T>(w * term.coefficient.imag());
    }
    kernels.pauliApply(lambda, state, size_, term.x, term.z, weight);
  }
}

template void Readout::expectations(const KernelTable<double>&, const double*, AlignedRows<double>&,
                                    std::span<double>) const;
template void Readout::expectations(const KernelTable<float>&, const float*, AlignedRows<float>&,
                                    std::span<double>) const;
template void Readout::cotangentState(const KernelTable<double>&, const double*,
                                      std::span<const double>, AlignedRows<double>&, double*) const;
template void Readout::cotangentState(const KernelTable<float>&, const float*,
                                      std::span<const double>, AlignedRows<float>&, float*) const;

}  // namespace qonvolve
