// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/layout.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "core/circuit/layout_elements.h"
#include "core/circuit/metrics.h"

namespace qonvolve {
namespace {

constexpr int kAlive = std::numeric_limits<int>::max();

/// a, b, ..., z, aa, ab, ...
std::string letters(std::size_t index) {
  std::string text;
  for (++index; index > 0; index = (index - 1) / 26) {
    text.insert(text.begin(), static_cast<char>('a' + (index - 1) % 26));
  }
  return text;
}

std::vector<Wire> droppedWires(const DrawBlock& block) {
  std::vector<Wire> dropped;
  for (const Wire wire : block.wiresIn) {
    if (std::find(block.wiresOut.begin(), block.wiresOut.end(), wire) == block.wiresOut.end()) {
      dropped.push_back(wire);
    }
  }
  return dropped;
}

/// Whether a pooling unit is "V on the kept wire under control of the dropped one".
bool isControlledBy(std::span<const Op> ops, Wire dropped) {
  return std::all_of(ops.begin(), ops.end(), [dropped](const Op& op) {
    const GateInfo& gate = gateInfo(op.gate);
    if (gate.wires == 1) return op.wires[0] == dropped && op.gate == GateId::X;
    return gate.wires == 2 && gate.controls == 1 && op.wires[0] == dropped;
  });
}

class Placer {
 public:
  Placer(const Circuit& circuit, std::span<const DrawBlock> blocks, const LayoutOptions& options)
      : circuit_(circuit), blocks_(blocks), options_(options) {
    next_.assign(circuit.wires, 0);
    endsAt_.assign(circuit.wires, kAlive);
    bitColumns_.assign(circuit.bits, 0);
    result_.wires.resize(circuit.wires);
  }

  Layout run() {
    findReadout();
    placePreparations(-1);
    std::uint32_t done = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const DrawBlock& block = blocks_[i];
      if (block.firstOp > done) placeLoose(done, block.firstOp);
      done = std::max(done, block.firstOp + block.opCount);
      placeBlock(static_cast<std::int32_t>(i));
    }
    placeLoose(done, static_cast<std::uint32_t>(circuit_.ops.size()));
    placeEvents(static_cast<std::uint32_t>(circuit_.ops.size()), -1);
    placeReadout();
    finish();
    return std::move(result_);
  }

 private:
  std::span<const Op> ops(std::uint32_t first, std::uint32_t count) const {
    return std::span(circuit_.ops).subspan(first, count);
  }

  bool aliveBetween(Wire low, Wire high) const {
    for (Wire wire = low + 1; wire < high; ++wire) {
      if (endsAt_[wire] == kAlive) return true;
    }
    return false;
  }

  /// The first column in which the outcomes that a condition (0: none) asks for are known.
  int knownFrom(std::uint32_t condition) const {
    int column = 0;
    for (std::size_t bit = 0; condition > 0 && bit < bitColumns_.size(); ++bit) {
      const bool asked = (circuit_.conditions[condition - 1].mask >> bit & 1) != 0;
      if (asked) column = std::max(column, bitColumns_[bit]);
    }
    return column;
  }

  /// Puts an element into the first column from `earliest` on that is free on all wires it touches
  /// or crosses.
  void place(PlacedGate gate, int earliest = 0) {
    if (gate.marks.empty()) return;
    std::sort(gate.marks.begin(), gate.marks.end(),
              [](const Mark& a, const Mark& b) { return a.wire < b.wire; });
    const Wire low = gate.marks.front().wire;
    const Wire high = gate.marks.back().wire;
    int column = std::max(barrier_, earliest);
    for (Wire wire = low; wire <= high; ++wire) column = std::max(column, next_[wire]);
    for (Wire wire = low; wire <= high; ++wire) next_[wire] = column + 1;
    gate.column = column;
    bool allBoxes = true;
    gate.joined = gate.marks.size() > 1;
    for (std::size_t i = 0; i < gate.marks.size(); ++i) {
      if (gate.marks[i].kind != Mark::Kind::Box) allBoxes = false;
      if (gate.marks[i].kind == Mark::Kind::Meter) {
        result_.wires[gate.marks[i].wire].classicalFrom = column;
        gate.classical = true;
      }
      if (i > 0 && aliveBetween(gate.marks[i - 1].wire, gate.marks[i].wire)) gate.joined = false;
    }
    gate.joined = gate.joined && allBoxes;
    columns_ = std::max(columns_, column + 1);
    result_.gates.push_back(std::move(gate));
  }

