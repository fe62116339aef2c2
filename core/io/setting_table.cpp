// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/setting_table.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/io/experiment_json.h"
#include "core/study/ablation.h"

namespace qonvolve {

namespace {

template <class Entry>
void addDefaults(Choice& choice, const Registry<Entry>& registry) {
  const Entry* entry = registry.find(choice.type);
  if (entry == nullptr) return;
  for (const Field& field : entry->fields()) {
    choice.options.try_emplace(field.key, field.defaultValue);
  }
}

Experiment withDefaults(Experiment e, const Catalog& catalog) {
  addDefaults(e.data.source, catalog.sources);
  for (Choice& step : e.data.preprocess) addDefaults(step, catalog.preprocessors);
  addDefaults(e.train.optimizer, catalog.optimizers);
  addDefaults(e.train.schedule, catalog.schedules);
  addDefaults(e.train.loss, catalog.losses);
  addDefaults(e.train.initializer, catalog.initializers);
  for (Choice& noise : e.simulation.noise) addDefaults(noise, catalog.noise);
  assignIds(e.stack);
  for (const BlockId id : idsInOrder(e.stack)) {
    if (Block* block = findBlock(e.stack, id)) addDefaults(block->choice, catalog.blocks);
  }
  return e;
}

std::string scalarText(const Json& json) {
  if (const auto* text = json.as<std::string>()) return *text;
  return writeJson(json, JsonLayout::Compact);
}

void flatten(const Json& json, const std::string& path,
             std::vector<std::pair<std::string, std::string>>& table) {
  if (const auto* object = json.as<JsonObject>()) {
    for (const auto& [key, value] : *object) flatten(value, path + "/" + key, table);
  } else if (const auto* list = json.as<JsonArray>()) {
    const bool plain = std::none_of(list->begin(), list->end(), [](const Json& item) {
      return item.isObject() || item.isArray();
    });
    if (plain) {
      std::vector<std::string> parts;
      for (const Json& item : *list) parts.push_back(scalarText(item));
      table.emplace_back(path, join(parts, ","));
      return;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      flatten((*list)[i], path + "/" + std::to_string(i), table);
    }
  } else {
    table.emplace_back(path, scalarText(json));
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> settingTable(const Experiment& experiment,
                                                              const Catalog& catalog) {
  Json json = experimentJson(withDefaults(experiment, catalog));
  for (const char* key : {"format", "version", "name", "description", "seed"}) json.remove(key);
  std::vector<std::pair<std::string, std::string>> table;
  flatten(json, "", table);
  return table;
}

template <class Entry>
void SettingNames::add(const std::string& pointer, const std::string& kindName,
                       const Choice& choice, const Registry<Entry>& registry) {
  Owner owner{.pointer = pointer, .kindName = kindName, .label = choice.type};
  if (const Entry* entry = registry.find(choice.type)) {
    owner.label = entry->info.label;
    owner.fields = entry->fields();
  }
  owner.kinds = registry.options();
  owners_.push_back(std::move(owner));
}

SettingNames::SettingNames(const Experiment& experiment, const Catalog& catalog) {
  const DataSpec& data = experiment.data;
  add("/data/source", "Data source", data.source, catalog.sources);
  for (std::size_t i = 0; i < data.preprocess.size(); ++i) {
    add("/data/preprocess/" + std::to_string(i), "Preprocessing " + std::to_string(i + 1),
        data.preprocess[i], catalog.preprocessors);
  }
  const TrainSpec& train = experiment.train;
  add("/train/optimizer", "Optimizer", train.optimizer, catalog.optimizers);
  add("/train/schedule", "Schedule", train.schedule, catalog.schedules);
  add("/train/loss", "Loss", train.loss, catalog.losses);
  add("/train/initializer", "Initialization", train.initializer, catalog.initializers);
  for (std::size_t i = 0; i < experiment.simulation.noise.size(); ++i) {
    add("/simulation/noise/" + std::to_string(i), "Noise " + std::to_string(i + 1),
        experiment.simulation.noise[i], catalog.noise);
  }
  Stack stack = experiment.stack;
  assignIds(stack);
  const std::map<BlockId, std::string> names = blockNames(stack, catalog);
  std::map<std::string, int> counts;
  for (const BlockId id : idsInOrder(stack)) {
    if (!names.contains(id)) continue;
    const std::string& name = names.at(id);
    const std::string pointer = settingsPointerOf(stack, id);
    if (const Block* block = findBlock(stack, id)) {
      // Another kind may stand there in another design: the name is that of the category.
      const BlockType* type = catalog.blocks.find(block->choice.type);
      const std::string category = type != nullptr ? type->info.category : name;
      const int number = ++counts[category];
      const bool alone = category == "Encoding" || category == "Readout";
      add(pointer, alone && number == 1 ? category : category + " " + std::to_string(number),
          block->choice, catalog.blocks);
      owners_.back().label = name;
    } else {
      owners_.push_back({.pointer = pointer, .kindName = name, .label = name});
    }
  }
  // What follows are prefixes of the above, and looked at last.
  owners_.push_back({"/data/split", "", "Split", splitSchema().fields(), {}});
  owners_.push_back({"/train", "", "", trainSettingsSchema().fields(), {}});
  owners_.push_back({"/simulation", "", "Simulation", simulationSchema().fields(), {}});
}

const SettingNames::Owner* SettingNames::ownerOf(const std::string& path) const {
  const auto found = std::find_if(owners_.begin(), owners_.end(), [&](const Owner& owner) {
    return path.starts_with(owner.pointer + "/");
  });
  return found == owners_.end() ? nullptr : &*found;
}

const Field* SettingNames::fieldOf(const Owner& owner, const std::string& path) {
  const std::string key = path.substr(path.rfind('/') + 1);
  const auto found = std::find_if(owner.fields.begin(), owner.fields.end(),
                                  [&](const Field& field) { return field.key == key; });
  return found == owner.fields.end() ? nullptr : &*found;
}

std::string SettingNames::name(const std::string& path) const {
  if (path == "/data/classes") return "Classes";
  const Owner* owner = ownerOf(path);
  if (owner == nullptr) return path;
  if (path == owner->pointer + "/type") return owner->kindName;
  if (path == owner->pointer + "/bypassed") return owner->label + " left out";
  const Field* field = fieldOf(*owner, path);
  if (field == nullptr) return path;
  return owner->label.empty() ? field->label : owner->label + ": " + field->label;
}

std::vector<Option> SettingNames::optionsOf(const std::string& path) const {
  const Owner* owner = ownerOf(path);
  if (owner == nullptr) return {};
  if (path == owner->pointer + "/type") return owner->kinds;
  const Field* field = fieldOf(*owner, path);
  if (path == owner->pointer + "/bypassed" || (field && field->kind == Field::Kind::Boolean)) {
    return {{"true", "yes", ""}, {"false", "no", ""}};
  }
  return field != nullptr ? field->options : std::vector<Option>();
}

std::string SettingNames::value(const std::string& path, const std::string& value) const {
  for (const Option& option : optionsOf(path)) {
    if (option.id == value) return option.label;
  }
  return value;
}

std::string SettingNames::meaning(const std::string& path, const std::string& text) const {
  for (const Option& option : optionsOf(path)) {
    if (option.label == text) return option.id;
  }
  return text;
}

bool followsFromKind(const SettingDifference& difference, std::span<const SettingDifference> all) {
  const std::size_t options = difference.path.rfind("/options/");
  if (options == std::string::npos) return false;
  const std::string kind = difference.path.substr(0, options) + "/type";
  return std::any_of(all.begin(), all.end(),
                     [&](const SettingDifference& other) { return other.path == kind; });
}

std::vector<SettingDifference> differingSettings(std::span<const Experiment> experiments,
                                                 const Catalog& catalog) {
  std::vector<SettingDifference> all;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    for (auto& [path, value] : settingTable(experiments[i], catalog)) {
      auto found = std::find_if(all.begin(), all.end(), [&path = path](const SettingDifference& d) {
        return d.path == path;
      });
      if (found == all.end()) {
        all.push_back({path, {}, std::vector<std::string>(experiments.size()), {}});
        found = std::prev(all.end());
      }
      found->values[i] = value;
    }
  }
  std::erase_if(all, [](const SettingDifference& d) {
    return std::all_of(d.values.begin(), d.values.end(),
                       [&](const std::string& v) { return v == d.values.front(); });
  });
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    const SettingNames names(experiments[i], catalog);
    for (SettingDifference& difference : all) {
      const std::string& value = difference.values[i];
      difference.shown.push_back(names.value(difference.path, value));
      if (difference.name.empty() && !value.empty()) difference.name = names.name(difference.path);
    }
  }
  return all;
}

}  // namespace qonvolve
