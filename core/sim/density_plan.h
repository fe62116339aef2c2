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

/// One step on the wires of its window: local wire k is wires[k] of the window, its ket bit k, its
/// bra bit k + wires.size().
struct DensityStep {
  enum class Kind : std::uint8_t {
    Gates,    // `gates`, on the wires for kets and (conjugated) on those for bras
    Map,      // maps[map] on `bits`
    Measure,  // rho -> P_m rho P_m, from every block into the one whose bit `outcome` is m
  };
  Kind kind = Kind::Gates;
  Step gates;  // of local wires
  std::uint32_t map = 0;
  std::vector<std::size_t> bits = {};
  std::size_t outcome = 0;  // Measure: 1 << bit of the block number
};

/// Successive steps on one or two wires (three for a gate on three, alone), done together for a few
/// amplitudes at a time that fit into the first caches.
///
/// The state is cut into blocks, one for each value of the classical bits that conditions read
/// (those bits alone, in order); a block is rho restricted to runs with these outcomes, rho_ij at
/// index i + (j << wires). A window acts on the blocks whose number agrees with `value` on `mask`.
struct DensityWindow {
  std::size_t mask = 0;
  std::size_t value = 0;
  std::vector<Wire> wires;
  std::size_t first = 0;  // steps
  std::size_t count = 0;
  /// Where the amplitudes of a tile lie: those of the window's wires (kets in the low bits, then
  /// bras), for some values of the lowest other bits, which make up `rest`; `free`: all others.
  std::vector<std::size_t> offsets;
  std::size_t free = 0;
  /// The backward sweep cannot undo what was before exactly: the state before it is kept, in this
  /// slot.
  static constexpr std::uint32_t kUndone = ~std::uint32_t{0};
  std::uint32_t slot = kUndone;
  bool measures = false;  // one Measure step, which moves amplitudes between blocks
};

struct DensityPlan {
  /// `gates.programs`: those of all steps; gates.steps and gates.prefix stay empty.
  Plan gates;
  std::vector<DensityStep> steps;
  std::vector<DensityWindow> windows;  // of successive steps
  std::vector<Superoperator> maps, adjoints;
  std::vector<Superoperator> inverses;  // of maps; where there is none, the map itself
  std::uint32_t wires = 0;
  std::uint32_t bits = 0;  // classical bits that blocks tell apart
  std::uint32_t keptStates = 0;
  /// The first window that the backward sweep reads: [0] for gradients by parameters, [1] by inputs
  /// too. Earlier ones need not be undone.
  std::array<std::size_t, 2> firstRead{};

  std::size_t blockSize() const { return std::size_t{1} << (2 * wires); }
  std::size_t blocks() const { return std::size_t{1} << bits; }
  bool isRead(const DensityStep& step, bool withInputs) const;
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
