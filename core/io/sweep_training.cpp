// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_training.h"

#include <QFileInfo>
#include <algorithm>

#include "core/io/experiment_json.h"

namespace qonvolve {

namespace {

// A run that could not even begin is recorded, so that everybody sees why.
void recordFailure(const RunFolder& folder, const Experiment& experiment, const Error& error) {
  RunRecord record;
  record.status = RunStatus::Failed;
  record.error = error;
  record.name = experiment.name;
  record.started = record.ended = utcNow();
  record.seed = experiment.seed;
  record.designHash = designHash(experiment);
  record.optimizer = experiment.train.optimizer.type;
  record.program = programVersion();
  setOwnProcess(record);
  static_cast<void>(folder.writeExperiment(experiment));
  static_cast<void>(folder.writeRecord(record));
}

// Its last owner is gone, which only the claim tells when that was another machine.
Result<void> markInterrupted(const RunFolder& folder) {
  auto record = folder.record();
  if (!record) return record.error();
  if (record->status != RunStatus::Running) return {};
  record->status = RunStatus::Interrupted;
  return folder.writeRecord(*record);
}

Result<std::unique_ptr<TrainingRun>> openRun(const SweepPlan& plan, const Experiment& experiment,
                                             const Catalog& catalog, const RunFolder& folder,
                                             SharedData& data, ThreadPool& pool,
                                             const std::stop_token& stop) {
  const bool begun = folder.exists() && QFileInfo::exists(folder.file("preprocess.json"));
  if (begun) {
    if (auto marked = markInterrupted(folder); !marked) return marked.error();
    return TrainingRun::resume(folder.path(), catalog, pool);
  }
  auto prepared = data.get(experiment, stop);
  if (!prepared) return prepared.error();
  return TrainingRun::create(
      experiment, catalog, *prepared, pool,
      {.runsFolder = {}, .baseFolder = plan.baseFolder, .folder = folder.path()});
}

// Best accuracy within the first `epochs`: on the validation part where there is one, else the
// last on the training part. Nothing when the run did not come that far.
std::optional<double> accuracyWithin(const RunFolder& folder, std::uint64_t epochs) {
  std::optional<double> best;
  for (const EpochDone& epoch : folder.history().epochs) {
    if (epoch.epoch > epochs) break;
    const double value = epoch.hasValidation ? epoch.validation.accuracy : epoch.train.accuracy;
    best = best && epoch.hasValidation ? std::max(*best, value) : value;
  }
  return best;
}

}  // namespace

SweepStatus trainSweepRun(const SweepPlan& plan, std::size_t run, const Catalog& catalog,
                          const SweepStore& store, SharedData& data, ThreadPool& pool,
                          std::uint64_t epochLimit, std::stop_token stop,
                          const std::function<void(const TrainEvent&, TrainingRun&)>& report) {
  const std::string& id = plan.runs[run].id;
  const RunFolder folder(store.runFolder(id));
  const Experiment experiment = plan.experimentOf(run);
  auto training = openRun(plan, experiment, catalog, folder, data, pool, stop);
  if (!training) {
    if (!stop.stop_requested()) recordFailure(folder, experiment, training.error());
    return store.status(id);
  }
  std::stop_source end;
  const std::stop_callback passOn(stop, [&end] { end.request_stop(); });
  SweepStatus status;
  if (epochLimit == 0 || (*training)->checkpoint().epoch < epochLimit) {
    status.record = (*training)->run(end.get_token(), [&](const TrainEvent& event) {
      report(event, **training);
      const auto* epoch = std::get_if<EpochDone>(&event);
      if (epoch != nullptr && epochLimit > 0 && epoch->epoch >= epochLimit) end.request_stop();
    });
  }
  training->reset();
  return store.status(id);
}

bool hasReached(const SweepStatus& status, std::uint64_t epochLimit) {
  if (status.state == SweepState::Done || status.state == SweepState::Diverged) return true;
  return epochLimit > 0 && status.record && status.record->epochs >= epochLimit;
}

std::vector<std::uint64_t> halvingRungs(const SweepPlan& plan) {
  if (!plan.spec.halving) return {0};
  std::int64_t longest = 0;
  for (const SweepCell& cell : plan.cells) {
    if (!cell.problem) longest = std::max(longest, cell.experiment.train.settings.epochs);
  }
  std::vector<std::uint64_t> rungs;
  for (std::int64_t epochs = plan.spec.halving->firstEpochs; epochs < longest;
       epochs *= plan.spec.halving->factor) {
    rungs.push_back(static_cast<std::uint64_t>(epochs));
  }
  rungs.push_back(0);
  return rungs;
}

std::vector<std::size_t> promoted(const SweepPlan& plan, const SweepStore& store,
                                  const std::vector<std::size_t>& cells, std::uint64_t rungEpochs) {
  struct Ranked {
    std::size_t cell;
    double mean;
  };
  std::vector<Ranked> ranked;
  std::vector<std::size_t> chosen;
  for (const std::size_t c : cells) {
    const SweepCell& cell = plan.cells[c];
    if (!cell.baseline.empty()) {
      chosen.push_back(c);
      continue;
    }
    double sum = 0;
    std::size_t count = 0;
    for (const std::size_t run : cell.runs) {
      const auto value = accuracyWithin(RunFolder(store.runFolder(plan.runs[run].id)), rungEpochs);
      if (value) {
        sum += *value;
        ++count;
      }
    }
    if (count > 0) ranked.push_back({c, sum / static_cast<double>(count)});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.mean > b.mean; });
  const auto factor = static_cast<std::size_t>(plan.spec.halving->factor);
  const std::size_t keep = (ranked.size() + factor - 1) / factor;
  for (std::size_t i = 0; i < keep; ++i) chosen.push_back(ranked[i].cell);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace qonvolve
