// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json.h"

#include <QString>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

#include "core/base/text.h"

namespace qonvolve {

const Json* Json::find(std::string_view key) const {
  const auto* object = as<JsonObject>();
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : *object) {
    if (name == key) return &value;
  }
  return nullptr;
}

Json* Json::find(std::string_view key) {
  return const_cast<Json*>(static_cast<const Json*>(this)->find(key));
}

Json& Json::set(std::string_view key, Json value) {
  if (isNull()) value_ = JsonObject{};
  if (Json* member = find(key)) return *member = std::move(value);
  auto* object = as<JsonObject>();
  assert(object != nullptr);
  return object->emplace_back(std::string(key), std::move(value)).second;
}

bool Json::remove(std::string_view key) {
  auto* object = as<JsonObject>();
  return object != nullptr &&
         std::erase_if(*object, [key](const auto& member) { return member.first == key; }) > 0;
}

void Json::push(Json value) {
  if (isNull()) value_ = JsonArray{};
  auto* array = as<JsonArray>();
  assert(array != nullptr);
  array->push_back(std::move(value));
}

std::string_view jsonKindName(const Json& value) {
  switch (value.variant().index()) {
    case 0:
      return "null";
    case 1:
      return "true or false";
    case 2:
    case 3:
      return "a whole number";
    case 4:
      return "a number";
    case 5:
      return "text";
    case 6:
      return "a list";
    default:
      return "an object";
  }
}

namespace {

// Turns parser events into a tree. The position of a value is found by walking over the text
// between two events, which holds nothing but blanks, commas and colons.
class TreeBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  TreeBuilder(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
    if (text_.starts_with("\xEF\xBB\xBF")) offset_ = 3;
  }

  bool null() { return value(Json{}); }
  bool boolean(bool flag) { return value(flag); }
  bool number_integer(number_integer_t number) { return value(std::int64_t{number}); }
  bool number_unsigned(number_unsigned_t number) { return value(std::uint64_t{number}); }
  bool number_float(number_float_t number, const string_t&) { return value(number); }
  bool string(string_t& text) { return value(std::move(text)); }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonObject{}); }
  bool start_array(std::size_t) { return open(JsonArray{}); }
  bool end_object() {
    keys_.pop_back();
    return close();
  }
  bool end_array() { return close(); }
  bool key(string_t& text) {
    skipBlanks();
    if (!keys_.back().insert(text).second) {
      return fail("The member \"" + text + "\" appears twice in one object.",
                  "Remove one of the two.");
    }
    key_ = std::move(text);
    skipToken();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& exception) {
    while (offset_ + 1 < std::min(position, text_.size())) advance();
    std::string reason = exception.what();
    const std::size_t start = reason.rfind("; last read: ");
    const std::size_t dash = reason.find(" - ");
    if (exception.id == 406) {
      return fail("A number is too large for a double.", "Use a value below 1.8e308.");
    }
    reason = dash == std::string::npos ? "not well formed" : reason.substr(dash + 3);
    if (start != std::string::npos) reason = reason.substr(0, reason.find("; last read: "));
    if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return fail("It is empty.", "Restore it from a backup of yours.");
    }
    const std::string_view cut = "unexpected end of input";
    if (reason.starts_with(cut)) {
      const std::size_t expected = reason.find("expected '");
      return fail("It ends too early and seems to be cut off" +
                      (expected == std::string::npos ? "" : " (" + reason.substr(expected) + ")") +
                      ".",
                  "Complete it, or restore it from a backup of yours.");
    }
    return fail("This is not well-formed JSON (" + reason + ").", "");
  }

  Result<Json> take() {
    if (error_) return *error_;
    return std::move(root_);
  }

 private:
  bool value(Json json) {
    skipBlanks();
    json.line = line_;
    json.column = column();
    skipToken();
    place(std::move(json));
    return true;
  }
  bool open(Json json) {
    skipBlanks();
    if (open_.size() >= static_cast<std::size_t>(kMaxJsonDepth)) {
      return fail(
          "Lists and objects are nested deeper than " + std::to_string(kMaxJsonDepth) + " levels.",
          "");
    }
    json.line = line_;
    json.column = column();
    advance();
    if (json.isObject()) keys_.emplace_back();
    open_.push_back(place(std::move(json)));
    return true;
  }
  bool close() {
    skipBlanks();
    advance();
    open_.pop_back();
    return true;
  }
  Json* place(Json json) {
    if (open_.empty()) return &(root_ = std::move(json));
    // Only the innermost open container grows, so pointers to the outer ones stay valid.
    if (auto* array = open_.back()->as<JsonArray>()) return &array->emplace_back(std::move(json));
    return &open_.back()->as<JsonObject>()->emplace_back(std::move(key_), std::move(json)).second;
  }
  bool fail(std::string message, std::string hint) {
    std::string where = name_.empty() ? "" : name_ + ":";
    where += std::to_string(line_) + ":" + std::to_string(column());
    error_ = Error{std::move(where), std::move(message), std::move(hint)};
    return false;
  }
  std::uint32_t column() const { return static_cast<std::uint32_t>(offset_ - lineStart_ + 1); }
  void advance() {
    if (offset_ >= text_.size()) return;
    if (text_[offset_++] == '\n') {
      ++line_;
      lineStart_ = offset_;
    }
  }
  void skipBlanks() {
    while (offset_ < text_.size() &&
           std::string_view(" \t\r\n,:").find(text_[offset_]) != std::string_view::npos) {
      advance();
    }
  }
  void skipToken() {
    if (offset_ < text_.size() && text_[offset_] == '"') {
      for (++offset_; offset_ < text_.size() && text_[offset_] != '"'; ++offset_) {
        if (text_[offset_] == '\\') ++offset_;
      }
      ++offset_;
      return;
    }
    while (offset_ < text_.size() &&
           std::string_view(" \t\r\n,:]}").find(text_[offset_]) == std::string_view::npos) {
      ++offset_;
    }
  }

  std::string_view text_;
  std::string name_;
  std::size_t offset_ = 0;
  std::size_t lineStart_ = 0;
  std::uint32_t line_ = 1;
  Json root_;
  std::string key_;
  std::vector<Json*> open_;
  std::vector<std::unordered_set<std::string>> keys_;
  std::optional<Error> error_;
};

