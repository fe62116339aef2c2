// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli simulate: state and expectation values of a circuit file.
#include <bit>

#include "app/cli/circuit_file.h"
#include "app/cli/commands.h"
#include "app/cli/reference_optimizers.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/circuit/nonunitary.h"
#include "core/sim/density_matrix.h"

namespace qonvolve::cli {

namespace {

constexpr std::uint32_t kMostWires = 20;       // whose amplitudes are printed
constexpr std::uint32_t kMostMixedWires = 12;  // 256 MB of density matrix, and as much for each
constexpr std::uint32_t kMostMixedBits = 24;   // outcome: two bits a wire, one a measured bit

std::string amplitudesText(const Json& statevector, std::uint32_t wires) {
  std::string text = "state       q" + std::to_string(wires - 1) + " ... q0: amplitude\n";
  const auto& amplitudes = *statevector.as<JsonArray>();
  for (std::size_t k = 0; k < amplitudes.size(); ++k) {
    const auto& pair = *amplitudes[k].as<JsonArray>();
    const double re = *pair[0].as<double>();
    const double im = *pair[1].as<double>();
    if (re * re + im * im < 1e-20) continue;
    text += "  ";
    for (std::uint32_t wire = wires; wire-- > 0;) text += (k >> wire & 1U) != 0 ? '1' : '0';
    text += "  " + fixedText(re, 8) + (im < 0 ? " - " : " + ") + fixedText(im < 0 ? -im : im, 8) +
            "i\n";
  }
  return text;
}

// A state that is not pure: what OpenQASM programs with measurements and resets leave behind.
Result<Json> mixedState(const ReferenceCircuit& reference) {
  const Circuit& circuit = reference.circuit;
  if (circuit.wires > kMostMixedWires) {
    return Error{"",
                 "The program measures or resets qubits in between, and has " +
                     std::to_string(circuit.wires) + " of them; up to " +
                     std::to_string(kMostMixedWires) + " are simulated.",
                 ""};
  }
  std::uint64_t read = 0, written = 0;
  for (const Condition& condition : circuit.conditions) read |= condition.mask;
  for (const Event& event : circuit.events) {
    if (event.kind == Event::Kind::Measure) written |= std::uint64_t{1} << event.index;
  }
  const auto bits = static_cast<std::uint32_t>(std::popcount(read & written));
  if (2 * circuit.wires + bits > kMostMixedBits) {
    return Error{"",
                 "Conditions read " + std::to_string(bits) + " measured bits; with " +
                     std::to_string(circuit.wires) + " qubits up to " +
                     std::to_string(kMostMixedBits - 2 * circuit.wires) + " are simulated.",
                 "Each outcome has a state of its own."};
  }
  const auto rho = densityMatrix(circuit, reference.values, reference.inputs);
  const std::size_t size = std::size_t{1} << circuit.wires;
  std::vector<double> probabilities;
  for (std::size_t k = 0; k < size; ++k) probabilities.push_back(rho[k * size + k].real());
  Json json = Json::object();
  json.set("probabilities", jsonNumbers(probabilities));
  json.set("purity", jsonNumber(purity(rho)));
  return json;
}

int printTraces(const Json& traces, bool json) {
  if (json) {
    printJson(traces);
  } else {
    print(tracesText(traces));
  }
  return kDone;
}

int run(const Arguments& arguments) {
  const std::string& name = arguments.positional(0);
  const bool program = name.ends_with(".qasm");
  const auto inFile = [&](Error error) {
    error.where = name + (error.where.empty() ? "" : ": " + error.where);
    return fail(error);
  };
  const auto document = program ? Result<Json>(Json::object()) : readJsonFile(name);
  if (!document) return fail(document.error());
  const Json* kind = document->find("kind");
  if (kind != nullptr && *kind == Json("optimizer")) {
    const auto traces = computeTraces(*document);
    return traces ? printTraces(*traces, arguments.has("json")) : inFile(traces.error());
  }
  const auto file = program ? readCircuitFile(arguments) : circuitFromJson(name, *document);
  if (!file) return fail(file.error());
  const ReferenceCircuit& reference = file->reference;
  if (!file->unbound.empty()) {
    return inFile({"", "The input \"" + file->unbound.front() + "\" has no value.",
                   "Add --bind " + file->unbound.front() + "=VALUE."});
  }
  if (program && reference.circuit.wires > kMostWires) {
    return inFile({"",
                   "The program has " + std::to_string(reference.circuit.wires) +
                       " qubits; states of up to " + std::to_string(kMostWires) + " are printed.",
                   ""});
  }
  const auto result = program && !isUnitary(reference.circuit)
                          ? mixedState(reference)
                          : computeExpected(file->document, reference);
  if (!result) return inFile(result.error());
  if (arguments.has("json")) {
    printJson(*result);
    return kDone;
  }
  if (const Json* state = result->find("statevector")) {
    print(amplitudesText(*state, reference.circuit.wires));
  }
  for (const auto& [key, value] : *result->as<JsonObject>()) {
    if (key == "statevector") continue;
    print(key + "\n  " + writeJson(value, JsonLayout::Compact) + "\n");
  }
  return kDone;
}

}  // namespace

Command simulateCommand() {
  Command command;
  command.name = "simulate";
  command.summary = "Computes state, expectation values and gradients of a circuit file.";
  command.description =
      "FILE is an OpenQASM 2 or 3 program (.qasm) or a JSON document. Of a program, state and "
      "probabilities before its last measurements are printed; if it measures or resets qubits "
      "before that, probabilities and purity of the mixed state.\n"
      "\n"
      "A JSON document is {kind, n_qubits, ops, parameters, expected}. kind is \"circuit\" "
      "with "
      "ops [{gate, qubits, params}], where a param is a number, the name of a parameter or {name, "
      "mul, add}; or \"encoding\" with encoding (amplitude, angle_rx, angle_ry, angle_rz) and "
      "features. Qubit 0 is the least significant bit.\n"
      "\n"
      "Printed is what \"expected\" lists, computed here: statevector, probabilities, "
      "expectations, "
      "gradients (by the adjoint method), reduced_density_matrices, marginals, meyer_wallach, "
      "fubini_study_metric, hessian, and for mixed states density_matrix, density_matrix_diagonal, "
      "purity, readout_probabilities; without \"expected\" the first two. Further members: noise "
      "[{after_op, channel, qubits, params or kraus}] with channels of \"list noise\", readout "
      "[{qubit, p10, p01}], and the gates \"reset\" and \"measure_ff\" (measure, then the "
      "operations if0 or if1).";
  command.description +=
      "\n\nWith the kind \"optimizer\" {functions, cases} the parameters after every step of every "
      "case are printed, as many steps as its trace has.";
  command.arguments = {{"FILE", "A circuit as OpenQASM (.qasm) or JSON."}};
  command.options = {bindOption(), jsonOption()};
  command.examples = {"qonvolve-cli simulate circuit.qasm",
                      "qonvolve-cli simulate circuit.json --json"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
