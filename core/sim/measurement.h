// SPDX-License-Identifier: GPL-3.0-or-later
// Expectation values from finite shots: what is measured together, and the sampling of outcomes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Observables that one basis per wire serves (qubit-wise commuting Pauli products and projectors).
/// Every shot gives one outcome: bit b is the reading of wires[b].
struct MeasurementGroup {
  /// Adds coefficient * (-1)^(bits of the outcome in `mask`) to an output, or, as a projector,
  /// coefficient if the outcome reads `value` on `mask`.
  struct Term {
    std::size_t output = 0;
    double coefficient = 1;
    bool projector = false;
    std::uint64_t mask = 0;
    std::uint64_t value = 0;
  };
  std::vector<Wire> wires;
  std::vector<Op> rotations;         // take the bases to Z
  std::vector<ReadoutError> errors;  // of `wires`; wire b is bit b of the outcome
  std::vector<Term> terms;

  std::size_t outcomes() const { return std::size_t{1} << wires.size(); }
};

struct MeasurementPlan {
  std::vector<MeasurementGroup> groups;
  std::vector<double> constants;  // what needs no measurement, one an output
};

/// Groups the outputs of a circuit greedily, in order.
MeasurementPlan planMeasurements(const Circuit& circuit);

/// The circuit whose outputs are the probabilities of all outcomes of a group.
Circuit measuredCircuit(const Circuit& circuit, const MeasurementGroup& group);

/// Draws `shots` outcomes of a group and adds the means to `outputs`. When `squaredErrors` is not
/// empty, adds the squared standard errors of the means to it (from the sample variance).
/// probabilities: of the true outcomes; readout errors are applied here.
void sampleOutcomes(const MeasurementGroup& group, std::span<const double> probabilities,
                    std::size_t shots, Rng& rng, std::span<double> outputs,
                    std::span<double> squaredErrors = {});

}  // namespace qonvolve
