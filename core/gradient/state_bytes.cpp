// SPDX-License-Identifier: GPL-3.0-or-later
// Memory and arithmetic that a state-vector function needs, known before anything is allocated.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/gradient/circuit_function.h"
#include "core/gradient/sweep_layers.h"

namespace qonvolve {

namespace {

constexpr Wire kBeyondAnyMemory = 50;                         // sizes would leave 64 bits
constexpr std::uint64_t kAmplitudeBytes = 128;                // of one group of samples
constexpr std::uint64_t kKeptBytes = std::uint64_t{1} << 20;  // in the second-level cache

}  // namespace

std::size_t keptStates(Wire wires) {
  if (wires >= kBeyondAnyMemory) return 1;
  return std::max<std::size_t>(1, kKeptBytes / (kAmplitudeBytes << wires));
}

std::uint64_t stateBytes(const Circuit& circuit) {
  if (circuit.wires >= kBeyondAnyMemory) return std::numeric_limits<std::uint64_t>::max();
  // The kept states and the cotangent, the table of buckets and the probabilities it leads to.
  const std::uint64_t amplitudes = std::uint64_t{1} << circuit.wires;
  return amplitudes * (kAmplitudeBytes * (keptStates(circuit.wires) + 1) + kAmplitudeBytes / 2 +
                       sizeof(std::uint32_t));
}

StatevectorCost statevectorCost(const Circuit& circuit) {
  const Plan plan = makePlan(circuit);
  const double quads = std::ldexp(1.0, static_cast<int>(circuit.wires) - 2);
  constexpr double call = kCallCost / static_cast<double>(kLanes);
  StatevectorCost cost;
  for (const Program& program : plan.programs) {
    if (!program.perLane) cost.perStep += kGateCost * static_cast<double>(program.ops.size());
  }
  for (const PrefixWire& p : plan.prefix) {
    if (plan.programs[p.program].trainable) {
      cost.backward += quads * reduceCost(Form::Dense1) + call;
    }
  }
  for (const SweepLayer& layer : makeSweepLayers(plan, keptStates(circuit.wires))) {
    const double undone = layer.undoPhi[0] ? 2 : 1;  // states
    for (const std::vector<Step>& steps : {layer.narrow, layer.wide}) {
      for (const Step& step : steps) {
        const double apply = quads * forwardCost(step.form) + call;
        cost.forward += apply;
        if (step.undo[0]) cost.backward += undone * apply;
        if (isRead(plan, step, false)) cost.backward += quads * reduceCost(step.form) + call;
      }
    }
  }
  return cost;
}

}  // namespace qonvolve
