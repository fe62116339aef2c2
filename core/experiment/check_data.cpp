// SPDX-License-Identifier: GPL-3.0-or-later
// Data source, classes, split and preprocessing steps.
#include <cmath>

#include "core/base/text.h"
#include "core/experiment/check_parts.h"
#include "core/experiment/text_report.h"

namespace qonvolve {

namespace {

void checkSplit(const SplitSpec& split, std::vector<Issue>& issues) {
  const Values values = splitSchema().write(split);
  for (const Field& field : splitSchema().fields()) {
    const auto checked =
        checkValue(field, values.find(field.key)->second, "/data/split/" + field.key);
    if (!checked) issues.push_back(fieldIssue(field, checked.error()));
  }
  const SplitSpec standard;
  if (const auto error = foldError(split, "/data/split")) {
    const bool one = split.folds == 1;
    issues.push_back({Severity::Error,
                      error->where,
                      error->message,
                      error->hint,
                      {setFix(one ? "Folds" : "Fold", error->where,
                              std::to_string(one ? standard.folds : standard.fold))}});
  }
  if (split.folds == 0 && split.validationFraction + split.testFraction >= 1) {
    issues.push_back({Severity::Error,
                      "/data/split/validation_fraction",
                      "Validation and test take " +
                          numberText(split.validationFraction + split.testFraction) +
                          " of the data; nothing is left to train on.",
                      "Together they must be below 1.",
                      {setFix("the validation part", "/data/split/validation_fraction",
                              numberText(standard.validationFraction)),
                       setFix("the test part", "/data/split/test_fraction",
                              numberText(standard.testFraction))}});
  }
}

// Parts that are asked for, but come out empty: each class gives its rounded share.
void checkParts(const SplitSpec& split, const DataSummary& summary, std::vector<Issue>& issues) {
  if (summary.samples == 0 || summary.classNames.empty()) return;
  const double each =
      static_cast<double>(summary.samples) / static_cast<double>(summary.classNames.size());
  const auto part = [&](const std::string& name, double fraction) {
    if (fraction == 0 || std::lround(fraction * each) > 0) return;
    issues.push_back({Severity::Warning,
                      "/data/split/" + name + "_fraction",
                      "No " + name + " part: the data have about " + fixedText(each, 0) +
                          " samples of each class, of which " + numberText(fraction) +
                          " rounds to none.",
                      "Take more data, or a larger part of them.",
                      {}});
  };
  if (!summary.testGiven) part("test", split.testFraction);
  if (!summary.validationGiven && split.folds == 0) part("validation", split.validationFraction);
}

// The shape after all steps that can be followed; problems of single steps go to `issues`.
// `textShape`: what the step that reads texts makes of them, if that is known.
std::optional<FeatureShape> follow(const std::vector<Choice>& steps, const Catalog& catalog,
                                   FeatureShape shape, const std::optional<FeatureShape>& textShape,
                                   std::vector<Issue>* issues) {
  bool complete = true;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PreprocessorType* type = catalog.preprocessors.find(steps[i].type);
    if (type == nullptr) continue;
    const std::string where = "/data/preprocess/" + std::to_string(i);
    auto next = type->outputShape(steps[i].options, shape, where);
    if (next) {
      shape = type->readsTexts && textShape ? *textShape : *next;
      continue;
    }
    complete = false;
    if (issues == nullptr) continue;
    bool known = false;  // a refused option value was reported as such
    for (const Issue& issue : *issues) known = known || issue.where == next.error().where;
    if (known) continue;
    Issue issue{Severity::Error, next.error().where, next.error().message, next.error().hint, {}};
    issue.fixes = {{"Remove " + type->info.label, Fix::Kind::Remove, where}};
    issues->push_back(std::move(issue));
  }
  if (!complete) return {};
  return shape;
}

// Data of unknown shape: what comes out of the steps may be known all the same (PCA to 8).
FeatureShape shapeWhateverComesIn(const std::vector<Choice>& steps, const Catalog& catalog) {
  const auto a = follow(steps, catalog, {784, 28, 28}, {}, nullptr);
  const auto b = follow(steps, catalog, {1024, 32, 32}, {}, nullptr);
  return a && b && *a == *b ? *a : FeatureShape{};
}

// Long texts: that they are cut, and windows instead.
void checkLength(const DataSpec& data, const Catalog& catalog, const DataSummary& summary,
                 std::vector<Issue>& issues) {
  if (!summary.textShape || data.preprocess.empty()) return;
  const Choice& step = data.preprocess.front();
  const PreprocessorType* type = catalog.preprocessors.find(step.type);
  if (type == nullptr || !type->readsTexts) return;
  const auto options = textStepSchema().read(step.options, "");
  if (!options) return;
  const std::string cut = cutTextsText(*options, summary.longTexts, summary.longestText);
  if (cut.empty()) return;
  const std::string where = "/data/preprocess/0/options/long_texts";
  issues.push_back(
      {Severity::Note,
       where,
       cut,
       "In windows each text gives several rows, and the mean of their answers counts.",
       {{"Use windows", Fix::Kind::Set, where, "windows"}}});
}

}  // namespace

