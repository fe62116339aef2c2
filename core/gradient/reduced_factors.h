// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the part of a reduced plan before the cut, for one group of samples at a time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/gradient/bound_programs.h"
#include "core/gradient/reduced_plan.h"
#include "core/gradient/sample_programs.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/start_state.h"

namespace qonvolve {

/// States are of type T, everything else is double.
template <class T>
class ReducedFactors {
 public:
  static constexpr std::size_t kRow = kGroupLanes<T>;
  static constexpr std::size_t kStride = 2 * kRow;
  static constexpr std::size_t kChunks = kRow / kLanes;  // in a group

  /// Of one group of samples.
  struct Tape {
    AlignedRows<T> phi, lambda;   // all factors, one after another
    AlignedRows<T> coefficients;  // of programs that depend on the sample
    AlignedRows<T> inverses;      // of the same
    AlignedRows<T> sums;          // accumulators of all programs
    AlignedVector rows;           // one chunk's share of something in T
    std::vector<SamplePrograms::Tape> chunks;
    std::vector<std::vector<AlignedVector>> prepared;  // [preparation][chunk]: amplitudes
  };

  /// Keeps a reference to the plan.
  explicit ReducedFactors(const LeftPlan& plan);

  void bind(std::span<const double> parameters);
  Tape makeTape() const;
  std::size_t sumRows() const { return samples_.size().sums; }
  bool anyPerSample() const { return samples_.size().angles > 0; }

  /// inputs: kChunks x inputs x kLanes. Afterwards state() is the state at the cut.
  void forward(Tape& tape, std::span<const double> inputs) const;
  T* state(Tape& tape) const { return tape.phi.data() + last().offset * kStride; }
  T* cotangent(Tape& tape) const { return tape.lambda.data() + last().offset * kStride; }
  /// Amplitudes at the cut.
  std::size_t size() const { return last().size(); }

  /// From cotangent(): adds to sums (rows of kLanes), to parameterGradient (through programs that
  /// depend on the sample), and to inputCotangents (laid out as inputs) unless it is empty.
  void pullback(Tape& tape, std::span<double> sums, std::span<double> parameterGradient,
                std::span<double> inputCotangents) const;
  /// Adds dL/dtheta that `sums` hold, one value for each row.
  void collect(std::span<const double> sums, std::span<double> parameterGradient) const;

 private:
  const Factor& last() const { return plan_.factors.back(); }
  bool perLane(const FactorStep& step) const { return plan_.plan.programs[step.program].perLane; }
  const typename KernelTable<T>::Matrix& matrix(const FactorStep& step) const {
    return (perLane(step) ? kernels_.perLane : kernels_.shared)[step.form];
  }
  void begin(const Factor& factor, Tape& tape) const;
  void apply(const FactorStep& step, const Tape& tape, T* state, std::size_t size) const;
  void undo(const FactorStep& step, const Tape& tape, T* state, std::size_t size) const;
  void sweepBack(const Factor& factor, Tape& tape, bool withInputs) const;
  void leave(const Factor& factor, Tape& tape) const;
  void pullbackPreparations(const Tape& tape, std::size_t chunk, std::span<double> features) const;

  const LeftPlan& plan_;
  SamplePrograms samples_;
  BoundPrograms shared_;
  const KernelTable<T>& kernels_;
  std::vector<std::size_t> places_;                   // of each shared program's coefficients
  std::vector<std::vector<std::size_t>> preparedAt_;  // of each preparation: index in its factor
  AlignedRows<T> forward_, backward_;
  std::vector<double> parameters_;
};

extern template class ReducedFactors<double>;
extern template class ReducedFactors<float>;

}  // namespace qonvolve
