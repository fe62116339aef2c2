// SPDX-License-Identifier: GPL-3.0-or-later
// Data on their way to the model: loaded, split, each preprocessing step fitted and applied.
#include <bit>
#include <cassert>
#include <optional>

#include "core/data/preprocessors/text_step.h"
#include "core/experiment/assemble.h"
#include "core/experiment/text_report.h"

namespace qonvolve {

namespace {

// FNV-1a over 64-bit words of values and labels: what a cached fit depends on.
std::uint64_t fingerprint(const Dataset& data) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  const auto add = [&hash](std::uint64_t word) { hash = (hash ^ word) * 0x100000001B3ULL; };
  add(static_cast<std::uint64_t>(data.x.rows()));
  add(static_cast<std::uint64_t>(data.x.cols()));
  for (Eigen::Index i = 0; i < data.x.size(); ++i) {
    add(std::bit_cast<std::uint64_t>(data.x.data()[i]));
    hash ^= hash >> 29U;  // FNV alone never moves high bits down
  }
  for (const int label : data.y) add(static_cast<std::uint64_t>(label));
  for (const std::string& text : data.texts) {
    add(text.size());
    for (const char c : text) add(static_cast<unsigned char>(c));
  }
  return hash;
}

std::string choiceText(const Choice& choice) {
  std::string text = choice.type;
  for (const auto& [key, value] : choice.options) text += " " + key + "=" + valueText(value);
  return text;
}

// The data of an experiment, classes selected and values looked through.
Result<SourceData> loadSource(const DataSpec& spec, const Catalog& catalog,
                              const std::string& baseFolder, const std::stop_token& stop = {}) {
  const auto source = catalog.sources.require(spec.source.type, "/data/source/type");
  if (!source) return source.error();
  SourceContext context;
  context.where = "/data/source";
  context.baseFolder = baseFolder;
  context.classes = spec.classes;
  context.stop = stop;
  // Synthetic data belong to the split seed: training seeds compare on the same data.
  const Rng dataRng(static_cast<std::uint64_t>(spec.split.seed));
  auto loaded = (*source)->load(context, spec.source.options, dataRng.stream("source"));
  if (!loaded) return loaded.error();
  const std::string hint = "Remove or repair the sample.";
  if (auto ok = checkFinite(loaded->train, "source", "/data/source", hint); !ok) return ok.error();
  if (loaded->test) {
    if (auto ok = checkFinite(*loaded->test, "test", "/data/source", hint); !ok) return ok.error();
  }
  if (loaded->validation) {
    auto ok = checkFinite(*loaded->validation, "validation", "/data/source", hint);
    if (!ok) return ok.error();
  }
  return loaded;
}

}  // namespace

const Dataset& partOf(const SplitData& data, DataPart part) {
  assert(part != DataPart::Predict);
  if (part == DataPart::Test) return data.test;
  return part == DataPart::Validation ? data.validation : data.train;
}

Result<PreparedData> prepareData(const Experiment& experiment, const Catalog& catalog,
                                 const std::string& baseFolder, const FitCache& cache,
                                 std::stop_token stop) {
  const DataSpec& spec = experiment.data;
  auto loaded = loadSource(spec, catalog, baseFolder, stop);
  if (!loaded) return loaded.error();
  const Error stopped = stoppedError("/data");
  if (stop.stop_requested()) return stopped;
  std::vector<std::string> notes = std::move(loaded->notes);
  auto parts = splitData(std::move(*loaded), spec.split, "/data/split");
  if (!parts) return parts.error();
  PreparedData prepared;
  prepared.raw = *parts;
  prepared.ready = std::move(*parts);
  prepared.notes = std::move(notes);

  const bool cached = cache.load && cache.store;
  std::string key;
  if (cached && !spec.preprocess.empty()) {
    key = "fit 1; source " + choiceText(spec.source) + "; classes " + join(spec.classes, ",") +
          "; split " + choiceText({"", splitSchema().write(spec.split)}) + "; data " +
          std::to_string(fingerprint(prepared.raw.train));
  }
  for (std::size_t i = 0; i < spec.preprocess.size(); ++i) {
    const Choice& choice = spec.preprocess[i];
    const std::string where = "/data/preprocess/" + std::to_string(i);
    const auto type = catalog.preprocessors.require(choice.type, where + "/type");
    if (!type) return type.error();
    if (stop.stop_requested()) return stopped;
    key += "; step " + choiceText(choice);
    if ((*type)->random) key += " seed=" + std::to_string(experiment.seed);

    std::optional<FittedState> state;
    if (cached) state = cache.load(key);
    if (!state) {
      const Rng rng = Rng(experiment.seed).stream("preprocess", i);
      auto fitted = (*type)->fit(choice.options, prepared.ready.train, rng, where, stop);
      if (!fitted) return fitted.error();
      state = std::move(*fitted);
      if (cached) cache.store(key, *state);
    }
    for (const auto& [data, part, name] :
         {std::tuple{&prepared.ready.train, DataPart::Train, "training"},
          std::tuple{&prepared.ready.validation, DataPart::Validation, "validation"},
          std::tuple{&prepared.ready.test, DataPart::Test, "test"}}) {
      if (data->size() == 0) continue;
      if (stop.stop_requested()) return stopped;
      auto applied = (*type)->apply(choice.options, *state, *data, part, where);
      if (!applied) return applied.error();
      *data = std::move(*applied);
      auto ok = checkFinite(*data, name, where, "The step before it delivers unsuitable values.");
      if (!ok) return ok.error();
    }
    prepared.fitted.push_back(std::move(*state));
  }
  return prepared;
}

