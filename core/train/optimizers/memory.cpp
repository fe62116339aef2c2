// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizers/memory.h"

namespace qonvolve {

FieldText learningRateText() {
  return {.label = "Learning rate",
          .help = "Step size. Too large and the loss jumps about; too small and nothing happens.",
          .logarithmic = true};
}

Result<void> restoreVectors(
    const OptimizerState& state,
    std::initializer_list<std::pair<std::string, std::vector<double>*>> targets) {
  for (const auto& [name, target] : targets) {
    const auto found = state.find(name);
    if (found == state.end()) {
      return Error{"", "The saved optimizer state has no \"" + name + "\".",
                   "It was written by another optimizer; train anew."};
    }
    if (found->second.size() != target->size()) {
      return Error{"",
                   "The saved optimizer state \"" + name + "\" has " +
                       std::to_string(found->second.size()) + " numbers; " +
                       std::to_string(target->size()) + " are needed.",
                   "It belongs to a model of another size; train anew."};
    }
  }
  if (state.size() != targets.size()) {
    return Error{"", "The saved optimizer state holds values this optimizer does not know.",
                 "It was written by another optimizer; train anew."};
  }
  for (const auto& [name, target] : targets) *target = state.find(name)->second;
  return {};
}

}  // namespace qonvolve
