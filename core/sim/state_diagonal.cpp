// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of phases, built by doubling: table[j + 2^q] = table[j] times what bit q adds.
#include "core/sim/state_diagonal.h"

#include <algorithm>
#include <cassert>

namespace qonvolve {
namespace {

/// values[0 ... 2^bits): the product of the phases of the bits set in the index.
void spreadPhases(std::span<const Complex> bits, std::vector<Complex>& values) {
  for (const Complex phase : bits) {
    const std::size_t half = values.size();
    values.resize(2 * half);
    for (std::size_t j = 0; j < half; ++j) values[half + j] = values[j] * phase;
  }
}

/// Multiplies where all bits of `mask` are set in the index.
void multiplyWhere(std::span<Complex> values, std::size_t mask, Complex phase) {
  for (std::size_t j = mask; j < values.size(); j = (j + 1) | mask) values[j] *= phase;
}

}  // namespace

template <class T>
void DiagonalTables<T>::writeTable(const Complex* from, T* to) const {
  constexpr std::size_t lanes = kGroupLanes<T>;
  for (std::size_t j = 0; j < std::size_t{1} << kLowBits; ++j) {
    T* const p = to + j / lanes * 2 * lanes + j % lanes;
    p[0] = static_cast<T>(from[j].real());
    p[lanes] = static_cast<T>(from[j].imag());
  }
}

template <class T>
void DiagonalTables<T>::build(const DiagonalPhases& phases,
                              std::span<const std::array<Wire, 2>> pairs,
                              std::span<const Wire> wires, std::size_t localBits, double scale,
                              bool inverse, std::uint64_t id) {
  id_ = id;
  const auto oriented = [inverse](Complex z) { return inverse ? std::conj(z) : z; };
  assert(localBits >= kLowBits);
  highBits_ = localBits - kLowBits;
  scale_ = scale;
  std::vector<std::size_t> bitOf(wires.size());
  std::vector<Complex> single(wires.size());
  for (std::size_t b = 0; b < wires.size(); ++b) {
    bitOf[wires[b]] = b;
    single[b] = oriented(phases.wires[wires[b]]);
  }
  const std::span all(single);
  low_.assign(1, Complex{1});
  spreadPhases(all.first(kLowBits), low_);
  high_.assign(1, Complex{1});
  spreadPhases(all.subspan(kLowBits, highBits_), high_);
  outside_.assign(single.begin() + static_cast<std::ptrdiff_t>(localBits), single.end());

  lowOutside_.clear();
  highOutside_.clear();
  outsidePairs_.clear();
  lowOutsideMask_ = 0;
  highOutsideMask_ = 0;
  std::vector<Pair> lowHigh;
  std::size_t coupled = 0;  // high bits that change the table
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const std::size_t a = std::min(bitOf[pairs[k][0]], bitOf[pairs[k][1]]);
    const std::size_t b = std::max(bitOf[pairs[k][0]], bitOf[pairs[k][1]]);
    const Complex phase = oriented(phases.pairs[k]);
    if (b < kLowBits) {
      multiplyWhere(low_, std::size_t{1} << a | std::size_t{1} << b, phase);
    } else if (a < kLowBits && b < localBits) {
      lowHigh.push_back({a, b - kLowBits, phase});
      coupled |= std::size_t{1} << (b - kLowBits);
    } else if (a < kLowBits) {
      lowOutside_.push_back({a, b - localBits, phase});
      lowOutsideMask_ |= std::uint64_t{1} << (b - localBits);
    } else if (b < localBits) {
      multiplyWhere(high_, std::size_t{1} << (a - kLowBits) | std::size_t{1} << (b - kLowBits),
                    phase);
    } else if (a < localBits) {
      highOutside_.push_back({a - kLowBits, b - localBits, phase});
      highOutsideMask_ |= std::uint64_t{1} << (b - localBits);
    } else {
      outsidePairs_.push_back({a - localBits, b - localBits, phase});
    }
  }

