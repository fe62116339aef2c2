// SPDX-License-Identifier: GPL-3.0-or-later
// After the cut: which wires only control, in which order they are summed over, what outputs read.
#include <algorithm>
#include <bit>
#include <cassert>
#include <map>
#include <utility>

#include "core/circuit/wire_action.h"
#include "core/gradient/reduced_parts.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {
namespace {

std::uint64_t bitOf(Wire w) {
  return std::uint64_t{1} << w;
}

std::uint64_t maskOf(std::span<const Wire> wires) {
  std::uint64_t mask = 0;
  for (const Wire w : wires) mask |= bitOf(w);
  return mask;
}

/// Whether the program turns 0 into 1 on its wire `local`, on which no gate is dense.
bool flips(const Program& program, std::size_t local) {
  bool flip = false;
  for (const LocalOp& op : program.ops) {
    const bool single = gateInfo(op.gate).wires == 1 && op.wires[0] == local;
    if (single && wireAction(op.gate, 0) == WireAction::Flip) flip = !flip;
  }
  return flip;
}

class RightPlanner {
 public:
  RightPlanner(const Circuit& circuit, std::vector<Wire> kept, std::span<const Split> splits)
      : circuit_(circuit), plan_(makePlan(circuit)), keptMask_(maskOf(kept)) {
    right_.kept = std::move(kept);
    splits_.assign(splits.begin(), splits.end());
    for (std::size_t i = 0; i < splits.size(); ++i) {
      plan_.steps.insert(plan_.steps.begin() + static_cast<std::ptrdiff_t>(i),
                         Step{.form = Form::Multiplexed, .wires = splits[i].wires});
    }
    for (const Observable& o : circuit.outputs) {
      observed_ |= o.projector ? o.mask : 0;
      for (const PauliTerm& term : o.terms) observed_ |= term.zMask;
    }
  }

  RightPlan run();

 private:
  void order();
  std::vector<std::size_t> ancestors(Wire control, const std::vector<bool>& done) const;
  void addSteps();
  void readOutputs();
  std::size_t keptBit(Wire w) const {
    return std::size_t{1} << (std::ranges::find(right_.kept, w) - right_.kept.begin());
  }
  std::size_t patternBit(Wire w) const {
    return right_.dim() << (std::ranges::find(right_.controls, w) - right_.controls.begin());
  }

  const Circuit& circuit_;
  Plan plan_;  // its first steps are the V of splits
  std::vector<Split> splits_;
  std::uint64_t keptMask_;
  std::uint64_t observed_ = 0;
  std::uint64_t flipped_ = 0;                // controls that read the opposite of their pattern bit
  std::vector<std::uint64_t> flippedAt_;     // before each step of the plan
  std::vector<std::size_t> sequence_;        // steps of the plan, reordered
  std::vector<std::uint32_t> patternsLeft_;  // of each in sequence_
  RightPlan right_;
};

/// Steps not done yet that must come before all that `control` controls, and these themselves.
std::vector<std::size_t> RightPlanner::ancestors(Wire control,
                                                 const std::vector<bool>& done) const {
  std::vector<std::size_t> found;
  std::uint64_t wanted = 0;  // kept wires on which a found step acts
  for (std::size_t s = plan_.steps.size(); s-- > 0;) {
    const std::uint64_t mask = plan_.steps[s].wireMask();
    if (done[s] || (mask & keptMask_) == 0) continue;
    if ((mask & bitOf(control)) == 0 && (mask & wanted) == 0) continue;
    found.push_back(s);
    wanted |= mask & keptMask_;
  }
  std::ranges::reverse(found);
  return found;
}

/// A pattern bit is summed over once nothing that it controls is left, which makes everything after
/// cheaper: controls with the fewest steps before them come first.
void RightPlanner::order() {
  std::uint64_t open = observed_ & ~keptMask_;
  flippedAt_.resize(plan_.steps.size());
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Step& step = plan_.steps[s];
    flippedAt_[s] = flipped_;
    if ((step.wireMask() & keptMask_) != 0) open |= step.wireMask() & ~keptMask_;
    if (step.program == Step::kNoProgram) continue;
    const Program& program = plan_.programs[step.program];
    for (std::size_t local = 0; local < program.wires(); ++local) {
      const bool control = ((keptMask_ >> step.wires[local]) & 1) == 0;
      if (control && flips(program, local)) flipped_ ^= bitOf(step.wires[local]);
    }
  }
  std::vector<bool> done(plan_.steps.size());
  const auto take = [&](const std::vector<std::size_t>& steps) {
    for (const std::size_t s : steps) {
      done[s] = true;
      sequence_.push_back(s);
      patternsLeft_.push_back(static_cast<std::uint32_t>(std::popcount(open)));
    }
  };
  while (open != 0) {
    Wire next = 0;
    std::vector<std::size_t> fewest;
    bool first = true;
    for (std::uint64_t rest = open; rest != 0; rest &= rest - 1) {
      const auto control = static_cast<Wire>(std::countr_zero(rest));
      std::vector<std::size_t> steps = ancestors(control, done);
      if (!first && steps.size() >= fewest.size()) continue;
      first = false;
      next = control;
      fewest = std::move(steps);
    }
    take(fewest);
    open &= ~bitOf(next);
    right_.controls.push_back(next);
  }
  std::ranges::reverse(right_.controls);
  // What is summed over last tells the parts (RightPlan::parts) apart.
  if (!right_.controls.empty()) std::ranges::rotate(right_.controls, right_.controls.begin() + 1);
  std::vector<std::size_t> rest;
  for (std::size_t s = 0; s < done.size(); ++s) {
    if (!done[s] && (plan_.steps[s].wireMask() & keptMask_) != 0) rest.push_back(s);
  }
  take(rest);
}

