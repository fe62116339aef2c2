// SPDX-License-Identifier: GPL-3.0-or-later
// The table of two-wire ansatzes. To add one: add a row to makeAnsatzes().
#include "core/model/ansatz.h"

#include <numbers>

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::uint8_t kA = 0;
constexpr std::uint8_t kB = 1;

AnsatzGate fixed(GateId gate, std::uint8_t first, std::uint8_t second = 0) {
  return {.gate = gate, .wires = {first, second}};
}
AnsatzGate fixedAngle(GateId gate, std::uint8_t wire, double angle) {
  return {.gate = gate, .wires = {wire, 0}, .constants = {angle, 0, 0}};
}
AnsatzGate turn(GateId gate, std::int16_t parameter, std::uint8_t wire) {
  return {.gate = gate, .wires = {wire, 0}, .parameters = {parameter, -1, -1}};
}
AnsatzGate controlledTurn(GateId gate, std::int16_t parameter, std::uint8_t control,
                          std::uint8_t target) {
  return {.gate = gate, .wires = {control, target}, .parameters = {parameter, -1, -1}};
}
AnsatzGate u3(std::int16_t parameter, std::uint8_t wire) {
  const auto next = static_cast<std::int16_t>(parameter + 1);
  const auto last = static_cast<std::int16_t>(parameter + 2);
  return {.gate = GateId::U3, .wires = {wire, 0}, .parameters = {parameter, next, last}};
}

constexpr const char* kHur = "Hur, Kim, Park, arXiv:2108.00661, figure 2";
constexpr const char* kSim =
    "Hur, Kim, Park, arXiv:2108.00661; from Sim, Johnson, Aspuru-Guzik, "
    "arXiv:1905.10876, circuit ";

