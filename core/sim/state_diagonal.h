// SPDX-License-Identifier: GPL-3.0-or-later
// Phases of many wires and pairs, laid out for the tiles of one visit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/sim/aligned.h"
#include "core/sim/state_kernels.h"
#include "core/sim/state_numbers.h"

namespace qonvolve {

/// A diagonal on tiles. Local bits fall into low ones (a table of phases), high ones (one factor a
/// row, and which of several tables: a pair of a low and a high bit changes the table), and those
/// outside, which are the same for a whole tile.
template <class T>
class DiagonalTables {
 public:
  /// What one thread keeps between tiles.
  struct Scratch {
    std::vector<Complex> rows;
    AlignedRows<T> factors, tables;
    const void* owner = nullptr;  // of `tables`, made for the tiles with `key`
    std::uint64_t key = 0;
  };

  /// wires: of each local bit, then of the bits outside. Everything is multiplied by `scale`.
  void build(const DiagonalPhases& phases, std::span<const std::array<Wire, 2>> pairs,
             std::span<const Wire> wires, std::size_t localBits, double scale, bool inverse);
  /// The pass for tile `tile` (its number made of the outside bits).
  DiagonalPass<T> pass(std::uint64_t tile, Scratch& scratch) const;

 private:
  struct Pair {
    std::size_t a, b;  // a < b; of the bits where a pair of this kind begins
    Complex phase;
  };
  void writeTable(const Complex* from, T* to) const;

  std::size_t lowBits_ = 0, highBits_ = 0;
  std::vector<Complex> low_;   // tables, one after the other
  std::vector<Complex> high_;  // of each row
  std::vector<std::uint32_t> table_;
  AlignedRows<T> tables_;
  Complex scale_ = 1;
  std::vector<Complex> outside_;  // of each bit outside
  std::vector<Pair> lowOutside_, highOutside_, outsidePairs_;
  std::uint64_t lowOutsideMask_ = 0;  // bits outside that change the tables
};

}  // namespace qonvolve
