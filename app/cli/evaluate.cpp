// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli evaluate: scores and predictions of a trained model.
#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/results.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/predictions.h"

namespace qonvolve::cli {

namespace {

int run(const Arguments& arguments) {
  const Interruption interruption;
  const Catalog catalog = makeCatalog();
  const auto threads = threadCount(arguments);
  if (!threads) return fail(threads.error());
  const std::string part = arguments.value("part").value_or("");
  const std::vector<std::string> parts = {"train", "validation", "test"};
  if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end()) {
    fail({"--part", "There is no part \"" + part + "\".", suggestion(part, parts)});
    return kUsage;
  }
  const auto trained = loadTrainedModel(QString::fromStdString(arguments.positional(0)), catalog);
  if (!trained) return fail(trained.error());
  const auto own = arguments.value("data");
  const auto samples = own ? readSamples(QString::fromStdString(*own), *trained, catalog)
                           : samplesOfRun(part, *trained, catalog);
  if (!samples) return fail(samples.error());
  ThreadPool pool(*threads);
  const auto& classes = trained->fitted.classNames;
  const auto probabilities = predict(*trained, *samples, pool, interruption.token());
  if (!probabilities) return fail(probabilities.error());
  if (interruption.token().stop_requested()) return kInterrupted;
  const auto file = arguments.value("predictions");
  if (file) {
    const std::string csv = predictionsCsv(*probabilities, *samples, classes);
    if (auto done = writeFile(QString::fromStdString(*file), csv); !done) return fail(done.error());
  }
  if (!samples->labelled) {
    if (!file) {
      return fail({*own, "The file has no label column, so nothing can be scored.",
                   "Add --predictions FILE.csv to get the predictions."});
    }
    if (arguments.has("json")) {
      Json json = Json::object();
      json.set("samples", std::uint64_t{samples->ready.size()});
      json.set("predictions", *file);
      printJson(json);
    } else {
      print(std::to_string(samples->ready.size()) + " predictions written to " + *file + "\n");
    }
    return kDone;
  }
  ModelRunner runner(trained->model, stageFactory(), pool);
  const Scores scores =
      evaluate(runner, *trained->loss, trained->parameters, samples->ready, interruption.token());
  if (arguments.has("json")) {
    Json json = scoreJson(scores);
    json.set("part", samples->name);
    json.set("perClass", perClassJson(scores, classes));
    json.set("confusion", confusionJson(scores));
    if (file) json.set("predictions", *file);
    printJson(json);
  } else {
    print(scoreText(own ? "own data" : samples->name, scores) + confusionText(scores, classes));
    for (std::size_t k = 0; k < scores.perClass.size(); ++k) {
      const ClassScore& one = scores.perClass[k];
      print("  " + classes.at(k) + ": precision " +
            shareText(one.precision, precisionInterval(scores, k)) + ", recall " +
            shareText(one.recall, recallInterval(scores, k)) + ", F1 " + fixedText(one.f1, 4) +
            "\n");
    }
    if (file) print("predictions " + *file + "\n");
  }
  return kDone;
}

}  // namespace

Command evaluateCommand() {
  Command command;
  command.name = "evaluate";
  command.summary = "Scores a trained model and predicts on own data.";
  command.description =
      "Scores the best parameters of a run on a part of its own data (test, or validation where "
      "there is no test part), or on own data, which go through the preprocessing as it was fitted "
      "in "
      "training.";
  command.arguments = {{"RUN_DIR", "The folder of a run."}};
  command.options = {
      {"part", "PART", "train, validation or test."},
      {"data", "PATH",
       "Own data: a CSV file with the columns of the training data (the label column may be "
       "missing: "
       "then only predictions are made), a folder of IDX files, or one IDX file of images."},
      {"predictions", "FILE.csv",
       "Write the predicted class and the probability of every class for each sample."},
      threadsOption(),
      jsonOption()};
  command.examples = {"qonvolve-cli evaluate RUN_DIR --json",
                      "qonvolve-cli evaluate RUN_DIR --data new.csv --predictions out.csv"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
