// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the part of a reduced plan before the cut, for one group of samples at a time.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "core/base/lane_function.h"
#include "core/gradient/bound_programs.h"
#include "core/gradient/reduced_plan.h"
#include "core/gradient/sample_programs.h"
#include "core/sim/aligned.h"
#include "core/sim/cosine_sine.h"
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
    AlignedRows<T> phi, lambda;  // all factors, one after another
    AlignedRows<T>
        coefficients;         // of programs that depend on the sample; in the chunk if T is double
    AlignedRows<T> inverses;  // of the same
    AlignedRows<T> sums;      // accumulators of all programs
    T* target = nullptr;      // where these are: in sums, or in what pullback() adds to
    AlignedVector rows;       // one chunk's share of something in T
    // Of a product with splits, for each part: the part turned by W for each pattern of the
    // controls in the other part, and its cotangents.
    std::array<AlignedRows<T>, 2> turned, turnedBack;
    AlignedRows<T> flipped;  // what lambda says of the other value of a control
    std::vector<SamplePrograms::Tape> chunks;
    std::vector<std::vector<AlignedVector>> prepared;  // [preparation][chunk]: amplitudes
  };

  /// Keeps a reference to the plan.
  explicit ReducedFactors(const LeftPlan& plan);

  void bind(std::span<const double> parameters);
  Tape makeTape() const;
  /// Accumulators of programs, then of kinds of splits.
  std::size_t sumRows() const { return samples_.size().sums + kSplitRows * splits_.size(); }
  /// How each kind of split steps is taken apart, for the parameters bound last.
  std::span<const CosineSine> splits() const { return splits_; }
  bool trainablePerSample() const { return trainablePerSample_; }

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
  /// Adds dL/dtheta that `sums` (rows of kLanes) hold.
  void collect(std::span<const double> sums, std::span<double> parameterGradient) const;

 private:
  const Factor& last() const { return plan_.factors.back(); }
  bool perLane(const FactorStep& step) const { return plan_.plan.programs[step.program].perLane; }
  const typename KernelTable<T>::Matrix& matrix(const FactorStep& step) const {
    return (perLane(step) ? kernels_.perLane : kernels_.shared)[step.form];
  }
  T* sumsOf(std::size_t program, Tape& tape) const {
    return tape.target + samples_.place(program).sums * kRow;
  }
  static constexpr bool kDouble = std::is_same_v<T, double>;
  const T* coefficients(std::size_t program, const Tape& tape) const {
    const std::size_t at = samples_.place(program).coefficients * kRow;
    if constexpr (kDouble)
      return &tape.chunks[0].coefficients[at];
    else
      return &tape.coefficients[at];
  }
  void bindSplits();
  void begin(const Factor& factor, Tape& tape) const;
  void apply(const FactorStep& step, const Tape& tape, T* state, std::size_t size) const;
  void undo(const FactorStep& step, const Tape& tape, T* state, std::size_t size) const;
  void sweepBack(const Factor& factor, Tape& tape, bool withInputs) const;
  void leave(const Factor& factor, Tape& tape) const;
  const T* part(const Factor& factor, std::size_t part, std::size_t copy, const Tape& tape) const;
  T* partBack(const Factor& factor, std::size_t part, std::size_t copy, Tape& tape) const;
  ProductPart<T> pattern(const Factor& factor, std::size_t part, std::size_t number,
                         std::size_t copy, const Tape& tape) const;
  void turnPart(const Factor& factor, std::size_t part, Tape& tape) const;
  void turnPartBack(const Factor& factor, std::size_t part, Tape& tape) const;
  void multiply(const Factor& factor, Tape& tape) const;
  void multiplyBack(const Factor& factor, Tape& tape) const;
  void readSplit(const Factor& factor, std::size_t index, Tape& tape) const;
  LocalMatrix splitSum(const Split& split, std::span<const double> sums) const;
  void pullbackPreparations(const Tape& tape, std::size_t chunk, std::span<double> features) const;

  const LeftPlan& plan_;
  SamplePrograms samples_;
  BoundPrograms shared_;
  const KernelTable<T>& kernels_;
  bool stepsPerSample_ = false;      // some step depends on the sample
  bool trainablePerSample_ = false;  // some program depends on the sample and on parameters
  std::vector<std::size_t> places_;  // of each shared program's coefficients
  std::vector<std::vector<std::size_t>> preparedAt_;  // of each preparation: index in its factor
  AlignedRows<T> forward_, backward_;
  std::vector<double> parameters_;
  static constexpr std::size_t kSplitRows = 32;  // a complex 4x4 matrix
  std::vector<CosineSine> splits_;
  /// Coefficients of each kind: W_0, W_1, their inverses, R and its inverse.
  struct SplitCoefficients {
    std::array<std::array<T, 8>, 2> first, firstBack;
    std::array<T, 4> rotation, rotationBack;
  };
  std::vector<SplitCoefficients> splitCoefficients_;
};

extern template class ReducedFactors<double>;
extern template class ReducedFactors<float>;

}  // namespace qonvolve
