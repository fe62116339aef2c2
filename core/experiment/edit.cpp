// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/edit.h"

#include <algorithm>
#include <filesystem>
#include <variant>

#include "core/base/text.h"
#include "core/model/compile.h"

namespace qonvolve {

namespace {

using Parts = std::span<const std::string>;

// One pass over an experiment: a path with its text to set, or no path and every path collected.
class Editor {
 public:
  Editor(Experiment& experiment, const Catalog& catalog)
      : experiment_(experiment), catalog_(catalog) {}

  Result<void> set(const std::string& path, const std::string& text) {
    path_ = path;
    text_ = text;
    if (path.empty() || path.front() != '/') return noSuchSetting();
    const std::vector<std::string> parts = split(std::string_view(path).substr(1), '/');
    return setAt(parts);
  }

 private:
  Error noSuchSetting() const {
    Error error{path_, "There is no setting \"" + path_ + "\".", ""};
    const std::vector<std::string> paths = settingPaths(experiment_, catalog_);
    if (const auto near = nearestName(path_, paths)) error.hint = "Did you mean " + *near + "?";
    return error;
  }

  Result<void> setAt(Parts parts) {
    if (parts.size() == 1) return setTop(parts[0]);
    if (parts[0] == "data") return setData(parts.subspan(1));
    if (parts[0] == "stack") return setStack(parts.subspan(1));
    if (parts[0] == "train") return setTrain(parts.subspan(1));
    if (parts[0] == "simulation") return setSimulation(parts.subspan(1));
    return noSuchSetting();
  }

  Result<void> setTop(const std::string& key) {
    if (key == "name") {
      experiment_.name = text_;
    } else if (key == "description") {
      experiment_.description = text_;
    } else if (key == "seed") {
      const auto seed = parseUnsigned(text_);
      if (!seed) {
        return Error{path_, "Seed is \"" + text_ + "\"; it must be a whole number from 0.",
                     "Use for example 7."};
      }
      experiment_.seed = *seed;
    } else {
      return noSuchSetting();
    }
    return {};
  }

  Result<void> setData(Parts parts) {
    DataSpec& data = experiment_.data;
    if (parts[0] == "classes" && parts.size() == 1) {
      data.classes.clear();
      for (const std::string& name : split(text_, ',')) {
        if (!trimmed(name).empty()) data.classes.emplace_back(trimmed(name));
      }
      return {};
    }
    if (parts[0] == "source") return setChoice(data.source, catalog_.sources, parts.subspan(1));
    if (parts[0] == "split" && parts.size() == 2) {
      return setField(data.split, splitSchema(), parts[1]);
    }
    if (parts[0] == "preprocess" && parts.size() > 2) {
      const auto index = indexBelow(parts[1], data.preprocess.size());
      if (!index) return noSuchSetting();
      return setChoice(data.preprocess[*index], catalog_.preprocessors, parts.subspan(2));
    }
    return noSuchSetting();
  }

  Result<void> setTrain(Parts parts) {
    TrainSpec& train = experiment_.train;
    if (parts[0] == "optimizer") {
      return setChoice(train.optimizer, catalog_.optimizers, parts.subspan(1));
    }
    if (parts[0] == "schedule") {
      return setChoice(train.schedule, catalog_.schedules, parts.subspan(1));
    }
    if (parts[0] == "loss") return setChoice(train.loss, catalog_.losses, parts.subspan(1));
    if (parts[0] == "initializer") {
      return setChoice(train.initializer, catalog_.initializers, parts.subspan(1));
    }
    if (parts.size() == 1) return setField(train.settings, trainSettingsSchema(), parts[0]);
    return noSuchSetting();
  }

  Result<void> setSimulation(Parts parts) {
    SimulationSpec& simulation = experiment_.simulation;
    if (parts.size() == 1) return setField(simulation.settings, simulationSchema(), parts[0]);
    if (parts[0] != "noise" || parts.size() < 3) return noSuchSetting();
    // The type of the place behind the last one adds a noise.
    const bool adds = parts.size() == 3 && parts[2] == "type";
    const auto index = indexBelow(parts[1], simulation.noise.size() + (adds ? 1 : 0));
    if (!index) return noSuchSetting();
    Choice choice = *index < simulation.noise.size() ? simulation.noise[*index] : Choice{};
    if (auto done = setChoice(choice, catalog_.noise, parts.subspan(2)); !done) return done;
    if (*index == simulation.noise.size()) simulation.noise.emplace_back();
    simulation.noise[*index] = std::move(choice);
    return {};
  }

