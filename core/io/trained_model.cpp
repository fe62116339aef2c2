// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/trained_model.h"

#include "core/experiment/validate.h"

namespace qonvolve {

Result<PreparedData> reloadData(const Experiment& experiment, const Catalog& catalog,
                                const std::string& baseFolder,
                                const std::vector<FittedState>& fitted, std::stop_token stop) {
  if (fitted.size() != experiment.data.preprocess.size()) {
    return Error{"/data/preprocess",
                 "The run has " + std::to_string(fitted.size()) + " fitted steps, its experiment " +
                     std::to_string(experiment.data.preprocess.size()) + ".",
                 "The folder of the run is damaged."};
  }
  Experiment plain = experiment;
  plain.data.preprocess.clear();
  auto loaded = prepareData(plain, catalog, baseFolder, {}, stop);
  if (!loaded) return loaded.error();
  PreparedData data = std::move(*loaded);
  data.raw = data.ready;
  data.fitted = fitted;
  const auto apply = [&](Dataset& part, DataPart which) -> Result<void> {
    if (part.size() == 0) return {};
    auto ready = applyPreprocessing(experiment, catalog, fitted, std::move(part), which, stop);
    if (!ready) return ready.error();
    part = std::move(*ready);
    return {};
  };
  if (auto done = apply(data.ready.train, DataPart::Train); !done) return done.error();
  if (auto done = apply(data.ready.validation, DataPart::Validation); !done) return done.error();
  if (auto done = apply(data.ready.test, DataPart::Test); !done) return done.error();
  return data;
}

Result<TrainedModel> loadTrainedModel(const QString& path, const Catalog& catalog) {
  const RunFolder folder(path);
  auto record = folder.record();
  if (!record) return record.error();
  auto experiment = folder.experiment(catalog);
  if (!experiment) return experiment.error();
  auto fitted = folder.preprocessing();
  if (!fitted) return fitted.error();
  auto checkpoint = folder.checkpoint();
  if (!checkpoint) {
    Error error = checkpoint.error();
    error.hint = "The run has no trained parameters yet: resume it first.";
    return error;
  }
  TrainedModel trained{std::move(*experiment), std::move(*record), std::move(*fitted), {}, {}, {}};
  const DataSummary summary =
      summarizeFitted(trained.experiment.data, catalog, trained.fitted.steps, trained.fitted.shape,
                      trained.fitted.classNames);
  Checked checked = check(trained.experiment, catalog, summary);
  if (!checked.runnable()) {
    const Issue& issue = checked.issues.front();
    return Error{issue.where, issue.message, issue.hint};
  }
  trained.model = std::move(checked.model);
  auto& best = checkpoint->bestParameters;
  trained.parameters = best.empty() ? std::move(checkpoint->parameters) : std::move(best);
  if (trained.parameters.size() != trained.model.parameterCount) {
    return Error{path.toStdString(),
                 "The checkpoint has " + std::to_string(trained.parameters.size()) +
                     " parameters, the design " + std::to_string(trained.model.parameterCount) +
                     ".",
                 "The folder of the run is damaged."};
  }
  const Choice& choice = trained.experiment.train.loss;
  auto type = catalog.losses.require(choice.type, "/train/loss/type");
  if (!type) return type.error();
  auto loss = (*type)->make(choice.options, "/train/loss");
  if (!loss) return loss.error();
  trained.loss = std::move(*loss);
  return trained;
}

}  // namespace qonvolve
