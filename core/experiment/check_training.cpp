// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizer, loss, initialization and the numbers of a run.
#include "core/experiment/check_parts.h"

namespace qonvolve {

namespace {

constexpr double kHighLearningRate = 1;

void checkLearningRate(const Choice& choice, const OptimizerType& type,
                       std::vector<Issue>& issues) {
  for (const Field& field : type.fields()) {
    const auto given = choice.options.find(field.key);
    if (field.key != "learning_rate" || given == choice.options.end()) continue;
    const auto value = checkValue(field, given->second, "");
    if (!value || std::get<double>(*value) <= kHighLearningRate) continue;
    const std::string where = "/train/optimizer/options/learning_rate";
    issues.push_back({Severity::Warning,
                      where,
                      "Learning rate " + valueText(*value) + " is unusually high.",
                      "Angles turn once in 6.28; rates of 0.001 to 0.1 are usual.",
                      {setFix("Learning rate", where, "0.05")}});
  }
}

// What only making the object tells, such as two options that do not go together.
void addMakeError(const Error& error, std::vector<Issue>& issues) {
  for (const Issue& issue : issues) {
    if (issue.where == error.where) return;
  }
  issues.push_back({Severity::Error, error.where, error.message, error.hint, {}});
}

}  // namespace

void checkTraining(const Experiment& experiment, const Catalog& catalog, const Model& model,
                   std::uint32_t classes, std::size_t trainSamples, std::vector<Issue>& issues) {
  const TrainSpec& train = experiment.train;
  if (const auto* type =
          checkChoice(train.optimizer, catalog.optimizers, "/train/optimizer", issues)) {
    checkLearningRate(train.optimizer, *type, issues);
    const auto made = type->make(train.optimizer.options, 1, "/train/optimizer");
    if (!made) addMakeError(made.error(), issues);
  }
  if (const auto* type = checkChoice(train.loss, catalog.losses, "/train/loss", issues)) {
    const auto made = type->make(train.loss.options, "/train/loss");
    if (!made) addMakeError(made.error(), issues);
    const auto orientation = train.loss.options.find("orientation");
    if (classes > 2 && orientation != train.loss.options.end() &&
        orientation->second == Value(std::string("published"))) {
      const std::string where = "/train/loss/options/orientation";
      issues.push_back({Severity::Warning,
                        where,
                        "The published orientation is meant for two classes; with " +
                            std::to_string(classes) + " it reverses their order.",
                        "Use the standard orientation.",
                        {setFix("Orientation", where, "standard")}});
    }
  }
  if (const auto* type =
          checkChoice(train.initializer, catalog.initializers, "/train/initializer", issues)) {
    const auto made = type->make(train.initializer.options, model, Rng(), "/train/initializer");
    if (!made) addMakeError(made.error(), issues);
  }

  const TrainSettings& settings = train.settings;
  const Values values = trainSettingsSchema().write(settings);
  for (const Field& field : trainSettingsSchema().fields()) {
    const auto checked = checkValue(field, values.find(field.key)->second, "/train/" + field.key);
    if (!checked) issues.push_back(fieldIssue(field, checked.error()));
  }
  const bool validated = experiment.data.split.validationFraction > 0;
  if (settings.patience > 0 && !validated) {
    issues.push_back({Severity::Warning,
                      "/train/patience",
                      "Without validation data every epoch counts as the best, so the run never "
                      "stops early.",
                      "Set a validation part, or patience to 0.",
                      {setFix("the validation part", "/data/split/validation_fraction", "0.2"),
                       setFix("Patience", "/train/patience", "0")}});
  }
  if (trainSamples > 0 && !settings.replacement &&
      settings.batchSize > static_cast<std::int64_t>(trainSamples)) {
    issues.push_back({Severity::Warning,
                      "/train/batch_size",
                      "The batch size is " + std::to_string(settings.batchSize) +
                          ", but the training part has about " + std::to_string(trainSamples) +
                          " samples: every step uses all of them.",
                      "Use smaller batches for more steps an epoch.",
                      {setFix("Batch size", "/train/batch_size", "25")}});
  }
}

}  // namespace qonvolve
