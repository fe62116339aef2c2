// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a reference file: what is no gate, namely noise, resets, measurements and readout errors.
#include <algorithm>
#include <cmath>

#include "app/cli/reference_circuit.h"
#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

std::optional<Complex> readComplex(const JsonReader& reader) {
  const auto parts = reader.items();
  if (parts.size() != 2) return {};
  const auto number = [](const JsonReader& part) -> std::optional<double> {
    if (const auto* real = part.value().as<double>()) return *real;
    if (const auto* whole = part.value().as<std::int64_t>()) return static_cast<double>(*whole);
    return {};
  };
  const auto re = number(parts[0]), im = number(parts[1]);
  if (!re || !im) return {};
  return Complex{*re, *im};
}

// A 2x2 or 4x4 matrix [[[re, im], ...], ...].
Result<std::vector<Complex>> readMatrix(const JsonReader& reader, std::size_t dim) {
  std::vector<Complex> matrix;
  for (const JsonReader& row : reader.items()) {
    for (const JsonReader& entry : row.items()) {
      const auto value = readComplex(entry);
      if (!value) return Error{entry.where(), "An entry of a matrix is [re, im].", ""};
      matrix.push_back(*value);
    }
  }
  if (matrix.size() != dim * dim) {
    return Error{
        reader.where(),
        "A Kraus operator on " + std::to_string(dim) + " states has that many rows and columns.",
        ""};
  }
  return matrix;
}

bool isComplete(const Channel& channel) {
  const std::size_t dim = std::size_t{1} << channel.wires;
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j < dim; ++j) {
      Complex sum = i == j ? -1 : 0;
      for (const std::vector<Complex>& k : channel.kraus) {
        for (std::size_t r = 0; r < dim; ++r) sum += std::conj(k[r * dim + i]) * k[r * dim + j];
      }
      if (std::abs(sum) > 1e-9) return false;
    }
  }
  return true;
}

// By its Kraus matrices where the file gives them, else by name and parameters.
Result<Channel> readChannel(const JsonReader& reader, std::size_t wires) {
  const std::string name = reader.text("channel").value_or("");
  if (reader.has("kraus")) {
    Channel channel{.name = name, .wires = static_cast<std::uint32_t>(wires), .kraus = {}};
    for (const JsonReader& item : reader.items("kraus")) {
      auto matrix = readMatrix(item, std::size_t{1} << wires);
      if (!matrix) return matrix.error();
      channel.kraus.push_back(std::move(*matrix));
    }
    if (!isComplete(channel)) {
      return Error{reader.where(), "The Kraus operators do not add up to the identity.", ""};
    }
    return channel;
  }
  static const Registry<NoiseType> registry = builtinNoise();
  const auto type = registry.require(name, reader.where());
  if (!type) return type.error();
  Values options;
  if (const auto given = reader.object("params")) {
    for (const Field& field : (*type)->fields()) {
      if (field.kind != Field::Kind::Real) continue;
      if (const auto value = given->real(field.key)) options[field.key] = *value;
    }
  }
  auto noise = (*type)->make(options, reader.where());
  if (!noise) return noise.error();
  auto* channel = std::get_if<Channel>(&noise->effect);
  if (channel == nullptr || channel->wires != wires) {
    return Error{reader.where(), "\"" + name + "\" does not act on these qubits.", ""};
  }
  return std::move(*channel);
}

}  // namespace

Result<void> readNoise(const JsonReader& root, std::span<const std::uint32_t> ends,
                       Circuit& circuit) {
  for (const JsonReader& item : root.items("noise")) {
    const auto after = item.integer("after_op").value_or(-1);
    if (after < -1 || after >= static_cast<std::int64_t>(ends.size())) {
      return Error{item.where(), "There is no operation " + std::to_string(after) + ".", ""};
    }
    auto wires = readWires(item, "qubits", circuit.wires);
    if (!wires) return wires.error();
    if (wires->empty() || wires->size() > 2) {
      return Error{item.where(), "A channel acts on one or two qubits.", ""};
    }
    auto channel = readChannel(item, wires->size());
    if (!channel) return channel.error();
    Event event{.kind = Event::Kind::Channel,
                .position = after < 0 ? 0 : ends[static_cast<std::size_t>(after)],
                .wires = {wires->front(), wires->back()},
                .index = static_cast<std::uint32_t>(circuit.channels.size())};
    circuit.channels.push_back(std::move(*channel));
    // Noise after an operation comes before the events of the next one.
    const auto before = std::ranges::find_if(circuit.events, [&](const Event& other) {
      return other.position > event.position ||
             (other.position == event.position && other.kind != Event::Kind::Channel);
    });
    circuit.events.insert(before, event);
  }
  return {};
}

Result<void> readReadoutErrors(const JsonReader& root, Circuit& circuit) {
  for (const JsonReader& item : root.items("readout")) {
    const auto wire = item.integer("qubit").value_or(-1);
    ReadoutError error;
    error.oneIfZero = item.real("p10").value_or(-1);
    error.zeroIfOne = item.real("p01").value_or(-1);
    const auto isProbability = [](double p) { return p >= 0 && p <= 1; };
    if (wire < 0 || wire >= static_cast<std::int64_t>(circuit.wires) ||
        !isProbability(error.oneIfZero) || !isProbability(error.zeroIfOne)) {
      return Error{item.where(),
                   "A readout error is {qubit, p10, p01} with probabilities to read 1 if 0 and 0 "
                   "if 1.",
                   ""};
    }
    error.wire = static_cast<Wire>(wire);
    circuit.readoutErrors.push_back(error);
  }
  return {};
}

}  // namespace qonvolve::cli
