// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits from files: JSON in the form of the physics reference files, or OpenQASM.
#pragma once

#include "app/cli/command.h"
#include "app/cli/reference_circuit.h"

namespace qonvolve::cli {

/// Whether a name is that of a circuit file rather than an experiment.
bool isCircuitFile(const std::string& name);

/// "--bind NAME=VALUE": values of the inputs of an OpenQASM program.
OptionSpec bindOption();

/// A circuit file with its JSON document (an empty object for OpenQASM).
struct CircuitFile {
  Json document = Json::object();
  ReferenceCircuit reference;
  std::vector<std::string> unbound;  // names without value; they count as 0
};

Result<Json> readJsonFile(const std::string& name);
/// The circuit of a document that was read from a file of this name.
Result<CircuitFile> circuitFromJson(const std::string& name, Json document);

/// Reads a circuit file. Measurements at the very end of an OpenQASM program are left out: the
/// state before them is what can be shown.
Result<CircuitFile> readCircuitFile(const Arguments& arguments);

}  // namespace qonvolve::cli