  /// Whether nothing acts on the wire after this event, so that only its outcome lives on.
  bool isLastOn(Wire wire, std::size_t event) const {
    const auto acts = [wire](const Op& op) {
      const auto end = op.wires.begin() + gateInfo(op.gate).wires;
      return std::find(op.wires.begin(), end, wire) != end;
    };
    const auto& ops = circuit_.ops;
    const auto& events = circuit_.events;
    return std::none_of(ops.begin() + events[event].position, ops.end(), acts) &&
           std::none_of(events.begin() + static_cast<std::ptrdiff_t>(event) + 1, events.end(),
                        [wire](const Event& e) { return e.wires[0] == wire; });
  }

  void placeEvent(std::size_t index, std::int32_t block) {
    const Event& event = circuit_.events[index];
    PlacedGate gate = eventElement(circuit_, index);
    gate.block = block;
    place(std::move(gate), knownFrom(event.condition));
    if (event.kind == Event::Kind::Measure) {
      bitColumns_[event.index] = result_.gates.back().column + 1;
    }
    WireRun& run = result_.wires[event.wires[0]];
    if (event.kind == Event::Kind::Measure && !isLastOn(event.wires[0], index)) {
      run.classicalFrom = -1;
    }
  }

  /// Events that take place before ops[position].
  void placeEvents(std::uint32_t position, std::int32_t block) {
    for (; nextEvent_ < circuit_.events.size(); ++nextEvent_) {
      if (circuit_.events[nextEvent_].position > position) break;
      placeEvent(nextEvent_, block);
    }
  }

  /// Those after the last operation of a block that belong to it: noise of its last gates.
  void placeTrailingEvents(std::uint32_t end, std::int32_t block) {
    const BlockId id = blocks_[static_cast<std::size_t>(block)].id;
    for (; nextEvent_ < circuit_.events.size(); ++nextEvent_) {
      const Event& event = circuit_.events[nextEvent_];
      if (event.position > end || event.block != id) break;
      placeEvent(nextEvent_, block);
    }
  }

  void placeOp(std::uint32_t index, std::int32_t block) {
    placeEvents(index, block);
    const Op& op = circuit_.ops[index];
    PlacedGate gate = gateElement(circuit_, index);
    gate.block = block;
    if (op.measured) {
      gate.classical = true;
      if (result_.wires[op.wires[0]].classicalFrom < 0) {
        for (Mark& mark : gate.marks) {
          if (mark.wire == op.wires[0]) mark.kind = Mark::Kind::Meter;
        }
      }
    }
    place(std::move(gate), knownFrom(op.condition));
  }

  void placeLoose(std::uint32_t first, std::uint32_t end) {
    if (first < end) barrier_ = columns_;
    for (std::uint32_t i = first; i < end; ++i) placeOp(i, -1);
  }

  void placeUnit(std::uint32_t first, std::uint32_t count, std::int32_t block,
                 const std::vector<Wire>& dropped) {
    const auto unit = ops(first, count);
    const std::vector<Wire> wires = wiresOf(unit);
    PlacedGate gate;
    gate.kind = PlacedGate::Kind::Unit;
    gate.block = block;
    gate.firstOp = first;
    gate.opCount = count;
    gate.marks = boxes(wires);
    const bool pooling = blocks_[static_cast<std::size_t>(block)].category == "Pooling";
    gate.symbol = pooling ? "V" : "U";
    gate.parameters = parametersOf(unit);
    if (!gate.parameters.empty()) {
      gate.caption = std::to_string(gate.parameters.size()) + " θ";
      auto& tags = pooling ? poolingTags_ : tags_;
      const auto [found, isNew] = tags.try_emplace(gate.parameters, tags.size());
      gate.tag = letters(found->second);
    }
    for (Mark& mark : gate.marks) {
      const bool drops = std::find(dropped.begin(), dropped.end(), mark.wire) != dropped.end();
      if (!pooling || !drops || !isControlledBy(unit, mark.wire)) continue;
      const bool measured =
          std::any_of(unit.begin(), unit.end(), [](const Op& op) { return op.measured; });
      mark.kind = measured ? Mark::Kind::Meter : Mark::Kind::Control;
    }
    place(std::move(gate));
  }

