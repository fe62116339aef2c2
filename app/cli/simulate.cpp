// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli simulate: state and expectation values of a circuit file.
#include "app/cli/commands.h"
#include "app/cli/reference_circuit.h"
#include "app/cli/reference_optimizers.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/files.h"

namespace qonvolve::cli {

namespace {

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

int run(const Arguments& arguments) {
  const std::string& name = arguments.positional(0);
  const auto text = readFile(QString::fromStdString(name));
  if (!text) return fail(text.error());
  if (name.ends_with(".qasm")) {
    return fail({name, "OpenQASM files are not available in this version.",
                 "Use a circuit in JSON; see \"qonvolve-cli simulate --help\"."});
  }
  const auto document = parseJson(*text, name);
  if (!document) return fail(document.error());
  const auto inFile = [&](Error error) {
    error.where = name + (error.where.empty() ? "" : ": " + error.where);
    return fail(error);
  };
  const Json* kind = document->find("kind");
  if (kind != nullptr && *kind == Json("optimizer")) {
    const auto traces = computeTraces(*document);
    if (!traces) return inFile(traces.error());
    if (arguments.has("json")) {
      printJson(*traces);
    } else {
      print(tracesText(*traces));
    }
    return kDone;
  }
  const auto reference = readReference(*document);
  if (!reference) return inFile(reference.error());
  const auto result = computeExpected(*document, *reference);
  if (!result) return inFile(result.error());
  if (arguments.has("json")) {
    printJson(*result);
    return kDone;
  }
  if (const Json* state = result->find("statevector")) {
    print(amplitudesText(*state, reference->circuit.wires));
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
      "FILE is a JSON document {kind, n_qubits, ops, parameters, expected}. kind is \"circuit\" "
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
  command.arguments = {{"FILE", "A circuit as a JSON file."}};
  command.options = {jsonOption()};
  command.examples = {"qonvolve-cli simulate circuit.json --json"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
