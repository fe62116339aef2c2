// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits in the languages of other programs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/circuit/circuit.h"
#include "core/circuit/layout.h"

namespace qonvolve {

/// What is known of the angles. Without values, parameters are written as theta_0, theta_1, ... and
/// inputs as x_0, x_1, ... (in Python theta[0] and x[0]).
struct CircuitValues {
  std::optional<std::vector<double>> parameters;  // the model's whole vector
  std::optional<std::vector<double>> inputs;      // circuit.inputs values
};

struct CircuitDocument {
  Circuit circuit;
  std::vector<DrawBlock> blocks = {};  // for the picture
  CircuitValues values = {};
  std::string title = {};
  std::vector<std::string> notes = {};  // written as comments below the title
  LayoutOptions layout = {.detail = Detail::Gates};
};

/// A language, as a row of the list below.
struct CircuitFormat {
  std::string_view id;      // "qasm3"
  std::string_view label;   // "OpenQASM 3"
  std::string_view suffix;  // of files: "qasm"
  bool named = true;        // can hold parameters and inputs without values
  std::string_view help;
  /// Errors: a part of the circuit has no form in the language, or a value is missing.
  Result<std::string> (*write)(const CircuitDocument& document);
};

/// OpenQASM 2 and 3, Qiskit, PennyLane, quantikz.
std::span<const CircuitFormat> circuitFormats();
const CircuitFormat* findCircuitFormat(std::string_view id);

/// Whether the circuit can be written for given inputs only: amplitude encoding depends on all
/// inputs at once, and rows of a trainable table are chosen by an input.
bool needsInputs(const Circuit& circuit);

Result<std::string> writeQasm2(const CircuitDocument& document);
Result<std::string> writeQasm3(const CircuitDocument& document);
Result<std::string> writeQiskit(const CircuitDocument& document);
Result<std::string> writePennyLane(const CircuitDocument& document);
/// LaTeX with the quantikz library (Kay, arXiv:1809.03842): the drawing, one cell a sign.
Result<std::string> writeQuantikz(const CircuitDocument& document);

}  // namespace qonvolve
