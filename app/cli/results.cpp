// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/results.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "app/cli/session.h"
#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

std::string percent(double value, int digits) {
  return fixedText(100 * value, digits);
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

struct Metric {
  const char* group;  // "": top level of the JSON
  const char* key;
  std::function<std::optional<double>(const RunRecord&)> value;
};

std::optional<double> ofPart(const Scores& scores, double Scores::* member) {
  if (scores.samples == 0) return {};
  return scores.*member;
}

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> list = {
      {"", "seconds", [](const RunRecord& r) { return std::optional(r.seconds); }},
      {"", "loss", [](const RunRecord& r) { return std::optional(r.last.loss); }},
      {"train", "loss", [](const RunRecord& r) { return ofPart(r.train, &Scores::loss); }},
      {"train", "accuracy", [](const RunRecord& r) { return ofPart(r.train, &Scores::accuracy); }},
      {"validation", "loss",
       [](const RunRecord& r) { return ofPart(r.validation, &Scores::loss); }},
      {"validation", "accuracy",
       [](const RunRecord& r) { return ofPart(r.validation, &Scores::accuracy); }},
      {"test", "loss", [](const RunRecord& r) { return ofPart(r.test, &Scores::loss); }},
      {"test", "accuracy", [](const RunRecord& r) { return ofPart(r.test, &Scores::accuracy); }},
      {"best", "epoch",
       [](const RunRecord& r) { return std::optional(static_cast<double>(r.bestEpoch)); }},
      {"best", "loss", [](const RunRecord& r) { return std::optional(r.best.loss); }},
      {"best", "accuracy", [](const RunRecord& r) { return std::optional(r.best.accuracy); }},
  };
  return list;
}

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

double deviation(const std::vector<double>& v) {
  if (v.size() < 2) return 0;
  const double m = mean(v);
  double sum = 0;
  for (const double x : v) sum += (x - m) * (x - m);
  return std::sqrt(sum / static_cast<double>(v.size() - 1));
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const std::size_t half = v.size() / 2;
  return v.size() % 2 == 1 ? v[half] : (v[half - 1] + v[half]) / 2;
}

double minimum(const std::vector<double>& v) {
  return *std::min_element(v.begin(), v.end());
}
double maximum(const std::vector<double>& v) {
  return *std::max_element(v.begin(), v.end());
}

std::vector<double> valuesOf(const Metric& metric, const std::vector<RunOutcome>& outcomes) {
  std::vector<double> values;
  for (const RunOutcome& outcome : outcomes) {
    if (const auto value = metric.value(outcome.record)) values.push_back(*value);
  }
  return values;
}

Json statisticJson(const std::vector<RunOutcome>& outcomes,
                   const std::function<double(const std::vector<double>&)>& statistic) {
  Json json = Json::object();
  for (const Metric& metric : metrics()) {
    const auto values = valuesOf(metric, outcomes);
    if (values.empty()) continue;
    Json* target = &json;
    if (*metric.group != 0) {
      target = json.find(metric.group);
      if (target == nullptr) target = &json.set(metric.group, Json::object());
    }
    target->set(metric.key, jsonNumber(statistic(values)));
  }
  return json;
}

Json allJson(const std::vector<RunOutcome>& outcomes) {
  Json json = Json::object();
  Json runs = Json::array();
  for (const RunOutcome& outcome : outcomes) runs.push(resultJson(outcome.record, outcome.folder));
  json.set("runs", std::move(runs));
  json.set("mean", statisticJson(outcomes, mean));
  json.set("std", statisticJson(outcomes, deviation));
  json.set("median", statisticJson(outcomes, median));
  json.set("min", statisticJson(outcomes, minimum));
  json.set("max", statisticJson(outcomes, maximum));
  return json;
}

