// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli compare and report: finished runs side by side.

#include <algorithm>
#include <string_view>

#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/comparison_output.h"
#include "core/io/files.h"
#include "core/io/report.h"

namespace qonvolve::cli {

namespace {

Result<Comparison> comparisonOf(const Arguments& arguments, const Catalog& catalog) {
  QStringList folders;
  for (std::size_t i = 0; i < arguments.positionalCount(); ++i) {
    folders << QString::fromStdString(arguments.positional(i));
  }
  return openComparison(folders, catalog);
}

std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

Result<void> writeTables(const Arguments& arguments, const Comparison& comparison) {
  if (const auto file = arguments.value("csv")) {
    if (auto done = writeAndSay(*file, runsCsv(comparison)); !done) return done;
  }
  if (const auto file = arguments.value("jsonl")) {
    return writeAndSay(*file, runsJsonLines(comparison));
  }
  return {};
}

std::string comparisonText(const Comparison& comparison) {
  std::string text = sentenceOf(comparison, SweepMetric::Automatic) + "\n";
  for (const Unfairness& issue : unfairnessOf(comparison, BudgetKind::Epochs)) {
    text += "not the same for all: " + issue.aspect + ": " + issue.text + "\n";
  }
  text += "\n";
  for (std::size_t d = 0; d < comparison.designs.size(); ++d) {
    const ComparedDesign& design = comparison.designs[d];
    text += "[" + std::to_string(d + 1) + "] " + design.label + ": " +
            std::to_string(design.runs.size()) + (design.runs.size() == 1 ? " run, " : " runs, ") +
            std::to_string(design.parameters) + " parameters\n";
  }
  if (!comparison.differing.empty()) text += "\nsettings that differ\n";
  for (const SettingDifference& difference : comparison.differing) {
    std::vector<std::string> values;
    for (const std::string& value : difference.shown) values.push_back(value.empty() ? "-" : value);
    text += "  " + difference.name + " (" + difference.path + "): " + join(values, " | ") + "\n";
  }
  text += "\n" + std::string(22, ' ');
  for (std::size_t d = 0; d < comparison.designs.size(); ++d) {
    text += padded("[" + std::to_string(d + 1) + "]", 20);
  }
  text += "\n";
  for (const RunMetric& metric : runMetrics()) {
    std::string line = metric.name;
    line.resize(22, ' ');
    bool any = false;
    for (const ComparedDesign& design : comparison.designs) {
      std::vector<double> values;
      for (const ComparedRun& run : design.runs) {
        if (const auto value = metric.value(run.record)) values.push_back(*value);
      }
      any |= !values.empty();
      const Spread spread = spreadOf(values);
      // Epochs and circuits are counted; shares and losses are at most a few.
      const bool counted = std::ranges::any_of(values, [](double v) { return v >= 100; }) ||
                           std::string_view(metric.name).find("epoch") != std::string_view::npos;
      const int decimals = !counted ? 4 : values.size() > 1 ? 1 : 0;
      std::string cell = values.empty() ? "-" : fixedText(spread.mean, decimals);
      if (values.size() > 1) cell += " +- " + fixedText(spread.deviation, decimals);
      line += padded(cell, 20);
    }
    if (any) text += line + "\n";
  }
  return text;
}

int runCompare(const Arguments& arguments) {
  const Catalog catalog = makeCatalog();
  const auto comparison = comparisonOf(arguments, catalog);
  if (!comparison) return fail(comparison.error());
  if (const auto done = writeTables(arguments, *comparison); !done) return fail(done.error());
  if (arguments.has("json")) {
    printJson(comparisonJson(*comparison));
  } else {
    print(comparisonText(*comparison));
  }
  return kDone;
}

int runReport(const Arguments& arguments) {
  const auto out = arguments.value("o");
  if (!out) {
    fail({"-o", "No file is named for the report.", "Give for example -o report.html."});
    return kUsage;
  }
  const Catalog catalog = makeCatalog();
  const auto comparison = comparisonOf(arguments, catalog);
  if (!comparison) return fail(comparison.error());
  if (const auto done = writeTables(arguments, *comparison); !done) return fail(done.error());
  const auto done =
      writeAndSay(*out, reportHtml(*comparison, catalog, utcNow().substr(0, 16) + " UTC"));
  return done ? static_cast<int>(kDone) : fail(done.error());
}

std::vector<OptionSpec> tableOptions() {
  return {{"csv", "FILE", "Also write all runs as a table."},
          {"jsonl", "FILE", "Also write all runs as JSON Lines, for notebooks."}};
}

ArgumentSpec runsArgument() {
  return {"RUN_DIR", "Folders of runs, or the folder of a sweep.", ArgumentSpec::Count::Many};
}

}  // namespace

Command compareCommand() {
  Command command;
  command.name = "compare";
  command.summary = "Compares finished runs: what differs in settings and results.";
  command.description =
      "Runs of the same design with different seeds are taken together. Differences are paired "
      "over "
      "common seeds, from the first design, with 95 % intervals by Student's t. The first line "
      "says "
      "what the data allow to say.";
  command.arguments = {runsArgument()};
  command.options = tableOptions();
  command.options.push_back(jsonOption());
  command.examples = {"qonvolve-cli compare RUN1 RUN2 --json",
                      "qonvolve-cli compare sweeps/encodings --csv runs.csv"};
  command.run = runCompare;
  return command;
}

Command reportCommand() {
  Command command;
  command.name = "report";
  command.summary = "Writes a report of runs or of a sweep: one HTML file with everything inside.";
  command.description =
      "Sentence, fairness, tables, plots, circuits, settings, seeds, versions and the commands "
      "that "
      "make it again. It opens in any browser, which can also print it; \"qonvolve --report\" "
      "writes "
      "it as PDF.";
  command.arguments = {runsArgument()};
  command.options = tableOptions();
  command.options.insert(command.options.begin(), {"o", "FILE", "The HTML file to write."});
  command.examples = {"qonvolve-cli report sweeps/encodings -o report.html"};
  command.run = runReport;
  return command;
}

}  // namespace qonvolve::cli
