// SPDX-License-Identifier: GPL-3.0-or-later
// Fusion of gates into programs, and what the backward sweep needs of each step.
#include "core/sim/plan.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/circuit/nonunitary.h"
#include "core/circuit/wire_action.h"

namespace qonvolve {

bool isPerLane(const Op& op) {
  const auto angles = std::span(op.angles).first(gateInfo(op.gate).angles);
  return std::ranges::any_of(angles, [](const Angle& a) {
    return a.source == Angle::Source::Feature || a.source == Angle::Source::TokenParameter;
  });
}

namespace {

/// Gates on one or two wires on the way to becoming a step.
struct Node {
  std::vector<Op> ops;
  std::array<Wire, 2> wires{};
  std::size_t count = 1;  // wires; 3 for a permutation
  bool perLane = false;
  bool dead = false;

  bool has(Wire w) const { return wires[0] == w || (count == 2 && wires[1] == w); }
};

bool isDiagonal(const Op& op) {
  const std::size_t wires = gateInfo(op.gate).wires;
  for (std::size_t k = 0; k < wires; ++k) {
    if (wireAction(op.gate, k) != WireAction::Diagonal) return false;
  }
  return true;
}

/// Whether the gates only multiply by phases and flip `wire`, which therefore can be a control.
bool canControl(const Node& node, Wire wire) {
  for (const Op& op : node.ops) {
    for (std::size_t k = 0; k < gateInfo(op.gate).wires; ++k) {
      if (op.wires[k] == wire && wireAction(op.gate, k) == WireAction::Dense) return false;
    }
  }
  return true;
}

Form formOf(const Node& node) {
  const bool diagonal = std::ranges::all_of(node.ops, isDiagonal);
  if (node.count == 1) return diagonal ? Form::Diagonal1 : Form::Dense1;
  if (diagonal) return Form::Diagonal2;
  const bool control = canControl(node, node.wires[0]) || canControl(node, node.wires[1]);
  return control ? Form::Multiplexed : Form::Dense2;
}

/// Cost of a node by the costs of forms.
class Price {
 public:
  explicit Price(const FormCosts& costs) : costs_(costs) {}
  double operator()(const Node& node) const {
    return costs_[static_cast<std::size_t>(formOf(node))];
  }

 private:
  const FormCosts& costs_;
};

Node joined(const Node& first, const Node& second) {
  Node node = first.count >= second.count ? first : second;
  node.ops = first.ops;
  node.ops.insert(node.ops.end(), second.ops.begin(), second.ops.end());
  return node;
}

/// A gate with the same trainable angles is already there: another instance of a shared block
/// begins.
bool repeats(const Node& node, const Op& op) {
  const auto angles = std::span(op.angles).first(gateInfo(op.gate).angles);
  const bool trainable = std::ranges::any_of(
      angles, [](const Angle& a) { return a.source == Angle::Source::Parameter; });
  return trainable && std::ranges::any_of(node.ops, [&](const Op& other) {
           return other.gate == op.gate && other.angles == op.angles;
         });
}

/// Nodes in the order of execution, with the last one on each wire.
class NodeList {
 public:
  NodeList(std::size_t wires, const Price& cost) : cost_(cost), last_(wires, -1) {}

  Node* last(Wire w) {
    return last_[w] < 0 ? nullptr : &nodes_[static_cast<std::size_t>(last_[w])];
  }

  /// The last node of all the node's wires, if it is the same one and lies on the same pair.
  Node* lastOfPair(const Node& node) {
    Node* found = last(node.wires[0]);
    const bool same = found != nullptr && found == last(node.wires[1]) && found->count == 2;
    return same ? found : nullptr;
  }

  void add(Node node, std::span<const Wire> wires) {
    for (const Wire w : wires) last_[w] = static_cast<std::ptrdiff_t>(nodes_.size());
    nodes_.push_back(std::move(node));
  }

  /// Adds a two-wire node, taking along what waits on single wires when that costs nothing more.
  void addPair(Node node) {
    for (const Wire w : node.wires) {
      Node* before = last(w);
      if (before == nullptr || before->count != 1 || before->perLane != node.perLane) continue;
      Node both = joined(*before, node);
      if (node.perLane ? formOf(both) != Form::Diagonal2
                       : cost_(both) > cost_(*before) + cost_(node)) {
        continue;
      }
      before->dead = true;
      node = std::move(both);
    }
    const std::array<Wire, 2> wires = node.wires;
    add(std::move(node), wires);
  }

  std::vector<Node> take() {
    std::erase_if(nodes_, [](const Node& node) { return node.dead; });
    return std::move(nodes_);
  }

