// SPDX-License-Identifier: GPL-3.0-or-later
// One pass of a large state through all that surrounds a diagonal.
//
// Part of kernels_impl.h: compiled once per instruction set, no library code.
#pragma once

#include "core/sim/kernels_rotation.h"
#include "core/sim/kernels_vector.h"
#include "core/sim/state_kernels.h"

namespace qonvolve::QONVOLVE_KERNELS {
namespace {

/// Tangents that are not 0, as bits.
template <size_t kBits, class T>
inline size_t movingBits(const T* tangents) {
  size_t bits = 0;
  for (size_t b = 0; b < kBits; ++b) bits |= size_t{tangents[b] != 0} << b;
  return bits;
}

/// Where the phases of each row of a pass lie, seen from those of the base index.
template <class T, size_t kBits>
struct PhasePlaces {
  using Row = typename DiagonalPass<T>::Row;
  static constexpr size_t kRows = size_t{1} << kBits, kGroups = DiagonalPass<T>::kRowGroups;
  const Row* rows;
  size_t mask;
  struct Place {
    size_t rowBytes, number;
  } places[kRows];

  PhasePlaces(const DiagonalPass<T>& pass, const qonvolve::Rows& given)
      : rows(pass.rows), mask(given.mask) {
    for (size_t r = 0; r < kRows; ++r) {
      size_t at = 0;
      for (size_t b = 0; b < kBits; ++b) {
        if ((r >> b) & 1) at += static_cast<size_t>(given.step[b]);
      }
      places[r] = {at / kGroups * sizeof(Row), at % kGroups * kStride<T>};
    }
  }
  /// The phases of the vector from `lane` on of row r.
  [[gnu::always_inline]] inline C<T> get(size_t group, size_t r, size_t lane) const {
    const auto* const first = reinterpret_cast<const char*>(rows + group / kGroups);
    const Row* const row = hide(reinterpret_cast<const Row*>(first + places[r].rowBytes));
    const T* const table =
        hide(row->table + (group % kGroups * kStride<T> + lane)) + places[r].number;
    return times<T>({broadcast(row->factor[0]), broadcast(row->factor[1])}, loadC(table));
  }
};

/// Rows turned by `before`, each amplitude times its phase, lanes and then rows turned by `rows`.
template <class T, size_t kBits>
void layer(T* to, const T* from, size_t groups, const RotationPass<T>& given,
           const DiagonalPass<T>& givenPhases) {
  constexpr size_t kRows = size_t{1} << kBits;
  const LocalPass<T, kBits> pass(given);
  const PhasePlaces<T, kBits> phases(givenPhases, given.phases);
  V<T> before[kBits + 1];
  for (size_t b = 0; b < kBits; ++b) before[b] = broadcast(given.before[b]);
  const size_t movesBefore = movingBits<kBits>(given.before), moves = movingBits<kBits>(given.rows);
  size_t source = 0, target = 0, group = 0;
  for (size_t n = groups >> kBits; n > 0; --n) {
    V<T> re[kParts<T> * kRows], im[kParts<T> * kRows];
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) {
      const T* const p = from + source * kStride<T> + i * kWidth<T>;
      pass.read(p, re + i * kRows);
      pass.read(p + kChunk<T>, im + i * kRows);
      butterflies<kBits, T>(re + i * kRows, before, movesBefore);
      butterflies<kBits, T>(im + i * kRows, before, movesBefore);
#pragma GCC unroll 16
      for (size_t k = i * kRows; k < (i + 1) * kRows; ++k) {
        const C<T> x = times<T>({re[k], im[k]}, phases.get(group, k % kRows, i * kWidth<T>));
        re[k] = x.re;
        im[k] = x.im;
      }
    }
    pass.turnPart(re, moves);
    pass.turnPart(im, moves);
#pragma GCC unroll 8
    for (size_t i = 0; i < kParts<T>; ++i) {
      T* const p = to + target * kStride<T> + i * kWidth<T>;
      pass.write(p, re + i * kRows);
      pass.write(p + kChunk<T>, im + i * kRows);
    }
    source = ((source | pass.loadMask) + 1) & ~pass.loadMask;
    target = ((target | pass.storeMask) + 1) & ~pass.storeMask;
    group = ((group | phases.mask) + 1) & ~phases.mask;
  }
}

}  // namespace
}  // namespace qonvolve::QONVOLVE_KERNELS
