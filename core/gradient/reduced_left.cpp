// SPDX-License-Identifier: GPL-3.0-or-later
// Before the cut: which factors there are, when they meet, and what must be undone on the way back.
#include <algorithm>
#include <bit>
#include <cassert>
#include <deque>
#include <utility>

#include "core/base/lane_function.h"
#include "core/gradient/reduced_parts.h"

namespace qonvolve {
namespace {

class FactorPlanner {
 public:
  FactorPlanner(LeftPlan& left, std::span<const Wire> order)
      : left_(left),
        order_(order),
        factorOf_(left.circuit.wires, kNone),
        rank_(left.circuit.wires) {
    for (std::size_t k = 0; k < order.size(); ++k) rank_[order[k]] = k;
  }

  void run(std::uint64_t controls, std::uint64_t kept);

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint32_t add(Factor factor);
  void begin();
  std::uint32_t join(std::uint32_t a, std::uint32_t b);
  std::uint32_t joinAll(std::vector<std::uint32_t> factors);
  std::vector<std::uint32_t> factorsOf(std::span<const Wire> wires) const;
  std::vector<Factor::Pattern> patterns(const Factor& whole, std::size_t part) const;
  void split(std::uint64_t controls, std::uint64_t kept);
  void addStep(const Step& step);
  void schedule();

