// SPDX-License-Identifier: GPL-3.0-or-later
// The plain, slow, obviously right simulator of one mixed state: for tests and `simulate`.
#pragma once

#include <span>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// 2^wires x 2^wires entries, row major (row: ket), after all operations and events; outcomes of
/// measurements are forgotten in the end. Readout errors are not part of the state.
std::vector<Complex> densityMatrix(const Circuit& circuit, std::span<const double> parameters,
                                   std::span<const double> inputs);

/// |state><state|.
std::vector<Complex> pureDensityMatrix(std::span<const Complex> state);

/// Tr(observable rho).
double expectation(const Observable& observable, std::span<const Complex> rho, std::uint32_t wires);

/// What is left when all wires but `keep` (keep[0] = low bit) are traced out.
std::vector<Complex> partialTrace(std::span<const Complex> rho, std::uint32_t wires,
                                  std::span<const Wire> keep);

/// Tr rho^2.
double purity(std::span<const Complex> rho);

/// The probabilities that readings give, bit q being wire q, from those of the true outcomes.
std::vector<double> readoutProbabilities(std::span<const double> probabilities,
                                         std::span<const ReadoutError> errors);

/// The circuit without readout errors whose outputs have the values that readings with them give:
/// every Pauli matrix P on a wire becomes (p01 - p10) I + (1 - p01 - p10) P, where p10 is the
/// probability to read 1 if 0. Projectors become sums of products of Z.
Circuit withReadoutErrors(const Circuit& circuit);

}  // namespace qonvolve