 private:
  const Price& cost_;
  std::vector<Node> nodes_;
  std::vector<std::ptrdiff_t> last_;
};

Node nodeOf(const Op& op) {
  return {.ops = {op},
          .wires = {op.wires[0], op.wires[1]},
          .count = gateInfo(op.gate).wires,
          .perLane = isPerLane(op)};
}

/// First pass: gates of one instance of a block grow together.
std::vector<Node> gather(std::span<const Op> ops, std::size_t wires, const Price& cost) {
  NodeList list(wires, cost);
  for (const Op& op : ops) {
    Node node = nodeOf(op);
    if (node.count == 3) {
      list.add(std::move(node), op.wires);
      continue;
    }
    Node* before = node.count == 1 ? list.last(op.wires[0]) : list.lastOfPair(node);
    const bool extends = before != nullptr && before->count <= 2 &&
                         before->perLane == node.perLane && before->ops.back().block == op.block &&
                         !repeats(*before, op);
    // A gate on one wire must not turn a cheap pair into a dense one: it may rather join the next.
    if (extends &&
        (node.count == 2 || before->count == 1 || cost(joined(*before, node)) <= cost(*before))) {
      before->ops.push_back(op);
    } else if (node.count == 2) {
      list.addPair(std::move(node));
    } else {
      list.add(std::move(node), std::array{op.wires[0]});
    }
  }
  return list.take();
}

/// Second pass: neighbours of different blocks join wherever that costs no more than both apart.
std::vector<Node> joinNeighbours(std::vector<Node> nodes, std::size_t wires, const Price& cost) {
  NodeList list(wires, cost);
  for (Node& node : nodes) {
    if (node.count == 3) {
      list.add(node, node.ops[0].wires);
      continue;
    }
    Node* before = node.count == 1 ? list.last(node.wires[0]) : list.lastOfPair(node);
    const bool possible = before != nullptr && before->count <= 2 &&
                          (before->perLane == node.perLane || before->count == node.count) &&
                          !(node.count == 2 && (before->perLane || node.perLane)) &&
                          !(before->count == 2 && before->perLane);
    if (possible && cost(joined(*before, node)) <= cost(*before) + cost(node)) {
      before->ops.insert(before->ops.end(), node.ops.begin(), node.ops.end());
      before->perLane |= node.perLane;
    } else if (node.count == 2) {
      list.addPair(std::move(node));
    } else {
      const Wire w = node.wires[0];
      list.add(std::move(node), std::array{w});
    }
  }
  return list.take();
}

/// Takes the one-wire gates that begin a wire in |0>, up to the last that depends on the sample.
std::vector<Node> takePrefix(const Circuit& circuit, std::vector<Op>& rest) {
  std::vector<std::uint8_t> open(circuit.wires, 1);
  for (const Preparation& p : circuit.preparations) {
    for (const Wire w : p.wires) open[w] = 0;
  }
  std::vector<Node> nodes(circuit.wires);
  std::vector<std::size_t> keep(circuit.wires, 0);  // how many gates of a wire's node count
  for (const Op& op : circuit.ops) {
    const std::size_t wires = gateInfo(op.gate).wires;
    if (wires == 1 && open[op.wires[0]]) {
      Node& node = nodes[op.wires[0]];
      node.ops.push_back(op);
      node.wires[0] = op.wires[0];
      if (isPerLane(op)) keep[op.wires[0]] = node.ops.size();
    } else {
      for (std::size_t k = 0; k < wires; ++k) open[op.wires[k]] = 0;
    }
  }
  std::vector<std::size_t> seen(circuit.wires, 0);
  for (const Op& op : circuit.ops) {
    const bool prefix = gateInfo(op.gate).wires == 1 && seen[op.wires[0]] < keep[op.wires[0]];
    if (prefix) {
      ++seen[op.wires[0]];
    } else if (op.gate != GateId::I) {
      rest.push_back(op);
    }
  }
  for (Wire w = 0; w < circuit.wires; ++w) {
    nodes[w].ops.resize(keep[w]);
    nodes[w].perLane = true;
  }
  std::erase_if(nodes, [](const Node& node) { return node.ops.empty(); });
  return nodes;
}

Program programOf(Node& node) {
  Program program;
  program.form = formOf(node);
  program.perLane = node.perLane;
  if (program.form == Form::Multiplexed && !canControl(node, node.wires[0])) {
    std::swap(node.wires[0], node.wires[1]);
  }
  bool flip = false;
  for (const Op& op : node.ops) {
    const GateInfo& info = gateInfo(op.gate);
    LocalOp local{.gate = op.gate};
    for (std::size_t k = 0; k < info.wires; ++k) {
      local.wires[k] = node.count == 2 && op.wires[k] == node.wires[1];
    }
    for (std::size_t k = 0; k < info.angles; ++k) {
      local.angles[k] = op.angles[k];
      const Angle::Source source = op.angles[k].source;
      program.trainable |=
          source == Angle::Source::Parameter || source == Angle::Source::TokenParameter;
      program.features |= source == Angle::Source::Feature;
    }
    if (info.wires == 1 && local.wires[0] == 0 && wireAction(op.gate, 0) == WireAction::Flip) {
      flip = !flip;
    }
    program.ops.push_back(local);
  }
  if (flip && program.form == Form::Multiplexed) program.form = Form::MultiplexedFlip;
  return program;
}

std::uint32_t indexOf(std::vector<Program>& programs, Program program) {
  const auto found = std::ranges::find_if(programs, [&](const Program& other) {
    return other.form == program.form && other.ops == program.ops;
  });
  if (found == programs.end()) {
    programs.push_back(std::move(program));
    return static_cast<std::uint32_t>(programs.size() - 1);
  }
  return static_cast<std::uint32_t>(found - programs.begin());
}

Step exchangeStep(const Op& op) {
  const auto bit = [&](std::size_t k) { return std::uint64_t{1} << op.wires[k]; };
  Step step{.form = Form::Exchange, .mask = bit(0) | bit(1) | bit(2)};
  const bool toffoli = op.gate == GateId::CCX;
  assert(toffoli || op.gate == GateId::CSwap);
  step.from = bit(0) | bit(1);
  step.flip = toffoli ? bit(2) : bit(1) | bit(2);
  return step;
}

/// Each step in the first layer after the last one that touches its wires.
void sortIntoLayers(std::size_t wires, std::vector<Step>& steps) {
  std::vector<std::uint32_t> next(wires, 0);
  for (Step& step : steps) {
    const std::uint64_t mask = step.wireMask();
    for (std::size_t w = 0; w < wires; ++w) {
      if ((mask >> w) & 1) step.layer = std::max(step.layer, next[w]);
    }
    for (std::size_t w = 0; w < wires; ++w) {
      if ((mask >> w) & 1) next[w] = step.layer + 1;
    }
  }
  std::ranges::stable_sort(steps, {}, &Step::layer);
}

/// A layer must be undone if a gradient reads anything before it.
void markUndo(const Circuit& circuit, Plan& plan) {
  for (std::size_t withInputs = 0; withInputs < 2; ++withInputs) {
    const auto reads = [&](const Program& p) { return p.trainable || (withInputs && p.features); };
    bool before = withInputs && !circuit.preparations.empty();
    for (const PrefixWire& p : plan.prefix) before |= reads(plan.programs[p.program]);
    bool here = before;
    std::uint32_t layer = 0;
    for (Step& step : plan.steps) {
      if (step.layer != layer) before = here;
      layer = step.layer;
      step.undo[withInputs] = before;
      here |= step.program != Step::kNoProgram && reads(plan.programs[step.program]);
    }
  }
}

}  // namespace

std::size_t Step::bit(std::size_t local) const {
  const bool one = form == Form::Dense1 || form == Form::Diagonal1;
  return local == 1 && one ? 0 : std::size_t{1} << wires[local];
}

std::uint64_t Step::wireMask() const {
  return form == Form::Exchange ? mask : bit(0) | bit(1);
}

Plan makePlan(const Circuit& circuit, const FormCosts& costs) {
  const Price cost(costs);
  assert(isUnitary(circuit));
  Plan plan;
  std::vector<Op> ops;
  for (Node& node : takePrefix(circuit, ops)) {
    const Wire wire = node.wires[0];
    Program program = programOf(node);
    program.form = Form::Dense1;
    plan.prefix.push_back({wire, indexOf(plan.programs, std::move(program))});
  }
  for (Node& node : joinNeighbours(gather(ops, circuit.wires, cost), circuit.wires, cost)) {
    if (node.count == 3) {
      plan.steps.push_back(exchangeStep(node.ops[0]));
      continue;
    }
    Program program = programOf(node);  // may exchange the node's wires
    Step step{.form = program.form, .wires = node.wires};
    step.program = indexOf(plan.programs, std::move(program));
    plan.steps.push_back(step);
  }
  sortIntoLayers(circuit.wires, plan.steps);
  markUndo(circuit, plan);
  return plan;
}

}  // namespace qonvolve
