// SPDX-License-Identifier: GPL-3.0-or-later
// Projects from their text: members in the place of the first mistake, unknown ones kept.
#include <algorithm>

#include "core/base/text.h"
#include "core/io/experiment_json.h"
#include "core/io/migrations/migrations.h"

namespace qonvolve {

namespace {

std::optional<Value> scalar(const Json& json) {
  if (const auto* flag = json.as<bool>()) return Value(*flag);
  if (const auto* integer = json.as<std::int64_t>()) return Value(*integer);
  if (const auto* real = json.as<double>()) return Value(*real);
  if (const auto* text = json.as<std::string>()) return Value(*text);
  return {};
}

// Options by their fields; what no field claims is kept as it is.
Values readOptions(const JsonReader& reader, const std::vector<Field>& fields, JsonObject& rest) {
  Values values;
  const auto* members = reader.value().as<JsonObject>();
  if (members == nullptr) return values;
  for (const auto& [key, json] : *members) {
    const JsonReader member = reader.member(key, json);
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&key = key](const Field& f) { return f.key == key; });
    if (field != fields.end()) {
      if (auto value = member.fieldValue(*field)) values[key] = std::move(*value);
    } else if (auto value = scalar(json)) {
      values[key] = std::move(*value);
    } else {
      member.warning("This version does not know the option \"" + key +
                     "\"; it is kept but has no effect.");
      rest.emplace_back(key, json);
    }
  }
  return values;
}

template <class Entry>
Choice readChoice(const JsonReader& reader, const Registry<Entry>& registry,
                  std::vector<std::string> known = {}) {
  Choice choice;
  if (!reader.requireObject()) return choice;
  if (!reader.has("type")) {
    reader.error("The member \"type\" is missing: which " + registry.noun() + "?",
                 "Allowed: " + join(registry.ids(), ", ") + ".");
  }
  choice.type = reader.text("type").value_or("");
  const Entry* entry = registry.find(choice.type);
  if (entry != nullptr) choice.type = entry->info.id;
  JsonObject rest;
  if (const auto options = reader.object("options")) {
    choice.options = readOptions(*options, entry ? entry->fields() : std::vector<Field>{}, rest);
  }
  known.insert(known.end(), {"type", "options"});
  choice.unknown = reader.unknown(known);
  if (!rest.empty()) {
    Json all = choice.unknown.empty() ? Json::object() : std::move(*parseJson(choice.unknown));
    all.set("options", std::move(rest));
    choice.unknown = writeJson(all, JsonLayout::Compact);
  }
  return choice;
}

Block readBlock(const JsonReader& reader, const Catalog& catalog) {
  Block block;
  block.choice = readChoice(reader, catalog.blocks, {"name", "bypassed"});
  block.name = reader.text("name").value_or("");
  block.bypassed = reader.boolean("bypassed").value_or(false);
  return block;
}

Stack readNodes(const std::vector<JsonReader>& items, const Catalog& catalog);

Repeat readRepeat(const JsonReader& reader, const Json& times, const Catalog& catalog) {
  Repeat repeat;
  if (const auto* count = times.as<std::int64_t>();
      count != nullptr && *count >= 1 && *count <= 1000) {
    repeat.until = Repeat::Until::Times;
    repeat.times = *count;
  } else if (const auto* text = times.as<std::string>(); text == nullptr || *text != "one_wire") {
    reader.member("repeat", times)
        .error(
            "A section repeats a number of times from 1 to 1000, or until \"one_wire\" is left.");
  }
  if (!reader.has("body")) reader.error("The member \"body\" of the repeated section is missing.");
  repeat.body = readNodes(reader.items("body"), catalog);
  repeat.unknown = reader.unknown({"repeat", "body"});
  return repeat;
}

void readLaneOptions(const JsonReader& reader, Lane& lane) {
  lane.name = reader.text("name").value_or("");
  lane.bypassed = reader.boolean("bypassed").value_or(false);
  const std::string features = reader.text("features").value_or("all");
  if (features == "share") lane.features = Lane::Features::Share;
  if (features != "share" && features != "all") {
    reader.error("The features of a lane are \"" + features + "\"; they must be all or share.");
  }
  lane.unknown = reader.unknown({"name", "features", "bypassed"});
}

Parallel readLanes(const JsonReader& reader, const Catalog& catalog) {
  Parallel parallel;
  for (const JsonReader& item : reader.items("lanes")) {
    parallel.lanes.push_back({.name = {}, .body = readNodes(item.items(), catalog)});
  }
  const std::vector<JsonReader> options = reader.items("lane_options");
  for (std::size_t k = 0; k < options.size(); ++k) {
    if (k < parallel.lanes.size()) {
      readLaneOptions(options[k], parallel.lanes[k]);
    } else {
      options[k].error("There are more lane options than lanes.");
    }
  }
  if (parallel.lanes.empty()) reader.error("The list \"lanes\" is empty.");
  if (const auto fusion = reader.object("fusion")) {
    parallel.fusion = readBlock(*fusion, catalog);
  } else if (!reader.has("fusion")) {
    reader.error("The member \"fusion\" of the lanes is missing.");
  }
  parallel.unknown = reader.unknown({"lanes", "lane_options", "fusion"});
  return parallel;
}

Stack readNodes(const std::vector<JsonReader>& items, const Catalog& catalog) {
  Stack stack;
  for (const JsonReader& item : items) {
    if (const Json* times = item.value().find("repeat")) {
      stack.emplace_back(readRepeat(item, *times, catalog));
    } else if (item.has("lanes")) {
      stack.emplace_back(readLanes(item, catalog));
    } else {
      stack.emplace_back(readBlock(item, catalog));
    }
  }
  return stack;
}

