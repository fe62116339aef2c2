// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit whose angles all have values, step by step, with derivatives along directions in the
// space of the parameters: what metrics, Jacobians and Hessians are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/circuit/circuit.h"
#include "core/gradient/program_derivatives.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"

namespace qonvolve {

/// Up to kLanes directions in the space of the parameters, one a lane. Parameters that are not
/// listed do not move.
struct Directions {
  std::vector<std::uint32_t> parameters;  // increasing
  AlignedVector values;                   // a row of kLanes for each of them

  /// The row of a parameter, or nullptr.
  const double* row(std::uint32_t parameter) const;
};

/// One sample at a time; states are chunks whose lanes belong to directions, not to samples:
/// amplitude i is kLanes real parts and kLanes imaginary parts. One thread uses it at a time.
class BoundCircuit {
 public:
  BoundCircuit(const Circuit& circuit, DerivativeOrder order);

  /// Everything that depends on the parameters alone.
  void bind(std::span<const double> parameters);
  /// The rest, for circuit.inputs values.
  void setSample(std::span<const double> inputs);

  const Circuit& circuit() const { return circuit_; }
  std::size_t parameterCount() const { return parameters_.size(); }
  /// Doubles in a chunk.
  std::size_t chunkSize() const { return (std::size_t{1} << circuit_.wires) * 2 * kLanes; }

  std::size_t steps() const { return steps_.size(); }
  const Step& step(std::size_t s) const { return steps_[s]; }
  /// nullptr where a step depends on no parameter.
  const ProgramDerivatives* derivatives(std::size_t s) const;

  /// The state before the first step, alike in all lanes.
  void start(std::span<double> state) const;
  /// state <- U state, and state <- U^dagger state.
  void apply(std::size_t s, std::span<double> state) const;
  void undo(std::size_t s, std::span<double> state) const;
  /// Adds factor V from to `to`, where V is the derivative of the step's U along each lane's
  /// direction; false, with nothing done, where no direction moves the step.
  bool addDerivative(std::size_t s, const Directions& directions, double factor,
                     std::span<const double> from, std::span<double> to);
  /// The same with V^dagger.
  bool addAdjointDerivative(std::size_t s, const Directions& directions, double factor,
                            std::span<const double> from, std::span<double> to);

 private:
  struct BoundProgram {
    ProgramDerivatives derivatives;
    AlignedVector forward, backward;  // coefficients
  };
  void bindProgram(std::size_t index, std::span<const double> inputs);
  bool directionCoefficients(std::size_t s, const Directions& directions, double factor,
                             double* coefficients) const;
  void addApplied(std::size_t s, const double* coefficients, std::span<const double> from,
                  std::span<double> to);
  void sweep(std::size_t s, bool inverse, std::span<double> state) const;

  Circuit circuit_;
  DerivativeOrder order_;
  Plan plan_;
  const Kernels& kernels_;
  std::vector<Step> steps_;  // those of the plan, after the gates that come first on their wires
  std::vector<BoundProgram> programs_;
  std::vector<double> parameters_;
  std::vector<Complex> prepared_;
  AlignedVector scratch_;
};

}  // namespace qonvolve
