// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli: finds the command, parses its arguments, runs it.
#include <QCoreApplication>
#include <clocale>
#include <exception>
#include <new>

#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/version.h"
#include "core/sim/kernels.h"

namespace qonvolve::cli {

namespace {

int wrongUsage(const Error& error, const std::string& help) {
  fail(error);
  note("See " + help + ".");
  return kUsage;
}

std::string versionText() {
  const ProgramVersion version = programVersion();
  return "qonvolve-cli " + version.version + "\ncommit   " + version.commit + "\ncompiler " +
         version.compiler + "\nSIMD     " + std::string(kernels().name) + "\nQt       " +
         version.qt + "\n";
}

int run(const std::vector<std::string>& words) {
  const std::vector<Command> commands = allCommands();
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print(programHelp(commands));
    return words.empty() ? kUsage : kDone;
  }
  if (words[0] == "--version") {
    print(versionText());
    return kDone;
  }
  if (words[0] == "--man") {
    print(manPage(commands));
    return kDone;
  }
  std::vector<std::string> names;
  for (const Command& command : commands) {
    names.push_back(command.name);
    if (command.name != words[0]) continue;
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    for (const std::string& word : rest) {
      if (word == "--") break;
      if (word != "--help" && word != "-h") continue;
      print(commandHelp(command));
      return kDone;
    }
    const auto arguments = command.parse(rest);
    if (!arguments) {
      return wrongUsage(arguments.error(), "qonvolve-cli " + command.name + " --help");
    }
    return command.run(*arguments);
  }
  return wrongUsage({"", "There is no command \"" + words[0] + "\".", suggestion(words[0], names)},
                    "qonvolve-cli --help");
}

}  // namespace

}  // namespace qonvolve::cli

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  std::setlocale(LC_NUMERIC, "C");
  qonvolve::setApplicationIdentity();
  using qonvolve::cli::fail;
  try {
    const QStringList words = QCoreApplication::arguments().mid(1);
    std::vector<std::string> arguments;
    for (const QString& word : words) arguments.push_back(word.toStdString());
    return qonvolve::cli::finish(qonvolve::cli::run(arguments));
  } catch (const std::bad_alloc&) {
    return fail({"", "There is not enough memory for this.", "Use fewer qubits or samples."});
  } catch (const std::exception& exception) {
    return fail({"", "Unexpected error: " + std::string(exception.what()) + ".", ""});
  }
}
