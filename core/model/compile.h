// SPDX-License-Identifier: GPL-3.0-or-later
// Stack -> Model.
#pragma once

#include <optional>
#include <vector>

#include "core/model/block_type.h"
#include "core/model/model.h"
#include "core/model/stack.h"

namespace qonvolve {

/// What the data look like to the model.
struct DataShape {
  std::uint32_t features = 0;
  std::uint32_t classes = 2;
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

/// A place between the blocks of a stack: before entry `index`, or before block `bodyIndex` of the
/// section at `index`.
struct StackPosition {
  std::size_t index = 0;
  std::optional<std::size_t> bodyIndex = {};
};

/// What a new block would bring: its own parameters (all repetitions), or why it cannot be there.
struct InsertPreview {
  std::uint32_t parameters = 0;
  std::optional<Error> obstacle;
};

/// Compiles a copy of the design with the block inserted.
InsertPreview previewInsert(const Stack& stack, const StackPosition& position, const Choice& choice,
                            const DataShape& shape, const Registry<BlockType>& types);

/// Largest number of repetitions of a section.
inline constexpr std::int64_t kMaxRepetitions = 100;

/// Hard limit on qubits (decisions: 28; memory is checked again before training).
inline constexpr std::uint32_t kMaxWires = 28;

}  // namespace qonvolve
