// SPDX-License-Identifier: GPL-3.0-or-later
// Before the cut: which factors there are, when they meet, and what must be undone on the way back.
#include <algorithm>
#include <bit>
#include <cassert>
#include <deque>
#include <utility>

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

  void run();

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint32_t add(Factor factor);
  void begin();
  std::uint32_t join(std::uint32_t a, std::uint32_t b);
  std::uint32_t joinAll(std::vector<std::uint32_t> factors);
  std::vector<std::uint32_t> factorsOf(std::span<const Wire> wires) const;
  std::vector<std::uint32_t> place(const Factor& part, const Factor& whole) const;
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

std::vector<std::uint32_t> FactorPlanner::place(const Factor& part, const Factor& whole) const {
  std::vector<std::uint32_t> places(part.size(), 0);
  for (std::size_t b = 0; b < part.wires.size(); ++b) {
    const auto at = std::ranges::find(whole.wires, part.wires[b]) - whole.wires.begin();
    for (std::size_t i = 0; i < places.size(); ++i) {
      if ((i >> b) & 1) places[i] |= std::uint32_t{1} << at;
    }
  }
  return places;
}

std::uint32_t FactorPlanner::join(std::uint32_t a, std::uint32_t b) {
  if (left_.factors[a].size() < left_.factors[b].size()) std::swap(a, b);
  Factor whole{.start = Factor::Start::Product, .parts = {a, b}};
  for (const std::uint32_t part : whole.parts) {
    const std::vector<Wire>& wires = left_.factors[part].wires;
    whole.wires.insert(whole.wires.end(), wires.begin(), wires.end());
  }
  std::ranges::sort(whole.wires, {}, [&](Wire w) { return rank_[w]; });
  whole.placeA = place(left_.factors[a], whole);
  whole.placeB = place(left_.factors[b], whole);
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

void FactorPlanner::run() {
  begin();
  schedule();
  const std::vector<std::uint32_t> rest = factorsOf(order_);
  if (!rest.empty()) joinAll(rest);
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
          wanted = left.factors[factor.parts[0]].reached[withInputs] ||
                   left.factors[factor.parts[1]].reached[withInputs];
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

LeftPlan planLeft(Circuit circuit, std::span<const Wire> order) {
  LeftPlan left{.circuit = std::move(circuit)};
  left.plan = makePlan(left.circuit);
  FactorPlanner(left, order).run();
  markFactors(left);
  return left;
}

double leftCost(const LeftPlan& left) {
  double cost = 0;
  for (const Factor& factor : left.factors) {
    const auto size = static_cast<double>(factor.size());
    if (factor.start == Factor::Start::Product) cost += size * (factor.wanted[0] ? 12 : 4);
    for (const FactorStep& step : factor.steps) {
      const double apply = forwardCost(step.form) * size / 4;
      cost += apply;
      if (step.read[0]) cost += reduceCost(step.form) * size / 4;
      if (step.undoState[0]) cost += apply;
      if (step.undoState[0] || factor.wanted[0]) cost += apply;
    }
  }
  return cost;
}

}  // namespace qonvolve
