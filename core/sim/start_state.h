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
template <class T>
struct StartFactor {
  std::vector<std::size_t> offsets;  // index of each basis state of the factor
  std::size_t mask = 0;              // all its bits
  AlignedRows<T> amplitudes;         // offsets.size() x (real parts, imaginary parts)
};

/// In |0...0>.
template <class T>
StartFactor<T> makeFactor(std::span<const Wire> wires);

/// Writes the amplitudes that a preparation has for one chunk of inputs (rows of kLanes), which
/// are real: 2^wires rows of kLanes. An all-zero vector gives NaN.
void prepare(const Preparation& preparation, std::span<const double> inputs,
             std::span<double> amplitudes);

/// state = product of the factors, which together cover all wires; `skip` (or none) counts as |0>.
template <class T>
void buildStart(const KernelTable<T>& kernels, std::span<const StartFactor<T>> factors,
                const StartFactor<T>* skip, T* state);

/// Adds dL/d(inputs) of a preparation that gave `amplitudes`; g: dL/d(amplitude), 2^wires rows.
void pullbackPreparation(const Preparation& preparation, std::span<const double> inputs,
                         std::span<const double> amplitudes, std::span<const double> g,
                         std::span<double> inputCotangents);

}  // namespace qonvolve
