// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_file.h"

#include <QFileInfo>
#include <algorithm>

#include "core/base/text.h"
#include "core/io/files.h"

namespace qonvolve {

namespace {

constexpr std::string_view kFormat = "qonvolve-sweep";

// A setting as text for `--set`, and back. Text that reads as another kind of JSON value than text
// is written as that.
std::string settingText(const Json& json) {
  if (const auto* text = json.as<std::string>()) return *text;
  return writeJson(json, JsonLayout::Compact);
}

Json settingJson(const std::string& text) {
  auto parsed = parseJson(text);
  if (parsed && !parsed->isNull() && parsed->as<std::string>() == nullptr &&
      writeJson(*parsed, JsonLayout::Compact) == text) {
    return std::move(*parsed);
  }
  return text;
}

// What a value without a label is called: itself, or the type of the block.
std::string defaultLabel(const std::string& value) {
  const Json json = settingJson(value);
  if (const Json* type = json.find("type"); type != nullptr && type->as<std::string>() != nullptr) {
    return *type->as<std::string>();
  }
  return value;
}

std::vector<SettingChange> readChanges(const JsonReader& parent, std::string_view key) {
  std::vector<SettingChange> changes;
  const auto object = parent.object(key);
  if (!object) return changes;
  for (const auto& [path, value] : *object->value().as<JsonObject>()) {
    if (!path.starts_with('/')) {
      object->member(path, value)
          .error("A setting is named by its path, and \"" + path + "\" is none.",
                 "Write for example \"/train/epochs\".");
    }
    changes.push_back({path, settingText(value)});
  }
  return changes;
}

Json changesJson(const std::vector<SettingChange>& changes) {
  Json json = Json::object();
  for (const SettingChange& change : changes) json.set(change.path, settingJson(change.value));
  return json;
}

AxisValue readValue(const JsonReader& reader, const std::string& path) {
  AxisValue value;
  if (reader.value().isObject() && reader.has("set")) {
    value.changes = readChanges(reader, "set");
    value.label = reader.text("label").value_or(
        value.changes.empty() ? "unchanged" : defaultLabel(value.changes.front().value));
    static_cast<void>(reader.unknown({"label", "set"}));
  } else if (path.empty()) {
    reader.error("A value of an axis without \"path\" is an object with \"label\" and \"set\".",
                 "Give the axis a \"path\", or write {\"label\": ..., \"set\": {...}}.");
  } else {
    value.changes = {{path, settingText(reader.value())}};
    value.label = defaultLabel(value.changes.front().value);
  }
  return value;
}

AxisRange readRange(const JsonReader& reader, const std::string& path) {
  AxisRange range;
  range.path = path;
  if (path.empty()) reader.error("The range has no \"path\".", "Name the setting that varies.");
  if (!reader.has("from") || !reader.has("to")) {
    reader.error("A range needs both \"from\" and \"to\".");
  }
  range.low = reader.real("from").value_or(0);
  range.high = reader.real("to").value_or(1);
  range.integer = reader.boolean("whole").value_or(false);
  const std::string scale = reader.text("scale").value_or("linear");
  if (scale != "linear" && scale != "log") {
    reader.error("The scale is \"" + scale + "\"; it must be linear or log.");
  }
  range.logarithmic = scale == "log";
  return range;
}

SweepAxis readAxis(const JsonReader& reader) {
  SweepAxis axis;
  if (!reader.requireObject()) return axis;
  const std::string path = reader.text("path").value_or("");
  axis.name = reader.text("name").value_or(path);
  if (reader.has("values")) {
    for (const JsonReader& item : reader.items("values")) {
      axis.values.push_back(readValue(item, path));
    }
    axis.unknown = reader.unknown({"name", "path", "values"});
  } else {
    axis.range = readRange(reader, path);
    axis.unknown = reader.unknown({"name", "path", "from", "to", "scale", "whole"});
  }
  if (axis.name.empty()) reader.error("The axis has neither \"name\" nor \"path\".");
  return axis;
}

// The path all values set, when each sets just that and is called by it; else empty.
std::string commonPath(const SweepAxis& axis) {
  std::string path;
  for (const AxisValue& value : axis.values) {
    if (value.changes.size() != 1) return {};
    const SettingChange& change = value.changes.front();
    if (!path.empty() && change.path != path) return {};
    if (value.label != defaultLabel(change.value)) return {};
    // An object with "set" would be read as the long form.
    if (settingJson(change.value).find("set") != nullptr) return {};
    path = change.path;
  }
  return path;
}

Json axisJson(const SweepAxis& axis) {
  Json json = Json::object();
  json.set("name", axis.name);
  if (axis.range) {
    json.set("path", axis.range->path);
    json.set("from", jsonNumber(axis.range->low));
    json.set("to", jsonNumber(axis.range->high));
    json.set("scale", axis.range->logarithmic ? "log" : "linear");
    if (axis.range->integer) json.set("whole", true);
    addUnknown(json, axis.unknown);
    return json;
  }
  const std::string path = commonPath(axis);
  if (!path.empty()) json.set("path", path);
  Json values = Json::array();
  for (const AxisValue& value : axis.values) {
    if (!path.empty()) {
      values.push(settingJson(value.changes.front().value));
      continue;
    }
    Json one = Json::object();
    one.set("label", value.label);
    one.set("set", changesJson(value.changes));
    values.push(std::move(one));
  }
  json.set("values", std::move(values));
  addUnknown(json, axis.unknown);
  return json;
}

std::vector<std::uint64_t> readSeeds(const JsonReader& root) {
  std::vector<std::uint64_t> seeds;
  const Json* found = root.value().find("seeds");
  const JsonReader reader = root.member("seeds", *found);
  if (found->isArray()) {
    for (const JsonReader& item : reader.items()) {
      const auto* text = item.value().as<std::string>();
      const auto* number = item.value().as<std::int64_t>();
      const auto seed = text != nullptr     ? parseUnsigned(*text)
                        : number != nullptr ? parseUnsigned(std::to_string(*number))
                                            : std::optional<std::uint64_t>();
      if (!seed) {
        item.error("A seed is a whole number from 0.");
      } else if (std::find(seeds.begin(), seeds.end(), *seed) != seeds.end()) {
        item.error("The seed " + std::to_string(*seed) + " is given twice.");
      } else {
        seeds.push_back(*seed);
      }
    }
    return seeds;
  }
  if (!reader.requireObject()) return seeds;
  const std::uint64_t first = reader.word("first").value_or(1);
  const std::uint64_t count = reader.word("count").value_or(5);
  if (count < 1 || count > 100'000) {
    reader.error("The number of seeds is " + std::to_string(count) + "; it must be 1 to 100000.");
    return seeds;
  }
  for (std::uint64_t i = 0; i < count; ++i) seeds.push_back(first + i);
  static_cast<void>(reader.unknown({"first", "count"}));
  return seeds;
}

Json seedsJson(const std::vector<std::uint64_t>& seeds) {
  bool consecutive = !seeds.empty();
  for (std::size_t i = 1; i < seeds.size(); ++i) consecutive &= seeds[i] == seeds[i - 1] + 1;
  if (consecutive) {
    Json json = Json::object();
    json.set("first", std::to_string(seeds.front()));
    json.set("count", std::uint64_t{seeds.size()});
    return json;
  }
  Json list = Json::array();
  for (const std::uint64_t seed : seeds) list.push(std::to_string(seed));
  return list;
}

std::int64_t wholeFrom(const JsonReader& reader, std::string_view key, std::int64_t least,
                       std::int64_t otherwise) {
  const std::int64_t value = reader.integer(key).value_or(otherwise);
  if (value >= least) return value;
  reader.error("The member \"" + std::string(key) + "\" is " + std::to_string(value) +
               "; it must be at least " + std::to_string(least) + ".");
  return otherwise;
}

void readSampling(const JsonReader& reader, SweepSpec& spec) {
  const std::string method = reader.text("method").value_or("grid");
  std::vector<std::string> ids;
  for (const Option& option : sweepSamplings()) ids.push_back(option.id);
  const auto found = std::find(ids.begin(), ids.end(), method);
  if (found == ids.end()) {
    reader.error("There is no sampling \"" + method + "\".", suggestion(method, ids));
  } else {
    spec.sampling = static_cast<SweepSampling>(found - ids.begin());
  }
  spec.samples = wholeFrom(reader, "samples", 1, spec.samples);
  spec.samplingSeed = reader.word("seed").value_or(spec.samplingSeed);
  static_cast<void>(reader.unknown({"method", "samples", "seed"}));
}

SweepBudget readBudget(const JsonReader& reader) {
  SweepBudget budget;
  budget.epochs = wholeFrom(reader, "epochs", 0, 0);
  budget.steps = wholeFrom(reader, "steps", 0, 0);
  budget.evaluations = wholeFrom(reader, "circuit_evaluations", 0, 0);
  budget.patience = wholeFrom(reader, "patience", 0, 0);
  static_cast<void>(reader.unknown({"epochs", "steps", "circuit_evaluations", "patience"}));
  return budget;
}

SweepSpec readRoot(const JsonReader& root) {
  SweepSpec spec;
  spec.name = root.text("name").value_or("");
  spec.description = root.text("description").value_or("");
  if (const Json* base = root.value().find("base")) {
    if (base->as<std::string>() == nullptr && !base->isObject()) {
      root.member("base", *base).error("The base is neither a name nor a project.");
    }
    spec.base = settingText(*base);
  } else {
    root.error("The member \"base\" is missing: which experiment is varied?",
               "Write for example \"base\": \"example:lines\".");
  }
  spec.changes = readChanges(root, "set");
  for (const JsonReader& axis : root.items("axes")) spec.axes.push_back(readAxis(axis));
  if (const auto sampling = root.object("sampling")) readSampling(*sampling, spec);
  if (root.has("seeds")) spec.seeds = readSeeds(root);
  if (const auto budget = root.object("budget")) spec.budget = readBudget(*budget);
  if (const auto halving = root.object("halving")) {
    spec.halving = SweepHalving{.factor = wholeFrom(*halving, "factor", 2, 3),
                                .firstEpochs = wholeFrom(*halving, "first_epochs", 1, 1)};
    static_cast<void>(halving->unknown({"factor", "first_epochs"}));
  }
  if (root.has("baselines")) {
    spec.baselines = root.texts("baselines").value_or(std::vector<std::string>{});
  }
  spec.unknown = root.unknown({"format", "version", "name", "description", "base", "set", "axes",
                               "sampling", "seeds", "budget", "halving", "baselines"});
  return spec;
}

}  // namespace

SweepReading readSweep(std::string_view text, const std::string& name) {
  SweepReading reading;
  const auto document = parseJson(text, name);
  if (!document) {
    reading.errors.push_back(document.error());
    return reading;
  }
  ReadLog log;
  const JsonReader root(*document, "", log);
  if (root.text("format").value_or("") != kFormat) {
    reading.errors.push_back(
        {name, "This is not a sweep: \"format\" is not \"" + std::string(kFormat) + "\".",
         "Choose a .qsweep file."});
    return reading;
  }
  const std::int64_t version = root.integer("version").value_or(0);
  if (version < 1 || version > kSweepVersion) {
    reading.errors.push_back(
        {name,
         version > kSweepVersion ? "This sweep was made by a newer version (format " +
                                       std::to_string(version) + "; this one reads up to " +
                                       std::to_string(kSweepVersion) + "). Nothing was changed."
                                 : "The member \"version\" is missing or wrong.",
         version > kSweepVersion ? "Use that version." : "Write \"version\": 1."});
    return reading;
  }
  reading.spec = readRoot(root);
  reading.errors = std::move(log.errors);
  reading.warnings = std::move(log.warnings);
  if (reading.errors.empty()) {
    if (const auto points = sweepPoints(reading.spec); !points) {
      reading.errors.push_back(points.error());
    }
  }
  return reading;
}

Json sweepJson(const SweepSpec& spec) {
  Json json = Json::object();
  json.set("format", kFormat);
  json.set("version", kSweepVersion);
  json.set("name", spec.name);
  json.set("description", spec.description);
  json.set("base", spec.base.starts_with('{') ? std::move(*parseJson(spec.base)) : Json(spec.base));
  if (!spec.changes.empty()) json.set("set", changesJson(spec.changes));
  Json axes = Json::array();
  for (const SweepAxis& axis : spec.axes) axes.push(axisJson(axis));
  json.set("axes", std::move(axes));
  Json sampling = Json::object();
  sampling.set("method", sweepSamplings().at(static_cast<std::size_t>(spec.sampling)).id);
  if (spec.sampling == SweepSampling::Random || spec.sampling == SweepSampling::Sobol) {
    sampling.set("samples", spec.samples);
    sampling.set("seed", std::to_string(spec.samplingSeed));
  }
  json.set("sampling", std::move(sampling));
  json.set("seeds", seedsJson(spec.seeds));
  Json budget = Json::object();
  const std::pair<const char*, std::int64_t> limits[] = {
      {"epochs", spec.budget.epochs},
      {"steps", spec.budget.steps},
      {"circuit_evaluations", spec.budget.evaluations},
      {"patience", spec.budget.patience}};
  for (const auto& [key, value] : limits) {
    if (value > 0) budget.set(key, value);
  }
  if (spec.budget != SweepBudget{}) json.set("budget", std::move(budget));
  if (spec.halving) {
    Json halving = Json::object();
    halving.set("factor", spec.halving->factor);
    halving.set("first_epochs", spec.halving->firstEpochs);
    json.set("halving", std::move(halving));
  }
  if (!spec.baselines.empty()) {
    Json list = Json::array();
    for (const std::string& id : spec.baselines) list.push(id);
    json.set("baselines", std::move(list));
  }
  addUnknown(json, spec.unknown);
  return json;
}

std::string sweepText(const SweepSpec& spec) {
  return writeJson(sweepJson(spec));
}

Result<LoadedSweep> loadSweep(const QString& path) {
  const auto text = readFile(path);
  if (!text) return text.error();
  SweepReading reading = readSweep(*text, QFileInfo(path).fileName().toStdString());
  if (!reading.errors.empty()) return firstError(reading.errors);
  return LoadedSweep{std::move(reading.spec), QFileInfo(path).absolutePath(),
                     std::move(reading.warnings)};
}

}  // namespace qonvolve
