// SPDX-License-Identifier: GPL-3.0-or-later
// All that can be looked at of a run: its course, and what its best parameters answer on its data.
#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/decision_surface.h"
#include "core/io/training_run.h"

namespace qonvolve {

/// Answers on one part of the data, in the order of the raw samples.
struct PartResults {
  DataPart part = DataPart::Test;
  Scores scores;
  Matrix probabilities;  // samples x classes
};

struct RunResults {
  QString folder;  // empty: the run was not recorded
  Experiment experiment;
  RunRecord record;
  Model model;
  std::vector<double> parameters;  // the best ones
  History history;                 // only of runs read from their folder
  std::shared_ptr<const PreparedData> data;
  std::vector<PartResults> parts;          // those with samples: test, validation, training
  std::optional<DecisionSurface> surface;  // two-feature data only

  /// Null for a part without samples.
  const PartResults* find(DataPart part) const;
  const Dataset& raw(DataPart part) const;
  const Dataset& ready(DataPart part) const;
};

/// Of a run that is not going on. Nothing if stopped.
std::optional<RunResults> resultsOf(TrainingRun& run, const Catalog& catalog, std::stop_token stop);

/// Of a recorded run that has a checkpoint, finished or not. Nothing if stopped. Errors: files of
/// the run or its data are damaged or gone.
Result<std::optional<RunResults>> loadRunResults(const QString& folder, const Catalog& catalog,
                                                 ThreadPool& pool, std::stop_token stop);

}  // namespace qonvolve
