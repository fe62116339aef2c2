// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a stack as pure functions: insert, remove, duplicate, move.
#pragma once

#include <cstddef>
#include <optional>

#include "core/model/stack.h"
#include "core/registry/registry.h"

namespace qonvolve::ui {

/// A gap between two cards: before row `row` of the list itself (section 0), of a Repeat's body or
/// of a lane.
struct StackPosition {
  BlockId section = 0;
  std::size_t row = 0;
  bool operator==(const StackPosition&) const = default;
};

/// Where the block or section stands; nothing if there is none with this id, or if it is a lane or
/// a fusion, which stand in no list.
std::optional<StackPosition> positionOf(const Stack& stack, BlockId id);
/// Where a new card goes when this one is current: the gap after it, the end of a lane, after the
/// lanes for their fusion; the end of the list if there is none with this id.
StackPosition positionAfter(const Stack& stack, BlockId id);
/// The section of lanes that a lane or fusion belongs to, or nullptr.
const Parallel* parallelOf(const Stack& stack, BlockId laneOrFusion);

/// The lane that a card lies in, however deep, or that it is; of lanes themselves and their fusion
/// the last one; 0 elsewhere.
BlockId laneOf(const Stack& stack, BlockId id);

/// The card that tells best what differs between two stacks: one that is new, else the one before
/// (0: the data) what went, else one with other settings, else one that moved; of several the
/// current one or the first.
BlockId changedNode(const Stack& before, const Stack& after, BlockId current);

/// Inserts and returns the id given. A position beyond the end means the end, one in an unknown
/// list the end of the stack.
BlockId insertNode(Stack& stack, StackPosition position, StackNode node);
/// Adds an empty lane behind the given one; 0 if there is no such lane or there are too many.
BlockId addLane(Stack& stack, BlockId lane);
/// Removes a block, a section with all it holds, or a lane; false if there is none, for a fusion,
/// or for one of the last two lanes. An emptied section stays.
bool removeNode(Stack& stack, BlockId id);
/// Copies a block, section or lane behind itself and returns the new id (0 if that is impossible).
BlockId duplicateNode(Stack& stack, BlockId id);
/// Moves to the gap `target` as it is numbered before the move. False if nothing changes or the
/// move makes no sense (a section into itself).
bool moveNode(Stack& stack, BlockId id, StackPosition target);
/// One step up or down in reading order; a node enters and leaves sections on its way, but not
/// lanes.
bool moveNodeBy(Stack& stack, BlockId id, int direction);
/// A card of a lane to the lane before (-1) or behind (+1), at the same row as far as possible; a
/// lane itself changes places with its neighbour.
bool moveNodeAcross(Stack& stack, BlockId id, int direction);

}  // namespace qonvolve::ui
