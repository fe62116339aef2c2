// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli list: everything that is built in.
#include <algorithm>

#include "app/cli/benches.h"
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/examples.h"

namespace qonvolve::cli {

namespace {

struct Item {
  EntryInfo info;
  std::vector<Field> fields;
};

template <class Entry>
std::vector<Item> itemsOf(const Registry<Entry>& registry, std::string_view category = {}) {
  std::vector<Item> items;
  for (const Entry& entry : registry.entries()) {
    if (!category.empty() && entry.info.category != category) continue;
    items.push_back({entry.info, entry.fields()});
  }
  return items;
}

std::vector<Item> exampleItems(const Catalog& catalog) {
  std::vector<Item> items;
  for (const ExampleInfo& example : examples(catalog)) {
    items.push_back({{example.id, example.title, "Example", example.description, "", "", {}}, {}});
  }
  return items;
}

std::vector<Item> benchItems() {
  std::vector<Item> items;
  for (const BenchInfo& bench : benches()) {
    items.push_back({{bench.id, bench.label, "Benchmark", bench.help, bench.help, "", {}}, {}});
  }
  return items;
}

struct Kind {
  const char* name;
  std::function<std::vector<Item>(const Catalog&)> items;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> list = {
      {"examples", exampleItems},
      {"encodings", [](const Catalog& c) { return itemsOf(c.blocks, "Encoding"); }},
      {"convolutions", [](const Catalog& c) { return itemsOf(c.blocks, "Convolution"); }},
      {"poolings", [](const Catalog& c) { return itemsOf(c.blocks, "Pooling"); }},
      {"readouts", [](const Catalog& c) { return itemsOf(c.blocks, "Readout"); }},
      {"blocks", [](const Catalog& c) { return itemsOf(c.blocks); }},
      {"ansatzes", [](const Catalog&) { return itemsOf(ansatzes()); }},
      {"sources", [](const Catalog& c) { return itemsOf(c.sources); }},
      {"preprocessors", [](const Catalog& c) { return itemsOf(c.preprocessors); }},
      {"optimizers", [](const Catalog& c) { return itemsOf(c.optimizers); }},
      {"schedules", [](const Catalog& c) { return itemsOf(c.schedules); }},
      {"losses", [](const Catalog& c) { return itemsOf(c.losses); }},
      {"initializers", [](const Catalog& c) { return itemsOf(c.initializers); }},
      {"noise", [](const Catalog& c) { return itemsOf(c.noise); }},
      {"benches", [](const Catalog&) { return benchItems(); }},
  };
  return list;
}

Json valueJson(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return jsonNumber(*real);
  return std::get<std::string>(value);
}

const char* typeName(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::Boolean:
      return "boolean";
    case Field::Kind::Integer:
      return "integer";
    case Field::Kind::Real:
      return "real";
    case Field::Kind::Choice:
      return "choice";
    case Field::Kind::Text:
      return "text";
    case Field::Kind::Path:
      return "path";
  }
  return "text";
}

Json fieldJson(const Field& field) {
  Json json = Json::object();
  json.set("key", field.key);
  json.set("type", typeName(field.kind));
  json.set("label", field.label);
  json.set("help", field.help);
  json.set("default", valueJson(field.defaultValue));
  if (field.kind == Field::Kind::Integer) {
    json.set("min", static_cast<std::int64_t>(field.minimum));
    json.set("max", field.maximum >= 0x1p63 ? INT64_MAX : static_cast<std::int64_t>(field.maximum));
  } else if (field.kind == Field::Kind::Real) {
    json.set("min", jsonNumber(field.minimum));
    json.set("max", jsonNumber(field.maximum));
  } else if (field.kind == Field::Kind::Choice) {
    Json choices = Json::array();
    for (const Option& option : field.options) {
      Json choice = Json::object();
      choice.set("id", option.id);
      choice.set("label", option.label);
      choice.set("help", option.help);
      choices.push(std::move(choice));
    }
    json.set("choices", std::move(choices));
  }
  if (!field.unit.empty()) json.set("unit", field.unit);
  return json;
}

Json itemJson(const Item& item) {
  Json json = Json::object();
  json.set("id", item.info.id);
  json.set("label", item.info.label);
  json.set("category", item.info.category);
  json.set("summary", item.info.summary);
  json.set("help", item.info.help);
  Json options = Json::array();
  for (const Field& field : item.fields) options.push(fieldJson(field));
  json.set("options", std::move(options));
  json.set("paper", item.info.paper);
  return json;
}

std::string fieldText(const Field& field) {
  std::string text = "      " + field.key + " = " + valueText(field.defaultValue);
  if (field.kind == Field::Kind::Choice) {
    std::vector<std::string> ids;
    for (const Option& option : field.options) ids.push_back(option.id);
    text += "   one of " + join(ids, ", ");
  } else if (field.kind == Field::Kind::Integer || field.kind == Field::Kind::Real) {
    text += "   " + numberText(field.minimum) + " to " + numberText(field.maximum);
    if (!field.unit.empty()) text += " " + field.unit;
  }
  return text + "\n";
}

std::string itemText(const Item& item, std::size_t width) {
  std::string text = "  " + item.info.id +
                     std::string(width - std::min(width, item.info.id.size()) + 2, ' ') +
                     item.info.label;
  if (!item.info.summary.empty()) text += ": " + item.info.summary;
  text += "\n";
  for (const Field& field : item.fields) text += fieldText(field);
  return text;
}

int run(const Arguments& arguments) {
  const Catalog catalog = makeCatalog();
  const bool all = arguments.positionalCount() == 0;
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  if (!all && std::find(names.begin(), names.end(), arguments.positional(0)) == names.end()) {
    fail({"", "There is no kind \"" + arguments.positional(0) + "\".",
          suggestion(arguments.positional(0), names)});
    return kUsage;
  }
  Json json = Json::array();
  std::string text;
  for (const Kind& kind : kinds()) {
    if (all ? std::string_view(kind.name) == "blocks" : arguments.positional(0) != kind.name) {
      continue;  // all blocks are listed by category
    }
    const std::vector<Item> items = kind.items(catalog);
    std::size_t width = 0;
    for (const Item& item : items) width = std::max(width, item.info.id.size());
    if (all) text += std::string(text.empty() ? "" : "\n") + kind.name + "\n";
    for (const Item& item : items) {
      text += itemText(item, width);
      Json one = itemJson(item);
      one.set("kind", kind.name);
      json.push(std::move(one));
    }
  }
  if (arguments.has("json")) {
    printJson(json);
  } else {
    print(text);
  }
  return kDone;
}

}  // namespace

Command listCommand() {
  Command command;
  command.name = "list";
  command.summary = "Lists everything that is built in, with options and defaults.";
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.emplace_back(kind.name);
  command.description =
      "Lists the entries of one kind, or of all, with their options, defaults and allowed values. "
      "These are the ids and keys used in project files and by --set.";
  command.arguments = {{"KIND", "One of " + join(names, ", ") + "; without it: all.",
                        ArgumentSpec::Count::Optional}};
  command.options = {jsonOption()};
  command.examples = {"qonvolve-cli list examples", "qonvolve-cli list ansatzes --json"};
  command.run = run;
  return command;
}

std::vector<Command> allCommands() {
  return {listCommand(),      trainCommand(),    resumeCommand(),   sweepCommand(),
          compareCommand(),   reportCommand(),   evaluateCommand(), validateCommand(),
          dataCommand(),      simulateCommand(), describeCommand(), scanCommand(),
          layerwiseCommand(), drawCommand(),     exportCommand(),   benchCommand()};
}

}  // namespace qonvolve::cli
