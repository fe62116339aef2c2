// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits with measurements by brute force: one state for each list of outcomes.
#pragma once

#include <vector>

#include "core/sim/statevector.h"

namespace qonvolve::test {

/// Probabilities of the basis states after the circuit, over all outcomes. Not normalized states
/// carry the probability of their outcomes.
inline std::vector<double> branchProbabilities(const Circuit& circuit,
                                               std::span<const double> parameters,
                                               std::span<const double> inputs) {
  struct Branch {
    std::vector<Complex> state;
    std::uint64_t bits = 0;
  };
  Circuit start = circuit;
  start.ops.clear();
  start.events.clear();
  start.conditions.clear();
  std::vector<Branch> branches{{statevector(start, {}, inputs), 0}};
  const auto holds = [&circuit](const Branch& branch, std::uint32_t condition) {
    if (condition == 0) return true;
    const Condition& c = circuit.conditions[condition - 1];
    return (branch.bits & c.mask) == c.value;
  };
  const auto happen = [&](const Event& event) {
    std::vector<Branch> next;
    for (Branch& branch : branches) {
      if (!holds(branch, event.condition)) {
        next.push_back(std::move(branch));
        continue;
      }
      const std::size_t bit = std::size_t{1} << event.wires[0];
      for (const bool one : {false, true}) {
        Branch outcome = branch;
        for (std::size_t k = 0; k < outcome.state.size(); ++k) {
          if (((k & bit) != 0) != one) outcome.state[k] = 0;
        }
        if (event.kind == Event::Kind::Measure) {
          const std::uint64_t mask = std::uint64_t{1} << event.index;
          outcome.bits = one ? outcome.bits | mask : outcome.bits & ~mask;
        } else if (one) {
          for (std::size_t k = 0; k < outcome.state.size(); ++k) {
            if ((k & bit) != 0) std::swap(outcome.state[k], outcome.state[k ^ bit]);
          }
        }
        next.push_back(std::move(outcome));
      }
    }
    branches = std::move(next);
  };
  std::size_t event = 0;
  for (std::size_t i = 0; i <= circuit.ops.size(); ++i) {
    for (; event < circuit.events.size() && circuit.events[event].position == i; ++event) {
      happen(circuit.events[event]);
    }
    if (i == circuit.ops.size()) break;
    const Op& op = circuit.ops[i];
    const GateInfo& info = gateInfo(op.gate);
    std::array<double, 3> angles{};
    for (std::size_t k = 0; k < info.angles; ++k) {
      angles[k] = angleValue(circuit, op.angles[k], parameters, inputs);
    }
    std::array<Complex, 64> matrix;
    gateMatrix(op.gate, angles, matrix);
    const std::size_t dim = std::size_t{1} << info.wires;
    for (Branch& branch : branches) {
      if (!holds(branch, op.condition)) continue;
      applyMatrix(branch.state, std::span(op.wires).first(info.wires),
                  std::span(matrix).first(dim * dim));
    }
  }
  std::vector<double> p(std::size_t{1} << circuit.wires);
  for (const Branch& branch : branches) {
    for (std::size_t k = 0; k < p.size(); ++k) p[k] += std::norm(branch.state[k]);
  }
  return p;
}

}  // namespace qonvolve::test
