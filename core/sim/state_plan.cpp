// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the steps of a plan in the order of rotations, diagonals and matrices.
#include "core/sim/state_plan.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "core/sim/state_schedule.h"

namespace qonvolve {
namespace {

constexpr std::uint32_t kNone = RotationItem::kNone;
// Rotations leave out their cosines, the next diagonal puts them back. In single precision these
// are 1/sqrt(17) or more: amplitudes stay below 2^58, and the sums of their squares below 2^116.
constexpr std::size_t kRotationsPerScale = 28;

/// A rotation, a matrix, or one term of a diagonal, in the order of the circuit.
struct Piece {
  StateUnit::Kind kind = StateUnit::Kind::Rotation;
  std::uint32_t index = 0;  // of the rotation or step
  DiagonalItem::Term term = {};
  std::uint64_t wires = 0;
};

class Lowering {
 public:
  Lowering(const Circuit& circuit, StatePlan& plan) : plan_(plan), fresh_(circuit.wires, true) {
    for (const Preparation& p : circuit.preparations) {
      for (const Wire w : p.wires) fresh_[w] = false;
    }
    for (const PrefixWire& p : plan.plan.prefix) addOneWire(p.program, p.wire);
    for (std::uint32_t s = 0; s < plan.plan.steps.size(); ++s) addStep(s);
  }

  std::vector<Piece> take() { return std::move(pieces_); }

 private:
  static std::uint64_t bit(Wire w) { return std::uint64_t{1} << w; }

  void addPhase(std::uint32_t program, DiagonalItem::Part part, Wire w) {
    pieces_.push_back({.kind = StateUnit::Kind::Diagonal,
                       .term = {.program = program, .part = part, .wires = {w, w}},
                       .wires = bit(w)});
  }

  void addOneWire(std::uint32_t program, Wire w) {
    const bool real = isReal(plan_.plan.programs[program]);
    const bool start = fresh_[w];
    fresh_[w] = false;
    if (!real && !start) addPhase(program, DiagonalItem::Part::Before, w);
    pieces_.push_back(
        {.index = static_cast<std::uint32_t>(plan_.rotations.size()), .wires = bit(w)});
    const Program& p = plan_.plan.programs[program];
    plan_.rotations.push_back({.program = program,
                               .wire = w,
                               .start = start,
                               .needsX = !real && (p.trainable || p.features)});
    addPhase(program, DiagonalItem::Part::After, w);
  }

  void addStep(std::uint32_t index) {
    const Step& step = plan_.plan.steps[index];
    switch (step.form) {
      case Form::Dense1:
        return addOneWire(step.program, step.wires[0]);
      case Form::Diagonal1:
        fresh_[step.wires[0]] = false;
        return addPhase(step.program, DiagonalItem::Part::Whole, step.wires[0]);
      case Form::Diagonal2:
        pieces_.push_back({.kind = StateUnit::Kind::Diagonal,
                           .term = {.program = step.program, .wires = step.wires},
                           .wires = step.wireMask()});
        break;
      default:
        pieces_.push_back(
            {.kind = StateUnit::Kind::Matrix, .index = index, .wires = step.wireMask()});
    }
    for (Wire w = 0; w < plan_.wires; ++w) {
      if ((step.wireMask() >> w) & 1) fresh_[w] = false;
    }
  }

  StatePlan& plan_;
  std::vector<bool> fresh_;  // wires still in |0>
  std::vector<Piece> pieces_;
};

/// Takes all that is ready, diagonals only when nothing else is: so they join to few.
class Layers {
 public:
  Layers(std::vector<Piece> pieces, StatePlan& plan)
      : plan_(plan), pieces_(std::move(pieces)), waiting_(plan.wires) {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      forWires(pieces_[i].wires, [&](Wire w) { waiting_[w].push_back(i); });
    }
    std::vector<std::size_t> left(pieces_.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
    while (!left.empty()) {
      const std::size_t before = left.size();
      std::erase_if(left, [&](std::size_t i) { return takeUnit(i); });
      if (left.size() == before || sinceScale_ >= kRotationsPerScale) takeDiagonal(left);
    }
  }

  std::vector<StateUnit> take() { return std::move(units_); }

 private:
  template <class Body>
  void forWires(std::uint64_t wires, Body body) const {
    for (Wire w = 0; w < plan_.wires; ++w) {
      if ((wires >> w) & 1) body(w);
    }
  }

  bool isReady(std::size_t i) const {
    bool ready = true;
    forWires(pieces_[i].wires, [&](Wire w) { ready &= waiting_[w].front() == i; });
    return ready;
  }

