// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/fairness.h"

#include <algorithm>
#include <functional>
#include <map>

#include "core/base/text.h"

namespace qonvolve {

namespace {

std::string choiceText(const Choice& choice) {
  std::string text = choice.type;
  for (const auto& [key, value] : choice.options) text += ", " + key + " " + valueText(value);
  return text;
}

std::string dataText(const Experiment& e) {
  std::string text = choiceText(e.data.source);
  if (!e.data.classes.empty()) text += ", classes " + join(e.data.classes, " ");
  return text;
}

std::string splitText(const Experiment& e) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : splitSchema().write(e.data.split)) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    parts.push_back(name + " " + valueText(value));
  }
  return join(parts, ", ");
}

std::string seedsText(const std::vector<std::uint64_t>& seeds) {
  if (seeds.empty()) return "none";
  std::vector<std::uint64_t> sorted = seeds;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() > 2 && sorted.back() - sorted.front() + 1 == sorted.size()) {
    return std::to_string(sorted.front()) + " to " + std::to_string(sorted.back());
  }
  std::vector<std::string> parts;
  for (const std::uint64_t seed : sorted) parts.push_back(std::to_string(seed));
  return join(parts, " ");
}

std::string lengthText(const Experiment& e) {
  const TrainSettings& s = e.train.settings;
  std::string text =
      s.steps > 0 ? std::to_string(s.steps) + " steps" : std::to_string(s.epochs) + " epochs";
  text += " of batches of " + std::to_string(s.batchSize);
  if (s.patience > 0) text += ", patience " + std::to_string(s.patience);
  return text;
}

// The options of a schema without what two splits share are long: only the parts that differ.
std::string onlyDifferences(const std::string& text, const std::vector<std::string>& others) {
  std::vector<std::string> kept;
  for (const std::string& part : split(text, ',')) {
    const std::string wanted(trimmed(part));
    const bool everywhere =
        std::all_of(others.begin(), others.end(), [&](const std::string& other) {
          const std::vector<std::string> parts = split(other, ',');
          return std::any_of(parts.begin(), parts.end(),
                             [&](const std::string& p) { return trimmed(p) == wanted; });
        });
    if (!everywhere) kept.push_back(wanted);
  }
  return kept.empty() ? text : join(kept, ", ");
}

// "a, b and 3 more: x; c: y".
std::string groupsText(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& groups) {
  std::vector<std::string> texts;
  for (const auto& [text, _] : groups) texts.push_back(text);
  std::string result;
  for (const auto& [text, labels] : groups) {
    if (!result.empty()) result += "; ";
    const std::size_t shown = labels.size() > 3 ? 2 : labels.size();
    for (std::size_t i = 0; i < shown; ++i) result += (i > 0 ? ", " : "") + labels[i];
    if (labels.size() > shown) result += " and " + std::to_string(labels.size() - shown) + " more";
    result += ": " + onlyDifferences(text, texts);
  }
  return result;
}

void compare(std::span<const FairnessInput> designs, const std::string& aspect,
             const std::function<std::string(const FairnessInput&)>& textOf,
             std::vector<Unfairness>& found) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const FairnessInput& design : designs) {
    const std::string text = textOf(design);
    const auto group =
        std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == text; });
    if (group != groups.end()) {
      group->second.push_back(design.label);
    } else {
      groups.push_back({text, {design.label}});
    }
  }
  if (groups.size() > 1) found.push_back({aspect, groupsText(groups)});
}

void compareEvaluations(std::span<const FairnessInput> designs, std::vector<Unfairness>& found) {
  const FairnessInput* least = nullptr;
  const FairnessInput* most = nullptr;
  for (const FairnessInput& design : designs) {
    if (design.evaluations <= 0) continue;
    if (least == nullptr || design.evaluations < least->evaluations) least = &design;
    if (most == nullptr || design.evaluations > most->evaluations) most = &design;
  }
  if (least == nullptr || most->evaluations <= 1.1 * least->evaluations) return;
  found.push_back({"Budget", "circuit evaluations from " + fixedText(least->evaluations, 0) + " (" +
                                 least->label + ") to " + fixedText(most->evaluations, 0) + " (" +
                                 most->label + ")"});
}

}  // namespace

std::vector<Unfairness> unfairness(std::span<const FairnessInput> designs, BudgetKind budget) {
  std::vector<Unfairness> found;
  compare(designs, "Data", [](const auto& d) { return dataText(*d.experiment); }, found);
  compare(designs, "Split", [](const auto& d) { return splitText(*d.experiment); }, found);
  compare(designs, "Seeds", [](const auto& d) { return seedsText(d.seeds); }, found);
  if (budget == BudgetKind::Epochs) {
    compare(designs, "Budget", [](const auto& d) { return lengthText(*d.experiment); }, found);
  } else {
    compareEvaluations(designs, found);
  }
  return found;
}

}  // namespace qonvolve
