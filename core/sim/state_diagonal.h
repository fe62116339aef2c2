// SPDX-License-Identifier: GPL-3.0-or-later
// Phases of many wires and pairs, laid out for the tiles of one visit.
#pragma once

#include <array>
#include <bit>
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
  class Scratch {
   private:
    friend DiagonalTables;
    /// What tiles have in common that agree in those outside bits which change it: few kinds take
    /// turns.
    struct Kept {
      std::uint64_t id = 0;
      std::uint64_t key = 0;
    };
    static constexpr std::size_t kKept = 8;
    bool finds(std::size_t at, std::uint64_t id, std::uint64_t key);

    std::array<Kept, 2 * kKept> kept_;  // of rows_, then of tables_
    std::array<std::vector<Complex>, kKept> rows_;
    std::array<AlignedRows<T>, kKept> tables_;
    std::vector<Complex> spread_, table_;
    std::vector<typename DiagonalPass<T>::Row> passRows_;
  };

  /// wires: of each local bit, then of the bits outside. Everything is multiplied by `scale`. `id`:
  /// not 0, and no other that the same Scratch will meet.
  void build(const DiagonalPhases& phases, std::span<const std::array<Wire, 2>> pairs,
             std::span<const Wire> wires, std::size_t localBits, double scale, bool inverse,
             std::uint64_t id);
  /// The pass for tile `tile` (its number made of the outside bits).
  DiagonalPass<T> pass(std::uint64_t tile, Scratch& scratch) const;

 private:
  struct Pair {
    std::size_t a, b;  // a < b; of the bits where a pair of this kind begins
    Complex phase;
  };
  void writeTable(const Complex* from, T* to) const;
  std::span<const Complex> rows(std::uint64_t tile, Scratch& scratch) const;
  const T* tables(std::uint64_t tile, Scratch& scratch) const;

  std::uint64_t id_ = 0;
  static constexpr std::size_t kLowBits =
      kLaneWires<T> + std::bit_width(DiagonalPass<T>::kRowGroups) - 1;
  std::size_t highBits_ = 0;
  std::vector<Complex> low_;   // tables, one after the other
  std::vector<Complex> high_;  // of each row
  std::vector<std::uint32_t> table_;
  AlignedRows<T> tables_;
  Complex scale_ = 1;
  std::vector<Complex> outside_;  // of each bit outside
  std::vector<Pair> lowOutside_, highOutside_, outsidePairs_;
  std::uint64_t lowOutsideMask_ = 0, highOutsideMask_ = 0;  // bits outside that change these
};

}  // namespace qonvolve