  LeftPlan& left_;
  std::span<const Wire> order_;
  std::vector<std::uint32_t> factorOf_;  // of each wire at this point
  std::vector<std::size_t> rank_;        // of each wire in order_
};

std::vector<Wire> wiresOf(const Step& step) {
  std::vector<Wire> wires;
  for (std::uint64_t mask = step.wireMask(); mask != 0; mask &= mask - 1) {
    wires.push_back(static_cast<Wire>(std::countr_zero(mask)));
  }
  return wires;
}

std::uint32_t FactorPlanner::add(Factor factor) {
  const auto index = static_cast<std::uint32_t>(left_.factors.size());
  if (index > 0) {
    factor.offset = left_.factors.back().offset + left_.factors.back().size();
  }
  for (const Wire w : factor.wires) factorOf_[w] = index;
  left_.factors.push_back(std::move(factor));
  return index;
}

void FactorPlanner::begin() {
  for (std::uint32_t i = 0; i < left_.circuit.preparations.size(); ++i) {
    std::vector<Wire> wires = left_.circuit.preparations[i].wires;
    if (std::ranges::find(order_, wires[0]) == order_.end()) continue;
    std::ranges::sort(wires, {}, [&](Wire w) { return rank_[w]; });
    add({.wires = std::move(wires), .start = Factor::Start::Preparation, .origin = i});
  }
  for (const PrefixWire& p : left_.plan.prefix) {
    add({.wires = {p.wire}, .start = Factor::Start::Prefix, .origin = p.program});
  }
  for (const Wire w : order_) {
    if (factorOf_[w] == kNone) add({.wires = {w}});
  }
}

std::vector<Factor::Pattern> FactorPlanner::patterns(const Factor& whole, std::size_t part) const {
  const Factor& own = left_.factors[whole.parts[part]];
  const auto place = [&](std::size_t index) {
    std::uint32_t at = 0;
    for (std::size_t b = 0; b < own.wires.size(); ++b) {
      const auto bit = std::ranges::find(whole.wires, own.wires[b]) - whole.wires.begin();
      at |= static_cast<std::uint32_t>((index >> b) & 1) << bit;
    }
    return at;
  };
  std::vector<std::size_t> bits;
  for (const Split& s : whole.splits) {
    if (s.part == part) bits.push_back(s.controlBit);
  }
  std::vector<Factor::Pattern> patterns(std::size_t{1} << bits.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    std::size_t number = 0;
    for (std::size_t b = 0; b < bits.size(); ++b) {
      if (i & bits[b]) number |= std::size_t{1} << b;
    }
    Factor::Pattern& pattern = patterns[number];
    pattern.from.push_back(static_cast<std::uint32_t>(i));
    pattern.place.push_back(place(i));
    pattern.flipped.resize(bits.size());
    for (std::size_t b = 0; b < bits.size(); ++b) pattern.flipped[b].push_back(place(i ^ bits[b]));
  }
  return patterns;
}

/// Takes out of the last product the steps that can be split.
void FactorPlanner::split(std::uint64_t controls, std::uint64_t kept) {
  Factor& whole = left_.factors.back();
  if (whole.start != Factor::Start::Product) return;
  const auto mask = [](const FactorStep& step) {
    return step.form == Form::Exchange ? step.mask : step.bit0 | step.bit1;
  };
  const auto wireOf = [&](std::size_t bit) {
    return whole.wires[static_cast<std::size_t>(std::countr_zero(bit))];
  };
  const auto partOf = [&](Wire w) {
    const std::vector<Wire>& first = left_.factors[whole.parts[0]].wires;
    return static_cast<std::uint8_t>(std::ranges::find(first, w) == first.end() ? 1 : 0);
  };
  const auto bitIn = [&](std::size_t part, Wire w) {
    const std::vector<Wire>& wires = left_.factors[whole.parts[part]].wires;
    return std::size_t{1} << (std::ranges::find(wires, w) - wires.begin());
  };
  std::vector<FactorStep> rest;
  std::uint32_t kinds = 0;
  for (const FactorStep& step : whole.steps) {
    const auto alone = std::ranges::count_if(
        whole.steps, [&](const FactorStep& other) { return (mask(other) & mask(step)) != 0; });
    bool fits =
        step.form == Form::Dense2 && alone == 1 && !left_.plan.programs[step.program].perLane;
    if (fits) {
      std::array<std::size_t, 2> bits{step.bit0, step.bit1};
      const bool second = ((controls >> wireOf(step.bit1)) & 1) != 0;
      if (second) std::swap(bits[0], bits[1]);
      const Wire control = wireOf(bits[0]), target = wireOf(bits[1]);
      const std::uint8_t part = partOf(control);
      fits = ((controls >> control) & 1) && ((kept >> target) & 1) && part != partOf(target);
      if (fits) {
        const auto same = std::ranges::find_if(whole.splits, [&](const Split& s) {
          return s.program == step.program && s.control == (second ? 1 : 0);
        });
        const std::uint32_t kind = same != whole.splits.end() ? same->kind : kinds++;
        whole.splits.push_back({.program = step.program,
                                .kind = kind,
                                .control = static_cast<std::uint8_t>(second ? 1 : 0),
                                .part = part,
                                .controlBit = bitIn(part, control),
                                .targetBit = bitIn(1U - part, target),
                                .wires = {control, target},
                                .bits = bits});
      }
    }
    if (!fits) rest.push_back(step);
  }
  whole.steps = std::move(rest);
  for (std::size_t part = 0; part < 2; ++part) whole.patterns[part] = patterns(whole, part);
}

std::uint32_t FactorPlanner::join(std::uint32_t a, std::uint32_t b) {
  if (left_.factors[a].size() < left_.factors[b].size()) std::swap(a, b);
  Factor whole{.start = Factor::Start::Product, .parts = {a, b}};
  for (const std::uint32_t part : whole.parts) {
    const std::vector<Wire>& wires = left_.factors[part].wires;
    whole.wires.insert(whole.wires.end(), wires.begin(), wires.end());
  }
  std::ranges::sort(whole.wires, {}, [&](Wire w) { return rank_[w]; });
  for (std::size_t part = 0; part < 2; ++part) whole.patterns[part] = patterns(whole, part);
  return add(std::move(whole));
}

/// The smallest two first.
std::uint32_t FactorPlanner::joinAll(std::vector<std::uint32_t> factors) {
  while (factors.size() > 1) {
    std::ranges::stable_sort(factors, std::ranges::greater{},
                             [&](std::uint32_t f) { return left_.factors[f].size(); });
    const std::uint32_t b = factors.back();
    factors.pop_back();
    factors.back() = join(factors.back(), b);
  }
  return factors[0];
}

std::vector<std::uint32_t> FactorPlanner::factorsOf(std::span<const Wire> wires) const {
  std::vector<std::uint32_t> factors;
  for (const Wire w : wires) {
    if (std::ranges::find(factors, factorOf_[w]) == factors.end()) factors.push_back(factorOf_[w]);
  }
  return factors;
}

void FactorPlanner::addStep(const Step& step) {
  const std::vector<Wire> wires = wiresOf(step);
  Factor& factor = left_.factors[joinAll(factorsOf(wires))];
  const auto bit = [&](Wire w) {
    const auto at = std::ranges::find(factor.wires, w) - factor.wires.begin();
    return std::size_t{1} << at;
  };
  FactorStep local{.form = step.form, .program = step.program};
  if (step.form == Form::Exchange) {
    for (const Wire w : wires) {
      local.mask |= bit(w);
      if ((step.from >> w) & 1) local.from |= bit(w);
      if ((step.flip >> w) & 1) local.flip |= bit(w);
    }
  } else {
    local.bit0 = bit(step.wires[0]);
    local.bit1 = step.bit(1) == 0 ? 0 : bit(step.wires[1]);
  }
  factor.steps.push_back(local);
}

/// Of the steps that nothing waits for, the one that leaves the smallest factor comes first.
void FactorPlanner::schedule() {
  const std::vector<Step>& steps = left_.plan.steps;
  std::vector<std::deque<std::size_t>> waiting(left_.circuit.wires);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    for (const Wire w : wiresOf(steps[s])) waiting[w].push_back(s);
  }
  for (std::size_t done = 0; done < steps.size(); ++done) {
    std::size_t best = steps.size(), bestSize = ~std::size_t{0};
    for (const Wire w : order_) {
      if (waiting[w].empty()) continue;
      const std::size_t s = waiting[w].front();
      const std::vector<Wire> wires = wiresOf(steps[s]);
      if (!std::ranges::all_of(wires, [&](Wire v) { return waiting[v].front() == s; })) continue;
      std::size_t size = 1;
      for (const std::uint32_t f : factorsOf(wires)) size *= left_.factors[f].size();
      if (std::pair(size, s) < std::pair(bestSize, best)) best = s, bestSize = size;
    }
    assert(best < steps.size());
    addStep(steps[best]);
    for (const Wire w : wiresOf(steps[best])) waiting[w].pop_front();
  }
}

void FactorPlanner::run(std::uint64_t controls, std::uint64_t kept) {
  begin();
  schedule();
  joinAll(factorsOf(order_));
  split(controls, kept);
}

/// What is read of each factor's steps, and which of them must be undone for that.
void markFactors(LeftPlan& left) {
  const std::vector<Program>& programs = left.plan.programs;
  for (std::size_t withInputs = 0; withInputs < 2; ++withInputs) {
    const auto reads = [&](std::uint32_t program) {
      return program != Step::kNoProgram &&
             (programs[program].trainable || (withInputs && programs[program].features));
    };
    for (Factor& factor : left.factors) {
      bool& wanted = factor.wanted[withInputs];
      bool& reached = factor.reached[withInputs];
      switch (factor.start) {
        case Factor::Start::Zero:
          wanted = false;
          break;
        case Factor::Start::Prefix:
          wanted = reads(factor.origin);
          break;
        case Factor::Start::Preparation:
          wanted = withInputs;
          break;
        case Factor::Start::Product:
          wanted =
              left.factors[factor.parts[0]].reached[withInputs] ||
              left.factors[factor.parts[1]].reached[withInputs] ||
              std::ranges::any_of(factor.splits, [&](const Split& s) { return reads(s.program); });
          break;
      }
      reached = wanted;
      std::size_t needed = factor.start == Factor::Start::Prefix && wanted ? 1 : 0;
      for (FactorStep& step : factor.steps) {
        const std::size_t mask = step.form == Form::Exchange ? step.mask : step.bit0 | step.bit1;
        step.read[withInputs] = reads(step.program);
        step.undoState[withInputs] = (needed & mask) != 0;
        if (step.read[withInputs] || step.undoState[withInputs]) needed |= mask;
        reached |= step.read[withInputs];
      }
    }
  }
}

}  // namespace

