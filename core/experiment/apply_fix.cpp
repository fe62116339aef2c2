// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the remedies that check() proposes.
#include <optional>
#include <span>
#include <variant>

#include "core/base/text.h"
#include "core/experiment/edit.h"

namespace qonvolve {

namespace {

// Where a path leads: into a list of choices, or into the stack.
struct Place {
  std::vector<Choice>* choices = nullptr;
  std::size_t row = 0;
  std::optional<StackPlace> stack;
};

// Only whole entries, not what lies within them. `extra`: 1 to allow the place after the last entry
// of a list too.
Place placeOf(Experiment& experiment, const std::vector<std::string>& parts, std::size_t extra) {
  if (parts.size() == 4) {
    std::vector<Choice>* choices = nullptr;
    if (parts[1] == "data" && parts[2] == "preprocess") choices = &experiment.data.preprocess;
    if (parts[1] == "simulation" && parts[2] == "noise") choices = &experiment.simulation.noise;
    const auto row = parseUnsigned(parts[3]);
    if (choices != nullptr && row && *row < choices->size() + extra) {
      return {.choices = choices, .row = static_cast<std::size_t>(*row), .stack = {}};
    }
  }
  if (parts.size() < 3 || parts[1] != "stack") return {};
  const auto place = placeAt(experiment.stack, std::span(parts).subspan(2));
  const bool whole = place && place->rest.empty() && place->laneOf == nullptr;
  if (!whole || (place->list != nullptr && place->row >= place->list->size() + extra)) return {};
  return {.stack = place};
}

// The block at a place of the stack, or nullptr.
Block* blockAt(const StackPlace& place) {
  if (place.fusionOf != nullptr) return &place.fusionOf->fusion;
  if (place.row >= place.list->size()) return nullptr;
  return std::get_if<Block>(&(*place.list)[place.row]);
}

Error nothingThere(const std::string& path) {
  return {path, "There is nothing at \"" + path + "\".", "The design has changed since."};
}

template <class List>
auto at(List& list, std::size_t index) {
  return list.begin() + static_cast<std::ptrdiff_t>(index);
}

// The choice whose option is at "<choice>/options/<key>", or nullptr.
Choice* choiceWithOptions(Experiment& experiment, const std::string& where) {
  if (where == "/data/source") return &experiment.data.source;
  if (where == "/train/optimizer") return &experiment.train.optimizer;
  if (where == "/train/schedule") return &experiment.train.schedule;
  if (where == "/train/loss") return &experiment.train.loss;
  if (where == "/train/initializer") return &experiment.train.initializer;
  const std::vector<std::string> parts = split(where, '/');
  const Place place = placeOf(experiment, parts, 0);
  if (place.choices != nullptr) return &(*place.choices)[place.row];
  Block* block = place.stack ? blockAt(*place.stack) : nullptr;
  return block == nullptr ? nullptr : &block->choice;
}

Result<void> removeAt(Experiment& experiment, const std::string& path) {
  const std::vector<std::string> parts = split(path, '/');
  const Place place = placeOf(experiment, parts, 0);
  if (place.choices != nullptr) {
    place.choices->erase(at(*place.choices, place.row));
    return {};
  }
  if (place.stack && place.stack->list != nullptr) {
    place.stack->list->erase(at(*place.stack->list, place.stack->row));
    return {};
  }
  const std::size_t options = path.rfind("/options/");
  if (options == std::string::npos) return nothingThere(path);
  Choice* choice = choiceWithOptions(experiment, path.substr(0, options));
  const std::string key = path.substr(options + std::string_view("/options/").size());
  if (choice == nullptr || choice->options.erase(key) == 0) return nothingThere(path);
  return {};
}

Result<void> bypassAt(Experiment& experiment, const std::string& path) {
  const std::vector<std::string> parts = split(path, '/');
  const Place place = placeOf(experiment, parts, 0);
  Block* block = place.stack ? blockAt(*place.stack) : nullptr;
  if (block == nullptr) return nothingThere(path);
  block->bypassed = true;
  return {};
}

// "key=value,key=value"
Result<void> setOptions(Experiment& experiment, const Catalog& catalog, const std::string& path,
                        const std::string& values) {
  for (const std::string& option : split(values, ',')) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos) return nothingThere(path + "/" + option);
    auto ok = setOption(experiment, catalog, path + "/" + option.substr(0, equals),
                        option.substr(equals + 1));
    if (!ok) return ok;
  }
  return {};
}

Result<void> insertAt(Experiment& experiment, const Catalog& catalog, const Fix& fix) {
  const std::size_t colon = fix.value.find(':');
  const Choice choice{.type = fix.value.substr(0, colon)};
  const std::vector<std::string> parts = split(fix.path, '/');
  const Place place = placeOf(experiment, parts, 1);
  if (place.choices != nullptr) {
    place.choices->insert(at(*place.choices, place.row), choice);
  } else if (place.stack && place.stack->list != nullptr) {
    Stack& list = *place.stack->list;
    list.insert(at(list, place.stack->row), Block{.choice = choice, .name = {}});
  } else {
    return nothingThere(fix.path);
  }
  // Through the front door, so that type and options are checked.
  if (auto ok = setOption(experiment, catalog, fix.path + "/type", choice.type); !ok) return ok;
  if (colon == std::string::npos) return {};
  return setOptions(experiment, catalog, fix.path + "/options", fix.value.substr(colon + 1));
}

}  // namespace

Result<void> applyFix(Experiment& experiment, const Catalog& catalog, const Fix& fix) {
  switch (fix.kind) {
    case Fix::Kind::Set: {
      if (!fix.path.ends_with("/options")) {
        return setOption(experiment, catalog, fix.path, fix.value);
      }
      Experiment changed = experiment;
      if (auto ok = setOptions(changed, catalog, fix.path, fix.value); !ok) return ok;
      experiment = std::move(changed);
      return {};
    }
    case Fix::Kind::Remove:
      return removeAt(experiment, fix.path);
    case Fix::Kind::Bypass:
      return bypassAt(experiment, fix.path);
    case Fix::Kind::Insert: {
      Experiment changed = experiment;
      if (auto ok = insertAt(changed, catalog, fix); !ok) return ok;
      assignIds(changed.stack);
      experiment = std::move(changed);
      return {};
    }
  }
  return {};
}

}  // namespace qonvolve
