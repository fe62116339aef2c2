// SPDX-License-Identifier: GPL-3.0-or-later
// The whole experiment as one value: nothing but choices and numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/split.h"
#include "core/experiment/simulation_spec.h"
#include "core/model/stack.h"
#include "core/registry/registry.h"
#include "core/train/trainer.h"

namespace qonvolve {

struct DataSpec {
  Choice source;
  std::vector<std::string> classes;  // names or numbers to keep, in label order; empty: all
  std::vector<Choice> preprocess;    // applied in order, each fitted on the training part
  SplitSpec split;
  std::string unknown = {};
  bool operator==(const DataSpec&) const = default;
};

struct TrainSpec {
  Choice optimizer;
  Choice loss;
  Choice initializer;
  Choice schedule{.type = "constant"};  // of the learning rate
  TrainSettings settings;
  std::string unknown = {};
  bool operator==(const TrainSpec&) const = default;
};

struct Experiment {
  std::string name;
  std::string description;
  DataSpec data;
  Stack stack;
  TrainSpec train;
  SimulationSpec simulation;
  std::uint64_t seed = 7;    // training: initial parameters, batches, random preprocessing
  std::string unknown = {};  // members of the file this version does not know, JSON object text
  bool operator==(const Experiment&) const = default;
};

}  // namespace qonvolve
