// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a stack as pure functions: insert, remove, duplicate, move.
#pragma once

#include <cstddef>
#include <optional>

#include "core/model/stack.h"
#include "core/registry/registry.h"

namespace qonvolve::ui {

/// A gap between two cards: before row `row` of the list itself (section 0) or of a Repeat's body.
struct StackPosition {
  BlockId section = 0;
  std::size_t row = 0;
  bool operator==(const StackPosition&) const = default;
};

/// Where the block or section stands; nothing if there is none with this id.
std::optional<StackPosition> positionOf(const Stack& stack, BlockId id);
/// The gap after the block or section with this id, or the end of the list if there is none.
StackPosition positionAfter(const Stack& stack, BlockId id);
/// The Repeat with this id, or nullptr.
const Repeat* findRepeat(const Stack& stack, BlockId id);
/// All ids in reading order, a section before its body.
std::vector<BlockId> idsInOrder(const Stack& stack);
/// Id of a node of the list.
BlockId nodeId(const StackNode& node);

/// Inserts and returns the id given. Sections cannot be nested: a Repeat aimed at a body goes after
/// that section. A position beyond the end means the end.
BlockId insertNode(Stack& stack, StackPosition position, StackNode node);
/// Removes a block or a section with its body; false if there is none. An emptied section stays.
bool removeNode(Stack& stack, BlockId id);
/// Copies a block or section behind itself and returns the new id (0 if there is none).
BlockId duplicateNode(Stack& stack, BlockId id);
/// Moves to the gap `target` as it is numbered before the move. False if nothing changes or the
/// move makes no sense (a section into a body).
bool moveNode(Stack& stack, BlockId id, StackPosition target);
/// One step up or down in reading order; a block enters and leaves sections on its way.
bool moveNodeBy(Stack& stack, BlockId id, int direction);

/// Block with this id for writing, or nullptr.
Block* findBlock(Stack& stack, BlockId id);

}  // namespace qonvolve::ui
