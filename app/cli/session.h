// SPDX-License-Identifier: GPL-3.0-or-later
// What all commands share: the catalog, loading experiments, messages, interruption.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "app/cli/command.h"
#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/experiment/issue.h"
#include "core/io/json.h"
#include "core/model/model.h"

namespace qonvolve::cli {

/// An experiment with the folder where its relative paths start.
struct Opened {
  Experiment experiment;
  std::string folder;
  std::vector<Error> warnings;
};

/// Reads a project file or "example:NAME" and makes the --set changes. Warnings go to standard
/// error.
Result<Opened> openExperiment(const Arguments& arguments, const Catalog& catalog);

/// The design compiled for its data; where those cannot be loaded (a warning), for as many features
/// as fit. Errors are those of the design.
Result<Model> compileDesign(const Opened& opened, const Catalog& catalog);

/// --threads, checked; 0 when it was not given.
Result<std::size_t> threadCount(const Arguments& arguments);

/// "error: where: message" and the hint on its own line, to standard error. Returns kUsage for what
/// an option of the command line says, else kFailed.
int fail(const Error& error);
void warn(const Error& error);
void note(const std::string& text);
/// Writes a file and notes where.
Result<void> writeAndSay(const std::string& file, std::string_view text);

/// Writes to standard output: a JSON document, or text.
void printJson(const Json& json);
void print(std::string_view text);
/// The exit code of a program that ends with `code`: when standard output did not take everything
/// (a full disk), says so, and kDone becomes kFailed.
int finish(int code);

/// "/stack/1/options/ansatz: message" lines of a list of problems.
std::string issueText(const Issue& issue);

/// Blocks Ctrl+C, termination and the end of the terminal in this and all later threads and turns
/// the first into a stop request; the second ends the program at once. Create before any thread.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watcher_;
};

}  // namespace qonvolve::cli
