// SPDX-License-Identifier: GPL-3.0-or-later
// Variances that are known exactly, to check scans by and to draw beside them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Derivative by the first angle of a random circuit, random axis on RY(pi/4)|0>, everything after
/// it a 2-design: d/(3 (d^2 - 1)), d = 2^n (McClean et al., arXiv:1803.11173, from its equation for
/// the second moment).
double randomCircuitVariance(double qubits);
/// Derivative with both halves 2-designs: d^2/(2 (d - 1) (d + 1)^2).
double twoDesignVariance(double qubits);
/// Product of RX, cost 1 - P(0...0), and 1 - mean P(0): (1/8)(3/8)^(n-1) and 1/(8 n^2) (Cerezo et
/// al., arXiv:2001.00550).
double globalCostVariance(double qubits);
double localCostVariance(double qubits);
/// Variance of the *cost* <Z> of a QCNN of independent Haar blocks on |0...0>, n a power of two:
/// backwards, a Pauli matrix on a block becomes one on its first, second or both qubits with
/// weights 3/15, 3/15, 9/15, and each that is left counts 1/3 (Pesah et al., arXiv:2011.02966).
double haarQcnnVariance(std::uint32_t qubits);
/// Variance of the *cost* <Z> of deep free-fermion circuits on |0...0>: 1/(2 n - 1).
double freeFermionVariance(double qubits);
/// Of a Pauli product on w qubits after L local depolarizing channels of probability p: its factor
/// (1 - 4 p/3)^(w L).
double depolarizingFactor(double p, double weight, double layers);

/// Laws to draw; `variance` up to a factor, so that the line can go through a point.
struct ReferenceLaw {
  std::string_view id;
  std::string_view label;
  double (*variance)(double qubits);
  bool ofCost = false;  // of the cost, not of a derivative: only its slope compares
};
std::span<const ReferenceLaw> referenceLaws();

/// The Lie algebra that Pauli products generate: all products that commutators reach, in parts
/// that commute with each other (what the variance of deep circuits depends on: Ragone et al.,
/// arXiv:2309.09342; Fontana et al., arXiv:2309.07902). Empty if it has more than `limit` elements.
std::vector<std::vector<PauliTerm>> pauliAlgebra(std::span<const PauliTerm> generators,
                                                 std::size_t limit = 1U << 16);
/// Generators of the rotations of a circuit; empty if it has other gates, or none.
std::vector<PauliTerm> rotationGenerators(const Circuit& circuit);
/// Var <O> of a circuit deep enough, on |0...0>: sum over the parts of P(rho) P(O)/dim, for parts
/// that are simple algebras.
double algebraVariance(const std::vector<std::vector<PauliTerm>>& parts,
                       const Observable& observable);

}  // namespace qonvolve
