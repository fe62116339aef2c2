// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits in the JSON form of the physics reference files, and the quantities they list.
#pragma once

#include <string>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/io/json_reader.h"

namespace qonvolve::cli {

/// A circuit whose parameters have names and values.
struct ReferenceCircuit {
  Circuit circuit;  // outputs are left to the caller
  std::vector<std::string> names;
  std::vector<double> values;
  std::vector<double> inputs;  // features of an encoding
};

/// Reads "circuit" and "encoding" files: ops [{gate, qubits, params}] where a param is a number, a
/// name or {name, mul, add}; encodings by their name and features. Errors name the place and say
/// when something is not available (noise, reset, measurement with feed-forward).
Result<ReferenceCircuit> readReference(const Json& document);

/// Pauli sum from pairs [coefficient, "X0 Z3"]; "I" is the identity. Wrong pairs are errors of the
/// log.
Observable readObservable(const std::vector<JsonReader>& pairs, std::uint32_t wires);

/// Everything the file lists under "expected", computed here, in the same form.
Result<Json> computeExpected(const Json& document, const ReferenceCircuit& reference);

}  // namespace qonvolve::cli
