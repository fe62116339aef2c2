// SPDX-License-Identifier: GPL-3.0-or-later
// --help and the man page, both from the table of commands.
#include <algorithm>

#include "app/cli/command.h"
#include "core/base/text.h"
#include "core/io/version.h"

namespace qonvolve::cli {

namespace {

constexpr std::size_t kWidth = 96;

constexpr const char* kAbout =
    "Designs, trains and measures quantum convolutional neural networks without a window. The same "
    "experiment with the same seed gives the same numbers as in the window program.";

struct Row {
  const char* name;
  const char* help;
};
constexpr Row kExitCodes[] = {
    {"0", "done"},
    {"1", "failed; the message says what, where and what to do"},
    {"2", "wrong usage"},
    {"130", "interrupted; what was reached is in the checkpoint of the run"},
};
constexpr Row kEnvironment[] = {
    {"QONVOLVE_RUNS", "folder of runs instead of the one in the user's data folder"},
    {"QONVOLVE_MNIST", "folder with the four MNIST files (IDX, gzipped or not)"},
    {"QONVOLVE_FASHION_MNIST", "the same for Fashion-MNIST; default: where Debian installs it"},
};

std::string dashed(const OptionSpec& option) {
  return (option.name.size() == 1 ? "-" : "--") + option.name +
         (option.value.empty() ? "" : " " + option.value);
}

// `text` in lines of at most kWidth, each after `indentation` blanks but the first, which follows
// what is already there.
void wrap(std::string& out, std::string_view text, std::size_t indentation, std::size_t used) {
  std::size_t column = used;
  bool first = true;
  for (const std::string& word : split(text, ' ')) {
    if (!first && column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(indentation, ' ');
      column = indentation;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  out += '\n';
}

void paragraph(std::string& out, std::string_view text, std::size_t indentation = 0) {
  out += std::string(indentation, ' ');
  wrap(out, text, indentation, indentation);
}

void row(std::string& out, const std::string& name, std::string_view help, std::size_t column) {
  out += "  " + name;
  std::size_t used = 2 + name.size();
  if (used + 2 > column) {
    out += "\n" + std::string(column, ' ');
  } else {
    out += std::string(column - used, ' ');
  }
  wrap(out, help, column, column);
}

std::string troff(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else {
      if ((c == '.' || c == '\'') && (safe.empty() || safe.back() == '\n')) safe += "\\&";
      safe += c;
    }
  }
  return safe;
}

void troffParagraphs(std::string& out, std::string_view text) {
  bool first = true;
  for (const std::string& line : split(text, '\n')) {
    if (line.empty()) continue;
    if (!first) out += ".PP\n";
    out += troff(line) + "\n";
    first = false;
  }
}

}  // namespace

std::string usageLine(const Command& command) {
  std::string line = "qonvolve-cli " + command.name;
  for (const ArgumentSpec& argument : command.arguments) {
    line += argument.count == ArgumentSpec::Count::Optional ? " [" + argument.name + "]"
                                                            : " " + argument.name;
    if (argument.count == ArgumentSpec::Count::Many) line += " ...";
  }
  if (!command.options.empty()) line += " [OPTION ...]";
  return line;
}

std::string commandHelp(const Command& command) {
  std::string out = usageLine(command) + "\n\n";
  for (const std::string& text : split(command.description, '\n')) {
    if (text.empty()) {
      out += '\n';
    } else {
      paragraph(out, text);
    }
  }
  constexpr std::size_t kColumn = 24;
  if (!command.arguments.empty()) {
    out += "\nArguments\n";
    for (const ArgumentSpec& argument : command.arguments) {
      row(out, argument.name, argument.help, kColumn);
    }
  }
  if (!command.options.empty()) {
    out += "\nOptions\n";
    for (const OptionSpec& option : command.options) row(out, dashed(option), option.help, kColumn);
  }
  if (!command.examples.empty()) {
    out += "\nExamples\n";
    for (const std::string& example : command.examples) out += "  " + example + "\n";
  }
  return out;
}

std::string programHelp(std::span<const Command> commands) {
  std::string out = "qonvolve-cli COMMAND [ARGUMENT ...] [OPTION ...]\n\n";
  paragraph(out, kAbout);
  constexpr std::size_t kColumn = 26;
  out += "\nCommands\n";
  for (const Command& command : commands) row(out, command.name, command.summary, kColumn);
  out += "\nOptions\n";
  row(out, "--help", "This text; after a command, its own.", kColumn);
  row(out, "--version", "Version, commit, compiler and SIMD path.", kColumn);
  row(out, "--man", "The man page.", kColumn);
  out += "\nEnvironment\n";
  for (const Row& one : kEnvironment) row(out, one.name, one.help, kColumn);
  out += "\nExit codes\n";
  for (const Row& one : kExitCodes) row(out, one.name, one.help, kColumn);
  return out;
}

std::string manPage(std::span<const Command> commands) {
  std::string out =
      ".TH QONVOLVE\\-CLI 1 \"\" \"Qonvolve " + programVersion().version + "\" \"User Commands\"\n";
  out += ".SH NAME\nqonvolve\\-cli \\- train and measure quantum convolutional neural networks\n";
  out +=
      ".SH SYNOPSIS\n.B qonvolve\\-cli\n.I COMMAND\n[\\fIARGUMENT\\fR ...] [\\fIOPTION\\fR ...]\n";
  out += ".SH DESCRIPTION\n" + troff(kAbout) + "\n";
  out += ".SH COMMANDS\n";
  for (const Command& command : commands) {
    out += ".SS " + troff(usageLine(command).substr(sizeof("qonvolve-cli ") - 1)) + "\n";
    troffParagraphs(out, command.description);
    for (const ArgumentSpec& argument : command.arguments) {
      out += ".TP\n.I " + troff(argument.name) + "\n" + troff(argument.help) + "\n";
    }
    for (const OptionSpec& option : command.options) {
      out += ".TP\n.B " + troff(dashed(option)) + "\n" + troff(option.help) + "\n";
    }
    if (!command.examples.empty()) {
      out += ".PP\nExamples:\n.PP\n.nf\n";
      for (const std::string& example : command.examples) out += troff(example) + "\n";
      out += ".fi\n";
    }
  }
  out += ".SH ENVIRONMENT\n";
  for (const Row& one : kEnvironment) {
    out += ".TP\n.B " + troff(one.name) + "\n" + troff(one.help) + "\n";
  }
  out += ".SH EXIT STATUS\n";
  for (const Row& one : kExitCodes) {
    out += ".TP\n.B " + troff(one.name) + "\n" + troff(one.help) + "\n";
  }
  out += ".SH SEE ALSO\n.BR qonvolve (1)\n";
  return out;
}

}  // namespace qonvolve::cli