Result<DataSummary> summarize(const Experiment& experiment, const Catalog& catalog,
                              SourceData data) {
  const DataSpec& spec = experiment.data;
  DataSummary summary;
  summary.shape = data.train.shape;
  summary.classNames = data.train.classNames;
  summary.samples = data.train.size();
  summary.testGiven = data.test.has_value();
  summary.validationGiven = data.validation.has_value();
  if (!summary.shape.texts || spec.preprocess.empty()) return summary;
  const PreprocessorType* type = catalog.preprocessors.find(spec.preprocess.front().type);
  if (type == nullptr || !type->readsTexts) return summary;  // the check says so
  auto parts = splitData(std::move(data), spec.split, "/data/split");
  if (!parts) return parts.error();
  const auto fitted = type->fit(spec.preprocess.front().options, parts->train,
                                Rng(experiment.seed).stream("preprocess"), "/data/preprocess/0");
  if (!fitted) return fitted.error();
  summary.textShape = type->fittedShape(*fitted);
  const auto options = textStepSchema().read(spec.preprocess.front().options, "");
  if (!options) return options.error();
  const TextLengths lengths = lengthsOf(parts->train.texts, *options);
  summary.longTexts = lengths.tooLong;
  summary.longestText = lengths.longest;
  return summary;
}

Result<DataSummary> summarizeSource(const Experiment& experiment, const Catalog& catalog,
                                    const std::string& baseFolder) {
  auto loaded = loadSource(experiment.data, catalog, baseFolder);
  if (!loaded) return loaded.error();
  return summarize(experiment, catalog, std::move(*loaded));
}

DataSummary summarizeFitted(const DataSpec& spec, const Catalog& catalog,
                            const std::vector<FittedState>& fitted, const FeatureShape& shape,
                            const std::vector<std::string>& classNames) {
  DataSummary summary;
  summary.shape = shape;
  summary.classNames = classNames;
  if (spec.preprocess.empty() || fitted.empty()) return summary;
  const PreprocessorType* type = catalog.preprocessors.find(spec.preprocess.front().type);
  if (type != nullptr && type->readsTexts) summary.textShape = type->fittedShape(fitted.front());
  return summary;
}

Result<Dataset> applyPreprocessing(const Experiment& experiment, const Catalog& catalog,
                                   const std::vector<FittedState>& fitted, Dataset data,
                                   DataPart part, std::stop_token stop) {
  const std::vector<Choice>& steps = experiment.data.preprocess;
  if (fitted.size() != steps.size()) {
    return Error{"/data/preprocess",
                 "The run has " + std::to_string(fitted.size()) +
                     " fitted preprocessing steps; the experiment has " +
                     std::to_string(steps.size()) + ".",
                 "Use the experiment the run was made with."};
  }
  auto ok = checkFinite(data, "new", "/data", "Remove or repair the sample.");
  if (!ok) return ok.error();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string where = "/data/preprocess/" + std::to_string(i);
    const auto type = catalog.preprocessors.require(steps[i].type, where + "/type");
    if (!type) return type.error();
    if (stop.stop_requested()) return stoppedError(where);
    auto applied = (*type)->apply(steps[i].options, fitted[i], data, part, where);
    if (!applied) return applied.error();
    data = std::move(*applied);
  }
  return data;
}

}  // namespace qonvolve
