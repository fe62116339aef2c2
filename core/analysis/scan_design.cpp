// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/scan_design.h"

#include <algorithm>
#include <bit>
#include <numbers>
#include <set>

#include "core/experiment/validate.h"

namespace qonvolve {

namespace {

bool isA(const StackNode& node, const Catalog& catalog, std::string_view category) {
  const auto* block = std::get_if<Block>(&node);
  if (block == nullptr || block->bypassed) return false;
  const BlockType* type = catalog.blocks.find(block->choice.type);
  return type != nullptr && type->info.category == category;
}

// Numbers of features that an encoding may want for `wires` qubits, largest first: one, two or
// three a qubit, amplitudes, and blocks of equal size of amplitudes or of tree angles.
std::set<std::uint32_t, std::greater<>> featureCounts(std::uint32_t wires) {
  std::set<std::uint32_t, std::greater<>> counts;
  for (std::uint32_t f = 1; f <= 4 * wires; ++f) counts.insert(f);
  for (std::uint32_t size = 1; size <= std::min(wires, 20U); ++size) {
    if (wires % size != 0) continue;
    counts.insert(wires / size << size);
    counts.insert(wires / size * ((1U << size) - 1));
  }
  return counts;
}

/// Bypasses the blocks that find too few qubits, until none is left that does.
bool fit(Stack& stack, Compiled& compiled, const DataShape& shape, const Catalog& catalog) {
  while (!compiled.errors.empty()) {
    bool changed = false;
    for (const BlockId id : idsInOrder(stack)) {
      Block* block = findBlock(stack, id);
      if (block == nullptr || block->bypassed) continue;
      const BlockType* type = catalog.blocks.find(block->choice.type);
      const bool optional = type != nullptr && (type->info.category == "Convolution" ||
                                                type->info.category == "Pooling");
      if (!optional || compiled.errors.front().where != pointerOf(stack, id)) continue;
      block->bypassed = true;
      changed = true;
      break;
    }
    if (!changed) return false;
    compiled = compile(stack, shape, catalog.blocks);
  }
  return true;
}

}  // namespace

Result<ScalableDesign> ScalableDesign::of(const Experiment& experiment, const Catalog& catalog) {
  const Checked checked = check(experiment, catalog);
  for (const Issue& issue : checked.issues) {
    if (issue.severity == Severity::Error && issue.where.starts_with("/stack")) {
      return Error{issue.where, issue.message, issue.hint};
    }
  }
  ScalableDesign design(catalog);
  design.classes_ = std::max(2U, classCount(checked.model.head));
  design.ownWires_ = wireCount(checked.model);
  design.head_ = experiment.stack;
  const auto last = std::ranges::find(checked.model.spans.rbegin(), checked.model.spans.rend(),
                                      "Pooling", &BlockSpan::category);
  if (last == checked.model.spans.rend() || last->wiresOut.size() != 1) return design;

  // Head up to the last encoding before the first pooling, then rounds, then the rest.
  const Stack& stack = experiment.stack;
  std::vector<std::size_t> ends;
  std::size_t start = 0;
  for (std::size_t i = 0; i < stack.size(); ++i) {
    if (isA(stack[i], catalog, "Encoding") && ends.empty()) start = i + 1;
    if (isA(stack[i], catalog, "Pooling")) ends.push_back(i + 1);
  }
  if (ends.empty()) return design;  // it pools inside of sections, which repeat by themselves
  const auto at = [&](std::size_t i) { return stack.begin() + static_cast<std::ptrdiff_t>(i); };
  const bool plain = std::all_of(at(start), at(ends.back()), [](const StackNode& node) {
    return std::holds_alternative<Block>(node);
  });
  if (!plain) return design;
  design.head_.assign(at(0), at(start));
  for (const std::size_t end : ends) {
    design.rounds_.emplace_back(at(start), at(end));
    start = end;
  }
  design.tail_.assign(at(start), stack.end());
  return design;
}

Stack ScalableDesign::stackFor(std::uint32_t wires) const {
  Stack stack = head_;
  if (rounds_.empty()) {
    assignIds(stack);
    return stack;
  }
  // n qubits become ceil(n/2) in each round.
  const auto rounds = static_cast<std::size_t>(std::bit_width(wires - 1));
  for (std::size_t i = 0; i < rounds; ++i) {
    const Stack& round = rounds_[std::min(i, rounds_.size() - 1)];
    for (StackNode node : round) {
      if (i >= rounds_.size()) clearIds(node);
      stack.push_back(std::move(node));
    }
  }
  stack.insert(stack.end(), tail_.begin(), tail_.end());
  assignIds(stack);
  return stack;
}

Result<ScalableDesign::Built> ScalableDesign::build(std::uint32_t wires) const {
  const Stack stack = stackFor(wires);
  std::string why;
  for (const std::uint32_t features : featureCounts(wires)) {
    const DataShape shape{features, classes_};
    Compiled compiled = compile(stack, shape, catalog_->blocks);
    if (wireCount(compiled.model) != wires) continue;
    Stack fitted = stack;
    if (!fit(fitted, compiled, shape, *catalog_)) {
      if (why.empty()) why = " " + compiled.errors.front().message;
      continue;
    }
    if (compiled.model.parameterCount == 0) continue;
    return Built{std::move(fitted), std::move(compiled.model)};
  }
  return Error{"/stack", cannotBuild({&wires, 1}) + why, "Leave this size out."};
}

std::string cannotBuild(std::span<const std::uint32_t> sizes) {
  std::string list;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (i > 0) list += i + 1 == sizes.size() ? " and " : ", ";
    list += std::to_string(sizes[i]);
  }
  return "This design cannot be built on " + list + " qubits.";
}

std::vector<double> rampFeatures(std::uint32_t count) {
  std::vector<double> features(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    features[i] = std::numbers::pi * (i + 1) / (count + 1);
  }
  return features;
}

}  // namespace qonvolve