  Result<void> setStack(Parts parts) {
    const auto place = placeAt(experiment_.stack, parts);
    if (!place) return noSuchSetting();
    if (place->fusionOf != nullptr) return setBlock(place->fusionOf->fusion, place->rest);
    if (place->laneOf != nullptr) {
      const bool option = parts[parts.size() - place->rest.size() - 2] == "lane_options";
      if (!option || place->rest.size() != 1) return noSuchSetting();
      return setLane(place->laneOf->lanes[place->row], place->rest[0]);
    }
    if (place->row >= place->list->size()) return noSuchSetting();
    StackNode& node = (*place->list)[place->row];
    if (auto* block = std::get_if<Block>(&node)) return setBlock(*block, place->rest);
    auto* section = std::get_if<Repeat>(&node);
    const bool repeat = place->rest.size() == 1 && place->rest[0] == "repeat";
    return section != nullptr && repeat ? setRepeat(*section) : noSuchSetting();
  }

  Result<void> setLane(Lane& lane, const std::string& key) {
    if (key == "name") {
      lane.name = text_;
      return {};
    }
    if (key == "bypassed") return setBypassed(lane.bypassed);
    if (key != "features") return noSuchSetting();
    if (text_ != "all" && text_ != "share") {
      return Error{path_, "Features is \"" + text_ + "\"; it must be all or share.",
                   "share gives each lane an equal part of the features."};
    }
    lane.features = text_ == "all" ? Lane::Features::All : Lane::Features::Share;
    return {};
  }

  Result<void> setBypassed(bool& bypassed) {
    if (text_ != "true" && text_ != "false") {
      return Error{path_, "Bypassed is \"" + text_ + "\"; it must be true or false.", ""};
    }
    bypassed = text_ == "true";
    return {};
  }

  Result<void> setRepeat(Repeat& section) {
    if (text_ == "one_wire") {
      section.until = Repeat::Until::OneWire;
      return {};
    }
    const auto times = parseInteger(text_);
    if (!times || *times < 1 || *times > kMaxRepetitions) {
      return Error{path_,
                   "Repeat is \"" + text_ + "\"; it must be one_wire or 1 to " +
                       std::to_string(kMaxRepetitions) + ".",
                   "Use one_wire to repeat until one qubit is left."};
    }
    section.until = Repeat::Until::Times;
    section.times = *times;
    return {};
  }

  Result<void> setBlock(Block& block, Parts parts) {
    if (parts.size() == 1 && parts[0] == "name") {
      block.name = text_;
      return {};
    }
    if (parts.size() == 1 && parts[0] == "bypassed") return setBypassed(block.bypassed);
    return setChoice(block.choice, catalog_.blocks, parts);
  }

  template <class Entry>
  Result<void> setChoice(Choice& choice, const Registry<Entry>& registry, Parts parts) {
    if (parts.size() == 1 && parts[0] == "type") {
      const auto entry = registry.require(text_, path_);
      if (!entry) return entry.error();
      changeType(choice, **entry);
      return {};
    }
    if (parts.size() != 2 || parts[0] != "options") return noSuchSetting();
    const auto entry =
        registry.require(choice.type, path_.substr(0, path_.rfind("/options/")) + "/type");
    if (!entry) return entry.error();
    for (const Field& field : (*entry)->fields()) {
      if (field.key != parts[1]) continue;
      auto value = parseValue(field, text_, path_);
      if (!value) return value.error();
      choice.options[field.key] = std::move(*value);
      return {};
    }
    return noSuchSetting();
  }

  // Keeps the options that the new entry has too and accepts.
  template <class Entry>
  static void changeType(Choice& choice, const Entry& entry) {
    if (choice.type == entry.info.id) return;
    Values kept;
    for (const Field& field : entry.fields()) {
      const auto old = choice.options.find(field.key);
      if (old != choice.options.end() && checkValue(field, old->second, "")) kept.insert(*old);
    }
    choice.type = entry.info.id;
    choice.options = std::move(kept);
  }

  template <class Options>
  Result<void> setField(Options& options, const Schema<Options>& schema, const std::string& key) {
    for (const Field& field : schema.fields()) {
      if (field.key != key) continue;
      auto value = parseValue(field, text_, path_);
      if (!value) return value.error();
      Values values = schema.write(options);
      values[key] = std::move(*value);
      auto changed = schema.read(values, path_.substr(0, path_.rfind('/')));
      if (!changed) return changed.error();
      options = *changed;
      return {};
    }
    return noSuchSetting();
  }

