// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of phases, built by doubling: table[j + 2^q] = table[j] times what bit q adds.
#include "core/sim/state_diagonal.h"

#include <algorithm>

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
  for (std::size_t j = 0; j < std::size_t{1} << lowBits_; ++j) {
    T* const p = to + j / lanes * 2 * lanes + j % lanes;
    p[0] = static_cast<T>(from[j].real());
    p[lanes] = static_cast<T>(from[j].imag());
  }
}

template <class T>
void DiagonalTables<T>::build(const DiagonalPhases& phases,
                              std::span<const std::array<Wire, 2>> pairs,
                              std::span<const Wire> wires, std::size_t localBits, double scale,
                              bool inverse) {
  const auto oriented = [inverse](Complex z) { return inverse ? std::conj(z) : z; };
  lowBits_ = std::min(localBits, kLaneWires<T> + 3);
  highBits_ = localBits - lowBits_;
  scale_ = scale;
  std::vector<std::size_t> bitOf(wires.size());
  std::vector<Complex> single(wires.size());
  for (std::size_t b = 0; b < wires.size(); ++b) {
    bitOf[wires[b]] = b;
    single[b] = oriented(phases.wires[wires[b]]);
  }
  const std::span all(single);
  low_.assign(1, Complex{1});
  spreadPhases(all.first(lowBits_), low_);
  high_.assign(1, Complex{1});
  spreadPhases(all.subspan(lowBits_, highBits_), high_);
  outside_.assign(single.begin() + static_cast<std::ptrdiff_t>(localBits), single.end());

  lowOutside_.clear();
  highOutside_.clear();
  outsidePairs_.clear();
  lowOutsideMask_ = 0;
  std::vector<Pair> lowHigh;
  std::size_t coupled = 0;  // high bits that change the table
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const std::size_t a = std::min(bitOf[pairs[k][0]], bitOf[pairs[k][1]]);
    const std::size_t b = std::max(bitOf[pairs[k][0]], bitOf[pairs[k][1]]);
    const Complex phase = oriented(phases.pairs[k]);
    if (b < lowBits_) {
      multiplyWhere(low_, std::size_t{1} << a | std::size_t{1} << b, phase);
    } else if (a < lowBits_ && b < localBits) {
      lowHigh.push_back({a, b - lowBits_, phase});
      coupled |= std::size_t{1} << (b - lowBits_);
    } else if (a < lowBits_) {
      lowOutside_.push_back({a, b - localBits, phase});
      lowOutsideMask_ |= std::uint64_t{1} << (b - localBits);
    } else if (b < localBits) {
      multiplyWhere(high_, std::size_t{1} << (a - lowBits_) | std::size_t{1} << (b - lowBits_),
                    phase);
    } else if (a < localBits) {
      highOutside_.push_back({a - lowBits_, b - localBits, phase});
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
DiagonalPass<T> DiagonalTables<T>::pass(std::uint64_t tile, Scratch& scratch) const {
  const auto isSet = [tile](std::size_t bit) { return ((tile >> bit) & 1) != 0; };
  Complex common = scale_;
  for (std::size_t b = 0; b < outside_.size(); ++b) {
    if (isSet(b)) common *= outside_[b];
  }
  for (const Pair& pair : outsidePairs_) {
    if (isSet(pair.a) && isSet(pair.b)) common *= pair.phase;
  }
  std::array<Complex, 64> bits;
  bits.fill(1);
  bool changed = false;
  for (const Pair& pair : highOutside_) {
    if (!isSet(pair.b)) continue;
    bits[pair.a] *= pair.phase;
    changed = true;
  }
  scratch.rows.assign(1, common);
  if (changed) {
    spreadPhases(std::span(bits).first(highBits_), scratch.rows);
  } else {
    scratch.rows.resize(high_.size(), common);
  }
  scratch.factors.resize(2 * high_.size());
  for (std::size_t row = 0; row < high_.size(); ++row) {
    const Complex factor = scratch.rows[row] * high_[row];
    scratch.factors[2 * row] = static_cast<T>(factor.real());
    scratch.factors[2 * row + 1] = static_cast<T>(factor.imag());
  }
  const std::uint64_t key = tile & lowOutsideMask_;
  const T* tables = tables_.data();
  if (key != 0) {
    if (scratch.owner != this || scratch.key != key) {
      scratch.owner = this;
      scratch.key = key;
      bits.fill(1);
      for (const Pair& pair : lowOutside_) {
        if (isSet(pair.b)) bits[pair.a] *= pair.phase;
      }
      scratch.rows.assign(1, Complex{1});
      spreadPhases(std::span(bits).first(lowBits_), scratch.rows);
      const std::size_t size = scratch.rows.size();
      std::vector<Complex> table(size);
      scratch.tables.resize(tables_.size());
      for (std::size_t first = 0; first < low_.size(); first += size) {
        for (std::size_t j = 0; j < size; ++j) table[j] = low_[first + j] * scratch.rows[j];
        writeTable(table.data(), &scratch.tables[2 * first]);
      }
    }
    tables = scratch.tables.data();
  }
  return {.rowGroups = (std::size_t{1} << lowBits_) / kGroupLanes<T>,
          .rows = high_.size(),
          .factors = scratch.factors.data(),
          .table = table_.data(),
          .tables = tables};
}

template class DiagonalTables<double>;
template class DiagonalTables<float>;

}  // namespace qonvolve
