// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/stack.h"

#include <algorithm>

namespace qonvolve {

namespace {

/// Calls visit(id) for every block and section; stops and returns true when a visit returns true.
template <class StackType, class Visit>
bool anyNode(StackType& stack, Visit visit) {
  for (std::size_t i = 0; i < stack.size(); ++i) {
    const std::string pointer = "/stack/" + std::to_string(i);
    if (auto* block = std::get_if<Block>(&stack[i])) {
      if (visit(*block, pointer)) return true;
      continue;
    }
    auto& section = std::get<Repeat>(stack[i]);
    if (visit(section, pointer)) return true;
    for (std::size_t k = 0; k < section.body.size(); ++k) {
      if (visit(section.body[k], pointer + "/body/" + std::to_string(k))) return true;
    }
  }
  return false;
}

}  // namespace

void assignIds(Stack& stack) {
  BlockId last = 0;
  anyNode(stack, [&](auto& node, const std::string&) {
    last = std::max(last, node.id);
    return false;
  });
  anyNode(stack, [&](auto& node, const std::string&) {
    if (node.id == 0) node.id = ++last;
    return false;
  });
}

std::string pointerOf(const Stack& stack, BlockId id) {
  std::string found;
  anyNode(stack, [&](const auto& node, const std::string& pointer) {
    if (node.id != id) return false;
    found = pointer;
    return true;
  });
  return found;
}

const Block* findBlock(const Stack& stack, BlockId id) {
  const Block* found = nullptr;
  anyNode(stack, [&](const auto& node, const std::string&) {
    if constexpr (std::is_same_v<std::decay_t<decltype(node)>, Block>) {
      if (node.id == id) found = &node;
    }
    return found != nullptr;
  });
  return found;
}

}  // namespace qonvolve
