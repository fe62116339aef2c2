// SPDX-License-Identifier: GPL-3.0-or-later
// The design as the user builds it: a list of blocks and repeated sections, nothing compiled.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// One card of the stack. `id` identifies it within a document for selection, undo and drawing; it
/// is not saved. A bypassed block is kept but not compiled.
struct Block {
  BlockId id = 0;
  Choice choice;
  std::string name;  // given by the user; empty: the entry's label
  bool bypassed = false;
  bool operator==(const Block&) const = default;
};

/// A section that is compiled again and again, with new parameters each time.
struct Repeat {
  enum class Until : std::uint8_t { OneWire, Times };
  BlockId id = 0;
  Until until = Until::OneWire;
  std::int64_t times = 1;  // for Until::Times
  std::vector<Block> body;
  std::string unknown = {};
  bool operator==(const Repeat&) const = default;
};

using StackNode = std::variant<Block, Repeat>;
using Stack = std::vector<StackNode>;

/// Gives every block and section without an id (0) a new one, unique in the stack.
void assignIds(Stack& stack);

/// JSON pointer of the block or section with this id ("/stack/2", "/stack/2/body/0"); empty if
/// absent.
std::string pointerOf(const Stack& stack, BlockId id);

/// The block or section at an id; nullptr if absent.
const Block* findBlock(const Stack& stack, BlockId id);

}  // namespace qonvolve
