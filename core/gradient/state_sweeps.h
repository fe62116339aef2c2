// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a circuit swept over a group of states, forth and back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/gradient/sample_programs.h"
#include "core/gradient/shared_programs.h"
#include "core/gradient/sweep_layers.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// States and sums over amplitudes are of type T. Keeps references to the plan and its places.
template <class T>
class StateSweeps {
 public:
  static constexpr std::size_t kRow = kGroupLanes<T>;
  static constexpr std::size_t kStride = 2 * kRow;

  struct Tape {
    AlignedRows<T> phi;  // states that are kept, one after another
    AlignedRows<T> lambda;
    AlignedRows<T> coefficients;  // of programs that depend on the sample
    AlignedRows<T> inverses;      // of the same
    AlignedRows<T> sums;          // accumulators of all programs, added to
  };

  /// `kept` (at least one): how many states there is room for.
  StateSweeps(const Plan& plan, const SamplePrograms& samples, Wire wires, std::size_t kept);

  /// Matrices of the programs that all lanes share.
  void bind(std::span<const double> parameters);
  Tape makeTape() const;

  /// Where forward() wants the start state, and keeps it no longer than it takes.
  T* start(Tape& tape) const { return tape.phi.data(); }
  /// Where it leaves the final state.
  T* last(Tape& tape) const;
  void forward(Tape& tape) const;
  /// tape.lambda: the cotangent of the final state, becomes that of the start state if the gradient
  /// reads anything there. Adds to tape.sums, but not for prefixes of wires.
  void backward(Tape& tape, bool withInputs) const;
  /// state <- U^dagger state.
  void undoAll(Tape& tape, T* state) const;

  /// Adds dL/dtheta of the programs that all lanes share; `sums`: rows of kLanes doubles.
  void collect(std::span<const double> sums, std::span<double> parameterGradient) const;

 private:
  template <class Body>
  void forParts(const SweepLayer& layer, Body body) const;
  bool perLane(const Step& step) const { return plan_.programs[step.program].perLane; }
  const typename KernelTable<T>::Matrix& matrix(const Step& step) const {
    return (perLane(step) ? kernels_.perLane : kernels_.shared)[step.form];
  }
  T* kept(Tape& tape, const SweepLayer& layer) const {
    return tape.phi.data() + layer.slot * size_ * kStride;
  }
  const T* coefficients(const Step& step, const Tape& tape) const;
  const T* inverse(const Step& step, const Tape& tape) const;
  T* sums(const Step& step, Tape& tape) const;
  void apply(const Step& step, const Tape& tape, T* to, const T* from, std::size_t count) const;
  void undo(const Step& step, const Tape& tape, T* state, std::size_t count) const;
  void readAndUndo(const Step& step, Tape& tape, T* phi, T* lambda, std::size_t count,
                   bool withInputs) const;

  const Plan& plan_;
  const SamplePrograms& samples_;
  const KernelTable<T>& kernels_;
  std::size_t size_;  // amplitudes
  std::vector<SweepLayer> layers_;
  SharedPrograms shared_;
  AlignedRows<T> forward_, backward_;  // their coefficients and those of the inverses
};

}  // namespace qonvolve
