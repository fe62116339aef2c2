// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizer, loss, initialization and the numbers of a run.
#include <algorithm>

#include "core/experiment/check_parts.h"
#include "core/train/parameter_use.h"

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

std::string optionPath(const std::string& key) {
  return "/train/optimizer/options/" + key;
}

// The first parameter group with a parameter of which `bad` is true; empty if there is none.
template <class Bad>
std::string groupWhere(const Model& model, const Bad& bad) {
  for (const ParameterGroup& group : model.groups) {
    for (std::uint32_t k = group.first; k < group.first + group.count; ++k) {
      if (bad(k)) return group.name;
    }
  }
  return {};
}

void checkWaves(const OptimizerType& type, const OptimizerNeeds& needs, const Model& model,
                const ModelUse& use, const LossType& lossType, const Loss& loss,
                std::vector<Issue>& issues) {
  const Fix numeric{"Search along such curves", Fix::Kind::Set, optionPath(needs.numericOption),
                    needs.numericValue};
  const Fix adam{"Use Adam", Fix::Kind::Set, "/train/optimizer/type", "adam"};
  if (!loss.degree(model.head)) {
    issues.push_back(
        {Severity::Error,
         "/train/optimizer",
         type.info.label + ": the curve of " + lossType.info.label +
             " along an angle is no trigonometric polynomial, so its lowest point does "
             "not follow from a few values.",
         "Use a loss that is linear or squared in the expectation values, or a search.",
         {{"Use the loss Linear", Fix::Kind::Set, "/train/loss/type", "linear"}, numeric, adam}});
    return;
  }
  const std::string group =
      groupWhere(model, [&](std::uint32_t k) { return !use.parameters[k].wave.has_value(); });
  if (group.empty()) return;
  issues.push_back({Severity::Error,
                    "/train/optimizer",
                    type.info.label +
                        ": the loss is no trigonometric polynomial of the parameters of " + group +
                        ", which are weights or stand before a stage that is not linear.",
                    "Search along these parameters, or use another optimizer.",
                    {numeric, adam}});
}

// Whether the design can give the optimizer what it asks for.
void checkNeeds(const Experiment& experiment, const Catalog& catalog, const OptimizerType& type,
                const Model& model, std::size_t trainSamples, std::vector<Issue>& issues) {
  const TrainSpec& train = experiment.train;
  const OptimizerNeeds needs = type.needs(train.optimizer.options);
  const LossType* lossType = catalog.losses.find(train.loss.type);
  if ((needs.waves || needs.freeRotations) && !model.stages.empty()) {
    const ModelUse use = analyseUse(model);
    const auto loss = lossType != nullptr ? lossType->make(train.loss.options, "")
                                          : Result<std::unique_ptr<Loss>>(Error{});
    if (needs.waves && loss) checkWaves(type, needs, model, use, *lossType, **loss, issues);
    if (needs.freeRotations && use.freeRotations.empty()) {
      issues.push_back({Severity::Error,
                        "/train/optimizer",
                        type.info.label +
                            " chooses the axes of U3 gates; this design has none with three "
                            "parameters of its own.",
                        "Use a circuit with U3 gates such as SU(4), or Rotosolve.",
                        {{"Use Rotosolve", Fix::Kind::Set, "/train/optimizer/type", "rotosolve"}}});
    }
  }
  if (!needs.schedule && train.schedule.type != "constant" &&
      catalog.schedules.find(train.schedule.type) != nullptr) {
    issues.push_back(
        {Severity::Warning,
         "/train/schedule",
         type.info.label + " has no learning rate, so the schedule has no effect.",
         "",
         {{"Use a constant schedule", Fix::Kind::Set, "/train/schedule/type", "constant"}}});
  }
  if (!needs.clipping && train.settings.clipping != "none") {
    issues.push_back({Severity::Warning,
                      "/train/clipping",
                      type.info.label + " does not go along gradients, so clipping has no effect.",
                      "",
                      {setFix("Gradient clipping", "/train/clipping", "none")}});
  }
  const bool whole = static_cast<std::size_t>(train.settings.batchSize) >= trainSamples &&
                     !train.settings.replacement;
  if (needs.steadyBatch && trainSamples > 0 && !whole) {
    std::vector<Fix> fixes = {
        setFix("Batch size", "/train/batch_size", std::to_string(trainSamples))};
    if (train.settings.replacement) {
      fixes.push_back(setFix("Draw with replacement", "/train/replacement", "false"));
    }
    issues.push_back({Severity::Warning, "/train/batch_size",
                      type.info.label + " searches far along the loss of one batch; with " +
                          std::to_string(train.settings.batchSize) + " of about " +
                          std::to_string(trainSamples) +
                          " samples it fits each batch and forgets the others.",
                      "Let every step see all samples.", std::move(fixes)});
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
    const auto made = type->make(train.optimizer.options, model.parameterCount, "/train/optimizer");
    if (!made) addMakeError(made.error(), issues);
    checkNeeds(experiment, catalog, *type, model, trainSamples, issues);
  }
  if (const auto* type =
          checkChoice(train.schedule, catalog.schedules, "/train/schedule", issues)) {
    const auto made = type->make(train.schedule.options, "/train/schedule");
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
    const auto made = type->make(train.initializer.options, {.model = model}, "/train/initializer");
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
                      {setFix("Batch size", "/train/batch_size",
                              std::to_string(std::min<std::size_t>(25, (trainSamples + 3) / 4)))}});
  }
}

}  // namespace qonvolve
