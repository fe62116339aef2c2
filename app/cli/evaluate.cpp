// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli evaluate: scores and predictions of a trained model.
#include <algorithm>
#include <cstdint>

#include "app/cli/commands.h"
#include "app/cli/results.h"
#include "app/cli/robustness.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/experiment/edit.h"
#include "core/experiment/text_report.h"
#include "core/io/files.h"
#include "core/io/predictions.h"
#include "core/text/vocabulary.h"

namespace qonvolve::cli {

namespace {

// One --noise: CHANNEL, CHANNEL=P, CHANNEL=P:key=value,key=value or CHANNEL:key=value.
Result<void> addNoise(Experiment& experiment, const Catalog& catalog, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string head = text.substr(0, colon);
  const std::size_t equals = head.find('=');
  const NoiseType* type = catalog.noise.find(head.substr(0, equals));
  if (type == nullptr) {
    return Error{"--noise", "There is no noise \"" + head.substr(0, equals) + "\".",
                 suggestion(head.substr(0, equals), catalog.noise.ids())};
  }
  const std::string where =
      "/simulation/noise/" + std::to_string(experiment.simulation.noise.size());
  const auto set = [&](const std::string& path, const std::string& value) -> Result<void> {
    auto done = setOption(experiment, catalog, where + path, value);
    if (done) return done;
    Error error = done.error();
    error.where = "--noise " + text;
    return error;
  };
  if (auto done = set("/type", type->info.id); !done) return done;
  if (equals != std::string::npos) {
    auto done = set("/options/" + type->strength().key, head.substr(equals + 1));
    if (!done) return done;
  }
  if (colon == std::string::npos) return {};
  for (const std::string& option : split(std::string_view(text).substr(colon + 1), ',')) {
    const std::size_t at = option.find('=');
    const std::string value = at == std::string::npos ? "" : option.substr(at + 1);
    if (auto done = set("/options/" + option.substr(0, at), value); !done) return done;
  }
  return {};
}

// The experiment with the simulation that the command line asks for: that of the run, or shots
// and noise of its own.
Result<Experiment> simulated(const TrainedModel& trained, const Catalog& catalog,
                             const Arguments& arguments) {
  Experiment experiment = trained.experiment;
  const auto shots = arguments.integer("shots", 0, 100'000'000);
  if (!shots) return shots.error();
  const auto seed = arguments.integer("seed", 0, INT64_MAX);
  if (!seed) return seed.error();
  if (*seed) experiment.seed = static_cast<std::uint64_t>(**seed);
  const std::vector<std::string> noise = arguments.values("noise");
  if (*shots || !noise.empty()) {
    const std::string precision = experiment.simulation.settings.precision;
    experiment.simulation = {};
    experiment.simulation.settings.precision = precision;
    experiment.simulation.settings.shots = shots->value_or(0);
  }
  for (const std::string& one : noise) {
    if (auto done = addNoise(experiment, catalog, one); !done) return done.error();
  }
  return experiment;
}

// "density matrix, 1000 shots", and whether the values are exact and without noise.
struct Simulation {
  SimulationOptions options;
  std::string text;
  bool isPlain = true;
};

Result<Simulation> chooseFor(const Experiment& experiment, const Catalog& catalog,
                             const Model& model) {
  auto options = simulationOptions(experiment, catalog, model);
  if (!options) return options.error();
  Simulation result{std::move(*options), {}, true};
  result.options.gradient = GradientMethod::Auto;  // nothing is derived here
  result.isPlain = result.options.noise.empty() && result.options.shots == 0 &&
                   result.options.method != SimulationMethod::Trajectories;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const auto choice = chooseSimulation(*circuit, result.options);
    if (!choice) return choice.error();
    if (!result.text.empty()) continue;
    result.text = choice->method == SimulationMethod::Trajectories
                      ? std::to_string(choice->trajectories) + " trajectories"
                      : choice->engine;
    if (choice->shots > 0) result.text += ", " + std::to_string(choice->shots) + " shots";
  }
  return result;
}

std::string lossText(const Scores& scores) {
  return "loss " + fixedText(scores.loss, 4) + " ± " + fixedText(scores.lossError, 4);
}

// A network answers also where it read nothing; that the answer means nothing has to be said.
void warnOfNothingRead(const EncodedText& encoded, const std::string& text) {
  if (encoded.words.empty()) {
    return warn({"--text", "The text \"" + text + "\" has no words, so nothing was read.",
                 "The answer is that to no words at all."});
  }
  if (std::ranges::all_of(encoded.ids, [](std::uint32_t id) { return id == kUnknownId; })) {
    warn({"--text",
          "No word of \"" + text + "\" is in the vocabulary, so nothing of it was understood.",
          "The answer is that to unknown words only."});
  }
}

// The answers to sentences given on the command line.
int answerTexts(const TrainedModel& trained, const Samples& samples, const Matrix& probabilities,
                const Arguments& arguments) {
  const auto encoder = textEncoder(trained.experiment.data, trained.fitted.steps);
  if (!encoder) return fail(encoder.error());
  const auto& classes = trained.fitted.classNames;
  Json list = Json::array();
  for (std::size_t i = 0; i < samples.raw.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const EncodedText encoded = encoder->encode(samples.raw.texts[i]);
    const std::string& best =
        classes.at(static_cast<std::size_t>(predictedClass(probabilities, row)));
    warnOfNothingRead(encoded, samples.raw.texts[i]);
    if (arguments.has("json")) {
      Json json = Json::object();
      json.set("text", samples.raw.texts[i]);
      json.set("words", wordsJson(encoded, encoder->options()));
      json.set("predicted", best);
      Json answers = Json::object();
      for (std::size_t k = 0; k < classes.size(); ++k) {
        answers.set(classes[k], jsonNumber(probabilities(row, static_cast<Eigen::Index>(k))));
      }
      json.set("probabilities", std::move(answers));
      list.push(std::move(json));
      continue;
    }
    std::string line = best + "  ";
    for (std::size_t k = 0; k < classes.size(); ++k) {
      line += (k > 0 ? ", " : "") + classes[k] + " " +
              fixedText(100 * probabilities(row, static_cast<Eigen::Index>(k)), 1) + " %";
    }
    print(line + "  | " + wordsText(encoded, encoder->options()) + "\n");
  }
  if (arguments.has("json")) printJson(list);
  return kDone;
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
  const auto texts = arguments.values("text");
  const auto own = arguments.value("data");
  const auto samples = !texts.empty() ? samplesOfTexts(texts, *trained, catalog)
                       : own          ? readSamples(QString::fromStdString(*own), *trained, catalog)
                                      : samplesOfRun(part, *trained, catalog);
  if (!samples) return fail(samples.error());
  if (wantsScan(arguments)) {
    if (!samples->labelled) {
      return fail({own.value_or(""), "The file has no label column, so nothing can be scored.",
                   "Give the labels too."});
    }
    if (auto ok = checkEncodable(trained->model, samples->ready, samples->name, samples->name);
        !ok) {
      return fail(ok.error());
    }
    ThreadPool pool(*threads);
    return runScans({.experiment = trained->experiment,
                     .model = trained->model,
                     .parameters = trained->parameters,
                     .loss = *trained->loss,
                     .data = samples->ready},
                    catalog, arguments, pool, interruption.token());
  }
  const auto experiment = simulated(*trained, catalog, arguments);
  if (!experiment) return fail(experiment.error());
  const auto simulation = chooseFor(*experiment, catalog, trained->model);
  if (!simulation) return fail(simulation.error());
  const StageFactory stages = stageFactory(simulation->options);
  ThreadPool pool(*threads);
  const auto& classes = trained->fitted.classNames;
  const auto probabilities = predict(*trained, *samples, pool, interruption.token(), stages);
  if (!probabilities) return fail(probabilities.error());
  if (interruption.token().stop_requested()) return kInterrupted;
  if (!texts.empty()) return answerTexts(*trained, *samples, *probabilities, arguments);
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
  const auto scored = [&](const StageFactory& factory) {
    ModelRunner runner(trained->model, factory, pool);
    return evaluate(runner, *trained->loss, trained->parameters, samples->ready,
                    interruption.token());
  };
  const Scores scores = scored(stages);
  const Scores exact = simulation->isPlain ? scores : scored(stageFactory());
  if (interruption.token().stop_requested()) return kInterrupted;
  if (arguments.has("json")) {
    Json json = scoreJson(scores);
    json.set("part", samples->name);
    json.set("perClass", perClassJson(scores, classes));
    json.set("confusion", confusionJson(scores));
    json.set("lossError", jsonNumber(scores.lossError));
    json.set("simulation", simulation->text);
    if (!simulation->isPlain) {
      Json plain = scoreJson(exact);
      plain.set("lossError", jsonNumber(exact.lossError));
      json.set("exact", std::move(plain));
    }
    if (file) json.set("predictions", *file);
    printJson(json);
  } else {
    print(scoreText(own ? "own data" : samples->name, scores));
    if (!simulation->isPlain) {
      print("simulation  " + simulation->text + ": accuracy " +
            fixedText(100 * scores.accuracy, 2) + " %, " + lossText(scores) + "\n" +
            "exact       without noise: accuracy " + fixedText(100 * exact.accuracy, 2) + " %, " +
            lossText(exact) + "\n");
    }
    print(confusionText(scores, classes));
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
      "training. Circuits are evaluated as in training, or with the shots and the noise given "
      "here; "
      "exact values without noise are printed beside.";
  command.arguments = {{"RUN_DIR", "The folder of a run."}};
  command.options = {
      {"part", "PART", "train, validation or test."},
      {"data", "PATH",
       "Own data: a CSV file with the columns of the training data (the label column may be "
       "missing: "
       "then only predictions are made), a folder of IDX files, one IDX file of images, or for a "
       "model of texts a file of them."},
      {"text", "SENTENCE",
       "Answers a sentence (may be given several times) by a model of texts: class, probabilities, "
       "words with their ids.",
       true},
      {"predictions", "FILE.csv",
       "Write the predicted class and the probability of every class for each sample."},
      {"shots", "N", "Estimate every expectation value from N shots; 0: exactly."},
      {"noise", "CHANNEL=P",
       "Add noise, with further options after a colon: depolarizing=0.01:after=two_qubit_gates. "
       "See \"list noise\".",
       true},
      {"seed", "SEED", "Seed of shots and trajectories (default: that of the run)."},
      threadsOption(),
      jsonOption()};
  const std::vector<OptionSpec> scans = scanOptions();
  command.options.insert(command.options.end() - 2, scans.begin(), scans.end());
  command.examples = {"qonvolve-cli evaluate RUN_DIR --json",
                      "qonvolve-cli evaluate RUN_DIR --shots 1000 --noise depolarizing=0.01 "
                      "--noise readout_error=0.02",
                      "qonvolve-cli evaluate RUN_DIR --noise-scan depolarizing --shots-scan usual",
                      "qonvolve-cli evaluate RUN_DIR --data new.csv --predictions out.csv"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