Registry<Ansatz> makeAnsatzes() {
  using enum GateId;
  const std::string category = "Two-qubit circuit";
  Registry<Ansatz> table("ansatz");
  table.add({{.id = "ttn",
              .label = "Circuit 1 (TTN)",
              .category = category,
              .summary = "RY on both, one CNOT: the smallest block, real amplitudes.",
              .help = "RY RY CX. The block of tree tensor networks; keeps real amplitudes real.",
              .paper = std::string(kHur) + "; Grant et al., arXiv:1804.03680"},
             2,
             {turn(RY, 0, kA), turn(RY, 1, kB), fixed(CX, kA, kB)}});
  table.add({{.id = "c2",
              .label = "Circuit 2",
              .category = category,
              .summary = "Hadamards, CZ, RX on both: cheap, entangles strongly.",
              .help = "H H CZ RX RX.",
              .paper = std::string(kSim) + "9"},
             2,
             {fixed(H, kA), fixed(H, kB), fixed(CZ, kA, kB), turn(RX, 0, kA), turn(RX, 1, kB)}});
  table.add({{.id = "c3",
              .label = "Circuit 3",
              .category = category,
              .summary = "Two rounds of RY and CNOT, one in each direction.",
              .help = "RY RY CX(b,a) RY RY CX(a,b). Keeps real amplitudes real.",
              .paper = std::string(kSim) + "15"},
             4,
             {turn(RY, 0, kA), turn(RY, 1, kB), fixed(CX, kB, kA), turn(RY, 2, kA), turn(RY, 3, kB),
              fixed(CX, kA, kB)}});
  const auto rounds = [](GateId controlled) {
    return std::vector<AnsatzGate>{
        turn(RY, 0, kA), turn(RY, 1, kB), controlledTurn(controlled, 2, kB, kA),
        turn(RY, 3, kA), turn(RY, 4, kB), controlledTurn(controlled, 5, kA, kB)};
  };
  table.add({{.id = "c4",
              .label = "Circuit 4",
              .category = category,
              .summary = "As circuit 3 with trainable controlled RZ.",
              .help = "RY RY CRZ(b,a) RY RY CRZ(a,b).",
              .paper = std::string(kSim) + "13"},
             6,
             rounds(CRZ)});
  table.add({{.id = "c5",
              .label = "Circuit 5",
              .category = category,
              .summary = "As circuit 3 with trainable controlled RX.",
              .help = "RY RY CRX(b,a) RY RY CRX(a,b).",
              .paper = std::string(kSim) + "14"},
             6,
             rounds(CRX)});
  table.add({{.id = "so4",
              .label = "Circuit 6 (SO(4))",
              .category = category,
              .summary = "Every real two-qubit rotation.",
              .help = "RY RY CX RY RY CX RY RY: any matrix of SO(4) up to a fixed frame; keeps "
                      "real amplitudes real.",
              .paper = kHur},
             6,
             {turn(RY, 0, kA), turn(RY, 1, kB), fixed(CX, kA, kB), turn(RY, 2, kA), turn(RY, 3, kB),
              fixed(CX, kA, kB), turn(RY, 4, kA), turn(RY, 5, kB)}});
  const auto sandwich = [](GateId controlled) {
    return std::vector<AnsatzGate>{turn(RX, 0, kA),
                                   turn(RX, 1, kB),
                                   turn(RZ, 2, kA),
                                   turn(RZ, 3, kB),
                                   controlledTurn(controlled, 4, kB, kA),
                                   controlledTurn(controlled, 5, kA, kB),
                                   turn(RX, 6, kA),
                                   turn(RX, 7, kB),
                                   turn(RZ, 8, kA),
                                   turn(RZ, 9, kB)};
  };
  table.add({{.id = "c7",
              .label = "Circuit 7",
              .category = category,
              .summary = "RX RZ around two controlled RZ.",
              .help = "RX RX RZ RZ CRZ(b,a) CRZ(a,b) RX RX RZ RZ.",
              .paper = std::string(kSim) + "5"},
             10,
             sandwich(CRZ)});
  table.add({{.id = "c8",
              .label = "Circuit 8",
              .category = category,
              .summary = "RX RZ around two controlled RX.",
              .help = "RX RX RZ RZ CRX(b,a) CRX(a,b) RX RX RZ RZ.",
              .paper = std::string(kSim) + "6"},
             10,
             sandwich(CRX)});
  table.add({{.id = "su4",
              .label = "Circuit 9 (SU(4))",
              .category = category,
              .summary = "Every two-qubit unitary: the most expressive block.",
              .help = "U3 U3 CX(a,b) RY RZ CX(b,a) RY CX(a,b) U3 U3: any matrix of SU(4) with 15 "
                      "angles and three CNOTs.",
              .paper = std::string(kHur) + "; Vatan, Williams, arXiv:quant-ph/0308006"},
             15,
             {u3(0, kA), u3(3, kB), fixed(CX, kA, kB), turn(RY, 6, kA), turn(RZ, 7, kB),
              fixed(CX, kB, kA), turn(RY, 8, kA), fixed(CX, kA, kB), u3(9, kA), u3(12, kB)}});
  table.add({{.id = "qiskit",
              .label = "Three-angle block",
              .category = category,
              .summary = "The SU(4) core without its outer rotations.",
              .help = "RZ(−π/2)(b) CX(b,a) RZ(a) RY(b) CX(a,b) RY(b) CX(b,a) RZ(π/2)(a): the "
                      "block of the Qiskit QCNN tutorial.",
              .paper = "Qiskit Machine Learning tutorial 11; Vatan, Williams, "
                       "arXiv:quant-ph/0308006, figure 6"},
             3,
             {fixedAngle(RZ, kB, -kPi / 2), fixed(CX, kB, kA), turn(RZ, 0, kA), turn(RY, 1, kB),
              fixed(CX, kA, kB), turn(RY, 2, kB), fixed(CX, kB, kA), fixedAngle(RZ, kA, kPi / 2)}});
  table.add({{.id = "ry_cx",
              .label = "RY and CNOT both ways",
              .category = category,
              .summary = "Two rounds of RY and CNOT, the first qubit controlling first.",
              .help = "RY RY CX(a,b) RY RY CX(b,a): circuit 3 with its CNOTs exchanged. Keeps real "
                      "amplitudes real.",
              .paper = std::string(kSim) + "15"},
             4,
             {turn(RY, 0, kA), turn(RY, 1, kB), fixed(CX, kA, kB), turn(RY, 2, kA), turn(RY, 3, kB),
              fixed(CX, kB, kA)}});
  return table;
}

}  // namespace

const std::vector<Field>& Ansatz::fields() const {
  static const std::vector<Field> kNone;
  return kNone;
}

const Registry<Ansatz>& ansatzes() {
  static const Registry<Ansatz> kTable = makeAnsatzes();
  return kTable;
}

std::vector<Op> instantiate(const Ansatz& ansatz, Wire a, Wire b, std::uint32_t firstParameter) {
  std::vector<Op> ops;
  ops.reserve(ansatz.gates.size());
  for (const AnsatzGate& gate : ansatz.gates) {
    Op op{.gate = gate.gate};
    const GateInfo& info = gateInfo(gate.gate);
    for (std::size_t k = 0; k < info.wires; ++k) op.wires[k] = gate.wires[k] == kA ? a : b;
    for (std::size_t k = 0; k < info.angles; ++k) {
      const std::int16_t parameter = gate.parameters[k];
      op.angles[k] = parameter < 0
                         ? Angle::constant(gate.constants[k])
                         : Angle::parameter(firstParameter + static_cast<std::uint32_t>(parameter));
    }
    ops.push_back(op);
  }
  return ops;
}

}  // namespace qonvolve
