// SPDX-License-Identifier: GPL-3.0-or-later
// What a run left behind, loaded again: its model with the best parameters, and its data.
#pragma once

#include <QString>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/experiment/assemble.h"
#include "core/io/run_folder.h"

namespace qonvolve {

/// A trained model loaded from its folder, for scoring and prediction.
struct TrainedModel {
  Experiment experiment;
  RunRecord record;
  FittedPreprocessing fitted;
  std::vector<double> parameters;  // the best ones
  Model model;
  std::unique_ptr<Loss> loss;
};
Result<TrainedModel> loadTrainedModel(const QString& folder, const Catalog& catalog);

/// Data of a run again: raw parts loaded, then preprocessed with the given fitted states.
Result<PreparedData> reloadData(const Experiment& experiment, const Catalog& catalog,
                                const std::string& baseFolder,
                                const std::vector<FittedState>& fitted, std::stop_token stop = {});

}  // namespace qonvolve
