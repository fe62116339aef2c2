// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a stack as pure functions: insert, remove, duplicate, move.
#include "widgets/document/stack_edit.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace qonvolve::ui {
namespace {

auto at(auto& list, std::size_t row) {
  return list.begin() + static_cast<std::ptrdiff_t>(row);
}

/// Takes a node out of its list.
std::optional<StackNode> takeNode(Stack& stack, BlockId id) {
  const auto position = positionOf(stack, id);
  if (!position) return std::nullopt;
  Stack& list = *listOf(stack, position->section);
  StackNode node = std::move(list[position->row]);
  list.erase(at(list, position->row));
  return node;
}

/// Whether two parts with the same id differ in nothing but what they hold.
bool sameSettings(const StackPart& a, const StackPart& b) {
  if (a.block != nullptr && b.block != nullptr) return *a.block == *b.block;
  if (a.repeat != nullptr && b.repeat != nullptr) {
    return a.repeat->until == b.repeat->until && a.repeat->times == b.repeat->times;
  }
  if (a.lane != nullptr && b.lane != nullptr) {
    return a.lane->name == b.lane->name && a.lane->bypassed == b.lane->bypassed &&
           a.lane->features == b.lane->features;
  }
  return a.parallel != nullptr && b.parallel != nullptr;
}

/// Calls visit(section) for every section of lanes, inner ones too.
template <class Visit>
void forLanes(const Stack& stack, const Visit& visit) {
  for (const BlockId id : idsInOrder(stack)) {
    if (const Parallel* parallel = findParallel(stack, id)) visit(*parallel);
  }
}

/// The lane's number in its section.
std::size_t laneNumber(const Parallel& parallel, BlockId lane) {
  const auto found = std::ranges::find(parallel.lanes, lane, &Lane::id);
  return static_cast<std::size_t>(found - parallel.lanes.begin());
}

Parallel* parallelOf(Stack& stack, BlockId id) {
  return const_cast<Parallel*>(ui::parallelOf(std::as_const(stack), id));
}

/// Whether the node is, or holds, the list that `section` names.
bool holds(const Stack& stack, BlockId node, BlockId section) {
  const std::string outer = pointerOf(stack, node);
  const std::string inner = pointerOf(stack, section);
  return inner == outer || inner.starts_with(outer + "/");
}

/// Sections go into lists and lanes but not into repeated sections; lanes within lanes end
/// somewhere.
bool takesSections(const Stack& stack, BlockId section) {
  if (findRepeat(stack, section) != nullptr) return false;
  std::size_t lanes = 0;
  for (const BlockId id : idsInOrder(stack)) {
    if (section != 0 && findLane(stack, id) != nullptr && holds(stack, id, section)) ++lanes;
  }
  return lanes + 3 <= kMaxNesting;
}

BlockId insertLane(Parallel& parallel, std::size_t row, Lane lane, Stack& stack) {
  if (parallel.lanes.size() >= kMaxLanes) return 0;
  lane.id = 0;
  clearIds(lane.body);
  parallel.lanes.insert(at(parallel.lanes, row), std::move(lane));
  assignIds(stack);
  return parallel.lanes[row].id;
}

}  // namespace

std::optional<StackPosition> positionOf(const Stack& stack, BlockId id) {
  if (id == 0) return std::nullopt;
  std::vector<BlockId> owners = idsInOrder(stack);
  owners.push_back(0);
  for (const BlockId owner : owners) {
    const Stack* list = listOf(stack, owner);
    if (list == nullptr) continue;
    for (std::size_t row = 0; row < list->size(); ++row) {
      if (nodeId((*list)[row]) == id) return StackPosition{owner, row};
    }
  }
  return std::nullopt;
}

StackPosition positionAfter(const Stack& stack, BlockId id) {
  if (auto position = positionOf(stack, id)) return {position->section, position->row + 1};
  if (const Lane* lane = findLane(stack, id)) return {id, lane->body.size()};
  if (const Parallel* parallel = parallelOf(stack, id)) return positionAfter(stack, parallel->id);
  return {0, stack.size()};
}

const Parallel* parallelOf(const Stack& stack, BlockId laneOrFusion) {
  const Parallel* found = nullptr;
  forLanes(stack, [&](const Parallel& parallel) {
    const bool own = parallel.fusion.id == laneOrFusion ||
                     laneNumber(parallel, laneOrFusion) < parallel.lanes.size();
    if (own && laneOrFusion != 0) found = &parallel;
  });
  return found;
}

BlockId laneOf(const Stack& stack, BlockId id) {
  if (const Parallel* parallel = findParallel(stack, id)) return parallel->lanes.back().id;
  while (id != 0 && findLane(stack, id) == nullptr) {
    if (const Parallel* parallel = parallelOf(stack, id)) return parallel->lanes.back().id;
    const auto position = positionOf(stack, id);
    id = position ? position->section : 0;
  }
  return id;
}

