// SPDX-License-Identifier: GPL-3.0-or-later
// The start state of a chunk: a product of one-wire states and of prepared blocks.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {

/// Amplitudes of the wires of one factor, 2^wires complex numbers per lane, for every sample.
struct StartFactor {
  std::vector<std::size_t> offsets;  // index of each basis state of the factor
  std::size_t mask = 0;              // all its bits
  AlignedVector amplitudes;          // offsets.size() x 16
};

StartFactor makeFactor(std::span<const Wire> wires);

/// Fills the amplitudes of a factor from the inputs (rows of kLanes) of its preparation.
/// An all-zero vector gives NaN.
void prepare(const Preparation& preparation, std::span<const double> inputs, StartFactor& factor);

/// state = product of the factors, which together cover all wires; `skip` (or none) counts as |0>.
void buildStart(const Kernels& kernels, std::span<const StartFactor> factors,
                const StartFactor* skip, double* state);

/// Adds dL/d(inputs) of a preparation. lambda: the cotangent state at the start; rest: the start
/// state built without this factor (dL/d(amplitude k) = 2 Re <lambda | k, rest>).
void pullbackPreparation(const Kernels& kernels, const Preparation& preparation,
                         const StartFactor& factor, std::size_t size, const double* lambda,
                         const double* rest, std::span<const double> inputs,
                         std::span<double> inputCotangents);

}  // namespace qonvolve
