// SPDX-License-Identifier: GPL-3.0-or-later
// The plain, slow, obviously right simulator of one sample: reference for tests and `simulate`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// Value of an angle for one sample. inputs: circuit.inputs values, products are formed here.
double angleValue(const Circuit& circuit, const Angle& angle, std::span<const double> parameters,
                  std::span<const double> inputs);

/// 2^wires amplitudes before the first operation: the preparations, and |0> on all other wires.
/// Amplitudes of an all-zero input vector are NaN (0/0) unless the preparation has a rule for it;
/// checkInputs() finds such samples.
std::vector<Complex> preparedState(const Circuit& circuit, std::span<const double> inputs);

/// What would make the state of a sample meaningless: inputs that are not finite, or an all-zero
/// vector for an amplitude preparation. `where` names the sample in the error.
Result<void> checkInputs(const Circuit& circuit, std::span<const double> inputs,
                         const std::string& where);

/// 2^wires amplitudes after all operations of a unitary circuit; index bit q is wire q.
std::vector<Complex> statevector(const Circuit& circuit, std::span<const double> parameters,
                                 std::span<const double> inputs);

/// observable |state>.
std::vector<Complex> applyObservable(const Observable& observable, std::span<const Complex> state);

/// <state| observable |state>.
double expectation(const Observable& observable, std::span<const Complex> state);

/// sum_o weights[o] <outputs[o]> of the state that the circuit makes.
double weightedExpectation(const Circuit& circuit, std::span<const double> parameters,
                           std::span<const double> inputs, std::span<const double> weights);

/// Applies a gate given by its matrix (row major, bit 0 = wires[0]) to a state.
void applyMatrix(std::span<Complex> state, std::span<const Wire> wires,
                 std::span<const Complex> matrix);

/// Reduced density matrix of the wires in `keep` (keep[0] = low bit), row major, 2^k x 2^k.
std::vector<Complex> reducedDensityMatrix(std::span<const Complex> state,
                                          std::span<const Wire> keep);

}  // namespace qonvolve
