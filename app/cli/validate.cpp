// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli validate: all problems of an experiment.
#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/experiment/assemble.h"
#include "core/experiment/edit.h"
#include "core/experiment/validate.h"
#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"

namespace qonvolve::cli {

namespace {

constexpr const char* kSeverity[] = {"note", "warning", "error"};
constexpr const char* kFixKind[] = {"set", "remove", "bypass", "insert"};

Json issueJson(const Issue& issue) {
  Json json = Json::object();
  json.set("severity", kSeverity[static_cast<int>(issue.severity)]);
  json.set("where", issue.where);
  json.set("message", issue.message);
  json.set("hint", issue.hint);
  Json fixes = Json::array();
  for (const Fix& fix : issue.fixes) {
    Json one = Json::object();
    one.set("label", fix.label);
    one.set("kind", kFixKind[static_cast<int>(fix.kind)]);
    one.set("path", fix.path);
    if (!fix.value.empty()) one.set("value", fix.value);
    fixes.push(std::move(one));
  }
  json.set("fixes", std::move(fixes));
  return json;
}

Issue toIssue(const Error& error, Severity severity) {
  return {severity, error.where, error.message, error.hint, {}};
}

// Everything that is wrong, from the syntax of the file to the data.
std::vector<Issue> findIssues(const Arguments& arguments, const Catalog& catalog) {
  std::vector<Issue> issues;
  const std::string& name = arguments.positional(0);
  if (!name.starts_with("example:")) {
    const auto text = readFile(QString::fromStdString(name));
    if (!text) return {toIssue(text.error(), Severity::Error)};
    const ExperimentReading reading = readExperiment(*text, catalog, name);
    for (const Error& error : reading.errors) issues.push_back(toIssue(error, Severity::Error));
    for (const Error& warning : reading.warnings) {
      issues.push_back(toIssue(warning, Severity::Warning));
    }
    if (!reading.errors.empty()) return issues;
  }
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return {toIssue(opened.error(), Severity::Error)};
  const Experiment& experiment = opened->experiment;

  // Without data the shapes are only guessed; with them everything can be checked.
  std::optional<DataSummary> summary;
  const auto data = summarizeSource(experiment, catalog, opened->folder);
  if (data) summary = *data;
  const Checked checked = check(experiment, catalog, summary);
  issues.insert(issues.end(), checked.issues.begin(), checked.issues.end());
  if (!data) {
    const Issue issue = toIssue(data.error(), Severity::Error);
    const bool known = std::any_of(issues.begin(), issues.end(), [&](const Issue& one) {
      return one.where == issue.where && one.severity == Severity::Error;
    });
    if (!known) issues.push_back(issue);
  }
  return issues;
}

int run(const Arguments& arguments) {
  const Catalog catalog = makeCatalog();
  const std::vector<Issue> issues = findIssues(arguments, catalog);
  const auto errors = std::count_if(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.severity == Severity::Error;
  });
  if (arguments.has("json")) {
    Json json = Json::array();
    for (const Issue& issue : issues) json.push(issueJson(issue));
    printJson(json);
  } else {
    for (const Issue& issue : issues) print(issueText(issue));
    print(errors == 0 ? (issues.empty() ? "No problems.\n" : "Can be trained.\n")
                      : std::to_string(errors) + (errors == 1 ? " error.\n" : " errors.\n"));
  }
  return errors == 0 ? kDone : kFailed;
}

}  // namespace

Command validateCommand() {
  Command command;
  command.name = "validate";
  command.summary = "Reports all problems of an experiment.";
  command.description =
      "Reads the experiment, loads its data and reports every problem with its place, what is "
      "allowed, and the changes that would solve it. The exit code is 1 if there is an error.\n"
      "With --json: an array of {severity, where, message, hint, fixes}.";
  command.arguments = {experimentArgument()};
  command.options = {setOption(), jsonOption()};
  command.examples = {"qonvolve-cli validate my.qonv",
                      "qonvolve-cli validate example:lines --json"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
