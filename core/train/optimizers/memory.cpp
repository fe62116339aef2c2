// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizers/memory.h"

#include <algorithm>

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

FieldText Directions::text() {
  return {.label = "Fixed directions",
          .help =
              "Signs to use in turn instead of random ones, one group a direction: \"+-+ --+\". "
              "To repeat a published trace; empty: random."};
}

Result<Directions> Directions::parse(const std::string& signs, std::size_t parameters,
                                     const std::string& where) {
  Directions directions;
  for (const std::string& group : split(signs, ' ')) {
    if (group.empty()) continue;
    if (group.size() != parameters || group.find_first_not_of("+-") != std::string::npos) {
      return Error{where,
                   "Fixed directions: \"" + group + "\" is not a group of " +
                       std::to_string(parameters) + " signs + or -, one a parameter.",
                   "Leave the option empty for random directions."};
    }
    std::vector<double>& direction = directions.fixed_.emplace_back();
    for (const char sign : group) direction.push_back(sign == '+' ? 1 : -1);
  }
  return directions;
}

void Directions::draw(std::uint64_t index, Rng& rng, std::span<double> direction) const {
  if (fixed_.empty()) {
    for (double& d : direction) d = (rng.next() >> 63U) != 0 ? 1 : -1;
  } else {
    std::ranges::copy(fixed_[index % fixed_.size()], direction.begin());
  }
}

}  // namespace qonvolve