  void placePreparations(std::int32_t block) {
    for (const Preparation& preparation : circuit_.preparations) {
      const auto owner =
          std::find_if(blocks_.begin(), blocks_.end(),
                       [&preparation](const DrawBlock& b) { return b.id == preparation.block; });
      const bool owned = owner != blocks_.end();
      if (block < 0 ? owned : (!owned || owner - blocks_.begin() != block)) continue;
      PlacedGate gate = preparationElement(circuit_, preparation);
      gate.block = block;
      place(std::move(gate));
    }
  }

  void placeBlock(std::int32_t index) {
    const DrawBlock& block = blocks_[static_cast<std::size_t>(index)];
    const auto own = ops(block.firstOp, block.opCount);
    const std::uint32_t end = block.firstOp + block.opCount;
    placeEvents(block.firstOp, -1);
    barrier_ = columns_;
    const bool interrupted =
        nextEvent_ < circuit_.events.size() && circuit_.events[nextEvent_].position < end;
    const bool mayHaveUnits =
        !interrupted && (block.category == "Convolution" || block.category == "Pooling");
    const std::uint32_t unit = mayHaveUnits ? unitLength(own) : 0;
    const auto wanted = options_.details.find(block.key());
    BlockRange range;
    range.block = index;
    range.firstColumn = columns_;
    range.hasUnits = unit > 1;
    range.detail = wanted != options_.details.end() ? wanted->second : options_.detail;
    if (range.detail == Detail::Units && !range.hasUnits) range.detail = Detail::Gates;
    range.parameters = parametersOf(own).size();
    range.depth = depthOf(own);
    std::vector<Wire> dropped = droppedWires(block);
    std::erase_if(dropped, [this](Wire wire) { return readout_.count(wire) > 0; });
    if (isReadoutOnly(block)) range.detail = Detail::Gates;

    if (range.detail == Detail::Block) {
      placeFolded(index, range);
    } else {
      placePreparations(index);
      if (range.detail == Detail::Units) {
        for (std::uint32_t i = 0; i < block.opCount; i += unit) {
          placeUnit(block.firstOp + i, unit, index, dropped);
        }
      } else {
        for (std::uint32_t i = 0; i < block.opCount; ++i) placeOp(block.firstOp + i, index);
      }
    }
    if (range.detail != Detail::Block) placeTrailingEvents(end, index);
    endWires(dropped);
    range.lastColumn = columns_ - 1;
    if (range.lastColumn >= range.firstColumn) result_.blocks.push_back(range);
    if (block.category == "Readout") readoutBlock_ = index;
  }

  /// Without gates and preparations there is nothing to fold.
  bool isReadoutOnly(const DrawBlock& block) const {
    return block.opCount == 0 &&
           std::none_of(circuit_.preparations.begin(), circuit_.preparations.end(),
                        [&block](const Preparation& p) { return p.block == block.id; });
  }

  void placeFolded(std::int32_t index, const BlockRange& range) {
    const DrawBlock& block = blocks_[static_cast<std::size_t>(index)];
    const auto own = ops(block.firstOp, block.opCount);
    std::vector<Wire> wires = wiresOf(own);
    for (const auto* more : {&block.wiresIn, &block.wiresOut}) {
      wires.insert(wires.end(), more->begin(), more->end());
    }
    std::sort(wires.begin(), wires.end());
    wires.erase(std::unique(wires.begin(), wires.end()), wires.end());
    PlacedGate gate;
    gate.kind = PlacedGate::Kind::Block;
    gate.block = index;
    gate.firstOp = block.firstOp;
    gate.opCount = block.opCount;
    gate.marks = boxes(wires);
    gate.symbol = block.name;
    gate.parameters = parametersOf(own);
    if (range.parameters > 0) gate.caption = std::to_string(range.parameters) + " θ";
    if (range.depth > 0) gate.note = "depth " + std::to_string(range.depth);
    const std::size_t before = nextEvent_;
    const std::uint32_t end = block.firstOp + block.opCount;
    const auto within = [&](const Event& event) {
      return event.position < end || (event.position == end && event.block == block.id);
    };
    while (nextEvent_ < circuit_.events.size() && within(circuit_.events[nextEvent_])) ++nextEvent_;
    if (nextEvent_ > before) gate.note += (gate.note.empty() ? "" : ", ") + std::string("noisy");
    place(std::move(gate));
  }

