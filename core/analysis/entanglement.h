// SPDX-License-Identifier: GPL-3.0-or-later
// How entangled a state is: purities, Meyer-Wallach, entropies, mutual information.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// -Tr rho log2 rho in bits, of a density matrix of dim 2^k (row major). One half of a Bell
/// pair: 1.
double entropy(std::span<const Complex> rho);

/// Purity of each wire of a pure state (2^n amplitudes, bit q is wire q).
std::vector<double> wirePurities(std::span<const Complex> state);

/// Q = 2 (1 - mean over the wires of Tr rho_q^2), 0 for products and 1 for GHZ states: Meyer and
/// Wallach, quant-ph/0108104, in the form of Brennen, quant-ph/0305094.
double meyerWallach(std::span<const Complex> state);

/// Entanglement entropy in bits of some wires of a pure state with all others. Computed from the
/// smaller side, whose density matrix must fit: at most half of the wires.
double entanglementEntropy(std::span<const Complex> state, std::span<const Wire> wires);

/// Entropy at each cut of the chain: entry k - 1 is that of wires 0 ... k - 1, for 0 < k < n.
std::vector<double> cutEntropies(std::span<const Complex> state);

/// I(A:B) = S(A) + S(B) - S(AB) in bits for each pair of wires, n x n, row major, symmetric; zero
/// on the diagonal. A Bell pair: 2.
std::vector<double> mutualInformation(std::span<const Complex> state);

}  // namespace qonvolve
