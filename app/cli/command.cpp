// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <algorithm>

#include "core/base/text.h"

namespace qonvolve::cli {

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return {};
  return found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view option, std::int64_t low,
                                                       std::int64_t high) const {
  const auto text = value(option);
  if (!text) return std::optional<std::int64_t>{};
  const auto number = parseInteger(*text);
  if (!number || *number < low || *number > high) {
    return Error{"--" + std::string(option),
                 "The value \"" + *text + "\" must be a whole number " + "from " +
                     std::to_string(low) + " to " + std::to_string(high) + ".",
                 ""};
  }
  return number;
}

namespace {

std::string dashed(const OptionSpec& option) {
  return (option.name.size() == 1 ? "-" : "--") + option.name;
}

}  // namespace

Result<Arguments> Command::parse(std::span<const std::string> words) const {
  Arguments result;
  bool onlyArguments = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (onlyArguments || word.size() < 2 || word[0] != '-') {
      result.positionals_.push_back(word);
      continue;
    }
    if (word == "--") {
      onlyArguments = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string given = word.substr(0, equals);
    const auto option = std::find_if(options.begin(), options.end(),
                                     [&](const OptionSpec& o) { return dashed(o) == given; });
    if (option == options.end()) {
      std::vector<std::string> names;
      for (const OptionSpec& one : options) names.push_back(dashed(one));
      return Error{"", "There is no option " + given + " of \"" + name + "\".",
                   suggestion(given, names)};
    }
    auto& values = result.options_[option->name];
    if (!values.empty() && !option->repeated) {
      return Error{"", "The option " + given + " is given twice.", ""};
    }
    if (option->value.empty()) {
      if (equals != std::string::npos) {
        return Error{"", "The option " + given + " takes no value.", ""};
      }
      values.emplace_back();
    } else if (equals != std::string::npos) {
      values.push_back(word.substr(equals + 1));
    } else if (i + 1 < words.size()) {
      values.push_back(words[++i]);
    } else {
      return Error{"", "The option " + given + " needs a value: " + option->value + ".", ""};
    }
    if (!option->value.empty() && values.back().empty()) {
      return Error{"", "The option " + given + " has an empty value.",
                   "It needs " + option->value + "."};
    }
  }
  if (const auto empty = std::ranges::find(result.positionals_, "");
      empty != result.positionals_.end()) {
    return Error{"", "An argument is empty.", "Usage: " + usageLine(*this)};
  }
  const auto needed = std::count_if(arguments.begin(), arguments.end(), [](const auto& a) {
    return a.count != ArgumentSpec::Count::Optional;
  });
  if (result.positionals_.size() < static_cast<std::size_t>(needed)) {
    return Error{"", "The argument " + arguments[result.positionals_.size()].name + " is missing.",
                 arguments[result.positionals_.size()].help};
  }
  const bool many = !arguments.empty() && arguments.back().count == ArgumentSpec::Count::Many;
  if (!many && result.positionals_.size() > arguments.size()) {
    return Error{
        "", "There is one argument too many: \"" + result.positionals_[arguments.size()] + "\".",
        "Usage: " + usageLine(*this)};
  }
  return result;
}

OptionSpec jsonOption() {
  return {"json", "", "Print one JSON document to standard output."};
}

OptionSpec threadsOption() {
  return {"threads", "N",
          "Number of threads (default: one per core). It never changes a result by a bit."};
}

OptionSpec setOption() {
  return {
      "set", "POINTER=VALUE",
      "Change one setting by its path in the experiment, for example "
      "/train/optimizer/type=adam or /stack/1/options/ansatz=su4. A list or object may be given "
      "as JSON: /data/preprocess=[]. May be given many times; the changes are made in order.",
      true};
}

ArgumentSpec experimentArgument() {
  return {"EXPERIMENT", "A project file (.qonv) or example:NAME; \"list examples\" names them."};
}

}  // namespace qonvolve::cli
