// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits for the tests of writers: random ones, and every block with every choice of its options.
#pragma once

#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/formats/circuit_formats.h"
#include "tests/core/gradient/random_circuit.h"
#include "tests/support/random_design.h"
#include "tests/support/sample_circuits.h"

namespace qonvolve::test {

struct NamedCircuit {
  std::string name;
  CircuitDocument document;  // without values
  std::vector<double> parameters;
  std::vector<double> inputs;
};

inline std::vector<double> uniformValues(std::size_t count, std::string_view purpose) {
  Rng rng = Rng(5).stream(purpose);
  std::vector<double> values(count);
  for (double& value : values) value = rng.uniform(-2, 2);
  return values;
}

/// One stack per option of every block: encoding, convolution, pooling, readout.
inline std::vector<NamedCircuit> blockCircuits() {
  std::vector<NamedCircuit> circuits;
  const Registry<BlockType> types = builtinBlocks();
  const auto block = [](const std::string& type, Values options = {}) {
    Block result;
    result.choice = {type, std::move(options)};
    return result;
  };
  const auto add = [&](const std::string& name, const std::string& type, const Values& options,
                       const std::string& category) {
    Stack stack;
    const bool encoding = category == "Encoding";
    stack.push_back(encoding ? block(type, options) : block("angle"));
    stack.push_back(category == "Convolution" ? block(type, options) : block("convolution"));
    stack.push_back(category == "Pooling" ? block(type, options) : block("pooling"));
    stack.push_back(category == "Readout" && type == "readout" ? block(type, options)
                                                               : block("readout"));
    for (const std::uint32_t features : {8U, 16U, 30U, 15U, 4U, 3U}) {
      try {
        SampleCircuit sample = compileSample(stack, features);
        if (sample.circuit.wires > 8) continue;  // tests are to be quick
        NamedCircuit one{name, {.circuit = sample.circuit, .blocks = sample.blocks}, {}, {}};
        one.parameters = uniformValues(sample.model.parameterCount, name);
        one.inputs = uniformValues(sample.circuit.inputs, name + " inputs");
        circuits.push_back(std::move(one));
        return;
      } catch (const std::runtime_error&) {
        continue;  // another number of features
      }
    }
    throw std::runtime_error("no circuit for " + name);
  };
  for (const BlockType& type : types.entries()) {
    const bool onQubits = type.info.category == "Encoding" || type.info.category == "Convolution" ||
                          type.info.category == "Pooling";
    if (!(onQubits && worksOnNumbers(type, types)) && type.info.id != "readout") continue;
    add(type.info.id, type.info.id, {}, type.info.category);
    for (const Field& field : type.fields()) {
      for (const Option& option : field.options) {
        if (type.info.id == "readout" && option.id == "several") continue;
        add(type.info.id + " " + field.key + "=" + option.id, type.info.id,
            {{field.key, option.id}}, type.info.category);
      }
    }
  }
  return circuits;
}

inline NamedCircuit randomNamed(std::uint64_t seed) {
  RandomCircuit random = randomCircuit(seed, {.wires = 5, .ops = 60});
  return {"random " + std::to_string(seed),
          {.circuit = std::move(random.circuit), .title = "A random circuit"},
          std::move(random.parameters),
          std::move(random.inputs)};
}

}  // namespace qonvolve::test
