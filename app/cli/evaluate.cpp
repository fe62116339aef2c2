// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli evaluate: scores and predictions of a trained model.
#include <QFileInfo>
#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/results.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/data/csv_file.h"
#include "core/io/files.h"
#include "core/io/training_run.h"

namespace qonvolve::cli {

namespace {

// Samples to score, preprocessed; labels are -1 where they are not known.
struct Samples {
  Dataset data;
  bool labelled = true;
  std::string part;
};

// Renumbers labels to those of the trained model by class name.
Result<void> relabel(Dataset& data, const std::vector<std::string>& classes,
                     const std::string& where) {
  std::vector<int> map;
  for (const std::string& name : data.classNames) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
      return Error{where, "The class \"" + name + "\" is unknown to the model.",
                   "It was trained on " + join(classes, ", ") + "."};
    }
    map.push_back(static_cast<int>(found - classes.begin()));
  }
  for (int& label : data.y) label = map[static_cast<std::size_t>(label)];
  data.classNames = classes;
  return {};
}

// A CSV file; its label column may be missing, which the number of columns tells.
Result<Samples> readTable(const std::string& path, const TrainedModel& trained) {
  CsvFormat format;
  format.unlabelledColumns = trained.fitted.shape.features;
  const Choice& source = trained.experiment.data.source;
  if (const auto label = source.options.find("label");
      source.type == "csv" && label != source.options.end()) {
    format.label = valueText(label->second);
  }
  auto data = readCsv(path, format);
  if (!data) return data.error();
  const bool labelled = !data->classNames.empty();
  return Samples{std::move(*data), labelled, {}};
}

// A folder of IDX files: its test images, or else its training images.
Result<Samples> readImages(const std::string& path, const TrainedModel& trained,
                           const Catalog& catalog) {
  const auto source = catalog.sources.require("idx", path);
  if (!source) return source.error();
  Values options;
  const Choice& choice = trained.experiment.data.source;
  if (choice.type == "idx") options = choice.options;
  options["folder"] = path;
  SourceContext context;
  context.where = path;
  context.classes = trained.experiment.data.classes;
  auto loaded = (*source)->load(context, options, Rng(0));
  if (!loaded) return loaded.error();
  return Samples{loaded->test ? std::move(*loaded->test) : std::move(loaded->train), true, {}};
}

Result<Samples> readOwn(const QString& path, const TrainedModel& trained, const Catalog& catalog) {
  const std::string name = path.toStdString();
  const QFileInfo info(path);
  if (!info.exists()) return Error{name, "There is no such file or folder.", ""};
  const std::string absolute = info.absoluteFilePath().toStdString();
  auto samples =
      info.isDir() ? readImages(absolute, trained, catalog) : readTable(absolute, trained);
  if (!samples) return samples;
  samples->part = name;
  Dataset& data = samples->data;
  if (samples->labelled) {
    if (auto done = relabel(data, trained.fitted.classNames, name); !done) return done.error();
  }
  const FeatureShape& wanted = trained.fitted.shape;
  if (data.shape.features != wanted.features) {
    return Error{name,
                 "The samples have " + std::to_string(data.shape.features) +
                     " features; the model was trained on " + std::to_string(wanted.features) + ".",
                 "Give the same columns as in training."};
  }
  data.shape = wanted;
  auto ready = applyPreprocessing(trained.experiment, catalog, trained.fitted.steps,
                                  std::move(data), DataPart::Predict);
  if (!ready) return ready.error();
  data = std::move(*ready);
  return samples;
}

Result<Samples> readPart(const std::string& part, const TrainedModel& trained,
                         const Catalog& catalog) {
  auto data =
      reloadData(trained.experiment, catalog, trained.record.dataFolder, trained.fitted.steps);
  if (!data) return data.error();
  SplitData& ready = data->ready;
  if (part == "train") return Samples{std::move(ready.train), true, part};
  if (part == "validation") return Samples{std::move(ready.validation), true, part};
  if (part == "test") return Samples{std::move(ready.test), true, part};
  if (ready.test.size() > 0) return Samples{std::move(ready.test), true, "test"};
  if (ready.validation.size() > 0) return Samples{std::move(ready.validation), true, "validation"};
  return Samples{std::move(ready.train), true, "train"};
}

std::string csvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string predictionsCsv(const Matrix& probabilities, const Samples& samples,
                           const std::vector<std::string>& classes) {
  std::string csv = "sample,predicted";
  if (samples.labelled) csv += ",label";
  for (const std::string& name : classes) csv += "," + csvCell("p(" + name + ")");
  csv += "\n";
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    const auto predicted = static_cast<std::size_t>(predictedClass(probabilities, row));
    csv += std::to_string(row + 1) + "," + csvCell(classes.at(predicted));
    if (samples.labelled) {
      const int label = samples.data.y[static_cast<std::size_t>(row)];
      csv += "," + csvCell(classes.at(static_cast<std::size_t>(label)));
    }
    for (Eigen::Index k = 0; k < probabilities.cols(); ++k) {
      csv += "," + numberText(probabilities(row, k));
    }
    csv += "\n";
  }
  return csv;
}

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
  const auto samples = own ? readOwn(QString::fromStdString(*own), *trained, catalog)
                           : readPart(part, *trained, catalog);
  if (!samples) return fail(samples.error());
  if (samples->data.size() == 0) {
    return fail({"", "The " + samples->part + " part is empty.", "Choose another part."});
  }
  if (auto fits = checkEncodable(trained->model, samples->data, samples->part, "/stack"); !fits) {
    return fail(fits.error());
  }
  ThreadPool pool(*threads);
  ModelRunner runner(trained->model, stageFactory(), pool);
  const auto& classes = trained->fitted.classNames;
  const Matrix probabilities = predictProbabilities(runner, *trained->loss, trained->parameters,
                                                    samples->data.x, interruption.token());
  if (interruption.token().stop_requested()) return kInterrupted;
  const auto file = arguments.value("predictions");
  if (file) {
    const std::string csv = predictionsCsv(probabilities, *samples, classes);
    if (auto done = writeFile(QString::fromStdString(*file), csv); !done) return fail(done.error());
  }
  if (!samples->labelled) {
    if (!file) {
      return fail({*own, "The file has no label column, so nothing can be scored.",
                   "Add --predictions FILE.csv to get the predictions."});
    }
    if (arguments.has("json")) {
      Json json = Json::object();
      json.set("samples", std::uint64_t{samples->data.size()});
      json.set("predictions", *file);
      printJson(json);
    } else {
      print(std::to_string(samples->data.size()) + " predictions written to " + *file + "\n");
    }
    return kDone;
  }
  const Scores scores =
      evaluate(runner, *trained->loss, trained->parameters, samples->data, interruption.token());
  if (arguments.has("json")) {
    Json json = scoreJson(scores);
    json.set("part", samples->part);
    json.set("perClass", perClassJson(scores, classes));
    json.set("confusion", confusionJson(scores));
    if (file) json.set("predictions", *file);
    printJson(json);
  } else {
    print(scoreText(own ? "own data" : samples->part, scores) + confusionText(scores, classes));
    for (std::size_t k = 0; k < scores.perClass.size(); ++k) {
      const ClassScore& one = scores.perClass[k];
      print("  " + classes.at(k) + ": precision " + fixedText(100 * one.precision, 2) +
            " %, recall " + fixedText(100 * one.recall, 2) + " %, F1 " + fixedText(one.f1, 4) +
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
       "then only predictions are made), or a folder of IDX files."},
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