std::string runText(const RunOutcome& outcome) {
  const RunRecord& r = outcome.record;
  std::string text = r.name + ", seed " + std::to_string(r.seed) + ": " + std::to_string(r.qubits) +
                     " qubits, " + std::to_string(r.parameters) + " parameters";
  if (r.wordParameters > 0) {
    text += " (" + std::to_string(r.parameters - r.wordParameters) + " + " +
            std::to_string(r.wordParameters) + " in tables of words)";
  }
  text += "\n";
  text += std::string(runStatusName(r.status)) + " after " + std::to_string(r.epochs) +
          " epochs, " + std::to_string(r.steps) + " steps in " + durationText(r.seconds) + " (" +
          countText(r.samplesPerSecond) + " samples/s)\n";
  text += "hardware    " + countText(static_cast<double>(r.evaluations)) + " circuit evaluations\n";
  if (r.hasValidation && r.bestEpoch > 0) {
    text += "best epoch  " + std::to_string(r.bestEpoch) + ": validation accuracy " +
            percent(r.best.accuracy, 2) + " %, loss " + fixedText(r.best.loss, 4) + "\n";
  }
  text += scoreText("train", r.train);
  text += scoreText("validation", r.validation);
  text += scoreText("test", r.test);
  if (r.test.samples > 0) text += confusionText(r.test, r.classNames);
  if (!outcome.folder.empty()) text += "run folder  " + outcome.folder + "\n";
  return text;
}

std::string tableText(const std::vector<RunOutcome>& outcomes) {
  std::string text =
      "      seed   train %   valid. %    test %   95 % interval   best epoch   seconds\n";
  const auto cell = [](const Scores& scores) {
    return padded(scores.samples == 0 ? "-" : percent(scores.accuracy, 2), 11);
  };
  const auto interval = [](const Scores& scores) {
    return scores.samples == 0 ? std::string("-")
                               : percent(scores.low95, 1) + " to " + percent(scores.high95, 1);
  };
  for (const RunOutcome& outcome : outcomes) {
    const RunRecord& r = outcome.record;
    text += padded(std::to_string(r.seed), 10) + cell(r.train).substr(1) + cell(r.validation) +
            cell(r.test).substr(1) + padded(interval(r.test), 16) +
            padded(std::to_string(r.bestEpoch), 13) + padded(fixedText(r.seconds, 1), 10);
    if (r.status != RunStatus::Finished) text += "  " + std::string(runStatusName(r.status));
    text += "\n";
  }
  struct Line {
    const char* name;
    std::function<double(const std::vector<double>&)> statistic;
  };
  const Line lines[] = {
      {"mean", mean}, {"std", deviation}, {"median", median}, {"min", minimum}, {"max", maximum}};
  for (const Line& line : lines) {
    text += padded(line.name, 10);
    for (const char* part : {"train", "validation", "test"}) {
      const auto metric = std::find_if(metrics().begin(), metrics().end(), [part](const Metric& m) {
        return std::string_view(m.group) == part && std::string_view(m.key) == "accuracy";
      });
      const auto values = valuesOf(*metric, outcomes);
      const std::size_t width = std::string_view(part) == "validation" ? 11 : 10;
      text += padded(values.empty() ? "-" : percent(line.statistic(values), 2), width);
    }
    text += "\n";
  }
  text += "run folders\n";
  for (const RunOutcome& outcome : outcomes) {
    if (!outcome.folder.empty()) text += "  " + outcome.folder + "\n";
  }
  return text;
}

}  // namespace

std::string shareText(double share, const Interval& interval) {
  return percent(share, 2) + " % (95 % interval " + percent(interval.low, 1) + " to " +
         percent(interval.high, 1) + ")";
}

std::string scoreText(const std::string& part, const Scores& scores) {
  if (scores.samples == 0) return {};
  std::string name = part;
  name.resize(12, ' ');
  return name + "accuracy " + shareText(scores.accuracy, {scores.low95, scores.high95}) +
         ", loss " + fixedText(scores.loss, 4) + ", " + std::to_string(scores.samples) +
         " samples, always the largest class: " + percent(majorityShare(scores), 1) + " %\n";
}

