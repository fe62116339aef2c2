// SPDX-License-Identifier: GPL-3.0-or-later
// Random designs out of everything the palette offers, for comparing engines.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/circuit/nonunitary.h"
#include "core/model/blocks/blocks.h"
#include "core/model/compile.h"

namespace qonvolve::test {

struct RandomDesign {
  Model model;       // one stage, a circuit of gates
  std::string text;  // its blocks: "angle, convolution(su4), pooling(zx), readout"
  std::uint32_t features = 0;

  const Circuit& circuit() const { return std::get<Circuit>(model.stages.front().stage); }
};

struct DesignLimits {
  std::uint32_t wires = 6;
  std::size_t ops = 400;
};

/// `turn` picks the option of every field with a list of choices, so that successive turns go
/// through all of them; the rest is random.
inline Values randomOptions(const BlockType& type, std::uint64_t turn, Rng& rng) {
  Values values;
  for (const Field& field : type.fields()) {
    const bool byTurn = field.options.size() > 3;  // ansatzes, poolings
    if (field.kind == Field::Kind::Choice) {
      const std::uint64_t at =
          byTurn ? turn % field.options.size() : rng.below(field.options.size());
      values[field.key] = field.options[static_cast<std::size_t>(at)].id;
    } else if (field.kind == Field::Kind::Boolean) {
      values[field.key] = rng.below(2) == 1;
    } else if (field.kind == Field::Kind::Integer && rng.below(2) == 1) {
      const auto low = static_cast<std::int64_t>(field.minimum);
      const auto high = std::min(static_cast<std::int64_t>(field.maximum), low + 2);
      values[field.key] =
          low + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
    }
  }
  return values;
}

/// Whether a block works on numbers alone: an encoding before a readout, any other between the
/// two. Blocks of texts do not.
inline bool worksOnNumbers(const BlockType& type, const Registry<BlockType>& types) {
  const auto plain = [](const char* id) {
    Block made;
    made.choice.type = id;
    return made;
  };
  Stack stack;
  if (type.info.category != "Encoding") stack.emplace_back(plain("angle"));
  stack.emplace_back(plain(type.info.id.c_str()));
  stack.emplace_back(plain("readout"));
  assignIds(stack);
  for (const std::uint32_t features : {4U, 3U, 8U}) {
    const Compiled compiled = compile(stack, {features, 2}, types);
    if (compiled.errors.empty() && compiled.model.stages.size() == 1 &&
        std::holds_alternative<Circuit>(compiled.model.stages.front().stage)) {
      return true;
    }
  }
  return false;
}

/// Encoding number `seed` of the palette, then convolutions, poolings and what else acts on qubits,
/// possibly repeated until one is left, then a readout. Same seed, same design.
inline RandomDesign randomDesign(std::uint64_t seed, const DesignLimits& limits = {}) {
  static const Registry<BlockType> types = builtinBlocks();
  std::vector<const BlockType*> encodings, layers, readouts;
  for (const BlockType& type : types.entries()) {
    const bool numbers = worksOnNumbers(type, types);
    if (type.info.category == "Encoding" && numbers) encodings.push_back(&type);
    if ((type.info.category == "Convolution" || type.info.category == "Pooling") && numbers) {
      layers.push_back(&type);
    }
    if (type.info.category == "Readout" && type.info.id != "measure") readouts.push_back(&type);
  }
  Rng rng = Rng(seed).stream("design");
  for (;;) {
    std::string text;
    std::uint64_t turn = seed;
    const auto block = [&](const BlockType& type) {
      Block made;
      made.choice = {type.info.id, randomOptions(type, turn++, rng)};
      text += (text.empty() ? "" : ", ") + type.info.id;
      for (const auto& [key, value] : made.choice.options) text += " " + valueText(value);
      return made;
    };
    Stack stack;
    stack.emplace_back(block(*encodings[seed % encodings.size()]));
    const auto any = [&] {
      return block(*layers[static_cast<std::size_t>(rng.below(layers.size()))]);
    };
    for (std::uint64_t k = 1 + rng.below(4); k > 0; --k) stack.emplace_back(any());
    if (rng.below(2) == 1) {
      Repeat repeat;
      repeat.until = Repeat::Until::OneWire;
      repeat.body = {block(*types.find("convolution")), block(*types.find("pooling"))};
      stack.emplace_back(repeat);
    }
    stack.emplace_back(block(*readouts[static_cast<std::size_t>(rng.below(readouts.size()))]));
    assignIds(stack);
    const auto features = static_cast<std::uint32_t>(1 + rng.below(12));
    Compiled compiled =
        compile(stack, {features, static_cast<std::uint32_t>(2 + rng.below(3))}, types);
    if (!compiled.errors.empty() || compiled.model.stages.size() != 1) continue;
    const auto* circuit = std::get_if<Circuit>(&compiled.model.stages.front().stage);
    if (circuit == nullptr || circuit->wires > limits.wires || circuit->ops.size() > limits.ops ||
        !isUnitary(*circuit) || compiled.model.parameterCount == 0) {
      continue;
    }
    return {std::move(compiled.model), text + ", " + std::to_string(features) + " features",
            features};
  }
}

}  // namespace qonvolve::test