void RightPlanner::addSteps() {
  for (std::size_t k = 0; k < sequence_.size(); ++k) {
    const Step& step = plan_.steps[sequence_[k]];
    RightStep local{.form = step.form, .program = step.program, .patterns = patternsLeft_[k]};
    if (step.form == Form::Exchange) {
      for (const Wire w : right_.kept) {
        if ((step.mask >> w) & 1) local.mask |= keptBit(w);
        if ((step.from >> w) & 1) local.from |= keptBit(w);
        if ((step.flip >> w) & 1) local.flip |= keptBit(w);
      }
    } else if (sequence_[k] < splits_.size()) {
      local.split = splits_[sequence_[k]].kind;
      local.controlled = true;
      local.bit0 = patternBit(step.wires[0]);
      local.bit1 = keptBit(step.wires[1]);
    } else if (plan_.programs[step.program].wires() == 1) {
      local.bit0 = keptBit(step.wires[0]);
    } else if ((step.wireMask() & ~keptMask_) == 0) {
      local.bit0 = keptBit(step.wires[0]);
      local.bit1 = keptBit(step.wires[1]);
    } else {
      local.controlled = true;
      local.form = Form::Multiplexed;
      local.control = ((keptMask_ >> step.wires[0]) & 1) ? 1 : 0;
      const Wire control = step.wires[local.control];
      local.bit0 = patternBit(control);
      local.bit1 = keptBit(step.wires[1 - local.control]);
      local.inverted = ((flippedAt_[sequence_[k]] >> control) & 1) != 0;
    }
    right_.steps.push_back(local);
  }
}

/// What every output reads in every basis state of kept wires and controls.
void RightPlanner::readOutputs() {
  const std::size_t dim = right_.dim(), patterns = right_.patterns();
  const auto value = [](const Observable& o, std::uint64_t bits) {
    if (o.projector) return (bits & o.mask) == o.value ? 1.0 : 0.0;
    double sum = 0;
    for (const PauliTerm& term : o.terms) {
      sum += std::popcount(bits & term.zMask) % 2 ? -term.coefficient : term.coefficient;
    }
    return sum;
  };
  std::map<std::vector<double>, std::size_t> count;
  std::vector<std::vector<double>> readings(patterns * dim);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    std::uint64_t bits = 0;
    for (std::size_t b = 0; b < right_.kept.size(); ++b) {
      if ((i >> b) & 1) bits |= bitOf(right_.kept[b]);
    }
    for (std::size_t b = 0; b < right_.controls.size(); ++b) {
      if ((i >> (right_.kept.size() + b)) & 1) bits |= bitOf(right_.controls[b]);
    }
    bits ^= flipped_;
    for (const Observable& o : circuit_.outputs) readings[i].push_back(value(o, bits));
    ++count[readings[i]];
  }
  const auto most = std::ranges::max_element(
      count, [](const auto& a, const auto& b) { return a.second < b.second; });
  right_.base = most->first;
  std::map<std::vector<double>, std::uint32_t> numbers{{right_.base, 0}};
  for (const auto& [reading, times] : count) {
    numbers.emplace(reading, static_cast<std::uint32_t>(numbers.size()));
  }
  right_.values = numbers.size();
  right_.deviations.resize(circuit_.outputs.size() * right_.values);
  for (const auto& [reading, number] : numbers) {
    for (std::size_t o = 0; o < reading.size(); ++o) {
      right_.deviations[o * right_.values + number] = reading[o] - right_.base[o];
    }
  }
  for (std::uint32_t m = 0; m < dim; ++m) {
    bool deviates = false;
    for (std::size_t c = 0; c < patterns; ++c) deviates |= readings[c * dim + m] != right_.base;
    if (deviates) right_.rows.push_back(m);
  }
  for (std::size_t c = 0; c < patterns; ++c) {
    for (const std::uint32_t m : right_.rows) {
      right_.valueOf.push_back(numbers[readings[c * dim + m]]);
    }
  }
}

RightPlan RightPlanner::run() {
  order();
  right_.programs = plan_.programs;
  addSteps();
  right_.trainable = std::ranges::any_of(
      right_.steps, [this](const RightStep& step) { return right_.trains(step); });
  readOutputs();
  return std::move(right_);
}

}  // namespace

RightPlan planRight(const Circuit& circuit, std::vector<Wire> kept, std::span<const Split> splits) {
  return RightPlanner(circuit, std::move(kept), splits).run();
}

double rightCost(const RightPlan& right, double slabs) {
  const auto dim = static_cast<double>(right.dim());
  const auto rows = static_cast<double>(right.rows.size());
  const auto all = dim * static_cast<double>(right.patterns());
  double cost = 6 * all * rows;  // the rows of U_c in the layout of the kernels
  for (const Program& program : right.programs) {
    cost += kGateCost * static_cast<double>(program.ops.size());  // its matrix, its gradient
  }
  for (const RightStep& step : right.steps) {
    const double amplitudes = dim * static_cast<double>(std::uint64_t{1} << step.patterns);
    cost += kCallCost + amplitudes / 4 * forwardCost(step.form) * std::max(rows, 8.0);
    if (!right.trainable) continue;
    cost += kCallCost + amplitudes / 4 * reduceCost(step.form) * std::max(rows, 8.0);
    cost += kCallCost + amplitudes / 4 * forwardCost(step.form) * std::max(rows, 8.0);
  }
  if (right.trainable)
    cost += (slabs + 2) * static_cast<double>(right.patterns()) * rows * 2 * std::max(dim, 8.0);
  return cost;
}

}  // namespace qonvolve
