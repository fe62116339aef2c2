// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in noise; each is registered by one line in channels.cpp.
#pragma once

#include <array>
#include <cstddef>

#include "core/sim/noise_type.h"

namespace qonvolve {

NoiseType bitFlipNoise();
NoiseType phaseFlipNoise();
NoiseType bitPhaseFlipNoise();
NoiseType pauliNoise();
NoiseType depolarizingNoise();
NoiseType twoQubitDepolarizingNoise();
NoiseType amplitudeDampingNoise();
NoiseType generalizedAmplitudeDampingNoise();
NoiseType phaseDampingNoise();
NoiseType thermalRelaxationNoise();
NoiseType readoutErrorNoise();

/// Options of noise that has one probability.
struct ProbabilityOptions : NoiseScope {
  double p = 0.01;
};

/// Kraus operators sqrt(weight) I, X, Y, Z; those of weight 0 are left out.
Channel pauliChannel(std::string name, const std::array<double, 4>& weights);

/// Towards |1><1| with probability `excited`, towards |0><0| else, by `gamma`; then dephasing that
/// multiplies coherences by sqrt(1 - lambda).
Channel dampingChannel(std::string name, double gamma, double excited, double lambda);

}  // namespace qonvolve
