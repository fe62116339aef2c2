// SPDX-License-Identifier: GPL-3.0-or-later
// Options described once: the parser, the defaults, the inspector's editors, `--set`, the help and
// the tests all read the same Field list.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace qonvolve {

using Value = std::variant<bool, std::int64_t, double, std::string>;
using Values = std::map<std::string, Value, std::less<>>;

/// "true", "3", "0.05", "su4": as shown to people and accepted by parseValue().
std::string valueText(const Value& value);

/// One of the allowed values of a Field of kind Choice.
struct Option {
  std::string id;
  std::string label;
  std::string help;
};

/// What an option is: how it is written in files, edited in the window and checked.
struct Field {
  enum class Kind : std::uint8_t { Boolean, Integer, Real, Choice, Text, Path };

  std::string key;
  Kind kind = Kind::Text;
  Value defaultValue;
  std::string label;         // shown beside the editor
  std::string help;          // one or two sentences
  double minimum = 0;        // Integer, Real: inclusive bounds
  double maximum = 0;
  std::string unit;          // "rad", "epochs", ... may be empty
  std::vector<Option> options;  // Choice
  bool logarithmic = false;  // Real: sensible steps are factors (learning rate)
};

std::string_view kindName(Field::Kind kind);

/// Checks kind, range and choice. An Integer is accepted where a Real is wanted. `where` names the
/// place for the error. Returns the value in the field's own kind.
Result<Value> checkValue(const Field& field, const Value& value, const std::string& where);

/// Reads text ("0.05", "true", "su4") as a value of the field's kind and checks it.
Result<Value> parseValue(const Field& field, std::string_view text, const std::string& where);

/// The words beside an editor that belong to a Field; see Field for their meaning.
struct FieldText {
  std::string label;
  std::string help;
  std::string unit = {};
  bool logarithmic = false;
};

/// Field list of one Options struct with its member pointers. Options must be default constructible;
/// the defaults are those of its member initializers.
template <class Options>
class Schema {
 public:
  Schema& boolean(std::string key, bool Options::*member, FieldText text) {
    return add(makeField(std::move(key), Field::Kind::Boolean, Options{}.*member, std::move(text)),
               [member](Options& o, const Value& v) { o.*member = std::get<bool>(v); },
               [member](const Options& o) { return Value(o.*member); });
  }
  Schema& integer(std::string key, std::int64_t Options::*member, std::int64_t minimum,
                  std::int64_t maximum, FieldText text) {
    Field field = makeField(std::move(key), Field::Kind::Integer, Options{}.*member, std::move(text));
    field.minimum = static_cast<double>(minimum);
    field.maximum = static_cast<double>(maximum);
    return add(std::move(field),
               [member](Options& o, const Value& v) { o.*member = std::get<std::int64_t>(v); },
               [member](const Options& o) { return Value(o.*member); });
  }
  Schema& real(std::string key, double Options::*member, double minimum, double maximum,
               FieldText text) {
    Field field = makeField(std::move(key), Field::Kind::Real, Options{}.*member, std::move(text));
    field.minimum = minimum;
    field.maximum = maximum;
    return add(std::move(field),
               [member](Options& o, const Value& v) { o.*member = std::get<double>(v); },
               [member](const Options& o) { return Value(o.*member); });
  }
  Schema& choice(std::string key, std::string Options::*member, std::vector<Option> options,
                 FieldText text) {
    Field field = makeField(std::move(key), Field::Kind::Choice, Options{}.*member, std::move(text));
    field.options = std::move(options);
    return addText(std::move(field), member);
  }
  Schema& text(std::string key, std::string Options::*member, FieldText text) {
    return addText(
        makeField(std::move(key), Field::Kind::Text, Options{}.*member, std::move(text)), member);
  }
  Schema& path(std::string key, std::string Options::*member, FieldText text) {
    return addText(
        makeField(std::move(key), Field::Kind::Path, Options{}.*member, std::move(text)), member);
  }

  const std::vector<Field>& fields() const { return fields_; }

  /// Options from named values: missing keys keep their defaults, keys the schema does not know are
  /// ignored here (validate() warns about them), wrong kinds and ranges are errors at where/key.
  Result<Options> read(const Values& values, const std::string& where) const {
    Options options;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const auto found = values.find(fields_[i].key);
      if (found == values.end()) continue;
      auto checked = checkValue(fields_[i], found->second, where + "/" + fields_[i].key);
      if (!checked) return checked.error();
      set_[i](options, *checked);
    }
    return options;
  }

  /// All values of `options`, defaults included.
  Values write(const Options& options) const {
    Values values;
    for (std::size_t i = 0; i < fields_.size(); ++i) values[fields_[i].key] = get_[i](options);
    return values;
  }

 private:
  using Set = std::function<void(Options&, const Value&)>;
  using Get = std::function<Value(const Options&)>;

  static Field makeField(std::string key, Field::Kind kind, Value value, FieldText text) {
    Field field;
    field.key = std::move(key);
    field.kind = kind;
    field.defaultValue = std::move(value);
    field.label = std::move(text.label);
    field.help = std::move(text.help);
    field.unit = std::move(text.unit);
    field.logarithmic = text.logarithmic;
    return field;
  }
  Schema& addText(Field field, std::string Options::*member) {
    return add(std::move(field),
               [member](Options& o, const Value& v) { o.*member = std::get<std::string>(v); },
               [member](const Options& o) { return Value(o.*member); });
  }
  Schema& add(Field field, Set set, Get get) {
    fields_.push_back(std::move(field));
    set_.push_back(std::move(set));
    get_.push_back(std::move(get));
    return *this;
  }

  std::vector<Field> fields_;
  std::vector<Set> set_;
  std::vector<Get> get_;
};

/// Options struct of entries that have none.
struct NoOptions {};

}  // namespace qonvolve
