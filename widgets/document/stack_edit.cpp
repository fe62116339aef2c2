// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a stack as pure functions: insert, remove, duplicate, move.
#include "widgets/document/stack_edit.h"

#include <algorithm>
#include <iterator>

namespace qonvolve::ui {
namespace {

std::ptrdiff_t signedRow(std::size_t row) {
  return static_cast<std::ptrdiff_t>(row);
}

Repeat* repeatOf(Stack& stack, BlockId id) {
  return const_cast<Repeat*>(findRepeat(stack, id));
}

/// Takes a node out of its list.
std::optional<StackNode> takeNode(Stack& stack, BlockId id) {
  const auto position = positionOf(stack, id);
  if (!position) return std::nullopt;
  if (position->section == 0) {
    StackNode node = std::move(stack[position->row]);
    stack.erase(stack.begin() + signedRow(position->row));
    return node;
  }
  auto& body = repeatOf(stack, position->section)->body;
  StackNode node = std::move(body[position->row]);
  body.erase(body.begin() + signedRow(position->row));
  return node;
}

void clearIds(StackNode& node) {
  if (auto* block = std::get_if<Block>(&node)) {
    block->id = 0;
    return;
  }
  auto& repeat = std::get<Repeat>(node);
  repeat.id = 0;
  for (Block& block : repeat.body) block.id = 0;
}

}  // namespace

BlockId nodeId(const StackNode& node) {
  return std::visit([](const auto& n) { return n.id; }, node);
}

std::optional<StackPosition> positionOf(const Stack& stack, BlockId id) {
  if (id == 0) return std::nullopt;
  for (std::size_t row = 0; row < stack.size(); ++row) {
    if (nodeId(stack[row]) == id) return StackPosition{0, row};
    if (const auto* repeat = std::get_if<Repeat>(&stack[row])) {
      for (std::size_t inner = 0; inner < repeat->body.size(); ++inner) {
        if (repeat->body[inner].id == id) return StackPosition{repeat->id, inner};
      }
    }
  }
  return std::nullopt;
}

StackPosition positionAfter(const Stack& stack, BlockId id) {
  if (auto position = positionOf(stack, id)) return {position->section, position->row + 1};
  return {0, stack.size()};
}

const Repeat* findRepeat(const Stack& stack, BlockId id) {
  for (const StackNode& node : stack) {
    const auto* repeat = std::get_if<Repeat>(&node);
    if (repeat != nullptr && repeat->id == id) return repeat;
  }
  return nullptr;
}

std::vector<BlockId> idsInOrder(const Stack& stack) {
  std::vector<BlockId> ids;
  for (const StackNode& node : stack) {
    ids.push_back(nodeId(node));
    if (const auto* repeat = std::get_if<Repeat>(&node)) {
      for (const Block& block : repeat->body) ids.push_back(block.id);
    }
  }
  return ids;
}

BlockId insertNode(Stack& stack, StackPosition position, StackNode node) {
  clearIds(node);
  Repeat* section = position.section == 0 ? nullptr : repeatOf(stack, position.section);
  if (section != nullptr && std::holds_alternative<Repeat>(node)) {
    position = positionAfter(stack, section->id);
    section = nullptr;
  }
  // assignIds() numbers in reading order, so the place of the new node tells its id.
  if (section != nullptr) {
    const std::size_t row = std::min(position.row, section->body.size());
    section->body.insert(section->body.begin() + signedRow(row), std::get<Block>(std::move(node)));
    assignIds(stack);
    return section->body[row].id;
  }
  const std::size_t row = std::min(position.row, stack.size());
  stack.insert(stack.begin() + signedRow(row), std::move(node));
  assignIds(stack);
  return nodeId(stack[row]);
}

bool removeNode(Stack& stack, BlockId id) {
  return takeNode(stack, id).has_value();
}

BlockId duplicateNode(Stack& stack, BlockId id) {
  const auto position = positionOf(stack, id);
  if (!position) return 0;
  StackNode copy = position->section == 0
                       ? stack[position->row]
                       : StackNode(findRepeat(stack, position->section)->body[position->row]);
  return insertNode(stack, {position->section, position->row + 1}, std::move(copy));
}

bool moveNode(Stack& stack, BlockId id, StackPosition target) {
  const auto from = positionOf(stack, id);
  if (!from) return false;
  if (target.section != 0 &&
      (findRepeat(stack, target.section) == nullptr || findRepeat(stack, id) != nullptr)) {
    return false;
  }
  if (target.section == from->section) {
    if (target.row == from->row || target.row == from->row + 1) return false;
    if (target.row > from->row) --target.row;
  }
  auto node = takeNode(stack, id);
  if (target.section == 0) {
    const std::size_t row = std::min(target.row, stack.size());
    stack.insert(stack.begin() + signedRow(row), std::move(*node));
  } else {
    auto& body = repeatOf(stack, target.section)->body;
    const std::size_t row = std::min(target.row, body.size());
    body.insert(body.begin() + signedRow(row), std::get<Block>(std::move(*node)));
  }
  return true;
}

bool moveNodeBy(Stack& stack, BlockId id, int direction) {
  const auto from = positionOf(stack, id);
  if (!from || direction == 0) return false;
  const bool down = direction > 0;
  if (from->section != 0) {
    const auto section = positionOf(stack, from->section);
    const auto& body = findRepeat(stack, from->section)->body;
    if (down && from->row + 1 == body.size()) return moveNode(stack, id, {0, section->row + 1});
    if (!down && from->row == 0) return moveNode(stack, id, {0, section->row});
    return moveNode(stack, id, {from->section, down ? from->row + 2 : from->row - 1});
  }
  if (down ? from->row + 1 >= stack.size() : from->row == 0) return false;
  const StackNode& neighbour = stack[down ? from->row + 1 : from->row - 1];
  const auto* repeat = std::get_if<Repeat>(&neighbour);
  if (repeat != nullptr && std::holds_alternative<Block>(stack[from->row])) {
    return moveNode(stack, id, {repeat->id, down ? 0 : repeat->body.size()});
  }
  return moveNode(stack, id, {0, down ? from->row + 2 : from->row - 1});
}

Block* findBlock(Stack& stack, BlockId id) {
  return const_cast<Block*>(qonvolve::findBlock(std::as_const(stack), id));
}

}  // namespace qonvolve::ui
