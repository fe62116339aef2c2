// SPDX-License-Identifier: GPL-3.0-or-later
// The list of languages.
#include "core/formats/circuit_formats.h"

#include <algorithm>
#include <array>

namespace qonvolve {
namespace {

constexpr std::array<CircuitFormat, 5> kFormats{{
    {"qasm3", "OpenQASM 3", "qasm", true, "Text for quantum programs, with named parameters.",
     writeQasm3},
    {"qasm2", "OpenQASM 2", "qasm", false, "Text that nearly every program reads; numbers only.",
     writeQasm2},
    {"qiskit", "Qiskit", "py", true, "A Python program that builds a QuantumCircuit.", writeQiskit},
    {"pennylane", "PennyLane", "py", true, "A Python program with the circuit as QNode.",
     writePennyLane},
    {"quantikz", "quantikz", "tex", true, "A LaTeX drawing for papers.", writeQuantikz},
}};

}  // namespace

std::span<const CircuitFormat> circuitFormats() {
  return kFormats;
}

const CircuitFormat* findCircuitFormat(std::string_view id) {
  const auto found = std::ranges::find(kFormats, id, &CircuitFormat::id);
  return found == kFormats.end() ? nullptr : &*found;
}

bool needsInputs(const Circuit& circuit) {
  const auto hasNoNames = [](const Preparation& p) {
    return p.kind != Preparation::Kind::AngleTree;
  };
  const auto hasToken = [](const Op& op) {
    return std::ranges::any_of(op.angles, [](const Angle& angle) {
      return angle.source == Angle::Source::TokenParameter;
    });
  };
  return std::ranges::any_of(circuit.preparations, hasNoNames) ||
         std::ranges::any_of(circuit.ops, hasToken);
}

}  // namespace qonvolve
