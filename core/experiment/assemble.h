// SPDX-License-Identifier: GPL-3.0-or-later
// From choices to real objects: data loaded, split and preprocessed; model compiled; run ready.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/experiment/validate.h"
#include "core/gradient/simulation.h"
#include "core/train/trainer.h"

namespace qonvolve {

/// Data on their way to the model.
struct PreparedData {
  SplitData raw;                    // as loaded and split
  SplitData ready;                  // after preprocessing
  std::vector<FittedState> fitted;  // one a preprocessing step
  std::vector<std::string> notes;   // of the source
};

/// The training, validation or test part.
const Dataset& partOf(const SplitData& data, DataPart part);

/// Stores fitted preprocessing between runs, keyed by a text that names everything it depends on.
/// Either function may be empty.
struct FitCache {
  std::function<std::optional<FittedState>(const std::string& key)> load;
  std::function<void(const std::string& key, const FittedState&)> store;
};

/// Loads, splits, fits and applies. `baseFolder`: where relative paths of the experiment start. A
/// stop ends it in stoppedError().
Result<PreparedData> prepareData(const Experiment& experiment, const Catalog& catalog,
                                 const std::string& baseFolder, const FitCache& cache = {},
                                 std::stop_token stop = {});

/// What is known of data now that they are loaded. For texts the vocabulary of the training part is
/// counted, so that the shape after the step that reads them is known too.
Result<DataSummary> summarize(const Experiment& experiment, const Catalog& catalog,
                              SourceData data);

/// The same of data still to be loaded.
Result<DataSummary> summarizeSource(const Experiment& experiment, const Catalog& catalog,
                                    const std::string& baseFolder);

/// The same from states fitted earlier; `shape` and `classNames` as the source delivered them.
DataSummary summarizeFitted(const DataSpec& spec, const Catalog& catalog,
                            const std::vector<FittedState>& fitted, const FeatureShape& shape,
                            const std::vector<std::string>& classNames);

/// Applies fitted steps to more data (prediction). `part` is Predict or Test.
Result<Dataset> applyPreprocessing(const Experiment& experiment, const Catalog& catalog,
                                   const std::vector<FittedState>& fitted, Dataset data,
                                   DataPart part, std::stop_token stop = {});

/// What the simulation section comes down to for a compiled design: noise with its scope looked up.
/// Errors are those of the section.
Result<SimulationOptions> simulationOptions(const Experiment& experiment, const Catalog& catalog,
                                            const Model& model);

/// Makes the evaluators of stages: by makeSimulation() for circuits, the nodes themselves
/// otherwise. The options must fit the circuits; assemble() checks that.
StageFactory stageFactory(const SimulationOptions& options = {});

/// Whether the design can take every sample: right number of features, and no part that amplitude
/// encoding would have to normalize is all zero. `part` names the data ("test") for the error.
Result<void> checkEncodable(const Model& model, const Dataset& data, const std::string& part,
                            const std::string& where);

/// What the parameters of a run start from.
Result<std::vector<double>> startParameters(const Experiment& experiment, const Catalog& catalog,
                                            const Model& model, const Dataset& train);

/// Everything for a run. Errors are the first error of check() or of the data.
Result<TrainingSetup> assemble(const Experiment& experiment, const Catalog& catalog,
                               SplitData ready);

}  // namespace qonvolve