  void done(std::size_t i) {
    forWires(pieces_[i].wires, [&](Wire w) { waiting_[w].pop_front(); });
  }

  bool takeUnit(std::size_t i) {
    const Piece& piece = pieces_[i];
    if (piece.kind == StateUnit::Kind::Diagonal || !isReady(i)) return false;
    if (piece.kind == StateUnit::Kind::Rotation) ++sinceScale_;
    units_.push_back({piece.kind, piece.index, piece.wires});
    done(i);
    return true;
  }

  /// One diagonal of all terms that are ready, and become ready by that.
  void takeDiagonal(std::vector<std::size_t>& left) {
    const auto index = static_cast<std::uint32_t>(plan_.diagonals.size());
    DiagonalItem& item = plan_.diagonals.emplace_back();
    StateUnit unit{StateUnit::Kind::Diagonal, index, 0};
    std::erase_if(left, [&](std::size_t i) {
      if (pieces_[i].kind != StateUnit::Kind::Diagonal || !isReady(i)) return false;
      addTerm(item, pieces_[i].term);
      unit.wires |= pieces_[i].wires;
      done(i);
      return true;
    });
    if (sinceScale_ >= kRotationsPerScale) unit.wires = ~std::uint64_t{0} >> (64 - plan_.wires);
    sinceScale_ = 0;
    units_.push_back(unit);
  }

  void addTerm(DiagonalItem& item, DiagonalItem::Term term) const {
    const Program& program = plan_.plan.programs[term.program];
    if (program.form == Form::Diagonal2) {
      const std::array<Wire, 2> pair{std::min(term.wires[0], term.wires[1]),
                                     std::max(term.wires[0], term.wires[1])};
      const auto found = std::ranges::find(item.pairs, pair);
      term.pair = static_cast<std::uint32_t>(found - item.pairs.begin());
      if (found == item.pairs.end()) {
        item.pairs.push_back(pair);
        item.readPair.push_back(false);
      }
      if (program.trainable || program.features) item.readPair[term.pair] = true;
    }
    item.terms.push_back(term);
  }

  StatePlan& plan_;
  std::vector<Piece> pieces_;
  std::vector<std::deque<std::size_t>> waiting_;  // pieces of each wire that are not yet taken
  std::vector<StateUnit> units_;
  std::size_t sinceScale_ = 0;
};

/// Which diagonal a rotation finds before and after it on its wire.
void linkRotations(const std::vector<StateUnit>& units, StatePlan& plan) {
  std::vector<std::uint32_t> rotation(plan.wires, kNone), diagonal(plan.wires, kNone);
  for (const StateUnit& unit : units) {
    if (unit.kind == StateUnit::Kind::Rotation) {
      RotationItem& item = plan.rotations[unit.index];
      const bool real = isReal(plan.plan.programs[item.program]);
      if (!real && !item.start) item.before = diagonal[item.wire];
      rotation[item.wire] = unit.index;
    } else if (unit.kind == StateUnit::Kind::Diagonal) {
      for (const DiagonalItem::Term& term : plan.diagonals[unit.index].terms) {
        for (const Wire w : term.wires) {
          diagonal[w] = unit.index;
          if (rotation[w] == kNone) continue;
          plan.rotations[rotation[w]].after = unit.index;
          rotation[w] = kNone;
        }
      }
    }
  }
}

/// Marks diagonals that no later gate and no observable can tell from the identity.
void markLast(const Circuit& circuit, const std::vector<StateUnit>& units, StatePlan& plan) {
  for (const Observable& o : circuit.outputs) {
    for (const PauliTerm& term : o.terms) {
      if (!o.projector && term.xMask != 0) return;
    }
  }
  if (!units.empty() && units.back().kind == StateUnit::Kind::Diagonal) {
    plan.diagonals[units.back().index].last = true;
  }
}

}  // namespace

bool isReal(const Program& program) {
  return std::ranges::all_of(program.ops, [](const LocalOp& op) { return op.gate == GateId::RY; });
}

StatePlan makeStatePlan(const Circuit& circuit, const StatePlanOptions& options) {
  StatePlan plan;
  plan.plan = makePlan(circuit, kRotationCosts);
  plan.wires = circuit.wires;
  // Three wires of an exchange must find room outside the lanes while these change places.
  plan.bits = std::max<Wire>(circuit.wires, static_cast<Wire>(2 * options.laneWires + 2));
  const std::vector<StateUnit> units = Layers(Lowering(circuit, plan).take(), plan).take();
  linkRotations(units, plan);
  markLast(circuit, units, plan);
  scheduleVisits(units, options, plan);
  return plan;
}

}  // namespace qonvolve
