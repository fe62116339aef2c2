// SPDX-License-Identifier: GPL-3.0-or-later
// Noise as an entry of the catalogue: a channel with its options, and where in a circuit it acts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// The options every noise has in common: where it acts. Empty lists mean everywhere.
struct NoiseScope {
  std::string after = "every_gate";
  std::string gates = {};   // "cx, ry"
  std::string blocks = {};  // names, types or categories of blocks
  std::string wires = {};   // "0, 2-4"
};

/// What a noise does: a channel, or (readout error) wrong final readings; its `wire` is not used.
using NoiseEffect = std::variant<Channel, ReadoutError>;

/// One noise, ready to be put into circuits.
struct Noise {
  NoiseEffect effect;
  NoiseScope scope;
};

struct NoiseType {
  EntryInfo info;
  std::vector<Field> fieldList;
  std::function<Result<Noise>(const Values&, const std::string& where)> make;
  const std::vector<Field>& fields() const { return fieldList; }
  /// The field that says how strong it is, first in the list: what "depolarizing=0.01" sets.
  const Field& strength() const { return fieldList.front(); }
};

/// Which parts of its scope a noise offers.
enum class ScopeFields : std::uint8_t { All, WiresOnly };

/// Adds the fields of NoiseScope; Options derives from it.
template <class Options>
Schema<Options> withScope(Schema<Options> schema, ScopeFields fields) {
  if (fields == ScopeFields::All) {
    schema
        .choice("after", &Options::after,
                {{"every_gate", "Every gate", "After each gate, on every qubit it touches."},
                 {"one_qubit_gates", "One-qubit gates", "After gates on one qubit."},
                 {"two_qubit_gates", "Two-qubit gates",
                  "After gates on two or three qubits, on every qubit they touch."},
                 {"start", "Start", "Once on every qubit, after the start state is prepared."},
                 {"end", "End", "Once on every qubit, before it is read."}},
                {.label = "Acts after", .help = "Where in the circuit the noise acts."})
        .text("gates", &Options::gates,
              {.label = "Only gates",
               .help = "Names of gates, such as \"cx, ry\"; empty: all gates."})
        .text("blocks", &Options::blocks,
              {.label = "Only blocks",
               .help = "Names, types or categories of blocks, such as \"Convolution 1, pooling\"; "
                       "empty: all blocks."});
  }
  return schema.text(
      "wires", &Options::wires,
      {.label = "Only qubits", .help = "Qubits such as \"0, 2-4\"; empty: all qubits."});
}

/// The numbers among `values` in the order of `fields`: "gamma 0.01, excited 0.05".
std::string strengthText(const std::vector<Field>& fields, const Values& values);

/// A NoiseType from a typed Options struct; `make` is NoiseEffect or Result<NoiseEffect> of
/// (const Options&, const std::string& where).
template <class Options, class Make>
NoiseType makeNoiseType(EntryInfo info, Schema<Options> schema, Make make,
                        ScopeFields fields = ScopeFields::All) {
  schema = withScope(std::move(schema), fields);
  NoiseType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.make = [schema = std::move(schema), make](const Values& values,
                                                 const std::string& where) -> Result<Noise> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    Result<NoiseEffect> effect = make(*options, where + "/options");
    if (!effect) return effect.error();
    if (auto* channel = std::get_if<Channel>(&*effect)) {
      channel->caption = strengthText(schema.fields(), schema.write(*options));
    }
    return Noise{std::move(*effect), *options};
  };
  return type;
}

/// All built-in noise.
Registry<NoiseType> builtinNoise();

}  // namespace qonvolve