class Writer {
 public:
  explicit Writer(JsonLayout layout) : layout_(layout) {}

  void write(const Json& value, std::size_t indentation) {
    if (layout_ == JsonLayout::Compact) return compact(value, ",", ":");
    const auto* array = value.as<JsonArray>();
    const auto* object = value.as<JsonObject>();
    if ((array == nullptr || array->empty()) && (object == nullptr || object->empty())) {
      return compact(value, ", ", ": ");
    }
    if (indentation > 0) {
      Writer line(JsonLayout::Pretty);
      const std::size_t used = text_.size() - (text_.rfind('\n') + 1);
      if (used < kLineLength && line.fits(value, kLineLength - used)) {
        text_ += line.text_;
        return;
      }
    }
    const std::string blanks(indentation + 2, ' ');
    text_ += array != nullptr ? "[" : "{";
    bool first = true;
    const auto separate = [&] {
      text_ += first ? "\n" : ",\n";
      text_ += blanks;
      first = false;
    };
    if (array != nullptr) {
      // Long lists of plain values fill the lines.
      const bool plain = std::none_of(array->begin(), array->end(), [](const Json& item) {
        return item.isArray() || item.isObject();
      });
      for (const Json& item : *array) {
        Writer one(JsonLayout::Pretty);
        if (plain) one.compact(item, ", ", ": ");
        const std::size_t used = text_.size() - (text_.rfind('\n') + 1);
        if (plain && !first && used + one.text_.size() + 2 <= kLineLength) {
          text_ += ", " + one.text_;
          continue;
        }
        separate();
        if (plain) {
          text_ += one.text_;
        } else {
          write(item, indentation + 2);
        }
      }
    } else {
      for (const auto& [key, item] : *object) {
        separate();
        string(key);
        text_ += ": ";
        write(item, indentation + 2);
      }
    }
    text_ += "\n" + std::string(indentation, ' ') + (array != nullptr ? "]" : "}");
  }
  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t kLineLength = 100;

  // True when the value on one line has at most `room` characters; gives up early on large values.
  bool fits(const Json& value, std::size_t room) {
    room_ = room;
    compact(value, ", ", ": ");
    return text_.size() <= room;
  }
  void compact(const Json& value, std::string_view comma, std::string_view colon) {
    if (text_.size() > room_) return;
    if (const auto* array = value.as<JsonArray>()) {
      text_ += "[";
      for (std::size_t i = 0; i < array->size() && text_.size() <= room_; ++i) {
        if (i > 0) text_ += comma;
        compact((*array)[i], comma, colon);
      }
      text_ += "]";
    } else if (const auto* object = value.as<JsonObject>()) {
      text_ += "{";
      for (std::size_t i = 0; i < object->size() && text_.size() <= room_; ++i) {
        if (i > 0) text_ += comma;
        string((*object)[i].first);
        text_ += colon;
        compact((*object)[i].second, comma, colon);
      }
      text_ += "}";
    } else if (const auto* text = value.as<std::string>()) {
      string(*text);
    } else if (const auto* real = value.as<double>()) {
      number(*real);
    } else if (const auto* integer = value.as<std::int64_t>()) {
      text_ += std::to_string(*integer);
    } else if (const auto* large = value.as<std::uint64_t>()) {
      text_ += std::to_string(*large);
    } else if (const auto* flag = value.as<bool>()) {
      text_ += *flag ? "true" : "false";
    } else {
      text_ += "null";
    }
  }
  void number(double value) {
    if (!std::isfinite(value)) return string(numberText(value));
    std::string text = numberText(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    text_ += text;
  }
  // Text that is not UTF-8 (a file name, a CSV header) is written with replacement characters.
  void string(std::string_view text) {
    std::string value(text);
    if (std::any_of(value.begin(), value.end(), [](char c) { return (c & '\x80') != 0; })) {
      value = QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())).toStdString();
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    text_ += '"';
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      switch (c) {
        case '"':
          text_ += "\\\"";
          break;
        case '\\':
          text_ += "\\\\";
          break;
        case '\n':
          text_ += "\\n";
          break;
        case '\r':
          text_ += "\\r";
          break;
        case '\t':
          text_ += "\\t";
          break;
        default:
          if (byte < 0x20) {
            text_ += "\\u00";
            text_ += kHex[byte >> 4U];
            text_ += kHex[byte & 15U];
          } else {
            text_ += c;
          }
      }
    }
    text_ += '"';
  }

  JsonLayout layout_;
  std::size_t room_ = SIZE_MAX;
  std::string text_;
};

}  // namespace

Result<Json> parseJson(std::string_view text, const std::string& name) {
  TreeBuilder builder(text, name);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

std::string writeJson(const Json& value, JsonLayout layout) {
  Writer writer(layout);
  writer.write(value, 0);
  return writer.take() + (layout == JsonLayout::Pretty ? "\n" : "");
}

Json jsonNumber(double value) {
  if (std::isfinite(value)) return value;
  return numberText(value);
}

Json jsonNumbers(const std::vector<double>& values) {
  JsonArray array;
  array.reserve(values.size());
  for (const double value : values) array.push_back(jsonNumber(value));
  return array;
}

}  // namespace qonvolve
