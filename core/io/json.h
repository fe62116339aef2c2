// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON document as a value: exact integers and doubles, stable key order, positions for errors.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace qonvolve {

class Json;
using JsonArray = std::vector<Json>;
/// Members in file order; keys are unique in what parseJson() returns.
using JsonObject = std::vector<std::pair<std::string, Json>>;

/// One JSON value. Non-finite numbers are strings ("inf", "-inf", "nan") in text; numbers that fit
/// in 64 bits without fraction or exponent are integers, all others doubles.
class Json {
 public:
  using Variant = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double,
                               std::string, JsonArray, JsonObject>;

  Json() = default;
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::int64_t value) : value_(value) {}
  /// Kept as std::int64_t where that holds it, as parseJson() does.
  Json(std::uint64_t value) {
    if (value <= std::uint64_t{INT64_MAX}) {
      value_ = static_cast<std::int64_t>(value);
    } else {
      value_ = value;
    }
  }
  Json(double value) : value_(value) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(JsonArray value) : value_(std::move(value)) {}
  Json(JsonObject value) : value_(std::move(value)) {}
  static Json array() { return JsonArray{}; }
  static Json object() { return JsonObject{}; }

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&value_);
  }
  bool isNull() const { return value_.index() == 0; }
  bool isArray() const { return as<JsonArray>() != nullptr; }
  bool isObject() const { return as<JsonObject>() != nullptr; }
  const Variant& variant() const { return value_; }

  /// Member of an object, nullptr when absent or when this is no object.
  const Json* find(std::string_view key) const;
  Json* find(std::string_view key);
  /// Sets or adds a member; a null value becomes an object first.
  Json& set(std::string_view key, Json value);
  bool remove(std::string_view key);
  void push(Json value);

  /// 1-based position in the text it was read from; 0 when it was not read from text.
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  /// Compares values, not positions.
  bool operator==(const Json& other) const { return value_ == other.value_; }

 private:
  Variant value_;
};

/// What it is in words: "a number", "text", ...
std::string_view jsonKindName(const Json& value);

/// Parses one document. Errors (syntax, duplicate keys, more than kMaxJsonDepth levels, numbers out
/// of range, text that is not UTF-8) carry `name` with line and column: "a.qonv:3:14".
Result<Json> parseJson(std::string_view text, const std::string& name = {});
inline constexpr int kMaxJsonDepth = 64;

enum class JsonLayout : std::uint8_t {
  Pretty,   // two spaces of indentation, short arrays and objects on one line
  Compact,  // one line, no blanks
};

/// Text of a document; doubles always have a decimal point or exponent and read back to the same
/// bits. Pretty text ends with a newline.
std::string writeJson(const Json& value, JsonLayout layout = JsonLayout::Pretty);

/// A double as JSON: a number, or a string when it is not finite.
Json jsonNumber(double value);
Json jsonNumbers(const std::vector<double>& values);

}  // namespace qonvolve
