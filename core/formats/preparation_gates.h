// SPDX-License-Identifier: GPL-3.0-or-later
// State preparations written out as rotations and controlled X gates.
#pragma once

#include <span>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// One RY whose angle is a weighted sum, followed by a CX with the same target (where there is
/// one). Weights belong to the branch angles firstAngle, firstAngle + 1, ... of the tree.
struct PreparationStep {
  Wire target = 0;
  std::uint32_t firstAngle = 0;
  std::vector<double> weights;
  bool hasControl = false;
  Wire control = 0;
};

/// The uniformly controlled rotations of Mottonen et al., quant-ph/0407010: on w wires 2^w - 1 RY
/// and 2^w - 2 CX. Branch angle 0 turns the most significant wire; angles 2^k - 1 + a, the k-th
/// wire below it where the wires above read a.
std::vector<PreparationStep> preparationSteps(std::span<const Wire> wires);

/// The 2^w - 1 branch angles that prepare real amplitudes proportional to `x` (padded with zeros).
std::vector<double> amplitudeAngles(std::size_t wires, std::span<const double> x);

}  // namespace qonvolve
