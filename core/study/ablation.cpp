// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ablation.h"

#include <algorithm>
#include <map>

namespace qonvolve {

namespace {

// "Convolution 2", counted over the whole stack, unless the block has a name of its own.
std::map<BlockId, std::string> namesOf(const Stack& stack, const Catalog& catalog) {
  std::map<BlockId, std::string> names;
  std::map<std::string, int> counts;
  for (const BlockId id : idsInOrder(stack)) {
    const StackPart part = findPart(stack, id);
    if (part.lane != nullptr) {
      const int number = ++counts["Lane"];
      names[id] = part.lane->name.empty() ? "Lane " + std::to_string(number) : part.lane->name;
    } else if (part.block != nullptr) {
      const BlockType* type = catalog.blocks.find(part.block->choice.type);
      const std::string label = type != nullptr ? type->info.label : part.block->choice.type;
      const int number = ++counts[label];
      names[id] =
          part.block->name.empty() ? label + " " + std::to_string(number) : part.block->name;
    }
  }
  return names;
}

bool isBypassed(const StackPart& part) {
  return (part.block != nullptr && part.block->bypassed) ||
         (part.lane != nullptr && part.lane->bypassed);
}

/// A fusion gate with the part that can exchange the states of its lanes.
bool hasCartanPart(const Block& block) {
  const auto gate = block.choice.options.find("gate");
  return block.choice.type == "fusion" &&
         (gate == block.choice.options.end() || gate->second == Value("cartan"));
}

}  // namespace

std::vector<BlockId> ablatableBlocks(const Stack& stack, const Catalog& catalog) {
  std::vector<BlockId> ids;
  for (const BlockId id : idsInOrder(stack)) {
    const StackPart part = findPart(stack, id);
    if (isBypassed(part)) continue;
    if (part.lane != nullptr) ids.push_back(id);
    if (part.block == nullptr) continue;
    const BlockType* type = catalog.blocks.find(part.block->choice.type);
    if (type == nullptr || type->info.category == "Encoding" || type->info.category == "Readout") {
      continue;
    }
    ids.push_back(id);
  }
  return ids;
}

SweepAxis ablationAxis(const Stack& stack, const Catalog& catalog,
                       std::span<const BlockId> blocks) {
  SweepAxis axis{.name = "without", .values = {{"nothing", {}}}};
  const std::map<BlockId, std::string> names = namesOf(stack, catalog);
  for (const BlockId id : blocks) {
    const auto name = names.find(id);
    if (name == names.end() || isBypassed(findPart(stack, id))) continue;
    const std::string pointer = settingsPointerOf(stack, id);
    axis.values.push_back({name->second, {{pointer + "/bypassed", "true"}}});
    const Block* block = findBlock(stack, id);
    if (block == nullptr || !hasCartanPart(*block)) continue;
    axis.values.push_back(
        {"Cartan part of " + name->second, {{pointer + "/options/gate", "controlled"}}});
  }
  return axis;
}

}  // namespace qonvolve