  static std::optional<std::size_t> indexBelow(const std::string& text, std::size_t size) {
    const auto index = parseUnsigned(text);
    if (!index || *index >= size) return {};
    return static_cast<std::size_t>(*index);
  }

  Experiment& experiment_;
  const Catalog& catalog_;
  std::string path_;
  std::string text_;
};

template <class Entry>
void addChoicePaths(const Choice& choice, const Registry<Entry>& registry, const std::string& where,
                    std::vector<std::string>& paths) {
  paths.push_back(where + "/type");
  const Entry* entry = registry.find(choice.type);
  if (entry == nullptr) return;
  for (const Field& field : entry->fields()) paths.push_back(where + "/options/" + field.key);
}

void addBlockPaths(const Block& block, const Catalog& catalog, const std::string& where,
                   std::vector<std::string>& paths) {
  addChoicePaths(block.choice, catalog.blocks, where, paths);
  paths.push_back(where + "/name");
  paths.push_back(where + "/bypassed");
}

void addStackPaths(const Stack& stack, BlockId id, const Catalog& catalog,
                   std::vector<std::string>& paths) {
  const StackPart part = findPart(stack, id);
  const std::string where = settingsPointerOf(stack, id);
  if (part.block != nullptr) addBlockPaths(*part.block, catalog, where, paths);
  if (part.repeat != nullptr) paths.push_back(where + "/repeat");
  if (part.lane == nullptr) return;
  for (const char* key : {"/name", "/features", "/bypassed"}) paths.push_back(where + key);
}

}  // namespace

void useAbsolutePaths(Experiment& experiment, const Catalog& catalog,
                      const std::string& baseFolder) {
  Choice& source = experiment.data.source;
  const SourceType* type = catalog.sources.find(source.type);
  if (type == nullptr || baseFolder.empty()) return;
  for (const Field& field : type->fields()) {
    const auto option = source.options.find(field.key);
    if (field.kind != Field::Kind::Path || option == source.options.end()) continue;
    auto* path = std::get_if<std::string>(&option->second);
    if (path == nullptr || path->empty() || path->starts_with("~/")) continue;
    if (std::filesystem::path(*path).is_absolute()) continue;
    *path = (std::filesystem::path(baseFolder) / *path).lexically_normal().string();
  }
}

std::vector<std::string> settingPaths(const Experiment& experiment, const Catalog& catalog) {
  std::vector<std::string> paths = {"/name", "/description", "/seed"};
  addChoicePaths(experiment.data.source, catalog.sources, "/data/source", paths);
  paths.push_back("/data/classes");
  for (std::size_t i = 0; i < experiment.data.preprocess.size(); ++i) {
    addChoicePaths(experiment.data.preprocess[i], catalog.preprocessors,
                   "/data/preprocess/" + std::to_string(i), paths);
  }
  for (const Field& field : splitSchema().fields()) paths.push_back("/data/split/" + field.key);
  Stack stack = experiment.stack;
  assignIds(stack);
  for (const BlockId id : idsInOrder(stack)) addStackPaths(stack, id, catalog, paths);
  addChoicePaths(experiment.train.optimizer, catalog.optimizers, "/train/optimizer", paths);
  addChoicePaths(experiment.train.schedule, catalog.schedules, "/train/schedule", paths);
  addChoicePaths(experiment.train.loss, catalog.losses, "/train/loss", paths);
  addChoicePaths(experiment.train.initializer, catalog.initializers, "/train/initializer", paths);
  for (const Field& field : trainSettingsSchema().fields()) paths.push_back("/train/" + field.key);
  for (const Field& field : simulationSchema().fields()) {
    paths.push_back("/simulation/" + field.key);
  }
  for (std::size_t i = 0; i < experiment.simulation.noise.size(); ++i) {
    addChoicePaths(experiment.simulation.noise[i], catalog.noise,
                   "/simulation/noise/" + std::to_string(i), paths);
  }
  return paths;
}

Result<void> setOption(Experiment& experiment, const Catalog& catalog, const std::string& path,
                       const std::string& value) {
  // Every setter checks before it changes anything.
  return Editor(experiment, catalog).set(path, value);
}

}  // namespace qonvolve
