// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/remedies.h"

#include <algorithm>

namespace qonvolve {

namespace {

const Field* fieldOf(const Block& block, const Catalog& catalog, std::string_view key) {
  const BlockType* type = catalog.blocks.find(block.choice.type);
  if (type == nullptr) return nullptr;
  const auto found = std::ranges::find(type->fieldList, key, &Field::key);
  return found == type->fieldList.end() ? nullptr : &*found;
}

Value valueOf(const Block& block, const Field& field) {
  const auto given = block.choice.options.find(field.key);
  return given == block.choice.options.end() ? field.defaultValue : given->second;
}

/// Calls visit(block, field) for the active blocks that have a field of that name.
template <class Visit>
void forFields(Stack& stack, const Catalog& catalog, std::string_view key, const Visit& visit) {
  for (const BlockId id : idsInOrder(stack)) {
    Block* block = findBlock(stack, id);
    if (block == nullptr || block->bypassed) continue;
    if (const Field* field = fieldOf(*block, catalog, key)) visit(*block, *field);
  }
}

void useLocalCost(Experiment& e, const Catalog& catalog) {
  forFields(e.stack, catalog, "kind", [](Block& block, const Field& field) {
    if (block.choice.type != "readout") return;
    const Value kind = valueOf(block, field);
    if (kind == Value(std::string("parity")) || kind == Value(std::string("all_zero"))) {
      block.choice.options["kind"] = std::string("mean");
    }
  });
}

void startNearIdentity(Experiment& e, const Catalog& catalog) {
  bool mirrored = false;
  forFields(e.stack, catalog, "mirrored", [&](Block& block, const Field&) {
    block.choice.options["mirrored"] = true;
    mirrored = true;
  });
  if (mirrored) e.train.initializer = {.type = "identity_block"};
}

void useSmallAngles(Experiment& e, const Catalog&) {
  e.train.initializer = {.type = "small_gaussian"};
}

void useFewerLayers(Experiment& e, const Catalog& catalog) {
  forFields(e.stack, catalog, "layers", [&](Block& block, const Field& field) {
    const Field* perQubit = fieldOf(block, catalog, "per_qubit");
    if (perQubit != nullptr && valueOf(block, *perQubit) == Value(true)) {
      // A depth that grows with the width is what makes circuits random.
      block.choice.options["per_qubit"] = false;
    }
    const auto layers = std::get<std::int64_t>(valueOf(block, field));
    if (layers > 1) block.choice.options["layers"] = layers / 2;
  });
}

}  // namespace

std::vector<Remedy> remediesFor(const Experiment& experiment, const Catalog& catalog) {
  using Apply = void (*)(Experiment&, const Catalog&);
  struct Row {
    const char* id;
    const char* label;
    const char* help;
    Apply apply;
  };
  constexpr Row kRows[] = {
      {"local_cost", "Use local cost",
       "Reads every qubit by itself and takes the mean. Helps circuits whose depth grows no faster "
       "than ln n (arXiv:2001.00550); deep random circuits stay flat.",
       useLocalCost},
      {"identity", "Start near identity",
       "Mirrors the layers and starts each pair as the identity (arXiv:1903.05076). Helps the "
       "first "
       "steps of deep circuits; training can still drift onto the plateau.",
       startNearIdentity},
      {"small_angles", "Small angles",
       "Starts all angles near 0 (arXiv:2203.09376). Helps deep circuits of rotations with a local "
       "readout; less of the landscape is in reach. Fixed random gates stay as they are.",
       useSmallAngles},
      {"fewer_layers", "Fewer layers",
       "Halves the layers and keeps their number when qubits are added. Helps wherever depth makes "
       "the plateau; not with a global readout, which is flat at any depth.",
       useFewerLayers},
  };
  std::vector<Remedy> remedies;
  for (const Row& row : kRows) {
    Experiment changed = experiment;
    assignIds(changed.stack);
    Experiment before = changed;
    row.apply(changed, catalog);
    if (changed == before) continue;
    remedies.push_back({row.id, row.label, row.help,
                        [apply = row.apply, &catalog](Experiment& e) { apply(e, catalog); }});
  }
  return remedies;
}

}  // namespace qonvolve
