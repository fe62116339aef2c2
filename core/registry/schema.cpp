// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/schema.h"

#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

std::string valueText(const Value& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const double* real = std::get_if<double>(&value)) return numberText(*real);
  return std::get<std::string>(value);
}

std::string_view kindName(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::Boolean: return "true or false";
    case Field::Kind::Integer: return "a whole number";
    case Field::Kind::Real: return "a number";
    case Field::Kind::Choice: return "a choice";
    case Field::Kind::Text: return "text";
    case Field::Kind::Path: return "a path";
  }
  return "";
}

namespace {

std::string rangeText(const Field& field) {
  constexpr double kExact = 9007199254740992;  // 2^53
  const auto bound = [&](double number) {
    const bool whole = field.kind == Field::Kind::Integer && std::abs(number) <= kExact;
    return whole ? std::to_string(static_cast<std::int64_t>(number)) : numberText(number);
  };
  return bound(field.minimum) + " to " + bound(field.maximum);
}

Result<Value> checkNumber(const Field& field, double number, const Value& value,
                          const std::string& where) {
  if (!std::isfinite(number) || number < field.minimum || number > field.maximum) {
    return Error{where,
                 field.label + " is " + valueText(value) + "; it must be " + rangeText(field) + ".",
                 "Use a value in that range; the default is " + valueText(field.defaultValue) + "."};
  }
  return value;
}

Error wrongKind(const Field& field, const Value& value, const std::string& where) {
  return {where,
          field.label + " is \"" + valueText(value) + "\"; it must be " +
              std::string(kindName(field.kind)) + ".",
          "The default is " + valueText(field.defaultValue) + "."};
}

}  // namespace

Result<Value> checkValue(const Field& field, const Value& value, const std::string& where) {
  switch (field.kind) {
    case Field::Kind::Boolean:
      if (!std::holds_alternative<bool>(value)) return wrongKind(field, value, where);
      return value;
    case Field::Kind::Integer:
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return checkNumber(field, static_cast<double>(*integer), value, where);
      }
      return wrongKind(field, value, where);
    case Field::Kind::Real:
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        const auto real = static_cast<double>(*integer);
        return checkNumber(field, real, Value(real), where);
      }
      if (const double* real = std::get_if<double>(&value)) {
        return checkNumber(field, *real, value, where);
      }
      return wrongKind(field, value, where);
    case Field::Kind::Choice: {
      const auto* id = std::get_if<std::string>(&value);
      if (id == nullptr) return wrongKind(field, value, where);
      std::vector<std::string> ids;
      for (const Option& option : field.options) {
        if (option.id == *id) return value;
        ids.push_back(option.id);
      }
      return Error{where, field.label + " is \"" + *id + "\", which does not exist.",
                   suggestion(*id, ids)};
    }
    case Field::Kind::Text:
    case Field::Kind::Path:
      if (!std::holds_alternative<std::string>(value)) return wrongKind(field, value, where);
      return value;
  }
  return value;
}

Result<Value> parseValue(const Field& field, std::string_view text, const std::string& where) {
  const Error notRead = wrongKind(field, Value(std::string(text)), where);
  switch (field.kind) {
    case Field::Kind::Boolean:
      if (text == "true") return checkValue(field, true, where);
      if (text == "false") return checkValue(field, false, where);
      return notRead;
    case Field::Kind::Integer:
      if (const auto integer = parseInteger(text)) return checkValue(field, *integer, where);
      return notRead;
    case Field::Kind::Real:
      if (const auto real = parseDouble(text)) return checkValue(field, *real, where);
      return notRead;
    case Field::Kind::Choice:
    case Field::Kind::Text:
    case Field::Kind::Path: return checkValue(field, std::string(text), where);
  }
  return notRead;
}

}  // namespace qonvolve
