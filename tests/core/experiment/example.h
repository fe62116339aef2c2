// SPDX-License-Identifier: GPL-3.0-or-later
// The default example "Lines, 8 qubits" as a value, for tests.
#pragma once

#include <numbers>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"

namespace qonvolve {

inline Block blockOf(const std::string& type, Values options = {}) {
  return {.choice = {.type = type, .options = std::move(options)}, .name = {}};
}

inline Experiment linesExample() {
  Experiment e;
  e.name = "Lines, 8 qubits";
  e.data.source = {.type = "lines"};
  e.data.preprocess = {{.type = "scale", .options = {{"high", std::numbers::pi}}}};
  e.stack = {blockOf("angle")};
  for (int i = 0; i < 3; ++i) {
    e.stack.emplace_back(blockOf("convolution", {{"ansatz", std::string("su4")}}));
    e.stack.emplace_back(blockOf("pooling"));
  }
  e.stack.emplace_back(blockOf("readout"));
  e.train.optimizer = {.type = "adam", .options = {{"learning_rate", 0.05}}};
  e.train.loss = {.type = "cross_entropy"};
  e.train.initializer = {.type = "normal"};
  assignIds(e.stack);
  return e;
}

}  // namespace qonvolve