LeftPlan planLeft(Circuit circuit, std::span<const Wire> order, std::uint64_t controls,
                  std::uint64_t kept) {
  LeftPlan left{.circuit = std::move(circuit)};
  left.plan = makePlan(left.circuit);
  FactorPlanner(left, order).run(controls, kept);
  markFactors(left);
  return left;
}

double leftCost(const LeftPlan& left) {
  double cost = 0, calls = 0;
  for (const Factor& factor : left.factors) {
    const auto size = static_cast<double>(factor.size());
    if (factor.start == Factor::Start::Product) {
      cost += size * (factor.wanted[0] ? 12 : 4);
      calls += factor.wanted[0] ? 3 : 1;
    }
    for (const Split& split : factor.splits) {
      // R there and back, and the products of lambda with what has the other value of the control.
      cost += size * (factor.wanted[0] ? 12 : 4);
      const std::size_t turned = factor.parts[1U - split.part];
      const auto copies = static_cast<double>(std::uint64_t{1} << factor.controls(split.part));
      cost += copies * static_cast<double>(left.factors[turned].size()) * 48;
      calls += 4 + 4 * copies;
    }
    for (const FactorStep& step : factor.steps) {
      const double apply = forwardCost(step.form) * size / 4;
      const int applied =
          1 + (step.undoState[0] ? 1 : 0) + (step.undoState[0] || factor.wanted[0] ? 1 : 0);
      cost += apply * applied;
      if (step.read[0]) cost += reduceCost(step.form) * size / 4;
      calls += applied + (step.read[0] ? 1 : 0);
    }
  }
  return cost + calls * kCallCost / static_cast<double>(kLanes);
}

double leftStepCost(const LeftPlan& left) {
  double cost = 0;
  for (const Program& program : left.plan.programs) {
    if (!program.perLane) cost += kGateCost * static_cast<double>(program.ops.size());
  }
  std::uint32_t kinds = 0;
  for (const Split& split : left.factors.back().splits) kinds = std::max(kinds, split.kind + 1);
  constexpr double splitCost = 20000;  // taking it apart, as kGateCost
  return cost + splitCost * kinds;
}

}  // namespace qonvolve
