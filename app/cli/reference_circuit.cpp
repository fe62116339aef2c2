// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a reference file: parameters, operations, encodings.
#include "app/cli/reference_circuit.h"

#include <algorithm>
#include <bit>

#include "core/base/text.h"
#include "core/model/compile.h"

namespace qonvolve::cli {

namespace {

// A number, the name of a parameter, or {name, mul, add}.
std::optional<Angle> readAngle(const JsonReader& reader, const ReferenceCircuit& reference) {
  const Json& value = reader.value();
  const auto byName = [&](const std::string& name, double scale, double offset) {
    const auto found = std::find(reference.names.begin(), reference.names.end(), name);
    if (found == reference.names.end()) {
      reader.error("There is no parameter \"" + name + "\".", suggestion(name, reference.names));
      return std::optional<Angle>{};
    }
    const auto index = static_cast<std::uint32_t>(found - reference.names.begin());
    return std::optional(Angle::parameter(index, scale, offset));
  };
  if (const auto* real = value.as<double>()) return Angle::constant(*real);
  if (const auto* integer = value.as<std::int64_t>()) {
    return Angle::constant(static_cast<double>(*integer));
  }
  if (const auto* name = value.as<std::string>()) return byName(*name, 1, 0);
  if (value.isObject()) {
    return byName(reader.text("name").value_or(""), reader.real("mul").value_or(1),
                  reader.real("add").value_or(0));
  }
  reader.error("A parameter is a number, a name or {name, mul, add}.");
  return {};
}

Result<Op> readOp(const JsonReader& reader, const ReferenceCircuit& reference) {
  Op op;
  const std::string name = reader.text("gate").value_or("");
  const GateInfo* gate = findGate(name);
  if (gate == nullptr) {
    std::vector<std::string> names;
    for (const GateInfo& one : allGates()) names.emplace_back(one.name);
    return Error{reader.where(), "There is no gate \"" + name + "\".", suggestion(name, names)};
  }
  op.gate = gate->id;
  const auto wires = readWires(reader, "qubits", reference.circuit.wires);
  if (!wires) return wires.error();
  const auto angles = reader.has("params") ? reader.items("params") : std::vector<JsonReader>{};
  if (wires->size() != gate->wires || angles.size() != gate->angles) {
    return Error{reader.where(),
                 "The gate \"" + name + "\" takes " + std::to_string(gate->wires) + " qubits and " +
                     std::to_string(gate->angles) + " angles; here are " +
                     std::to_string(wires->size()) + " and " + std::to_string(angles.size()) + ".",
                 ""};
  }
  std::ranges::copy(*wires, op.wires.begin());
  for (std::size_t i = 0; i < angles.size(); ++i) {
    if (const auto angle = readAngle(angles[i], reference)) op.angles[i] = *angle;
  }
  return op;
}

// Gates, or an event with the gates that follow from it.
Result<void> readStep(const JsonReader& reader, ReferenceCircuit& reference) {
  Circuit& circuit = reference.circuit;
  const std::string name = reader.text("gate").value_or("");
  if (name != "reset" && name != "measure_ff") {
    auto op = readOp(reader, reference);
    if (!op) return op.error();
    circuit.ops.push_back(*op);
    return {};
  }
  const auto wires = readWires(reader, "qubits", circuit.wires);
  if (!wires) return wires.error();
  if (wires->size() != 1) return Error{reader.where(), "This takes one qubit.", ""};
  Event event{.kind = Event::Kind::Reset,
              .position = static_cast<std::uint32_t>(circuit.ops.size()),
              .wires = {wires->front()}};
  if (name == "reset") {
    circuit.events.push_back(event);
    return {};
  }
  if (circuit.bits == 64) return Error{reader.where(), "There are more than 64 measurements.", ""};
  event.kind = Event::Kind::Measure;
  event.index = circuit.bits++;
  circuit.events.push_back(event);
  const std::uint64_t bit = std::uint64_t{1} << event.index;
  for (const auto& [key, value] : {std::pair{"if0", std::uint64_t{0}}, std::pair{"if1", bit}}) {
    if (!reader.has(key)) continue;
    circuit.conditions.push_back({.mask = bit, .value = value});
    for (const JsonReader& item : reader.items(key)) {
      auto op = readOp(item, reference);
      if (!op) return op.error();
      op->condition = static_cast<std::uint32_t>(circuit.conditions.size());
      circuit.ops.push_back(*op);
    }
  }
  return {};
}

Result<void> readEncoding(const JsonReader& root, ReferenceCircuit& reference) {
  const std::string name = root.text("encoding").value_or("");
  reference.inputs = root.reals("features").value_or(std::vector<double>{});
  const auto count = static_cast<std::uint32_t>(reference.inputs.size());
  Circuit& circuit = reference.circuit;
  circuit.inputs = count;
  if (name == "amplitude") {
    if (count > (std::uint64_t{1} << circuit.wires)) {
      return Error{root.where(), "There are more features than amplitudes.", ""};
    }
    Preparation preparation;
    for (Wire wire = 0; wire < circuit.wires; ++wire) preparation.wires.push_back(wire);
    preparation.count = count;
    circuit.preparations.push_back(std::move(preparation));
    return {};
  }
  constexpr std::pair<std::string_view, GateId> kAngles[] = {
      {"angle_rx", GateId::RX}, {"angle_ry", GateId::RY}, {"angle_rz", GateId::RZ}};
  for (const auto& [id, gate] : kAngles) {
    if (id != name) continue;
    if (count != circuit.wires) {
      return Error{root.where(), "Angle encoding takes one feature a qubit.", ""};
    }
    for (Wire wire = 0; wire < circuit.wires; ++wire) {
      if (gate == GateId::RZ) circuit.ops.push_back({.gate = GateId::H, .wires = {wire}});
      circuit.ops.push_back({.gate = gate, .wires = {wire}, .angles = {Angle::feature(wire)}});
    }
    return {};
  }
  return Error{root.where(), "The encoding \"" + name + "\" is not available.",
               "Available: amplitude, angle_rx, angle_ry, angle_rz."};
}

}  // namespace

Result<std::vector<Wire>> readWires(const JsonReader& reader, const char* key,
                                    std::uint32_t wires) {
  std::vector<Wire> list;
  for (const JsonReader& item : reader.items(key)) {
    const auto* wire = item.value().as<std::int64_t>();
    if (wire == nullptr || *wire < 0 || *wire >= static_cast<std::int64_t>(wires)) {
      return Error{item.where(), "The qubit does not exist.",
                   "Qubits are 0 to " + std::to_string(wires - 1) + "."};
    }
    if (std::ranges::find(list, static_cast<Wire>(*wire)) != list.end()) {
      return Error{item.where(), "An operation needs different qubits.", ""};
    }
    list.push_back(static_cast<Wire>(*wire));
  }
  return list;
}

Result<ReferenceCircuit> readReference(const Json& document) {
  ReadLog log;
  const JsonReader root(document, "", log);
  if (!root.requireObject()) return log.errors.front();
  ReferenceCircuit reference;
  const std::string kind = root.text("kind").value_or("");
  if (kind != "circuit" && kind != "encoding") {
    return Error{"/kind", "The kind \"" + kind + "\" is not available.",
                 "Available: circuit, encoding."};
  }
  const auto wires = root.integer("n_qubits").value_or(0);
  if (wires < 1 || wires > static_cast<std::int64_t>(kMaxWires)) {
    return Error{"/n_qubits",
                 "The number of qubits is " + std::to_string(wires) + "; it must be 1 to " +
                     std::to_string(kMaxWires) + ".",
                 ""};
  }
  reference.circuit.wires = static_cast<std::uint32_t>(wires);
  if (kind == "encoding") {
    if (auto done = readEncoding(root, reference); !done) return done.error();
  } else {
    if (const auto parameters = root.object("parameters")) {
      for (const auto& [name, value] : *parameters->value().as<JsonObject>()) {
        reference.names.push_back(name);
        reference.values.push_back(parameters->real(name).value_or(0));
      }
    }
    std::vector<std::uint32_t> ends;
    for (const JsonReader& item : root.items("ops")) {
      if (auto done = readStep(item, reference); !done) return done.error();
      ends.push_back(static_cast<std::uint32_t>(reference.circuit.ops.size()));
    }
    if (root.has("noise")) {
      if (auto done = readNoise(root, ends, reference.circuit); !done) return done.error();
    }
  }
  if (root.has("readout")) {
    if (auto done = readReadoutErrors(root, reference.circuit); !done) return done.error();
  }
  if (!log.errors.empty()) return log.errors.front();
  return reference;
}

}  // namespace qonvolve::cli