  void endWires(const std::vector<Wire>& dropped) {
    for (const Wire wire : dropped) {
      endsAt_[wire] = std::max(next_[wire], barrier_);
      result_.wires[wire].end = WireRun::End::Discarded;
      result_.wires[wire].endColumn = endsAt_[wire];
      columns_ = std::max(columns_, endsAt_[wire] + 1);
    }
  }

  /// The letter that stands at the end of each wire that is measured; P for probabilities.
  void findReadout() {
    for (const Observable& output : circuit_.outputs) {
      for (Wire wire = 0; wire < circuit_.wires && wire < 64; ++wire) {
        if (output.projector && (output.mask >> wire & 1) != 0) readout_.try_emplace(wire, 'P');
        for (const PauliTerm& term : output.terms) {
          const bool x = (term.xMask >> wire & 1) != 0;
          const bool z = (term.zMask >> wire & 1) != 0;
          if (x || z) readout_.try_emplace(wire, x ? (z ? 'Y' : 'X') : 'Z');
        }
      }
    }
  }

  void placeReadout() {
    if (readout_.empty()) return;
    barrier_ = columns_;
    const int column = columns_;
    for (const auto& [wire, what] : readout_) {
      PlacedGate gate;
      gate.kind = PlacedGate::Kind::Readout;
      gate.block = readoutBlock_;
      gate.firstOp = static_cast<std::uint32_t>(circuit_.ops.size());
      gate.marks = {{wire, what == 'P' ? Mark::Kind::Meter : Mark::Kind::Box}};
      gate.symbol = what == 'P' ? "P" : std::string("⟨") + what + "⟩";
      next_[wire] = column;
      place(std::move(gate));
      result_.gates.back().classical = false;
      result_.wires[wire].classicalFrom = -1;
      result_.wires[wire].end = WireRun::End::Readout;
      result_.wires[wire].endColumn = column;
    }
    if (readoutBlock_ >= 0) {
      BlockRange range;
      range.block = readoutBlock_;
      range.firstColumn = column;
      range.lastColumn = column;
      if (!result_.blocks.empty() && result_.blocks.back().block == readoutBlock_) {
        result_.blocks.back().lastColumn = column;
      } else {
        result_.blocks.push_back(range);
      }
    }
  }

  void finish() {
    result_.columns = columns_;
    for (WireRun& run : result_.wires) {
      if (run.end == WireRun::End::Open) run.endColumn = columns_ - 1;
    }
  }

  const Circuit& circuit_;
  std::span<const DrawBlock> blocks_;
  const LayoutOptions& options_;
  Layout result_;
  std::map<Wire, char> readout_;
  std::vector<int> next_;
  std::vector<int> endsAt_;
  std::vector<int> bitColumns_;  // from where on each classical bit is known
  std::map<std::vector<std::uint32_t>, std::size_t> tags_;
  std::map<std::vector<std::uint32_t>, std::size_t> poolingTags_;
  std::size_t nextEvent_ = 0;  // events before it are placed
  int columns_ = 0;
  int barrier_ = 0;
  std::int32_t readoutBlock_ = -1;
};

}  // namespace

Layout layoutCircuit(const Circuit& circuit, std::span<const DrawBlock> blocks,
                     const LayoutOptions& options) {
  assert(std::all_of(blocks.begin(), blocks.end(), [&circuit](const DrawBlock& block) {
    return block.firstOp + block.opCount <= circuit.ops.size();
  }));
  return Placer(circuit, blocks, options).run();
}

}  // namespace qonvolve
