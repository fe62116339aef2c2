// SPDX-License-Identifier: GPL-3.0-or-later
// Noise by random pure states: every channel picks one Kraus operator, every measurement an
// outcome.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/lane_function.h"
#include "core/base/rng.h"
#include "core/sim/aligned.h"
#include "core/sim/event_plan.h"
#include "core/sim/kernels.h"
#include "core/sim/readout.h"

namespace qonvolve {

/// Quantum trajectories (Dalibard, Castin and Molmer, PRL 68, 580 (1992)) of one sample, kLanes of
/// them side by side. Averages over trajectories tend to the values of the density matrix.
/// Const functions may be called from many threads, each with its own Workspace.
class TrajectorySimulator {
 public:
  /// A circuit without readout errors (see withReadoutErrors).
  explicit TrajectorySimulator(const Circuit& circuit);

  struct Workspace {
    AlignedVector state, saved, scratch;
    AlignedVector coefficients;  // of all programs, for the sample at hand
    std::vector<Complex> start;
    std::vector<double> values;
  };
  Workspace makeWorkspace() const;

  const Circuit& circuit() const { return circuit_; }
  std::uint64_t bytes() const;
  /// Multiply-adds of one trajectory.
  double operations() const;

  /// Everything that depends on the sample alone.
  void setSample(Workspace& workspace, std::span<const double> parameters,
                 std::span<const double> inputs) const;

  /// Trajectories number first ... first + kLanes - 1 of this sample: number t draws from
  /// sample.stream("trajectory", t) alone. outputs: one row of kLanes per observable.
  void run(Workspace& workspace, const Rng& sample, std::uint64_t first,
           std::span<double> outputs) const;

 private:
  using Lanes = std::array<double, kLanes>;
  /// One of the operators that may happen: its matrix, and its probability as a sum of expectation
  /// values of Pauli products of the channel's wires (the identity has the value 1).
  struct Branch {
    struct Weight {
      std::uint32_t x, z;
      double coefficient;
    };
    std::vector<Complex> matrix;
    std::vector<Weight> weights;
    bool identity = false;  // up to a factor
  };
  struct Jump {
    std::uint32_t wires = 1;
    std::vector<Branch> branches;
  };
  struct Lane {
    Rng rng;
    std::uint64_t bits = 0;
  };

  static Jump makeJump(std::span<const std::vector<Complex>> kraus, std::uint32_t wires);
  unsigned holding(std::uint32_t condition, std::span<const Lane> lanes) const;
  void applyGates(Workspace& workspace, const Step& step, unsigned where) const;
  void apply(Workspace& workspace, const Event& event, std::span<Lane> lanes, unsigned where) const;
  Lanes pauli(const Workspace& workspace, const Event& event, std::uint32_t x,
              std::uint32_t z) const;

  Circuit circuit_;
  EventPlan plan_;
  Readout readout_;
  const KernelTable<double>& kernels_;
  std::vector<std::size_t> places_;  // of the coefficients of each program
  std::size_t coefficients_ = 0;
  std::vector<Jump> channels_;
  Jump reset_, measurement_;
};

}  // namespace qonvolve
