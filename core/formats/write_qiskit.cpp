// SPDX-License-Identifier: GPL-3.0-or-later
// A Python program for Qiskit; its bit order is ours, so nothing is reversed.
#include <algorithm>

#include "core/formats/write_python.h"

namespace qonvolve {
namespace {

using Kind = LoweredItem::Kind;
using enum GateId;

/// Methods of QuantumCircuit whose matrices are exactly ours.
constexpr PythonGate kGates[] = {{I, "id"},
                                 {X, "x"},
                                 {Y, "y"},
                                 {Z, "z"},
                                 {H, "h"},
                                 {S, "s"},
                                 {Sdg, "sdg"},
                                 {T, "t"},
                                 {Tdg, "tdg"},
                                 {SX, "sx"},
                                 {RX, "rx"},
                                 {RY, "ry"},
                                 {RZ, "rz"},
                                 {P, "p"},
                                 {U2, "u", "1.5707963267948966, "},
                                 {U3, "u"},
                                 {CX, "cx"},
                                 {CY, "cy"},
                                 {CZ, "cz"},
                                 {CH, "ch"},
                                 {Swap, "swap"},
                                 {CRX, "crx"},
                                 {CRY, "cry"},
                                 {CRZ, "crz"},
                                 {CP, "cp"},
                                 {CU3, "cu", "", ", 0.0"},
                                 {RXX, "rxx"},
                                 {RYY, "ryy"},
                                 {RZZ, "rzz"},
                                 {CCX, "ccx"},
                                 {CSwap, "cswap"}};

std::string callText(const LoweredItem& item) {
  if (item.kind == Kind::Measure) {
    return "qc.measure(" + std::to_string(item.wires[0]) + ", " + std::to_string(item.bit) + ")";
  }
  if (item.kind == Kind::Reset) return "qc.reset(" + std::to_string(item.wires[0]) + ")";
  const GateInfo& info = gateInfo(item.gate);
  const PythonGate& gate = *std::ranges::find(kGates, item.gate, &PythonGate::gate);
  std::string text = "qc." + std::string(gate.name) + "(";
  if (info.angles > 0) text += pythonAngles(item, gate) + ", ";
  for (std::size_t k = 0; k < info.wires; ++k) {
    text += (k == 0 ? "" : ", ") + std::to_string(item.wires[k]);
  }
  return text + ")";
}

std::string observablesText(const Circuit& circuit) {
  std::string text =
      "# Expectation values the model reads; q0 is the last letter.\nobservables = [\n";
  for (const Observable& observable : circuit.outputs) {
    const auto strings = pauliStrings(observable, circuit.wires);
    if (strings.empty()) {
      text += "    # (a projector on many qubits is left out)\n";
      continue;
    }
    text += "    SparsePauliOp.from_list([";
    for (std::size_t i = 0; i < strings.size(); ++i) {
      text += (i == 0 ? "(\"" : ", (\"") + strings[i].first + "\", " + realText(strings[i].second) +
              ")";
    }
    text += "]),\n";
  }
  return text + "]\n";
}

}  // namespace

Result<std::string> writeQiskit(const CircuitDocument& document) {
  const auto lowered = lower(document, NameStyle::Subscripted);
  if (!lowered) return lowered.error();
  const Circuit& circuit = document.circuit;
  const std::uint32_t parameters = vectorLength(lowered->parameters);
  const std::uint32_t inputs = vectorLength(lowered->inputs);
  std::string text = commentHeader(document, "#") +
                     "# Qiskit numbers qubits as Qonvolve does: qubit 0 is the least significant "
                     "bit.\nfrom qiskit import QuantumCircuit\n";
  if (parameters + inputs > 0) text += "from qiskit.circuit import ParameterVector\n";
  if (!circuit.outputs.empty()) text += "from qiskit.quantum_info import SparsePauliOp\n";
  text += "\n";
  if (parameters > 0) {
    text += "theta = ParameterVector(\"theta\", " + std::to_string(parameters) + ")\n";
  }
  if (inputs > 0) text += "x = ParameterVector(\"x\", " + std::to_string(inputs) + ")\n";
  text += "qc = QuantumCircuit(" + std::to_string(circuit.wires) +
          (circuit.bits > 0 ? ", " + std::to_string(circuit.bits) : "") + ")\n";
  for (const LoweredItem& item : lowered->items) {
    std::string indent;
    if (item.condition > 0) {
      for (const auto& [bit, set] : conditionBits(circuit.conditions[item.condition - 1])) {
        text += indent + "with qc.if_test((qc.clbits[" + std::to_string(bit) + "], " +
                (set ? "1" : "0") + ")):\n";
        indent += "    ";
      }
    }
    text += indent + callText(item) + "\n";
  }
  if (!circuit.outputs.empty()) text += "\n" + observablesText(circuit);
  return text;
}

}  // namespace qonvolve