Promised checkData(const DataSpec& data, const Catalog& catalog,
                   const std::optional<DataSummary>& summary, std::vector<Issue>& issues) {
  Promised promised;
  std::vector<std::string> classNames;
  const SourceType* source = checkChoice(data.source, catalog.sources, "/data/source", issues);
  if (summary) {
    promised.source = summary->shape;
    promised.classes = static_cast<std::uint32_t>(summary->classNames.size());
    checkLength(data, catalog, *summary, issues);
    checkParts(data.split, *summary, issues);
  } else {
    std::optional<SourcePromise> promise;
    if (source != nullptr && source->promise) promise = source->promise(data.source.options);
    if (promise) {
      promised.source = promise->shape;
      classNames = promise->classNames;
      // No names: known only after loading.
      if (!classNames.empty()) promised.classes = static_cast<std::uint32_t>(classNames.size());
    }
    if (!data.classes.empty()) promised.classes = static_cast<std::uint32_t>(data.classes.size());
    if (!data.classes.empty() && !classNames.empty()) {
      const auto indices = classIndices(classNames, data.classes, "/data/classes");
      if (!indices) {
        issues.push_back({Severity::Error,
                          indices.error().where,
                          indices.error().message,
                          indices.error().hint,
                          {{"Use all classes", Fix::Kind::Set, "/data/classes", ""}}});
      }
    }
  }
  if (promised.classes < 2) {
    issues.push_back({Severity::Error,
                      "/data/classes",
                      "There is only one class; at least two are needed.",
                      "Name two or more classes, or leave the list empty for all.",
                      {{"Use all classes", Fix::Kind::Set, "/data/classes", ""}}});
    promised.classes = 2;
  }
  checkSplit(data.split, issues);

  for (std::size_t i = 0; i < data.preprocess.size(); ++i) {
    checkChoice(data.preprocess[i], catalog.preprocessors, "/data/preprocess/" + std::to_string(i),
                issues);
  }
  if (promised.source.features > 0 || promised.source.texts) {
    const auto textShape = summary ? summary->textShape : std::nullopt;
    promised.encoded = follow(data.preprocess, catalog, promised.source, textShape, &issues)
                           .value_or(FeatureShape{});
    if (promised.encoded.texts) {
      promised.encoded = {};
      issues.push_back(
          {Severity::Error,
           "/data/preprocess",
           "The data are texts; a network needs numbers.",
           "Add the step Words and TF-IDF.",
           {{"Add Words and TF-IDF", Fix::Kind::Insert, "/data/preprocess/0", "text"}}});
    }
  } else {
    promised.encoded = shapeWhateverComesIn(data.preprocess, catalog);
  }
  return promised;
}

}  // namespace qonvolve
