// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a circuit on vectorized density matrices: fused gates, linear maps, measurements.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/plan.h"
#include "core/sim/superoperator.h"

namespace qonvolve {

/// The state is cut into blocks, one for each value of the classical bits that conditions read
/// (those bits alone, in order); a block is rho restricted to runs with these outcomes, rho_ij at
/// index i + (j << wires). Every step acts on the blocks whose number agrees with `value` on
/// `mask`.
struct DensityStep {
  enum class Kind : std::uint8_t {
    Gates,    // `gates`, on the wires for kets and (conjugated) on those for bras
    Map,      // maps[map] on `bits`
    Measure,  // rho -> P_m rho P_m, from every block into the one whose bit `outcome` is m
  };
  Kind kind = Kind::Gates;
  std::size_t mask = 0;
  std::size_t value = 0;
  Step gates;
  std::uint32_t map = 0;
  std::vector<std::size_t> bits = {};
  Wire wire = 0;            // Measure
  std::size_t outcome = 0;  // Measure: 1 << bit of the block number
  /// The backward sweep cannot undo this step exactly: the state before it is kept, in this slot.
  static constexpr std::uint32_t kUndone = ~std::uint32_t{0};
  std::uint32_t slot = kUndone;
};

struct DensityPlan {
  /// `gates.programs`: those of all steps; gates.steps and gates.prefix stay empty.
  Plan gates;
  std::vector<DensityStep> steps;
  std::vector<Superoperator> maps, adjoints;
  std::vector<Superoperator> inverses;  // of maps; where there is none, the map itself
  std::uint32_t wires = 0;
  std::uint32_t bits = 0;  // classical bits that blocks tell apart
  std::uint32_t keptStates = 0;
  /// The first step that the backward sweep reads: [0] for gradients by parameters, [1] by inputs
  /// too. Earlier ones need not be undone.
  std::array<std::size_t, 2> firstRead{};

  std::size_t blockSize() const { return std::size_t{1} << (2 * wires); }
  std::size_t blocks() const { return std::size_t{1} << bits; }
};

/// A circuit without readout errors (see withReadoutErrors).
DensityPlan makeDensityPlan(const Circuit& circuit);

/// Multiply-adds of one sample: forward, and for the gradient.
struct DensityCost {
  double forward = 0;
  double backward = 0;
};
DensityCost nominalCost(const DensityPlan& plan);

}  // namespace qonvolve
