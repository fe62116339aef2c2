// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded, splittable random streams whose whole state is a value.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace qonvolve {

/// xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64. The same seed gives the same
/// numbers on every machine. Copying copies the position, so checkpoints store it as four words.
class Rng {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Rng(std::uint64_t seed = 0);
  explicit Rng(const State& state) : state_(state) {}

  /// An independent stream for a purpose ("init", "batches", ...) and an index (epoch, run, ...).
  /// Depends on the seed this stream was made from or restored to, and advances nothing.
  Rng stream(std::string_view purpose, std::uint64_t index = 0) const;

  std::uint64_t next();
  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal (Box-Muller, two draws a value: no hidden state).
  double normal();
  /// Uniform integer in [0, bound), unbiased; bound > 0.
  std::uint64_t below(std::uint64_t bound);

  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
    }
  }

  const State& state() const { return state_; }
  bool operator==(const Rng&) const = default;

 private:
  State state_{};
};

}  // namespace qonvolve
