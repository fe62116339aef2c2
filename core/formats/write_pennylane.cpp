// SPDX-License-Identifier: GPL-3.0-or-later
// A Python program for PennyLane, whose first wire is the most significant bit.
#include <algorithm>

#include "core/formats/write_python.h"

namespace qonvolve {
namespace {

using Kind = LoweredItem::Kind;
using enum GateId;

/// Operations whose matrices are exactly ours, controls first.
constexpr PythonGate kGates[] = {{I, "qml.Identity"},
                                 {X, "qml.PauliX"},
                                 {Y, "qml.PauliY"},
                                 {Z, "qml.PauliZ"},
                                 {H, "qml.Hadamard"},
                                 {S, "qml.S"},
                                 {Sdg, "qml.adjoint(qml.S)"},
                                 {T, "qml.T"},
                                 {Tdg, "qml.adjoint(qml.T)"},
                                 {SX, "qml.SX"},
                                 {RX, "qml.RX"},
                                 {RY, "qml.RY"},
                                 {RZ, "qml.RZ"},
                                 {P, "qml.PhaseShift"},
                                 {U2, "qml.U2"},
                                 {U3, "qml.U3"},
                                 {CX, "qml.CNOT"},
                                 {CY, "qml.CY"},
                                 {CZ, "qml.CZ"},
                                 {CH, "qml.CH"},
                                 {Swap, "qml.SWAP"},
                                 {CRX, "qml.CRX"},
                                 {CRY, "qml.CRY"},
                                 {CRZ, "qml.CRZ"},
                                 {CP, "qml.ControlledPhaseShift"},
                                 {CU3, "qml.ctrl(qml.U3, control="},  // the control follows
                                 {RXX, "qml.IsingXX"},
                                 {RYY, "qml.IsingYY"},
                                 {RZZ, "qml.IsingZZ"},
                                 {CCX, "qml.Toffoli"},
                                 {CSwap, "qml.CSWAP"}};

class Writer {
 public:
  explicit Writer(const Circuit& circuit) : circuit_(circuit), written_(circuit.bits, false) {}

  /// The statement, without indentation; empty for a condition that never holds.
  std::string statement(const LoweredItem& item) {
    const std::string wire = std::to_string(item.wires[0]);
    std::string condition;
    if (item.condition > 0 && !conditionText(item.condition, condition)) return {};
    if (item.kind == Kind::Measure) {
      written_[item.bit] = true;
      return "m" + std::to_string(item.bit) + " = qml.measure(" + wire + ")";
    }
    if (item.kind == Kind::Reset) return "qml.measure(" + wire + ", reset=True)";
    const GateInfo& info = gateInfo(item.gate);
    const PythonGate& gate = *std::ranges::find(kGates, item.gate, &PythonGate::gate);
    std::string name = gate.name;
    std::string wires = wire;
    if (item.gate == CU3) {
      name += wire + ")";
      wires = std::to_string(item.wires[1]);
    } else if (info.wires > 1) {
      wires = "[" + wire;
      for (std::size_t k = 1; k < info.wires; ++k) wires += ", " + std::to_string(item.wires[k]);
      wires += "]";
    }
    if (!condition.empty()) name = "qml.cond(" + condition + ", " + name + ")";
    const std::string angles = info.angles > 0 ? pythonAngles(item, gate) + ", " : "";
    return name + "(" + angles + "wires=" + wires + ")";
  }

 private:
  /// Bits that nothing has written yet are 0. False: the condition cannot hold.
  bool conditionText(std::uint32_t index, std::string& text) const {
    for (const auto& [bit, set] : conditionBits(circuit_.conditions[index - 1])) {
      if (!written_[bit]) {
        if (set) return false;
        continue;
      }
      const std::string name = "m" + std::to_string(bit);
      text += (text.empty() ? "" : " & ") + (set ? "(" + name + " == 1)" : "(" + name + " == 0)");
    }
    return true;
  }

  const Circuit& circuit_;
  std::vector<bool> written_;
};

std::string observableExpression(const Observable& observable, std::uint32_t wires) {
  std::string text;
  for (const auto& [letters, coefficient] : pauliStrings(observable, wires)) {
    std::string product;
    for (std::uint32_t wire = 0; wire < wires; ++wire) {
      const char letter = letters[wires - 1 - wire];
      if (letter == 'I') continue;
      product += (product.empty() ? "" : " @ ") + std::string("qml.Pauli") + letter + "(" +
                 std::to_string(wire) + ")";
    }
    if (product.empty()) product = "qml.Identity(0)";
    if (coefficient != 1) product = realText(coefficient) + " * (" + product + ")";
    text += (text.empty() ? "" : " + ") + product;
  }
  return text;
}

}  // namespace

Result<std::string> writePennyLane(const CircuitDocument& document) {
  const auto lowered = lower(document, NameStyle::Subscripted);
  if (!lowered) return lowered.error();
  const Circuit& circuit = document.circuit;
  const std::uint32_t parameters = vectorLength(lowered->parameters);
  const std::uint32_t inputs = vectorLength(lowered->inputs);
  for (const LoweredItem& item : lowered->items) {
    if (item.condition > 0 && item.kind != Kind::Gate) {
      return Error{"", "A measurement or reset under a condition has no form in PennyLane.", ""};
    }
  }
  std::string order;
  for (std::uint32_t wire = circuit.wires; wire-- > 0;) {
    order += std::to_string(wire) + (wire > 0 ? ", " : "");
  }
  std::string arguments;
  if (parameters > 0) arguments = "theta";
  if (inputs > 0) arguments += arguments.empty() ? "x" : ", x";
  std::string text =
      commentHeader(document, "#") +
      "# Wire order: PennyLane's first wire is the most significant bit, wire 0 here the least\n"
      "# significant one. The device lists the wires from highest to lowest, so that amplitudes\n"
      "# and probabilities come in the order of Qonvolve.\n"
      "import pennylane as qml\n\ndev = qml.device(\"default.qubit\", wires=[" +
      order + "])\n\n\ndef circuit(" + arguments + "):\n";
  if (parameters > 0) text += "    # theta: " + std::to_string(parameters) + " parameters\n";
  if (inputs > 0) text += "    # x: " + std::to_string(inputs) + " inputs\n";
  Writer writer(circuit);
  std::string body;
  for (const LoweredItem& item : lowered->items) {
    const std::string line = writer.statement(item);
    if (!line.empty()) body += "    " + line + "\n";
  }
  text += body.empty() ? "    pass\n" : body;
  const std::string call = "    circuit(" + arguments + ")\n";
  text +=
      "\n\n@qml.qnode(dev)\ndef state(" + arguments + "):\n" + call + "    return qml.state()\n";
  if (circuit.outputs.empty()) return text;
  text += "\n\n@qml.qnode(dev)\ndef outputs(" + arguments + "):\n" + call + "    return [\n";
  for (const Observable& observable : circuit.outputs) {
    const std::string one = observableExpression(observable, circuit.wires);
    text += one.empty() ? "        # (a projector on many qubits is left out)\n"
                        : "        qml.expval(" + one + "),\n";
  }
  return text + "    ]\n";
}

}  // namespace qonvolve
