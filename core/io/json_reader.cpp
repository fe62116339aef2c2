// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_reader.h"

#include <algorithm>

#include "core/base/text.h"

namespace qonvolve {

std::string pointerToken(std::string_view key) {
  std::string token;
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string JsonReader::where() const {
  std::string text = pointer_.empty() ? "/" : pointer_;
  if (value_->line > 0) {
    text += " (line " + std::to_string(value_->line) + ", column " +
            std::to_string(value_->column) + ")";
  }
  return text;
}

void JsonReader::error(std::string message, std::string hint) const {
  log_->errors.push_back({where(), std::move(message), std::move(hint)});
}

void JsonReader::warning(std::string message, std::string hint) const {
  log_->warnings.push_back({where(), std::move(message), std::move(hint)});
}

void JsonReader::wrongType(std::string_view wanted) const {
  error("Found " + std::string(jsonKindName(*value_)) + "; " + std::string(wanted) +
        " is needed here.");
}

JsonReader JsonReader::member(std::string_view key, const Json& value) const {
  return {value, pointer_ + "/" + pointerToken(key), *log_};
}

bool JsonReader::requireObject() const {
  if (value_->isObject()) return true;
  wrongType("an object");
  return false;
}

std::optional<std::string> JsonReader::text(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  if (const auto* text = found->as<std::string>()) return *text;
  member(key, *found).wrongType("text");
  return {};
}

std::optional<bool> JsonReader::boolean(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  if (const auto* flag = found->as<bool>()) return *flag;
  member(key, *found).wrongType("true or false");
  return {};
}

std::optional<std::int64_t> JsonReader::integer(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  if (const auto* integer = found->as<std::int64_t>()) return *integer;
  member(key, *found).wrongType("a whole number");
  return {};
}

namespace {

std::optional<double> toReal(const Json& value) {
  if (const auto* real = value.as<double>()) return *real;
  if (const auto* integer = value.as<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* large = value.as<std::uint64_t>()) return static_cast<double>(*large);
  if (const auto* text = value.as<std::string>()) {
    if (*text == "inf" || *text == "-inf" || *text == "nan") return parseDouble(*text);
  }
  return {};
}

std::optional<std::uint64_t> toWord(const Json& value) {
  if (const auto* text = value.as<std::string>()) return parseUnsigned(*text);
  if (const auto* large = value.as<std::uint64_t>()) return *large;
  const auto* integer = value.as<std::int64_t>();
  if (integer != nullptr && *integer >= 0) return static_cast<std::uint64_t>(*integer);
  return {};
}

}  // namespace

std::optional<double> JsonReader::real(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  const auto real = toReal(*found);
  if (!real) member(key, *found).wrongType("a number");
  return real;
}

std::optional<std::uint64_t> JsonReader::word(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  const auto word = toWord(*found);
  if (!word) {
    member(key, *found)
        .wrongType("a whole number from 0 to 18446744073709551615, written as text (\"7\"),");
  }
  return word;
}

std::optional<std::vector<double>> JsonReader::reals(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  return member(key, *found).reals();
}

std::optional<std::vector<double>> JsonReader::reals() const {
  const auto* array = value_->as<JsonArray>();
  if (array == nullptr) {
    wrongType("a list of numbers");
    return {};
  }
  std::vector<double> values;
  values.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto real = toReal((*array)[i]);
    if (!real) {
      member(std::to_string(i), (*array)[i]).wrongType("a number");
      return {};
    }
    values.push_back(*real);
  }
  return values;
}

std::optional<std::vector<std::string>> JsonReader::texts(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  std::vector<std::string> values;
  for (const JsonReader& item : member(key, *found).items()) {
    if (const auto* text = item.value().as<std::string>()) {
      values.push_back(*text);
    } else if (const auto* integer = item.value().as<std::int64_t>()) {
      values.push_back(std::to_string(*integer));
    } else {
      item.wrongType("text");
      return {};
    }
  }
  if (!found->isArray()) return {};
  return values;
}

std::optional<JsonReader> JsonReader::object(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  JsonReader reader = member(key, *found);
  if (!reader.requireObject()) return {};
  return reader;
}

std::vector<JsonReader> JsonReader::items(std::string_view key) const {
  const Json* found = value_->find(key);
  if (found == nullptr) return {};
  return member(key, *found).items();
}

std::vector<JsonReader> JsonReader::items() const {
  std::vector<JsonReader> readers;
  const auto* array = value_->as<JsonArray>();
  if (array == nullptr) {
    wrongType("a list");
    return readers;
  }
  readers.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    readers.push_back(member(std::to_string(i), (*array)[i]));
  }
  return readers;
}

std::optional<Value> JsonReader::fieldValue(const Field& field) const {
  switch (field.kind) {
    case Field::Kind::Boolean:
      if (const auto* flag = value_->as<bool>()) return Value(*flag);
      break;
    case Field::Kind::Integer:
      if (const auto* integer = value_->as<std::int64_t>()) return Value(*integer);
      if (const auto* text = value_->as<std::string>()) {
        if (const auto integer = parseInteger(*text)) return Value(*integer);
      }
      break;
    case Field::Kind::Real:
      if (const auto real = toReal(*value_)) return Value(*real);
      break;
    case Field::Kind::Choice:
    case Field::Kind::Text:
    case Field::Kind::Path:
      if (const auto* text = value_->as<std::string>()) return Value(*text);
      break;
  }
  std::string wanted(kindName(field.kind));
  if (field.kind == Field::Kind::Choice) {
    std::vector<std::string> ids;
    for (const Option& option : field.options) ids.push_back(option.id);
    wanted = "one of " + join(ids, ", ");
  }
  error(field.label + " is " + std::string(jsonKindName(*value_)) + "; it must be " + wanted + ".",
        "The default is " + valueText(field.defaultValue) + ".");
  return {};
}

std::string JsonReader::unknown(const std::vector<std::string>& known) const {
  const auto* object = value_->as<JsonObject>();
  if (object == nullptr) return {};
  JsonObject rest;
  for (const auto& [key, value] : *object) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = nearestName(key, known);
    member(key, value)
        .warning("This version does not know \"" + key + "\"; it is kept but has no effect.",
                 near ? "Did you mean \"" + *near + "\"?" : "");
    rest.emplace_back(key, value);
  }
  return rest.empty() ? "" : writeJson(rest, JsonLayout::Compact);
}

void addUnknown(Json& json, const std::string& unknown) {
  if (unknown.empty()) return;
  const auto parsed = parseJson(unknown);
  const auto* members = parsed ? parsed->as<JsonObject>() : nullptr;
  if (members == nullptr) return;
  for (const auto& [key, value] : *members) {
    Json* present = json.find(key);
    if (present == nullptr) {
      json.set(key, value);
    } else if (const auto* inner = value.as<JsonObject>(); inner != nullptr) {
      for (const auto& [option, content] : *inner) {
        if (present->find(option) == nullptr) present->set(option, content);
      }
    }
  }
}

Error firstError(const std::vector<Error>& errors) {
  Error error = errors.front();
  if (errors.size() > 1) {
    error.hint += (error.hint.empty() ? "" : " ") + std::string("And ") +
                  std::to_string(errors.size() - 1) + " more.";
  }
  return error;
}

}  // namespace qonvolve
