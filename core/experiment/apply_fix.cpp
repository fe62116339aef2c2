// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the remedies that check() proposes.
#include <optional>
#include <variant>

#include "core/base/text.h"
#include "core/experiment/edit.h"

namespace qonvolve {

namespace {

// Where a path leads: the list that holds the entry, and its place there.
struct Place {
  enum class List : std::uint8_t { None, Stack, Body, Preprocess, Noise };
  List list = List::None;
  std::size_t index = 0;  // in the stack, the preprocessing steps or the noise
  std::size_t inner = 0;  // in a body
};

// `extra`: 1 to allow the place after the last entry too.
Place placeOf(const Experiment& experiment, std::string_view path, std::size_t extra) {
  const std::vector<std::string> parts = split(path, '/');
  const auto below = [](const std::string& text, std::size_t size) -> std::optional<std::size_t> {
    const auto index = parseUnsigned(text);
    if (!index || *index >= size) return {};
    return static_cast<std::size_t>(*index);
  };
  if (parts.size() == 4 && parts[1] == "data" && parts[2] == "preprocess") {
    const auto index = below(parts[3], experiment.data.preprocess.size() + extra);
    if (index) return {Place::List::Preprocess, *index, 0};
  }
  if (parts.size() == 4 && parts[1] == "simulation" && parts[2] == "noise") {
    const auto index = below(parts[3], experiment.simulation.noise.size() + extra);
    if (index) return {Place::List::Noise, *index, 0};
  }
  if (parts.size() == 3 && parts[1] == "stack") {
    const auto index = below(parts[2], experiment.stack.size() + extra);
    if (index) return {Place::List::Stack, *index, 0};
  }
  if (parts.size() == 5 && parts[1] == "stack" && parts[3] == "body") {
    const auto index = below(parts[2], experiment.stack.size());
    if (!index) return {};
    const auto* section = std::get_if<Repeat>(&experiment.stack[*index]);
    if (section == nullptr) return {};
    const auto inner = below(parts[4], section->body.size() + extra);
    if (inner) return {Place::List::Body, *index, *inner};
  }
  return {};
}

Error nothingThere(const std::string& path) {
  return {path, "There is nothing at \"" + path + "\".", "The design has changed since."};
}

template <class T>
auto at(std::vector<T>& list, std::size_t index) {
  return list.begin() + static_cast<std::ptrdiff_t>(index);
}

// The choice whose option is at "<choice>/options/<key>", or nullptr.
Choice* choiceWithOptions(Experiment& experiment, const std::string& where) {
  if (where == "/data/source") return &experiment.data.source;
  if (where == "/train/optimizer") return &experiment.train.optimizer;
  if (where == "/train/schedule") return &experiment.train.schedule;
  if (where == "/train/loss") return &experiment.train.loss;
  if (where == "/train/initializer") return &experiment.train.initializer;
  const Place place = placeOf(experiment, where, 0);
  switch (place.list) {
    case Place::List::None:
      return nullptr;
    case Place::List::Preprocess:
      return &experiment.data.preprocess[place.index];
    case Place::List::Noise:
      return &experiment.simulation.noise[place.index];
    case Place::List::Stack: {
      auto* block = std::get_if<Block>(&experiment.stack[place.index]);
      return block == nullptr ? nullptr : &block->choice;
    }
    case Place::List::Body:
      return &std::get<Repeat>(experiment.stack[place.index]).body[place.inner].choice;
  }
  return nullptr;
}

Result<void> removeAt(Experiment& experiment, const std::string& path) {
  const Place place = placeOf(experiment, path, 0);
  switch (place.list) {
    case Place::List::Preprocess:
      experiment.data.preprocess.erase(at(experiment.data.preprocess, place.index));
      return {};
    case Place::List::Noise:
      experiment.simulation.noise.erase(at(experiment.simulation.noise, place.index));
      return {};
    case Place::List::Stack:
      experiment.stack.erase(at(experiment.stack, place.index));
      return {};
    case Place::List::Body: {
      auto& body = std::get<Repeat>(experiment.stack[place.index]).body;
      body.erase(at(body, place.inner));
      return {};
    }
    case Place::List::None:
      break;
  }
  const std::size_t options = path.rfind("/options/");
  if (options == std::string::npos) return nothingThere(path);
  Choice* choice = choiceWithOptions(experiment, path.substr(0, options));
  const std::string key = path.substr(options + std::string_view("/options/").size());
  if (choice == nullptr || choice->options.erase(key) == 0) return nothingThere(path);
  return {};
}

Result<void> bypassAt(Experiment& experiment, const std::string& path) {
  const Place place = placeOf(experiment, path, 0);
  if (place.list == Place::List::Body) {
    std::get<Repeat>(experiment.stack[place.index]).body[place.inner].bypassed = true;
    return {};
  }
  if (place.list == Place::List::Stack) {
    if (auto* block = std::get_if<Block>(&experiment.stack[place.index])) {
      block->bypassed = true;
      return {};
    }
  }
  return nothingThere(path);
}

Result<void> insertAt(Experiment& experiment, const Catalog& catalog, const Fix& fix) {
  const std::size_t colon = fix.value.find(':');
  const Choice choice{.type = fix.value.substr(0, colon)};
  const Place place = placeOf(experiment, fix.path, 1);
  switch (place.list) {
    case Place::List::None:
      return nothingThere(fix.path);
    case Place::List::Preprocess:
      experiment.data.preprocess.insert(at(experiment.data.preprocess, place.index), choice);
      break;
    case Place::List::Noise:
      experiment.simulation.noise.insert(at(experiment.simulation.noise, place.index), choice);
      break;
    case Place::List::Stack:
      experiment.stack.insert(at(experiment.stack, place.index),
                              Block{.choice = choice, .name = {}});
      break;
    case Place::List::Body: {
      auto& body = std::get<Repeat>(experiment.stack[place.index]).body;
      body.insert(at(body, place.inner), Block{.choice = choice, .name = {}});
      break;
    }
  }
  // Through the front door, so that type and options are checked.
  if (auto ok = setOption(experiment, catalog, fix.path + "/type", choice.type); !ok) return ok;
  if (colon == std::string::npos) return {};
  for (const std::string& option : split(std::string_view(fix.value).substr(colon + 1), ',')) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos) return nothingThere(fix.path + "/options/" + option);
    auto ok = setOption(experiment, catalog, fix.path + "/options/" + option.substr(0, equals),
                        option.substr(equals + 1));
    if (!ok) return ok;
  }
  return {};
}

}  // namespace

Result<void> applyFix(Experiment& experiment, const Catalog& catalog, const Fix& fix) {
  switch (fix.kind) {
    case Fix::Kind::Set:
      return setOption(experiment, catalog, fix.path, fix.value);
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
