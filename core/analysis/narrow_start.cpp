// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/narrow_start.h"

#include <algorithm>
#include <string>

#include "core/analysis/scan_design.h"

namespace qonvolve {

namespace {

void keepFirst(Dataset& data, std::uint32_t features) {
  if (data.x.cols() > features) data.x = Matrix(data.x.leftCols(features));
  data.shape = {.features = features};
  if (data.featureNames.size() > features) data.featureNames.resize(features);
}

}  // namespace

Result<NarrowOutcome> trainNarrow(
    const Experiment& experiment, const Catalog& catalog, const SplitData& data,
    std::uint32_t qubits, std::int64_t epochs, ThreadPool& pool, std::stop_token stop,
    const std::function<void(std::uint64_t epoch, const PartScore& score)>& report) {
  const auto design = ScalableDesign::of(experiment, catalog);
  if (!design) return design.error();
  if (qubits < 2 || qubits >= design->ownWires()) {
    return Error{"qubits",
                 "The smaller width is " + std::to_string(qubits) + "; it must be 2 to " +
                     std::to_string(std::max(3U, design->ownWires()) - 1) + ", below that of the " +
                     "design.",
                 ""};
  }
  if (data.train.shape.isTokens()) {
    return Error{"/data", "A text cannot be cut down to the words of a smaller width.",
                 "Start from a run instead."};
  }
  auto built = design->build(qubits);
  if (!built) return built.error();
  if (built->model.features > static_cast<std::uint32_t>(data.train.x.cols())) {
    return Error{"/data",
                 "The data have fewer features than the design takes on " + std::to_string(qubits) +
                     " qubits.",
                 "Choose a smaller width."};
  }
  Experiment narrow = experiment;
  narrow.stack = std::move(built->stack);
  narrow.train.settings.epochs = epochs;
  narrow.train.settings.steps = 0;
  narrow.train.initializer = experiment.train.initializer.type == "warm_start"
                                 ? Choice{.type = "uniform"}
                                 : experiment.train.initializer;
  SplitData cut = data;
  for (Dataset* part : {&cut.train, &cut.validation, &cut.test}) {
    keepFirst(*part, built->model.features);
  }
  auto setup = assemble(narrow, catalog, std::move(cut));
  if (!setup) return setup.error();
  NarrowOutcome outcome;
  outcome.model = setup->model;
  Trainer trainer(std::move(*setup), pool);
  const TrainOutcome trained = trainer.run(stop, [&](const TrainEvent& event) {
    const auto* epoch = std::get_if<EpochDone>(&event);
    if (epoch != nullptr && report) report(epoch->epoch, epoch->train);
  });
  if (trained.status == TrainOutcome::Status::Diverged) return trained.error;
  outcome.stopped = trained.status == TrainOutcome::Status::Stopped;
  outcome.parameters = trained.checkpoint.parameters;
  return outcome;
}

}  // namespace qonvolve
