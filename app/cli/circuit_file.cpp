// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/circuit_file.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/formats/qasm_reader.h"
#include "core/io/files.h"
#include "core/model/compile.h"

namespace qonvolve::cli {

namespace {

// Without the measurements that nothing follows: no operation on the wire, no condition on the bit.
Circuit withoutFinalMeasurements(Circuit circuit) {
  std::uint64_t asked = 0;
  for (const Condition& condition : circuit.conditions) asked |= condition.mask;
  std::vector<bool> later(circuit.wires, false);  // something follows on the wire
  std::vector<Event> kept;
  std::size_t op = circuit.ops.size();
  for (std::size_t i = circuit.events.size(); i-- > 0;) {
    const Event& event = circuit.events[i];
    for (; op > event.position; --op) {
      const Op& one = circuit.ops[op - 1];
      for (std::size_t k = 0; k < gateInfo(one.gate).wires; ++k) later[one.wires[k]] = true;
    }
    const Wire wire = event.wires[0];
    if (event.kind == Event::Kind::Measure && !later[wire] && (asked >> event.index & 1U) == 0) {
      continue;
    }
    later[wire] = true;
    if (event.kind == Event::Kind::Channel) later[event.wires[1]] = true;
    kept.push_back(event);
  }
  std::ranges::reverse(kept);
  circuit.events = std::move(kept);
  return circuit;
}

Result<CircuitFile> readProgram(const Arguments& arguments, const std::string& text) {
  const std::string& name = arguments.positional(0);
  auto program = readQasm(text, name, {.maxQubits = kMaxWires});
  if (!program) return program.error();
  std::map<std::string, double> values;
  std::vector<std::string> names = program->parameters;
  names.insert(names.end(), program->inputs.begin(), program->inputs.end());
  for (const std::string& binding : arguments.values("bind")) {
    const std::size_t equals = binding.find('=');
    const std::string key = binding.substr(0, equals);
    const auto value =
        equals == std::string::npos ? std::nullopt : parseDouble(binding.substr(equals + 1));
    if (!value) {
      return Error{"--bind " + binding, "A number is missing.", "Write NAME=VALUE."};
    }
    if (std::ranges::find(names, key) == names.end()) {
      return Error{"--bind " + binding, "The program has no input \"" + key + "\".",
                   names.empty() ? "" : suggestion(key, names)};
    }
    values[key] = *value;
  }
  CircuitFile file;
  ReferenceCircuit& reference = file.reference;
  const auto valuesOf = [&](const std::vector<std::string>& list) {
    std::vector<double> result;
    for (const std::string& one : list) {
      const auto known = values.find(one);
      if (known == values.end()) file.unbound.push_back(one);
      result.push_back(known == values.end() ? 0.0 : known->second);
    }
    return result;
  };
  reference.values = valuesOf(program->parameters);
  reference.inputs = valuesOf(program->inputs);
  reference.names = std::move(program->parameters);
  reference.circuit = withoutFinalMeasurements(std::move(program->circuit));
  return file;
}

}  // namespace

bool isCircuitFile(const std::string& name) {
  return name.ends_with(".json") || name.ends_with(".qasm");
}

OptionSpec bindOption() {
  return {"bind", "NAME=VALUE",
          "The value of an input of an OpenQASM program, in radians for angles. May be given many "
          "times.",
          true};
}

Result<Json> readJsonFile(const std::string& name) {
  const auto text = readFile(QString::fromStdString(name));
  if (!text) return text.error();
  return parseJson(*text, name);
}

Result<CircuitFile> circuitFromJson(const std::string& name, Json document) {
  auto reference = readReference(document);
  if (!reference) {
    Error error = reference.error();
    error.where = name + (error.where.empty() ? "" : ": " + error.where);
    return error;
  }
  return CircuitFile{std::move(document), std::move(*reference), {}};
}

Result<CircuitFile> readCircuitFile(const Arguments& arguments) {
  const std::string& name = arguments.positional(0);
  if (name.ends_with(".qasm")) {
    const auto text = readFile(QString::fromStdString(name));
    if (!text) return text.error();
    return readProgram(arguments, *text);
  }
  auto document = readJsonFile(name);
  if (!document) return document.error();
  return circuitFromJson(name, std::move(*document));
}

}  // namespace qonvolve::cli
