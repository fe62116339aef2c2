// SPDX-License-Identifier: GPL-3.0-or-later
// Stack -> Model.
#pragma once

#include <vector>

#include "core/model/block_type.h"
#include "core/model/model.h"
#include "core/model/stack.h"

namespace qonvolve {

/// What the data look like to the model.
struct DataShape {
  std::uint32_t features = 0;
  std::uint32_t classes = 2;
  std::uint32_t tokens = 0;      // prepared text: the first features are word ids, else 0
  std::uint32_t vocabulary = 0;  // prepared text: the last features are TF-IDF values, else 0
};

/// A model, or as much of it as could be compiled: `errors` lists every problem found, each with
/// the JSON pointer of its block or option. Blocks after a failing one are compiled as if it were
/// bypassed; where that leaves no qubits, only their options are checked.
struct Compiled {
  Model model;
  std::vector<Error> errors;
};

/// Compiles a design. Never allocates more than a few bytes per gate; a design above kMaxWires
/// wires is an error.
Compiled compile(const Stack& stack, const DataShape& shape, const Registry<BlockType>& types);

/// Largest number of repetitions of a section.
inline constexpr std::int64_t kMaxRepetitions = 100;

/// Hard limit on qubits; whether the memory suffices is checked before a run.
inline constexpr std::uint32_t kMaxWires = 28;

}  // namespace qonvolve
