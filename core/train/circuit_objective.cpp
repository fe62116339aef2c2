// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/circuit_objective.h"

#include "core/gradient/engine.h"
#include "core/train/losses/losses.h"

namespace qonvolve {

namespace {

Model modelOf(Circuit circuit, std::uint32_t parameters, std::vector<ParameterGroup> groups) {
  Model model;
  model.parameterCount = parameters;
  model.stages = {{std::move(circuit), {}}};
  model.groups = std::move(groups);
  return model;
}

// One sample of class 1, for which the loss -y z is z.
Dataset oneSample() {
  Dataset data;
  data.x.resize(1, 0);
  data.y = {1};
  return data;
}

std::unique_ptr<LaneFunction> engineOf(const Stage& stage) {
  auto engine = makeEngine(std::get<Circuit>(stage));
  assert(engine);
  return std::move(*engine);
}

}  // namespace

CircuitObjective::CircuitObjective(Circuit circuit, std::uint32_t parameters,
                                   std::vector<ParameterGroup> groups)
    : model_(modelOf(std::move(circuit), parameters, std::move(groups))),
      data_(oneSample()),
      loss_(std::move(*linearLoss().make({{"form", std::string("product")}}, ""))),
      pool_(1),
      runner_(model_, engineOf, pool_),
      objective_(runner_, *loss_, data_, pool_) {}

BatchObjective& CircuitObjective::at(std::span<const double> theta) {
  objective_.begin(rows_, theta, {});
  return objective_;
}

}  // namespace qonvolve
