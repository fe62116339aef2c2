// SPDX-License-Identifier: GPL-3.0-or-later
// Which samples make up the batch of each step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace qonvolve {

enum class Sampling : std::uint8_t {
  Permutation,  // every sample once an epoch, in a new order each time; the last batch may be
                // smaller
  Replacement,  // every batch drawn afresh
};

/// Batches as a pure function of seed and step, so that a resumed run needs no position.
class Batches {
 public:
  Batches(std::size_t samples, std::size_t batchSize, Sampling sampling, std::uint64_t seed);

  std::uint64_t stepsPerEpoch() const;
  /// Sample numbers of step `step` (0-based). Valid until the next call.
  std::span<const std::size_t> rows(std::uint64_t step);

 private:
  std::size_t samples_;
  std::size_t batchSize_;
  Sampling sampling_;
  std::uint64_t seed_;
  std::vector<std::size_t> order_;
  std::uint64_t orderEpoch_ = 0;
};

}  // namespace qonvolve
