// SPDX-License-Identifier: GPL-3.0-or-later
// States of a circuit at random angles: what expressibility and entangling capability average over.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// A random state number `index`; the same index gives the same state.
using StateSampler = std::function<std::vector<Complex>(std::uint64_t index)>;

/// States of a unitary circuit with `parameters` angles drawn from [0, 2 pi). `samples` are the
/// inputs to choose from, circuit.inputs values each (empty: the circuit has no inputs): draws
/// 2 k and 2 k + 1 share one, so that a pair of states differs by its angles alone.
StateSampler circuitSampler(const Circuit& circuit, std::size_t parameters,
                            std::vector<std::vector<double>> samples, Rng rng);

/// Haar-random states: normalized vectors of complex normal numbers.
StateSampler haarSampler(Wire wires, Rng rng);

}  // namespace qonvolve