  // A table for every pattern of the coupled high bits, and which of them each row takes.
  table_.assign(high_.size(), 0);
  const std::size_t size = low_.size();
  std::size_t tables = 1;
  for (std::size_t bit = 0; bit < highBits_; ++bit) {
    if (((coupled >> bit) & 1) == 0) continue;
    low_.resize(2 * tables * size);
    std::copy_n(low_.begin(), tables * size,
                low_.begin() + static_cast<std::ptrdiff_t>(tables * size));
    for (const Pair& pair : lowHigh) {
      if (pair.b != bit) continue;
      for (std::size_t t = tables; t < 2 * tables; ++t) {
        multiplyWhere(std::span(low_).subspan(t * size, size), std::size_t{1} << pair.a,
                      pair.phase);
      }
    }
    for (std::size_t row = 0; row < table_.size(); ++row) {
      if ((row >> bit) & 1) table_[row] += static_cast<std::uint32_t>(tables);
    }
    tables *= 2;
  }
  tables_.resize(2 * low_.size());
  for (std::size_t t = 0; t < tables; ++t) {
    writeTable(&low_[t * size], &tables_[2 * t * size]);
  }
}

template <class T>
bool DiagonalTables<T>::Scratch::finds(std::size_t at, std::uint64_t id, std::uint64_t key) {
  Kept& kept = kept_[at];
  if (kept.id == id && kept.key == key) return true;
  kept = {id, key};
  return false;
}

namespace {

bool isSet(std::uint64_t tile, std::size_t bit) {
  return ((tile >> bit) & 1) != 0;
}

/// Different numbers for the first few patterns of any few bits.
std::size_t slotOf(std::uint64_t key) {
  return static_cast<std::size_t>(key ^ (key >> 3) ^ (key >> 6) ^ (key >> 9) ^ (key >> 12)) % 8;
}

}  // namespace

/// What the rows of a tile have but its common factor.
template <class T>
std::span<const Complex> DiagonalTables<T>::rows(std::uint64_t tile, Scratch& scratch) const {
  const std::uint64_t key = tile & highOutsideMask_;
  if (key == 0) return high_;
  const std::size_t slot = slotOf(key);
  std::vector<Complex>& rows = scratch.rows_[slot];
  if (scratch.finds(slot, id_, key)) return rows;
  std::array<Complex, 64> bits;
  bits.fill(1);
  for (const Pair& pair : highOutside_) {
    if (isSet(tile, pair.b)) bits[pair.a] *= pair.phase;
  }
  rows.assign(1, Complex{1});
  spreadPhases(std::span(bits).first(highBits_), rows);
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] *= high_[row];
  return rows;
}

template <class T>
const T* DiagonalTables<T>::tables(std::uint64_t tile, Scratch& scratch) const {
  const std::uint64_t key = tile & lowOutsideMask_;
  if (key == 0) return tables_.data();
  const std::size_t slot = slotOf(key);
  AlignedRows<T>& tables = scratch.tables_[slot];
  if (scratch.finds(Scratch::kKept + slot, id_, key)) return tables.data();
  std::array<Complex, 64> bits;
  bits.fill(1);
  for (const Pair& pair : lowOutside_) {
    if (isSet(tile, pair.b)) bits[pair.a] *= pair.phase;
  }
  scratch.spread_.assign(1, Complex{1});
  spreadPhases(std::span(bits).first(kLowBits), scratch.spread_);
  const std::size_t size = scratch.spread_.size();
  scratch.table_.resize(size);
  tables.resize(tables_.size());
  for (std::size_t first = 0; first < low_.size(); first += size) {
    for (std::size_t j = 0; j < size; ++j) {
      scratch.table_[j] = low_[first + j] * scratch.spread_[j];
    }
    writeTable(scratch.table_.data(), &tables[2 * first]);
  }
  return tables.data();
}

template <class T>
DiagonalPass<T> DiagonalTables<T>::pass(std::uint64_t tile, Scratch& scratch) const {
  Complex common = scale_;
  for (std::size_t b = 0; b < outside_.size(); ++b) {
    if (isSet(tile, b)) common *= outside_[b];
  }
  for (const Pair& pair : outsidePairs_) {
    if (isSet(tile, pair.a) && isSet(tile, pair.b)) common *= pair.phase;
  }
  const std::span<const Complex> own = rows(tile, scratch);
  const T* const all = tables(tile, scratch);
  const std::size_t size = std::size_t{2} << kLowBits;  // numbers of one table
  scratch.passRows_.resize(own.size());
  for (std::size_t row = 0; row < own.size(); ++row) {
    const Complex factor = common * own[row];
    scratch.passRows_[row] = {{static_cast<T>(factor.real()), static_cast<T>(factor.imag())},
                              all + table_[row] * size};
  }
  return {.rowCount = own.size(), .rows = scratch.passRows_.data()};
}

template class DiagonalTables<double>;
template class DiagonalTables<float>;

}  // namespace qonvolve