BlockId changedNode(const Stack& before, const Stack& after, BlockId current) {
  const std::vector<BlockId> was = idsInOrder(before);
  const std::vector<BlockId> is = idsInOrder(after);
  const auto contains = [](const std::vector<BlockId>& ids, BlockId id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  const auto added = std::ranges::find_if(is, [&](BlockId id) { return !contains(was, id); });
  if (added != is.end()) return *added;
  const auto gone = std::ranges::find_if(was, [&](BlockId id) { return !contains(is, id); });
  if (gone != was.end()) return gone == was.begin() ? 0 : *std::prev(gone);
  const auto first = [&](const auto& differs) {
    if (contains(is, current) && differs(current)) return current;
    const auto found = std::ranges::find_if(is, differs);
    return found == is.end() ? current : *found;
  };
  const auto set = [&](BlockId id) {
    return !sameSettings(findPart(before, id), findPart(after, id));
  };
  if (std::ranges::any_of(is, set)) return first(set);
  return first([&](BlockId id) { return pointerOf(before, id) != pointerOf(after, id); });
}

BlockId insertNode(Stack& stack, StackPosition position, StackNode node) {
  clearIds(node);
  while (!std::holds_alternative<Block>(node) && !takesSections(stack, position.section)) {
    const Parallel* parallel = parallelOf(std::as_const(stack), position.section);
    position = positionAfter(stack, parallel != nullptr ? parallel->id : position.section);
  }
  if (listOf(stack, position.section) == nullptr) position = {0, stack.size()};
  Stack* list = listOf(stack, position.section);
  const std::size_t row = std::min(position.row, list->size());
  list->insert(at(*list, row), std::move(node));
  assignIds(stack);
  return nodeId((*list)[row]);
}

BlockId addLane(Stack& stack, BlockId lane) {
  Parallel* parallel = findLane(stack, lane) == nullptr ? nullptr : parallelOf(stack, lane);
  if (parallel == nullptr) return 0;
  return insertLane(*parallel, laneNumber(*parallel, lane) + 1, Lane{.name = {}, .body = {}},
                    stack);
}

bool removeNode(Stack& stack, BlockId id) {
  if (findLane(stack, id) == nullptr) return takeNode(stack, id).has_value();
  Parallel& parallel = *parallelOf(stack, id);
  if (parallel.lanes.size() <= 2) return false;
  parallel.lanes.erase(at(parallel.lanes, laneNumber(parallel, id)));
  return true;
}

BlockId duplicateNode(Stack& stack, BlockId id) {
  if (const Lane* lane = findLane(stack, id)) {
    Parallel& parallel = *parallelOf(stack, id);
    return insertLane(parallel, laneNumber(parallel, id) + 1, *lane, stack);
  }
  const auto position = positionOf(stack, id);
  if (!position) return 0;
  StackNode copy = (*listOf(stack, position->section))[position->row];
  return insertNode(stack, {position->section, position->row + 1}, std::move(copy));
}

bool moveNode(Stack& stack, BlockId id, StackPosition target) {
  const auto from = positionOf(stack, id);
  if (!from || listOf(stack, target.section) == nullptr) return false;
  if (target.section != 0 && holds(stack, id, target.section)) return false;
  if (findBlock(stack, id) == nullptr && !takesSections(stack, target.section)) return false;
  if (target.section == from->section) {
    if (target.row == from->row || target.row == from->row + 1) return false;
    if (target.row > from->row) --target.row;
  }
  auto node = takeNode(stack, id);
  Stack& list = *listOf(stack, target.section);
  list.insert(at(list, std::min(target.row, list.size())), std::move(*node));
  return true;
}

bool moveNodeBy(Stack& stack, BlockId id, int direction) {
  const auto from = positionOf(stack, id);
  if (!from || direction == 0) return false;
  const bool down = direction > 0;
  const Stack& list = *listOf(stack, from->section);
  if (down ? from->row + 1 >= list.size() : from->row == 0) {
    // Out of a section; lanes are left sideways.
    const auto section = positionOf(stack, from->section);
    if (!section || findRepeat(stack, from->section) == nullptr) return false;
    return moveNode(stack, id, {section->section, section->row + (down ? 1 : 0)});
  }
  const StackNode& neighbour = list[down ? from->row + 1 : from->row - 1];
  const auto* repeat = std::get_if<Repeat>(&neighbour);
  if (repeat != nullptr && std::holds_alternative<Block>(list[from->row])) {
    return moveNode(stack, id, {repeat->id, down ? 0 : repeat->body.size()});
  }
  return moveNode(stack, id, {from->section, down ? from->row + 2 : from->row - 1});
}

bool moveNodeAcross(Stack& stack, BlockId id, int direction) {
  const auto from = positionOf(stack, id);
  const BlockId lane = from ? from->section : id;
  if (findLane(stack, lane) == nullptr) return false;
  Parallel& parallel = *parallelOf(stack, lane);
  const std::size_t number = laneNumber(parallel, lane);
  if (direction < 0 ? number == 0 : number + 1 >= parallel.lanes.size()) return false;
  Lane& other = parallel.lanes[direction < 0 ? number - 1 : number + 1];
  if (from) return moveNode(stack, id, {other.id, std::min(from->row, other.body.size())});
  std::swap(parallel.lanes[number], other);
  return true;
}

}  // namespace qonvolve::ui