// Reads the options of a plain struct that lie directly in `reader`; `others` are keys beside them.
template <class Options>
Options readSettings(const JsonReader& reader, const Schema<Options>& schema,
                     std::vector<std::string> others, std::string& unknown) {
  Values values;
  for (const Field& field : schema.fields()) {
    others.push_back(field.key);
    const Json* found = reader.value().find(field.key);
    if (found == nullptr) continue;
    const JsonReader member = reader.member(field.key, *found);
    auto value = member.fieldValue(field);
    if (!value) continue;
    auto checked = checkValue(field, *value, member.where());
    if (checked) {
      values[field.key] = std::move(*checked);
    } else {
      reader.log().errors.push_back(checked.error());
    }
  }
  unknown = reader.unknown(others);
  auto options = schema.read(values, reader.pointer());
  return options ? *options : Options{};
}

void need(const JsonReader& reader, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (!reader.has(key)) reader.error("The member \"" + std::string(key) + "\" is missing.");
  }
}

DataSpec readData(const JsonReader& reader, const Catalog& catalog) {
  DataSpec data;
  need(reader, {"source"});
  if (const auto source = reader.object("source")) {
    data.source = readChoice(*source, catalog.sources);
  }
  data.classes = reader.texts("classes").value_or(std::vector<std::string>{});
  for (const JsonReader& step : reader.items("preprocess")) {
    data.preprocess.push_back(readChoice(step, catalog.preprocessors));
  }
  data.unknown = reader.unknown({"source", "classes", "preprocess", "split"});
  if (const auto split = reader.object("split")) {
    std::string rest;
    data.split = readSettings(*split, splitSchema(), {}, rest);
    if (!rest.empty()) {
      Json all = data.unknown.empty() ? Json::object() : std::move(*parseJson(data.unknown));
      all.set("split", std::move(*parseJson(rest)));
      data.unknown = writeJson(all, JsonLayout::Compact);
    }
  }
  return data;
}

TrainSpec readTrain(const JsonReader& reader, const Catalog& catalog) {
  TrainSpec train;
  need(reader, {"optimizer", "loss", "initializer"});
  if (const auto part = reader.object("optimizer")) {
    train.optimizer = readChoice(*part, catalog.optimizers);
  }
  if (const auto part = reader.object("schedule")) {
    train.schedule = readChoice(*part, catalog.schedules);
  }
  if (const auto part = reader.object("loss")) train.loss = readChoice(*part, catalog.losses);
  if (const auto part = reader.object("initializer")) {
    train.initializer = readChoice(*part, catalog.initializers);
  }
  train.settings = readSettings(reader, trainSettingsSchema(),
                                {"optimizer", "schedule", "loss", "initializer"}, train.unknown);
  return train;
}

SimulationSpec readSimulation(const JsonReader& reader, const Catalog& catalog) {
  SimulationSpec simulation;
  for (const JsonReader& noise : reader.items("noise")) {
    simulation.noise.push_back(readChoice(noise, catalog.noise));
  }
  simulation.settings = readSettings(reader, simulationSchema(), {"noise"}, simulation.unknown);
  return simulation;
}

}  // namespace

Result<Stack> readStack(std::string_view text, const Catalog& catalog) {
  auto document = parseJson(text);
  if (!document) return document.error();
  ReadLog log;
  Stack stack = readNodes(JsonReader(*document, "/stack", log).items(), catalog);
  if (!log.errors.empty()) return log.errors.front();
  return stack;
}

ExperimentReading readExperiment(std::string_view text, const Catalog& catalog,
                                 const std::string& name) {
  ExperimentReading reading;
  auto document = parseJson(text, name);
  if (!document) {
    reading.errors.push_back(document.error());
    return reading;
  }
  const Json* format = document->find("format");
  const auto* id = format == nullptr ? nullptr : format->as<std::string>();
  if (id == nullptr || *id != kExperimentFormat) {
    reading.errors.push_back({name,
                              "This is not a Qonvolve project: \"format\" is not \"" +
                                  std::string(kExperimentFormat) + "\".",
                              "Choose a .qonv file."});
    return reading;
  }
  std::vector<std::string> notes;
  auto current = migrate(std::move(*document), kExperimentVersion, experimentMigrations(), notes);
  if (!current) {
    reading.errors.push_back(current.error());
    return reading;
  }
  ReadLog log;
  for (const std::string& note : notes) log.warnings.push_back({name, note, ""});

  Experiment& e = reading.experiment;
  const JsonReader root(*current, "", log);
  need(root, {"data", "stack", "train"});
  e.name = root.text("name").value_or("");
  e.description = root.text("description").value_or("");
  e.seed = root.word("seed").value_or(e.seed);
  if (const auto data = root.object("data")) e.data = readData(*data, catalog);
  e.stack = readNodes(root.items("stack"), catalog);
  if (const auto train = root.object("train")) e.train = readTrain(*train, catalog);
  if (root.has("simulation")) {
    if (const auto part = root.object("simulation")) e.simulation = readSimulation(*part, catalog);
  }
  e.unknown = root.unknown(
      {"format", "version", "name", "description", "seed", "data", "stack", "train", "simulation"});
  assignIds(e.stack);
  reading.errors = std::move(log.errors);
  reading.warnings = std::move(log.warnings);
  return reading;
}

}  // namespace qonvolve