std::string wordsText(const EncodedText& text, const TextStepOptions& options) {
  const auto [first, end] = seenWords(text, options);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.words.size(); ++i) {
    const bool cut = i < first || i >= end;
    words.push_back(text.words[i] + (cut ? "(cut)"
                                     : text.ids[i] == kUnknownId
                                         ? "(unknown)"
                                         : ":" + std::to_string(text.ids[i])));
  }
  return join(words, " ");
}

Json wordsJson(const EncodedText& text, const TextStepOptions& options) {
  const auto [first, end] = seenWords(text, options);
  Json words = Json::array();
  for (std::size_t i = 0; i < text.words.size(); ++i) {
    Json word = Json::object();
    word.set("word", text.words[i]);
    word.set("id", std::uint64_t{text.ids[i]});
    word.set("cut", i < first || i >= end);
    words.push(std::move(word));
  }
  return words;
}

std::string confusionText(const Scores& scores, const std::vector<std::string>& classNames) {
  if (scores.confusion.empty()) return {};
  std::size_t width = 0;
  const auto name = [&](std::size_t i) {
    return i < classNames.size() ? classNames[i] : std::to_string(i);
  };
  for (std::size_t i = 0; i < scores.confusion.size(); ++i) width = std::max(width, name(i).size());
  std::string text = "confusion   true class in rows, predicted in columns of the same order\n";
  for (std::size_t i = 0; i < scores.confusion.size(); ++i) {
    text += "  " + padded(name(i), width);
    for (const std::size_t count : scores.confusion[i]) text += padded(std::to_string(count), 8);
    text += "\n";
  }
  return text;
}

RunOutcome finishRun(TrainingRun& run, std::stop_token stop, Progress& progress,
                     const std::string& prefix) {
  const std::uint64_t perEpoch = std::max<std::uint64_t>(1, run.trainer().stepsPerEpoch());
  const std::uint64_t epochs = (run.trainer().totalSteps() + perEpoch - 1) / perEpoch;
  const auto standing = [&](std::uint64_t epoch) {
    progress.detail(prefix + "epoch " + std::to_string(std::min(epoch, epochs)) + "/" +
                    std::to_string(epochs));
  };
  standing(run.checkpoint().epoch + 1);
  for (const std::string& text : run.notes()) warn({"", text, ""});
  RunOutcome outcome;
  outcome.started = true;
  outcome.record = run.run(stop, [&](const TrainEvent& event) {
    if (const auto* step = std::get_if<StepDone>(&event)) progress.advance(1, step->loss);
    if (const auto* epoch = std::get_if<EpochDone>(&event)) standing(epoch->epoch + 1);
    if (const auto* notice = std::get_if<Notice>(&event)) warn(notice->text);
  });
  outcome.folder = run.folder().toStdString();
  if (run.problem()) warn(*run.problem());
  return outcome;
}

int report(const std::vector<RunOutcome>& outcomes, std::size_t planned, bool asJson) {
  bool stopped = outcomes.size() < planned;
  bool failed = false;
  for (const RunOutcome& outcome : outcomes) {
    stopped = stopped || outcome.record.status == RunStatus::Stopped;
    if (outcome.record.status == RunStatus::Diverged ||
        outcome.record.status == RunStatus::Failed) {
      failed = true;
      fail(outcome.record.error);
    }
  }
  if (asJson && planned == 1 && !outcomes.empty()) {
    printJson(resultJson(outcomes.front().record, outcomes.front().folder));
  } else if (asJson) {
    printJson(allJson(outcomes));
  } else if (outcomes.size() > 1) {
    print(tableText(outcomes));
  } else if (!outcomes.empty()) {
    print(runText(outcomes.front()));
  }
  if (stopped) {
    note("Interrupted.");
    for (const RunOutcome& outcome : outcomes) {
      if (outcome.record.status == RunStatus::Stopped && !outcome.folder.empty()) {
        note("To go on: qonvolve-cli resume " + outcome.folder);
      }
    }
    return kInterrupted;
  }
  return failed ? kFailed : kDone;
}

}  // namespace qonvolve::cli
