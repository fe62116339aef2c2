// SPDX-License-Identifier: GPL-3.0-or-later
// The table of commands and options that drives parsing, --help and the man page.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace qonvolve::cli {

/// Exit codes of the program.
enum Exit : int { kDone = 0, kFailed = 1, kUsage = 2, kInterrupted = 130 };

/// One option of a command. `value`: name of its value in the help; empty for a flag.
struct OptionSpec {
  std::string name;  // without dashes; one letter means -x
  std::string value;
  std::string help;
  bool repeated = false;
};

/// One positional argument.
struct ArgumentSpec {
  enum class Count : std::uint8_t { One, Optional, Many };  // Many: one or more, the last
  std::string name;
  std::string help;
  Count count = Count::One;
};

/// What was given on the command line, checked against the table.
class Arguments {
 public:
  const std::string& positional(std::size_t index) const { return positionals_.at(index); }
  std::size_t positionalCount() const { return positionals_.size(); }
  bool has(std::string_view option) const { return options_.find(option) != options_.end(); }
  /// Last value given, nothing when the option was not.
  std::optional<std::string> value(std::string_view option) const;
  std::vector<std::string> values(std::string_view option) const;
  /// A whole number in [low, high]; errors name the option.
  Result<std::optional<std::int64_t>> integer(std::string_view option, std::int64_t low,
                                              std::int64_t high) const;

 private:
  friend struct Command;
  std::vector<std::string> positionals_;
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
};

/// A command: its words for people, what it accepts, and what it does.
struct Command {
  std::string name;
  std::string summary;      // one line
  std::string description;  // paragraphs, separated by empty lines
  std::vector<ArgumentSpec> arguments;
  std::vector<OptionSpec> options;
  std::vector<std::string> examples;
  std::function<int(const Arguments&)> run;

  /// Errors: unknown option (with the nearest one), missing value or argument, too many arguments.
  Result<Arguments> parse(std::span<const std::string> words) const;
};

std::string usageLine(const Command& command);
std::string commandHelp(const Command& command);
std::string programHelp(std::span<const Command> commands);
/// The man page in troff.
std::string manPage(std::span<const Command> commands);

/// Options several commands share.
OptionSpec jsonOption();
OptionSpec threadsOption();
OptionSpec setOption();
ArgumentSpec experimentArgument();

}  // namespace qonvolve::cli
