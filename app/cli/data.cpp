// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli data: what is in the data of an experiment, and how a sentence is read.
#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/results.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/experiment/data_report.h"
#include "core/experiment/text_report.h"
#include "core/io/training_run.h"

namespace qonvolve::cli {

namespace {

constexpr std::array<const char*, 3> kParts{"train", "validation", "test"};
constexpr std::size_t kMostWords = 20;

std::string percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  return fixedText(100 * static_cast<double>(part) / static_cast<double>(whole), 1) + " %";
}

Json listJson(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json textJson(const TextReport& report) {
  Json json = Json::object();
  json.set("vocabulary", std::uint64_t{report.vocabulary});
  json.set("qubits", std::uint64_t{wiresFor(report.vocabulary)});
  json.set("tokens", std::uint64_t{report.tokens});
  json.set("longest", std::uint64_t{report.longest});
  Json parts = Json::object();
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const TextPart& part = report.parts[i];
    Json one = Json::object();
    one.set("texts", std::uint64_t{part.texts});
    one.set("words", std::uint64_t{part.words});
    one.set("unknownWords", std::uint64_t{part.unknownWords});
    one.set("textsWithUnknown", std::uint64_t{part.textsWithUnknown});
    one.set("longTexts", std::uint64_t{part.longTexts});
    one.set("repeats", std::uint64_t{part.repeats});
    one.set("inTraining", std::uint64_t{part.inTraining});
    parts.set(kParts[i], std::move(one));
  }
  json.set("parts", std::move(parts));
  json.set("warnings", listJson(report.warnings));
  return json;
}

void printText(const TextReport& report) {
  print("vocabulary  " + std::to_string(report.vocabulary) + " ids, " +
        std::to_string(wiresFor(report.vocabulary)) + " qubits for a sentence, " +
        std::to_string(report.tokens) + " token positions; the longest text has " +
        std::to_string(report.longest) + " words\n");
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const TextPart& part = report.parts[i];
    if (part.texts == 0) continue;
    std::string name = kParts[i];
    name.resize(12, ' ');
    print(name + std::to_string(part.words) + " words, " + percent(part.unknownWords, part.words) +
          " unknown, in " + percent(part.textsWithUnknown, part.texts) + " of the texts\n");
  }
  std::vector<std::string> words;
  for (const WordUse& use : report.words) {
    if (words.size() == kMostWords) break;
    words.push_back(use.word + " " + std::to_string(use.count));
  }
  print("frequent    " + join(words, ", ") + "\n");
  for (const std::string& warning : report.warnings) print("warning     " + warning + "\n");
}

int run(const Arguments& arguments) {
  const Interruption interruption;
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return fail(opened.error());
  const auto data =
      prepareDataCached(opened->experiment, catalog, opened->folder, interruption.token());
  if (interruption.token().stop_requested()) return kInterrupted;
  if (!data) return fail(data.error());
  const auto report = describeData(opened->experiment, catalog, *data);
  if (!report) return fail(report.error());
  const auto sentence = arguments.value("text");
  if (sentence && !report->text) {
    return fail({"--text", "The data are numbers, not texts.", ""});
  }
  if (arguments.has("json")) {
    Json json = Json::object();
    Json parts = Json::object();
    for (std::size_t i = 0; i < kParts.size(); ++i) {
      Json counts = Json::object();
      for (std::size_t k = 0; k < report->classNames.size(); ++k) {
        counts.set(report->classNames[k], std::uint64_t{report->counts[i][k]});
      }
      parts.set(kParts[i], std::move(counts));
    }
    json.set("samples", std::move(parts));
    json.set("features", std::uint64_t{report->readyShape.features});
    json.set("notes", listJson(report->notes));
    if (report->text) json.set("text", textJson(*report->text));
    if (sentence)
      json.set("words", wordsJson(report->text->encoder->encode(*sentence),
                                  report->text->encoder->options()));
    printJson(json);
    return kDone;
  }
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    if (report->samplesIn(i) == 0) continue;
    std::vector<std::string> counts;
    for (std::size_t k = 0; k < report->classNames.size(); ++k) {
      counts.push_back(report->classNames[k] + " " + std::to_string(report->counts[i][k]));
    }
    std::string name = kParts[i];
    name.resize(12, ' ');
    print(name + std::to_string(report->samplesIn(i)) + " samples: " + join(counts, ", ") + "\n");
  }
  print("features    " + std::to_string(report->readyShape.features) + " reach the network\n");
  for (const std::string& note : report->notes) print("note        " + note + "\n");
  if (report->text) printText(*report->text);
  if (sentence) {
    print("words       " +
          wordsText(report->text->encoder->encode(*sentence), report->text->encoder->options()) +
          "\n");
  }
  return kDone;
}

}  // namespace

Command dataCommand() {
  Command command;
  command.name = "data";
  command.summary = "Says what is in the data of an experiment.";
  command.description =
      "Loads, splits and prepares the data and reports the samples of each class in each part, how "
      "files were read, and for texts the vocabulary, unknown words, repeats and what would be "
      "cut.";
  command.arguments = {experimentArgument()};
  command.options = {{"text", "SENTENCE", "Shows the words and ids that this sentence becomes."},
                     setOption(),
                     jsonOption()};
  command.examples = {"qonvolve-cli data my.qonv",
                      "qonvolve-cli data example:text-coherent-mc --text \"woman plays loud songs\""};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
