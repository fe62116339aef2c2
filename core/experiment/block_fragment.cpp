// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/block_fragment.h"

#include <algorithm>

#include "core/circuit/gate.h"

namespace qonvolve {
namespace {

/// Keeps what lies on chosen wires, and numbers those anew.
class Picker {
 public:
  explicit Picker(std::vector<Wire> wires) : wires_(std::move(wires)) {}

  std::optional<Wire> number(Wire wire) const {
    const auto found = std::ranges::find(wires_, wire);
    if (found == wires_.end()) return {};
    return static_cast<Wire>(found - wires_.begin());
  }
  std::vector<Wire> numbers(const std::vector<Wire>& wires) const {
    std::vector<Wire> kept;
    for (const Wire wire : wires) {
      if (const auto own = number(wire)) kept.push_back(*own);
    }
    return kept;
  }
  bool renumber(Op& op) const {
    for (std::size_t i = 0; i < gateInfo(op.gate).wires; ++i) {
      const auto own = number(op.wires[i]);
      if (!own) return false;
      op.wires[i] = *own;
    }
    return true;
  }
  bool renumber(Event& event, const Circuit& circuit) const {
    const std::size_t count =
        event.kind == Event::Kind::Channel ? circuit.channels[event.index].wires : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const auto own = number(event.wires[i]);
      if (!own) return false;
      event.wires[i] = *own;
    }
    return true;
  }
  std::size_t count() const { return wires_.size(); }

 private:
  std::vector<Wire> wires_;
};

/// Wires in the order of their first use, then increasing where they are many.
std::vector<Wire> wiresOf(std::span<const Op> ops, const Circuit& circuit, const BlockSpan& span) {
  std::vector<Wire> wires;
  for (const Op& op : ops) {
    wires.insert(wires.end(), op.wires.begin(), op.wires.begin() + gateInfo(op.gate).wires);
  }
  for (const Preparation& preparation : circuit.preparations) {
    if (preparation.block != span.block) continue;
    wires.insert(wires.end(), preparation.wires.begin(), preparation.wires.end());
  }
  std::ranges::sort(wires);
  wires.erase(std::ranges::unique(wires).begin(), wires.end());
  return wires;
}

}  // namespace

std::optional<BlockFragment> blockFragment(const Model& model, BlockId block) {
  const auto span = std::ranges::find(model.spans, block, &BlockSpan::block);
  if (span == model.spans.end() || span->stage >= model.stages.size()) return {};
  const auto* circuit = std::get_if<Circuit>(&model.stages[span->stage].stage);
  if (circuit == nullptr || span->firstOp + span->opCount > circuit->ops.size()) return {};
  const std::span<const Op> all = std::span(circuit->ops).subspan(span->firstOp, span->opCount);
  const std::uint32_t unit = unitLength(all);
  const std::span<const Op> ops = unit > 1 ? all.first(unit) : all;
  std::vector<Wire> wires = wiresOf(ops, *circuit, *span);
  if (wires.empty()) return {};

  BlockFragment fragment;
  fragment.whole = ops.size() == all.size() && wires.size() <= kFragmentWires;
  if (wires.size() > kFragmentWires) wires.resize(kFragmentWires);
  const Picker pick(std::move(wires));
  Circuit& piece = fragment.circuit;
  piece.wires = static_cast<std::uint32_t>(pick.count());
  piece.inputs = circuit->inputs;
  piece.products = circuit->products;
  piece.bits = circuit->bits;
  piece.conditions = circuit->conditions;
  piece.channels = circuit->channels;
  for (Preparation preparation : circuit->preparations) {
    if (preparation.block != block) continue;
    preparation.wires = pick.numbers(preparation.wires);
    if (!preparation.wires.empty()) piece.preparations.push_back(std::move(preparation));
  }
  for (std::size_t i = 0; i <= ops.size() && piece.ops.size() < kFragmentOps; ++i) {
    const auto position = static_cast<std::uint32_t>(span->firstOp + i);
    for (Event event : circuit->events) {
      if (event.position != position || event.block != block) continue;
      if (!pick.renumber(event, *circuit)) continue;
      event.position = static_cast<std::uint32_t>(piece.ops.size());
      piece.events.push_back(event);
    }
    if (i == ops.size()) break;
    Op op = ops[i];
    if (pick.renumber(op)) piece.ops.push_back(op);
  }
  if (piece.ops.empty() && piece.preparations.empty() && piece.events.empty()) return {};
  fragment.blocks.push_back({.id = block,
                             .name = {},
                             .category = span->category,
                             .opCount = static_cast<std::uint32_t>(piece.ops.size()),
                             .wiresIn = pick.numbers(span->wiresIn),
                             .wiresOut = pick.numbers(span->wiresOut)});
  return fragment;
}

}  // namespace qonvolve
