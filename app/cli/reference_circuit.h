// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits in the JSON form of the physics reference files, and the quantities they list.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/io/json_reader.h"
#include "core/sim/noise_type.h"

namespace qonvolve::cli {

/// A circuit whose parameters have names and values.
struct ReferenceCircuit {
  Circuit circuit;  // outputs are left to the caller
  std::vector<std::string> names;
  std::vector<double> values;
  std::vector<double> inputs;  // features of an encoding
};

/// Reads "circuit" and "encoding" files: ops [{gate, qubits, params}] where a param is a number, a
/// name or {name, mul, add}, or the gate is "reset", or "measure_ff": measure the qubit, then do
/// the operations if0 or if1; noise [{after_op, channel, qubits, params or kraus}]; readout
/// [{qubit, p10, p01}]; encodings by their name and features. Errors name the place.
Result<ReferenceCircuit> readReference(const Json& document);

/// Pauli sum from pairs [coefficient, "X0 Z3"]; "I" is the identity. Wrong pairs are errors of the
/// log.
Observable readObservable(const std::vector<JsonReader>& pairs, std::uint32_t wires);

/// The parts of readReference() for noise and readout; `ends`: operations of the circuit after each
/// one of the file.
Result<void> readNoise(const JsonReader& root, std::span<const std::uint32_t> ends,
                       Circuit& circuit);
Result<void> readReadoutErrors(const JsonReader& root, Circuit& circuit);

/// Different existing qubits, listed under `key`.
Result<std::vector<Wire>> readWires(const JsonReader& reader, const char* key, std::uint32_t wires);

/// Everything the file lists under "expected", computed here, in the same form.
Result<Json> computeExpected(const Json& document, const ReferenceCircuit& reference);

}  // namespace qonvolve::cli
