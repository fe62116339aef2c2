// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/layout.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "core/circuit/gate_text.h"
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

std::vector<Wire> wiresOf(std::span<const Op> ops) {
  std::vector<Wire> wires;
  for (const Op& op : ops) {
    wires.insert(wires.end(), op.wires.begin(), op.wires.begin() + gateInfo(op.gate).wires);
  }
  std::sort(wires.begin(), wires.end());
  wires.erase(std::unique(wires.begin(), wires.end()), wires.end());
  return wires;
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

std::vector<Mark> boxes(const std::vector<Wire>& wires) {
  std::vector<Mark> marks;
  for (const Wire wire : wires) marks.push_back({wire, Mark::Kind::Box});
  return marks;
}

/// Whether a pooling unit is "V on the kept wire under control of the dropped one".
bool isControlledBy(std::span<const Op> ops, Wire dropped) {
  return std::all_of(ops.begin(), ops.end(), [dropped](const Op& op) {
    const GateInfo& gate = gateInfo(op.gate);
    if (gate.wires == 1) return op.wires[0] == dropped && op.gate == GateId::X;
    return gate.wires == 2 && gate.controls == 1 && op.wires[0] == dropped;
  });
}

std::vector<Mark> gateMarks(const Op& op) {
  const GateInfo& gate = gateInfo(op.gate);
  std::vector<Mark> marks;
  for (std::size_t i = 0; i < gate.wires; ++i) {
    Mark::Kind kind = Mark::Kind::Box;
    if (i < gate.controls || op.gate == GateId::CZ)
      kind = Mark::Kind::Control;
    else if (op.gate == GateId::CX || op.gate == GateId::CCX)
      kind = Mark::Kind::Plus;
    else if (op.gate == GateId::Swap || op.gate == GateId::CSwap)
      kind = Mark::Kind::Cross;
    marks.push_back({op.wires[i], kind});
  }
  return marks;
}

class Placer {
 public:
  Placer(const Circuit& circuit, std::span<const DrawBlock> blocks, const LayoutOptions& options)
      : circuit_(circuit), blocks_(blocks), options_(options) {
    next_.assign(circuit.wires, 0);
    endsAt_.assign(circuit.wires, kAlive);
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

  /// Puts an element into the first column that is free on all wires it touches or crosses.
  void place(PlacedGate gate) {
    if (gate.marks.empty()) return;
    std::sort(gate.marks.begin(), gate.marks.end(),
              [](const Mark& a, const Mark& b) { return a.wire < b.wire; });
    const Wire low = gate.marks.front().wire;
    const Wire high = gate.marks.back().wire;
    int column = barrier_;
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

  void placeOp(std::uint32_t index, std::int32_t block) {
    const Op& op = circuit_.ops[index];
    PlacedGate gate;
    gate.block = block;
    gate.firstOp = index;
    gate.opCount = 1;
    gate.marks = gateMarks(op);
    gate.symbol = gateInfo(op.gate).symbol;
    gate.caption = anglesText(circuit_, op, Script::Unicode);
    gate.parameters = parametersOf(ops(index, 1));
    if (op.measured) {
      gate.classical = true;
      if (result_.wires[op.wires[0]].classicalFrom < 0) {
        for (Mark& mark : gate.marks) {
          if (mark.wire == op.wires[0]) mark.kind = Mark::Kind::Meter;
        }
      }
    }
    place(std::move(gate));
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
      PlacedGate gate;
      gate.kind = PlacedGate::Kind::Preparation;
      gate.block = block;
      gate.marks = boxes(preparation.wires);
      gate.symbol = preparation.kind == Preparation::Kind::Amplitude ? "Amplitudes" : "Angle tree";
      if (preparation.count > 0) {
        const Angle first = Angle::feature(preparation.first);
        const Angle last = Angle::feature(preparation.first + preparation.count - 1);
        gate.caption = angleText(circuit_, first, Script::Unicode);
        if (preparation.count > 1) gate.caption += "–" + angleText(circuit_, last, Script::Unicode);
      }
      place(std::move(gate));
    }
  }

  void placeBlock(std::int32_t index) {
    const DrawBlock& block = blocks_[static_cast<std::size_t>(index)];
    barrier_ = columns_;
    const auto own = ops(block.firstOp, block.opCount);
    const bool mayHaveUnits = block.category == "Convolution" || block.category == "Pooling";
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
  std::map<std::vector<std::uint32_t>, std::size_t> tags_;
  std::map<std::vector<std::uint32_t>, std::size_t> poolingTags_;
  int columns_ = 0;
  int barrier_ = 0;
  std::int32_t readoutBlock_ = -1;
};

/// The gates of a chunk with wires renamed by first appearance; empty unless it has two wires.
bool sameUnit(std::span<const Op> a, std::span<const Op> b) {
  const auto pattern = [](std::span<const Op> ops) {
    std::vector<Wire> seen;
    std::vector<std::uint32_t> signature;
    for (const Op& op : ops) {
      signature.push_back(static_cast<std::uint32_t>(op.gate) * 2 + (op.measured ? 1 : 0));
      for (std::size_t i = 0; i < gateInfo(op.gate).wires; ++i) {
        auto found = std::find(seen.begin(), seen.end(), op.wires[i]);
        if (found == seen.end()) found = seen.insert(seen.end(), op.wires[i]);
        signature.push_back(static_cast<std::uint32_t>(found - seen.begin()));
      }
    }
    if (seen.size() != 2) signature.clear();
    return signature;
  };
  const auto first = pattern(a);
  return !first.empty() && first == pattern(b);
}

}  // namespace

std::uint32_t unitLength(std::span<const Op> ops) {
  for (std::size_t length = 1; length <= ops.size(); ++length) {
    if (ops.size() % length != 0) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < ops.size(); i += length) {
      fits = sameUnit(ops.first(length), ops.subspan(i, length));
    }
    if (fits) return static_cast<std::uint32_t>(length);
  }
  return 0;
}

Layout layoutCircuit(const Circuit& circuit, std::span<const DrawBlock> blocks,
                     const LayoutOptions& options) {
  assert(std::all_of(blocks.begin(), blocks.end(), [&circuit](const DrawBlock& block) {
    return block.firstOp + block.opCount <= circuit.ops.size();
  }));
  return Placer(circuit, blocks, options).run();
}

}  // namespace qonvolve
