// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/experiment_json.h"

namespace qonvolve {

namespace {

Json valueJson(std::string_view key, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (key == "seed") return std::to_string(*integer);
    return *integer;
  }
  if (const auto* real = std::get_if<double>(&value)) return jsonNumber(*real);
  return std::get<std::string>(value);
}

Json valuesJson(const Values& values) {
  Json json = Json::object();
  for (const auto& [key, value] : values) json.set(key, valueJson(key, value));
  return json;
}

Json choiceJson(const Choice& choice) {
  Json json = Json::object();
  json.set("type", choice.type);
  json.set("options", valuesJson(choice.options));
  addUnknown(json, choice.unknown);
  return json;
}

Json blockJson(const Block& block) {
  Json json = Json::object();
  json.set("type", block.choice.type);
  if (!block.name.empty()) json.set("name", block.name);
  if (block.bypassed) json.set("bypassed", true);
  json.set("options", valuesJson(block.choice.options));
  addUnknown(json, block.choice.unknown);
  return json;
}

Json stackJson(const Stack& stack);

Json repeatJson(const Repeat& repeat) {
  Json json = Json::object();
  json.set("repeat",
           repeat.until == Repeat::Until::OneWire ? Json("one_wire") : Json(repeat.times));
  json.set("body", stackJson(repeat.body));
  addUnknown(json, repeat.unknown);
  return json;
}

Json lanesJson(const Parallel& parallel) {
  Json json = Json::object();
  Json lanes = Json::array();
  Json options = Json::array();
  for (const Lane& lane : parallel.lanes) {
    lanes.push(stackJson(lane.body));
    Json one = Json::object();
    one.set("name", lane.name);
    one.set("features", lane.features == Lane::Features::All ? "all" : "share");
    if (lane.bypassed) one.set("bypassed", true);
    addUnknown(one, lane.unknown);
    options.push(std::move(one));
  }
  json.set("lanes", std::move(lanes));
  json.set("lane_options", std::move(options));
  json.set("fusion", blockJson(parallel.fusion));
  addUnknown(json, parallel.unknown);
  return json;
}

Json stackJson(const Stack& stack) {
  Json list = Json::array();
  for (const StackNode& node : stack) {
    if (const auto* block = std::get_if<Block>(&node)) {
      list.push(blockJson(*block));
    } else if (const auto* repeat = std::get_if<Repeat>(&node)) {
      list.push(repeatJson(*repeat));
    } else {
      list.push(lanesJson(std::get<Parallel>(node)));
    }
  }
  return list;
}

Json dataJson(const DataSpec& data) {
  Json json = Json::object();
  json.set("source", choiceJson(data.source));
  Json classes = Json::array();
  for (const std::string& name : data.classes) classes.push(name);
  json.set("classes", std::move(classes));
  Json steps = Json::array();
  for (const Choice& step : data.preprocess) steps.push(choiceJson(step));
  json.set("preprocess", std::move(steps));
  json.set("split", valuesJson(splitSchema().write(data.split)));
  addUnknown(json, data.unknown);
  return json;
}

Json trainJson(const TrainSpec& train) {
  Json json = Json::object();
  json.set("optimizer", choiceJson(train.optimizer));
  if (train.schedule != Choice{.type = "constant"}) {
    json.set("schedule", choiceJson(train.schedule));
  }
  json.set("loss", choiceJson(train.loss));
  json.set("initializer", choiceJson(train.initializer));
  // Settings that came later are written where they say something: other files stay as they are.
  const Values defaults = trainSettingsSchema().write({});
  for (const auto& [key, value] : trainSettingsSchema().write(train.settings)) {
    const bool later = key == "clipping" || key == "clipping_limit" || key == "perturbation" ||
                       key == "circuit_evaluations" || key == "optimizer_reset";
    if (!later || value != defaults.find(key)->second) json.set(key, valueJson(key, value));
  }
  addUnknown(json, train.unknown);
  return json;
}

Json simulationJson(const SimulationSpec& simulation) {
  Json json = Json::object();
  for (const auto& [key, value] : simulationSchema().write(simulation.settings)) {
    json.set(key, valueJson(key, value));
  }
  Json list = Json::array();
  for (const Choice& noise : simulation.noise) list.push(choiceJson(noise));
  json.set("noise", std::move(list));
  addUnknown(json, simulation.unknown);
  return json;
}

}  // namespace

Json experimentJson(const Experiment& experiment, Sections sections) {
  Json json = Json::object();
  json.set("format", kExperimentFormat);
  json.set("version", kExperimentVersion);
  json.set("name", experiment.name);
  json.set("description", experiment.description);
  json.set("seed", std::to_string(experiment.seed));
  json.set("data", dataJson(experiment.data));
  json.set("stack", stackJson(experiment.stack));
  json.set("train", trainJson(experiment.train));
  if (sections == Sections::All || experiment.simulation != SimulationSpec{}) {
    json.set("simulation", simulationJson(experiment.simulation));
  }
  addUnknown(json, experiment.unknown);
  return json;
}

std::string experimentText(const Experiment& experiment) {
  return writeJson(experimentJson(experiment));
}

std::string stackText(const Stack& stack) {
  return writeJson(stackJson(stack));
}

}  // namespace qonvolve
