// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/setting_table.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/io/experiment_json.h"

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

std::vector<SettingDifference> differingSettings(std::span<const Experiment> experiments,
                                                 const Catalog& catalog) {
  std::vector<SettingDifference> all;
  for (std::size_t i = 0; i < experiments.size(); ++i) {
    for (auto& [path, value] : settingTable(experiments[i], catalog)) {
      auto found = std::find_if(all.begin(), all.end(), [&path = path](const SettingDifference& d) {
        return d.path == path;
      });
      if (found == all.end()) {
        all.push_back({path, std::vector<std::string>(experiments.size())});
        found = std::prev(all.end());
      }
      found->values[i] = value;
    }
  }
  std::erase_if(all, [](const SettingDifference& d) {
    return std::all_of(d.values.begin(), d.values.end(),
                       [&](const std::string& v) { return v == d.values.front(); });
  });
  return all;
}

}  // namespace qonvolve
