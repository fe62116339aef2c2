// SPDX-License-Identifier: GPL-3.0-or-later
// Typed access to a JSON document that knows where it is, so that every message names the place.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/json.h"
#include "core/registry/schema.h"

namespace qonvolve {

/// What reading a document found: errors make it unusable, warnings do not. `where` is a JSON
/// pointer, for documents read from text with its position: "/stack/1/options/ansatz (line 12,
/// column 9)".
struct ReadLog {
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// One value of a document with its JSON pointer. Wrong types are errors in the log; the value read
/// is then the fallback, and the caller checks the log at the end.
class JsonReader {
 public:
  JsonReader(const Json& value, std::string pointer, ReadLog& log)
      : value_(&value), pointer_(std::move(pointer)), log_(&log) {}

  const Json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  ReadLog& log() const { return *log_; }

  bool has(std::string_view key) const { return value_->find(key) != nullptr; }
  /// Reports an error when this is no object.
  bool requireObject() const;

  /// Readers of members; nothing when the member is absent (silently) or of another type (an
  /// error).
  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<double> real(std::string_view key) const;
  /// A number of 64 bits, as text or as a whole number.
  std::optional<std::uint64_t> word(std::string_view key) const;
  std::optional<std::vector<double>> reals(std::string_view key) const;
  std::optional<std::vector<std::string>> texts(std::string_view key) const;
  std::optional<JsonReader> object(std::string_view key) const;
  std::vector<JsonReader> items(std::string_view key) const;
  /// The elements of this list; reports an error when it is none.
  std::vector<JsonReader> items() const;

  /// This list as numbers; nothing (and an error) when it is no list of numbers.
  std::optional<std::vector<double>> reals() const;

  /// This value as a value for `field` (text is accepted for whole numbers, "inf" for real ones).
  /// Checks the kind only: whether range and choice fit is for check() to say.
  std::optional<Value> fieldValue(const Field& field) const;

  /// Members of this object that are not in `known`, as compact JSON object text ("" when none),
  /// each with a warning that names the nearest known key.
  std::string unknown(const std::vector<std::string>& known) const;

  void error(std::string message, std::string hint = {}) const;
  void warning(std::string message, std::string hint = {}) const;
  /// JSON pointer and position of this value for messages.
  std::string where() const;

  JsonReader member(std::string_view key, const Json& value) const;

 private:
  void wrongType(std::string_view wanted) const;

  const Json* value_;
  std::string pointer_;
  ReadLog* log_;
};

/// A key with '~' and '/' escaped as in JSON pointers (RFC 6901).
std::string pointerToken(std::string_view key);

/// Adds members that JsonReader::unknown() kept, without replacing any; objects present in both
/// are merged.
void addUnknown(Json& json, const std::string& unknown);

/// What a reading with these errors (at least one) comes to: the first, which says how many more
/// there are.
Error firstError(const std::vector<Error>& errors);

}  // namespace qonvolve
