// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batches.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "core/base/rng.h"

namespace qonvolve {

Batches::Batches(std::size_t samples, std::size_t batchSize, Sampling sampling, std::uint64_t seed)
    : samples_(samples), batchSize_(batchSize), sampling_(sampling), seed_(seed) {
  assert(samples > 0 && batchSize > 0);
}

std::uint64_t Batches::stepsPerEpoch() const {
  return (samples_ + batchSize_ - 1) / batchSize_;
}

std::span<const std::size_t> Batches::rows(std::uint64_t step) {
  if (sampling_ == Sampling::Replacement) {
    Rng rng = Rng(seed_).stream("batches", step);
    order_.resize(batchSize_);
    for (std::size_t& row : order_) row = static_cast<std::size_t>(rng.below(samples_));
    return order_;
  }
  const std::uint64_t epoch = step / stepsPerEpoch();
  if (order_.empty() || epoch != orderEpoch_) {
    order_.resize(samples_);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    Rng rng = Rng(seed_).stream("batches", epoch);
    rng.shuffle(std::span(order_));
    orderEpoch_ = epoch;
  }
  const auto first = static_cast<std::size_t>(step % stepsPerEpoch()) * batchSize_;
  return std::span(order_).subspan(first, std::min(batchSize_, samples_ - first));
}

}  // namespace qonvolve
