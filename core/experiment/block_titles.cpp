// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/block_titles.h"

namespace qonvolve {

std::map<BlockId, std::string> blockTitles(const Stack& stack, const Registry<BlockType>& blocks) {
  std::map<BlockId, std::string> titles;
  std::map<std::string, std::size_t> total;
  for (const BlockId id : idsInOrder(stack)) {
    const Block* block = findBlock(stack, id);
    if (block == nullptr) continue;
    const BlockType* type = blocks.find(block->choice.type);
    const std::string& title = !block->name.empty() ? block->name
                               : type != nullptr    ? type->info.label
                                                    : block->choice.type;
    titles[id] = title;
    if (!block->bypassed) ++total[title];
  }
  std::map<std::string, std::size_t> seen;
  for (const BlockId id : idsInOrder(stack)) {
    const auto title = titles.find(id);
    if (title == titles.end() || findBlock(stack, id)->bypassed) continue;
    if (total[title->second] < 2) continue;
    const std::size_t number = ++seen[title->second];
    title->second += " " + std::to_string(number);
  }
  return titles;
}

}  // namespace qonvolve
