// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ablation.h"

#include <algorithm>

namespace qonvolve {

std::map<BlockId, std::string> blockNames(const Stack& stack, const Catalog& catalog) {
  std::map<BlockId, std::string> labels, names;
  std::map<std::string, int> counts, numbers;
  for (const BlockId id : idsInOrder(stack)) {
    const StackPart part = findPart(stack, id);
    std::string own;
    if (part.lane != nullptr) {
      labels[id] = "Lane";
      own = part.lane->name;
    } else if (part.block != nullptr) {
      const BlockType* type = catalog.blocks.find(part.block->choice.type);
      labels[id] = type != nullptr ? type->info.label : part.block->choice.type;
      own = part.block->name;
    } else {
      continue;
    }
    ++counts[labels[id]];
    if (!own.empty()) names[id] = own;
  }
  for (const BlockId id : idsInOrder(stack)) {
    const auto label = labels.find(id);
    if (label == labels.end()) continue;
    const int number = ++numbers[label->second];
    if (names.contains(id)) continue;
    names[id] =
        counts[label->second] > 1 ? label->second + " " + std::to_string(number) : label->second;
  }
  return names;
}

namespace {

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
  const std::map<BlockId, std::string> names = blockNames(stack, catalog);
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
