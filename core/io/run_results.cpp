// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_results.h"
#include "core/io/trained_model.h"

#include <algorithm>

namespace qonvolve {

namespace {

// Fills in what the parameters answer; false if stopped.
bool answer(RunResults& results, ModelRunner& runner, const Loss& loss, const Catalog& catalog,
            const std::stop_token& stop) {
  for (const DataPart part : {DataPart::Test, DataPart::Validation, DataPart::Train}) {
    const Dataset& samples = results.ready(part);
    if (samples.size() == 0) continue;
    PartResults one{part, {}, {}};
    one.scores = evaluate(runner, loss, results.parameters, samples, stop, &one.probabilities);
    if (one.scores.samples == 0) return false;
    results.parts.push_back(std::move(one));
  }
  const auto grid = SurfaceGrid::make(results.experiment, catalog, *results.data, runner.model());
  if (grid) {
    results.surface = grid->evaluate(runner, loss, results.parameters, stop);
    if (results.surface->probabilities.size() == 0) return false;
  }
  return true;
}

}  // namespace

const PartResults* RunResults::find(DataPart part) const {
  const auto found = std::find_if(parts.begin(), parts.end(),
                                  [part](const PartResults& one) { return one.part == part; });
  return found == parts.end() ? nullptr : &*found;
}

const Dataset& RunResults::raw(DataPart part) const {
  return partOf(data->raw, part);
}

const Dataset& RunResults::ready(DataPart part) const {
  return partOf(data->ready, part);
}

std::optional<RunResults> resultsOf(TrainingRun& run, const Catalog& catalog,
                                    std::stop_token stop) {
  RunResults results;
  results.folder = run.folder();
  results.experiment = run.experiment();
  results.record = run.record();
  results.model = run.model();
  const Checkpoint& end = run.checkpoint();
  results.parameters = end.bestParameters.empty() ? end.parameters : end.bestParameters;
  results.data = run.sharedData();
  const Loss& loss = *run.trainer().setup().loss;
  if (!answer(results, run.trainer().runner(), loss, catalog, stop)) return {};
  return results;
}

Result<std::optional<RunResults>> loadRunResults(const QString& folder, const Catalog& catalog,
                                                 ThreadPool& pool, std::stop_token stop) {
  auto trained = loadTrainedModel(folder, catalog);
  if (!trained) return trained.error();
  if (stop.stop_requested()) return std::optional<RunResults>();
  auto data = reloadData(trained->experiment, catalog, trained->record.dataFolder,
                         trained->fitted.steps, stop);
  if (stop.stop_requested()) return std::optional<RunResults>();
  if (!data) return data.error();
  for (const Dataset* part : {&data->ready.train, &data->ready.validation, &data->ready.test}) {
    if (auto fits = checkEncodable(trained->model, *part, "run's", "/data"); !fits) {
      return fits.error();
    }
  }
  RunResults results;
  results.folder = RunFolder(folder).path();
  results.experiment = std::move(trained->experiment);
  results.record = std::move(trained->record);
  results.parameters = std::move(trained->parameters);
  results.history = RunFolder(folder).history();
  results.data = std::make_shared<const PreparedData>(std::move(*data));
  {
    ModelRunner runner(trained->model, stageFactory(), pool);
    if (!answer(results, runner, *trained->loss, catalog, stop)) {
      return std::optional<RunResults>();
    }
  }
  results.model = std::move(trained->model);
  return std::optional<RunResults>(std::move(results));
}

}  // namespace qonvolve
