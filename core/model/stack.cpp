// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/stack.h"

#include <algorithm>
#include <type_traits>

#include "core/base/text.h"

namespace qonvolve {

namespace {

/// Calls visit(part, pointer) for every block, section and lane in reading order; stops and returns
/// true when a visit returns true.
template <class StackType, class Visit>
bool anyPart(StackType& stack, const std::string& prefix, const Visit& visit) {
  for (std::size_t i = 0; i < stack.size(); ++i) {
    const std::string pointer = prefix + "/" + std::to_string(i);
    if (auto* block = std::get_if<Block>(&stack[i])) {
      if (visit(*block, pointer)) return true;
    } else if (auto* repeat = std::get_if<Repeat>(&stack[i])) {
      if (visit(*repeat, pointer)) return true;
      if (anyPart(repeat->body, pointer + "/body", visit)) return true;
    } else {
      auto& parallel = std::get<Parallel>(stack[i]);
      if (visit(parallel, pointer)) return true;
      for (std::size_t k = 0; k < parallel.lanes.size(); ++k) {
        const std::string lane = pointer + "/lanes/" + std::to_string(k);
        if (visit(parallel.lanes[k], lane)) return true;
        if (anyPart(parallel.lanes[k].body, lane, visit)) return true;
      }
      if (visit(parallel.fusion, pointer + "/fusion")) return true;
    }
  }
  return false;
}

template <class StackType, class Visit>
bool anyPart(StackType& stack, const Visit& visit) {
  return anyPart(stack, "/stack", visit);
}

/// The part of this type with this id; nullptr if absent.
template <class Part, class StackType>
auto* find(StackType& stack, BlockId id) {
  using Found = std::conditional_t<std::is_const_v<StackType>, const Part, Part>;
  Found* found = nullptr;
  anyPart(stack, [&](auto& part, const std::string&) {
    if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Part>) {
      if (part.id == id && id != 0) found = &part;
    }
    return found != nullptr;
  });
  return found;
}

std::optional<std::size_t> indexUpTo(const std::string& text, std::size_t last) {
  const auto index = parseUnsigned(text);
  if (!index || *index > last) return {};
  return static_cast<std::size_t>(*index);
}

std::optional<StackPlace> placeIn(Stack& list, std::span<const std::string> pointer) {
  if (pointer.empty()) return {};
  const auto row = indexUpTo(pointer[0], list.size());
  if (!row) return {};
  const auto rest = pointer.subspan(1);
  const StackPlace here{.list = &list, .row = *row, .rest = rest};
  if (*row == list.size() || rest.empty()) return here;
  if (auto* repeat = std::get_if<Repeat>(&list[*row])) {
    return rest[0] == "body" && rest.size() > 1 ? placeIn(repeat->body, rest.subspan(1)) : here;
  }
  auto* parallel = std::get_if<Parallel>(&list[*row]);
  if (parallel == nullptr) return here;
  if (rest[0] == "fusion") return StackPlace{.fusionOf = parallel, .rest = rest.subspan(1)};
  const bool body = rest[0] == "lanes";
  if (rest.size() < 2 || parallel->lanes.empty() || (!body && rest[0] != "lane_options")) {
    return here;
  }
  const auto lane = indexUpTo(rest[1], parallel->lanes.size() - 1);
  if (!lane) return {};
  if (body && rest.size() > 2) return placeIn(parallel->lanes[*lane].body, rest.subspan(2));
  return StackPlace{.row = *lane, .laneOf = parallel, .rest = rest.subspan(2)};
}

}  // namespace

StackNode::StackNode(const StackNode&) = default;
StackNode::StackNode(StackNode&&) noexcept = default;
StackNode& StackNode::operator=(const StackNode&) = default;
StackNode& StackNode::operator=(StackNode&&) noexcept = default;
StackNode::~StackNode() = default;

