// SPDX-License-Identifier: GPL-3.0-or-later
// Where the samples of a reduced plan meet what follows the cut: outputs from U_c phi_c, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/gradient/reduced_plan.h"
#include "core/gradient/reduced_readout.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {

/// States are of type T and come in groups of samples, kRow to a group.
template <class T>
class ReducedMeeting {
 public:
  static constexpr std::size_t kRow = kGroupLanes<T>;
  static constexpr std::size_t kChunks = kRow / kLanes;  // in a group

  struct Tape {
    AlignedRows<T> rows;     // r_c = U_c phi_c of every group, its needed rows
    AlignedRows<T> scratch;  // of kernels
  };
  /// X_c = sum of r_c phi_c^dagger over samples, for all patterns c.
  struct Sums {
    AlignedRows<T> x;
    bool fresh = true;  // nothing was added yet, whatever x is
  };

  /// Keeps a reference to the plan. amplitudes: of a sample at the cut.
  ReducedMeeting(const RightPlan& plan, std::size_t amplitudes);

  Tape makeTape(std::size_t groups) const;
  Sums makeSums() const;

  /// Takes the rows of U_c of one part. Parts in any order or at once.
  void bindPart(std::size_t part, const ReducedReadout& readout);

  /// states: of each group. outputs: chunks x outputs x kLanes.
  void forward(Tape& tape, std::span<T* const> states, std::span<double> outputs) const;
  /// weights: dL/d(output), laid out as outputs. Writes `cotangents` of each group, and adds to
  /// `sums` where gates after the cut are trained.
  void pullback(Tape& tape, std::span<T* const> states, std::span<const double> weights,
                std::span<T* const> cotangents, Sums& sums) const;

  /// Prepares one part of what pullback() filled for ReducedReadout, and uses it up; parts in any
  /// order or at once. Then that reads what sums() lists.
  void collectPart(std::size_t part, std::span<Sums* const> filled);
  std::vector<const double*> sums(std::span<Sums* const> filled) const;

 private:
  static constexpr std::size_t kStride = 2 * kRow;

  std::size_t rowCount() const { return plan_.rows.size(); }
  std::size_t blocksPerPattern() const { return blocks_ / plan_.patterns(); }
  std::size_t matrixSize() const { return ReducedReadout::rowsSize(plan_); }
  T* rows(Tape& tape, std::size_t group) const {
    return tape.rows.data() + group * blocks_ * rowCount() * kStride;
  }
  std::size_t outerGroup() const { return plan_.patterns() * rowCount() * kStride; }
  std::size_t outerSize() const { return (plan_.dim() + kRow - 1) / kRow * outerGroup(); }
  template <class Work>
  void forBlocks(std::size_t groups, const Work& work) const;
  void addOuter(Tape& tape, std::span<T* const> states, Sums& sums) const;

  const RightPlan& plan_;
  const KernelTable<T>& kernels_;
  std::size_t blocks_;                  // of dim() amplitudes in a state
  std::size_t run_ = 1;                 // successive rows of the whole state that read the same
  std::vector<std::uint32_t> valueOf_;  // of every run
  AlignedRows<T> matrices_;             // the needed rows of every U_c
  AlignedVector packed_;                // the same in double, where T is not
  AlignedVector wide_;                  // X in double, where T is not
};

extern template class ReducedMeeting<double>;
extern template class ReducedMeeting<float>;

}  // namespace qonvolve
