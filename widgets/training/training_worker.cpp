// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/training_worker.h"

#include <chrono>
#include <exception>
#include <new>
#include <thread>

#include "core/experiment/data_report.h"

namespace qonvolve::ui {
namespace {

constexpr double kSurfaceInterval = 0.25;  // seconds between surfaces
constexpr double kSurfaceShare = 0.08;     // of the run's time at most

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

QStringList toList(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& text : texts) list << QString::fromStdString(text);
  return list;
}

}  // namespace

TrainingWorker::TrainingWorker(std::shared_ptr<const Catalog> catalog,
                               std::shared_ptr<ProgressCoalescer> coalescer)
    : catalog_(std::move(catalog)), coalescer_(std::move(coalescer)) {}

TrainingWorker::~TrainingWorker() = default;

ThreadPool& TrainingWorker::pool(std::size_t threads) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  if (!pool_ || pool_->size() != threads) pool_ = std::make_unique<ThreadPool>(threads);
  return *pool_;
}

void TrainingWorker::guarded(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    run_.reset();
    emit failed({"", "There was not enough memory for this run.",
                 "Use fewer qubits, less data or fewer threads."});
  } catch (const std::exception& exception) {
    run_.reset();
    emit failed({"", "Training ended unexpectedly: " + std::string(exception.what()) + ".", ""});
  }
}

void TrainingWorker::start(const TrainingRequest& request, const JobStops& stops) {
  guarded([&] {
    run_.reset();
    auto data = prepareDataCached(request.experiment, *catalog_, request.baseFolder, stops.run);
    if (stops.run.stop_requested()) {
      emit cancelled();
      return;
    }
    if (!data) {
      emit failed(data.error());
      return;
    }
    auto run = TrainingRun::create(request.experiment, *catalog_,
                                   std::make_shared<const PreparedData>(std::move(*data)),
                                   pool(request.threads), {request.runsFolder, request.baseFolder});
    if (!run) {
      emit failed(run.error());
      return;
    }
    run_ = std::move(*run);
    train(request.epochLimit, stops, {});
  });
}

void TrainingWorker::resume(std::uint64_t epochLimit, const JobStops& stops) {
  guarded([&] {
    if (!run_) {
      emit failed({"", "There is no paused run.", "Start a new one."});
      return;
    }
    train(epochLimit, stops, {});
  });
}

void TrainingWorker::resumeFolder(const QString& folder, std::size_t threads,
                                  const JobStops& stops) {
  guarded([&] {
    run_.reset();
    auto run = TrainingRun::resume(folder, *catalog_, pool(threads), stops.run);
    if (!run && stops.run.stop_requested()) {
      emit cancelled();
      return;
    }
    if (!run) {
      emit failed(run.error());
      return;
    }
    run_ = std::move(*run);
    train(0, stops, toList(run_->notes()));
  });
}

void TrainingWorker::send() {
  TrainingProgress progress = coalescer_->take(now());
  progress.watch = run_->reading();
  emit progressed(std::make_shared<const TrainingProgress>(std::move(progress)));
}

void TrainingWorker::train(std::uint64_t epochLimit, const JobStops& stops,
                           const QStringList& notes) {
  const Checkpoint& checkpoint = run_->checkpoint();
  Trainer& trainer = run_->trainer();
  RunStart start;
  start.experiment = run_->experiment();
  start.model = run_->model();
  start.folder = run_->folder();
  start.classNames = toList(run_->record().classNames);
  start.notes = notes;
  start.stepsPerEpoch = trainer.stepsPerEpoch();
  start.totalSteps = trainer.totalSteps();
  start.stepsDone = checkpoint.step;
  start.parameters =
      checkpoint.parameters.empty() ? trainer.setup().initialParameters : checkpoint.parameters;
  start.majority = majorityShare(run_->data().raw);
  start.plane = samplesInPlane(run_->data(), DataPart::Train);
  const std::vector<double> first = start.parameters;
  emit started(std::make_shared<const RunStart>(std::move(start)));

  // Two-feature data: what the model answers all over their plane, as it learns.
  const auto grid = SurfaceGrid::make(run_->experiment(), *catalog_, run_->data(), run_->model());
  double nextSurface = 0;
  const auto addSurface = [&](std::span<const double> parameters) {
    const double begin = now();
    if (!grid || begin < nextSurface) return;
    auto surface = grid->evaluate(trainer.runner(), *trainer.setup().loss, parameters, stops.run);
    if (surface.probabilities.size() == 0) return;
    coalescer_->add(std::make_shared<const DecisionSurface>(std::move(surface)));
    nextSurface = begin + std::max(kSurfaceInterval, (now() - begin) / kSurfaceShare);
  };
  addSurface(first);

  // An epoch limit is a stop of our own at the end of the last epoch.
  std::stop_source limit;
  const std::stop_callback passOn(stops.run, [&limit] { limit.request_stop(); });
  std::uint64_t epochs = 0;
  const RunRecord& record = run_->run(limit.get_token(), [&](const TrainEvent& event) {
    coalescer_->add(event);
    if (const auto* ready = std::get_if<CheckpointReady>(&event)) {
      addSurface(ready->checkpoint.parameters);
    }
    if (std::holds_alternative<EpochDone>(event) && ++epochs == epochLimit) limit.request_stop();
    if (coalescer_->ready(now())) send();
  });
  send();

  RunOutcome outcome;
  outcome.record = record;
  outcome.folder = run_->folder();
  outcome.resumable = record.status == RunStatus::Stopped;
  if (record.status == RunStatus::Failed) {
    const Error error = record.error;
    run_.reset();
    emit failed(error);
    return;
  }
  const Checkpoint& end = run_->checkpoint();
  outcome.parameters =
      outcome.resumable || end.bestParameters.empty() ? end.parameters : end.bestParameters;
  const bool ended = !outcome.resumable;
  emit finished(std::make_shared<const RunOutcome>(std::move(outcome)));
  answer(stops.results);
  if (ended) run_.reset();
}

void TrainingWorker::answer(const std::stop_token& stop) {
  const Checkpoint& end = run_->checkpoint();
  if (end.parameters.empty() && end.bestParameters.empty()) return;
  auto results = resultsOf(*run_, *catalog_, stop);
  if (!results) return;
  if (run_->record().status == RunStatus::Stopped) {
    const auto scores = [&](DataPart part) {
      const PartResults* found = results->find(part);
      return found == nullptr ? Scores() : found->scores;
    };
    run_->addScores(scores(DataPart::Train), scores(DataPart::Validation), scores(DataPart::Test));
    results->record = run_->record();
  }
  emit answered(std::make_shared<const RunResults>(std::move(*results)));
}

}  // namespace qonvolve::ui