bool Repeat::operator==(const Repeat&) const = default;
bool Lane::operator==(const Lane&) const = default;
bool Parallel::operator==(const Parallel&) const = default;

void assignIds(Stack& stack) {
  BlockId last = 0;
  anyPart(stack, [&](auto& part, const std::string&) {
    last = std::max(last, part.id);
    return false;
  });
  anyPart(stack, [&](auto& part, const std::string&) {
    if (part.id == 0) part.id = ++last;
    return false;
  });
}

void clearIds(Stack& stack) {
  anyPart(stack, [](auto& part, const std::string&) {
    part.id = 0;
    return false;
  });
}

void clearIds(StackNode& node) {
  Stack alone{std::move(node)};
  clearIds(alone);
  node = std::move(alone.front());
}

std::string pointerOf(const Stack& stack, BlockId id) {
  std::string found;
  anyPart(stack, [&](const auto& part, const std::string& pointer) {
    if (part.id != id) return false;
    found = pointer;
    return true;
  });
  return found;
}

std::string settingsPointerOf(const Stack& stack, BlockId id) {
  std::string pointer = pointerOf(stack, id);
  const std::string_view lanes = "/lanes/";
  if (findLane(stack, id) == nullptr) return pointer;
  return pointer.replace(pointer.rfind(lanes), lanes.size(), "/lane_options/");
}

StackPart findPart(const Stack& stack, BlockId id) {
  return {findBlock(stack, id), findRepeat(stack, id), findParallel(stack, id),
          findLane(stack, id)};
}

const Block* findBlock(const Stack& stack, BlockId id) {
  return find<Block>(stack, id);
}
Block* findBlock(Stack& stack, BlockId id) {
  return find<Block>(stack, id);
}
const Repeat* findRepeat(const Stack& stack, BlockId id) {
  return find<Repeat>(stack, id);
}
const Parallel* findParallel(const Stack& stack, BlockId id) {
  return find<Parallel>(stack, id);
}
const Lane* findLane(const Stack& stack, BlockId id) {
  return find<Lane>(stack, id);
}

BlockId nodeId(const StackNode& node) {
  return std::visit([](const auto& n) { return n.id; }, node);
}

std::vector<BlockId> idsInOrder(const Stack& stack) {
  std::vector<BlockId> ids;
  anyPart(stack, [&](const auto& part, const std::string&) {
    ids.push_back(part.id);
    return false;
  });
  return ids;
}

std::vector<BlockId> childIds(const Stack& stack, BlockId id) {
  std::vector<BlockId> ids;
  if (const Parallel* parallel = findParallel(stack, id)) {
    for (const Lane& lane : parallel->lanes) ids.push_back(lane.id);
    ids.push_back(parallel->fusion.id);
  } else if (const Stack* list = listOf(stack, id)) {
    for (const StackNode& node : *list) ids.push_back(nodeId(node));
  }
  return ids;
}

std::vector<BlockId> blocksUnder(const Stack& stack, BlockId id) {
  const std::string root = pointerOf(stack, id);
  std::vector<BlockId> ids;
  if (root.empty()) return ids;
  anyPart(stack, [&](const auto& part, const std::string& pointer) {
    if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Block>) {
      if (pointer == root || pointer.starts_with(root + "/")) ids.push_back(part.id);
    }
    return false;
  });
  return ids;
}

const Stack* listOf(const Stack& stack, BlockId owner) {
  if (owner == 0) return &stack;
  if (const Repeat* repeat = findRepeat(stack, owner)) return &repeat->body;
  const Lane* lane = findLane(stack, owner);
  return lane == nullptr ? nullptr : &lane->body;
}

Stack* listOf(Stack& stack, BlockId owner) {
  return const_cast<Stack*>(listOf(std::as_const(stack), owner));
}

std::optional<StackPlace> placeAt(Stack& stack, std::span<const std::string> pointer) {
  return placeIn(stack, pointer);
}

}  // namespace qonvolve
