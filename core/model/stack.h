// SPDX-License-Identifier: GPL-3.0-or-later
// The design as the user builds it: a tree of blocks, repeated sections and parallel lanes, nothing
// compiled.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/circuit/circuit.h"
#include "core/registry/registry.h"

namespace qonvolve {

struct StackNode;
using Stack = std::vector<StackNode>;

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
  Stack body;
  std::string unknown = {};
  bool operator==(const Repeat&) const;
};

/// One of several ways beside each other. A bypassed lane is kept but not compiled.
struct Lane {
  /// What a lane that begins with an encoding encodes.
  enum class Features : std::uint8_t {
    All,    // all values that reach the lanes
    Share,  // lane k of n: the k-th of n equal parts of them
  };
  BlockId id = 0;
  std::string name;  // "word level"; empty: "Lane 1"
  Features features = Features::All;
  bool bypassed = false;
  Stack body;
  std::string unknown = {};
  bool operator==(const Lane&) const;
};

/// Lanes side by side that meet in a fusion. Where qubits reach it, each lane takes an equal part
/// of them; where none do, each lane begins with its own encoding. `fusion` is a block of category
/// "Fusion"; bypassed, or with one lane left, it leaves the lanes side by side.
struct Parallel {
  BlockId id = 0;
  std::vector<Lane> lanes;
  Block fusion;
  std::string unknown = {};
  bool operator==(const Parallel&) const;
};

struct StackNode : std::variant<Block, Repeat, Parallel> {
  using variant::variant;
  // Not inline: g++ 12 warns of uninitialized members in what it inlines.
  StackNode(const StackNode&);
  StackNode(StackNode&&) noexcept;
  StackNode& operator=(const StackNode&);
  StackNode& operator=(StackNode&&) noexcept;
  ~StackNode();
};

/// At most this many lanes, and lists within lists.
inline constexpr std::size_t kMaxLanes = 8;
inline constexpr std::size_t kMaxNesting = 6;

/// What an id leads to: exactly one is set, or none.
struct StackPart {
  const Block* block = nullptr;
  const Repeat* repeat = nullptr;
  const Parallel* parallel = nullptr;
  const Lane* lane = nullptr;
  explicit operator bool() const { return block || repeat || parallel || lane; }
};

/// Gives every block, section and lane without an id (0) a new one, unique in the stack and in
/// reading order.
void assignIds(Stack& stack);

/// Takes all ids away, for a copy.
void clearIds(Stack& stack);
void clearIds(StackNode& node);

/// JSON pointer of what has this id: "/stack/2", "/stack/2/body/0", "/stack/2/lanes/1" (a lane),
/// "/stack/2/lanes/1/0" (in a lane), "/stack/2/fusion"; empty if absent.
std::string pointerOf(const Stack& stack, BlockId id);

/// Where its settings are: the same, but for a lane "/stack/2/lane_options/1".
std::string settingsPointerOf(const Stack& stack, BlockId id);

StackPart findPart(const Stack& stack, BlockId id);
/// The block, or what else, at an id; nullptr if absent or of another kind.
const Block* findBlock(const Stack& stack, BlockId id);
Block* findBlock(Stack& stack, BlockId id);
const Repeat* findRepeat(const Stack& stack, BlockId id);
const Parallel* findParallel(const Stack& stack, BlockId id);
const Lane* findLane(const Stack& stack, BlockId id);

/// Id of a node of a list.
BlockId nodeId(const StackNode& node);
/// All ids in reading order: a section before its body, a fusion after its lanes.
std::vector<BlockId> idsInOrder(const Stack& stack);
/// Ids right inside of what has this id: a body's nodes, the lanes and then the fusion; of the list
/// itself for 0.
std::vector<BlockId> childIds(const Stack& stack, BlockId id);
/// Ids of the blocks at, or anywhere inside of, what has this id.
std::vector<BlockId> blocksUnder(const Stack& stack, BlockId id);

/// The list that a section (its body) or a lane owns; the stack itself for 0; nullptr if absent.
const Stack* listOf(const Stack& stack, BlockId owner);
Stack* listOf(Stack& stack, BlockId owner);

/// Where a JSON pointer, split at '/' and without the leading "stack", leads: a place in a list
/// (which may be the one after its last node), a fusion, or a lane; and what of the pointer is
/// left.
struct StackPlace {
  Stack* list = nullptr;
  std::size_t row = 0;
  Parallel* fusionOf = nullptr;
  Parallel* laneOf = nullptr;  // `row` is the lane's number
  std::span<const std::string> rest;
};
std::optional<StackPlace> placeAt(Stack& stack, std::span<const std::string> pointer);

}  // namespace qonvolve
