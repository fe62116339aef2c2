// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/training_worker.h"

#include <chrono>
#include <exception>
#include <new>
#include <thread>

namespace qonvolve::ui {
namespace {

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

void TrainingWorker::start(const TrainingRequest& request, std::stop_token stop) {
  guarded([&] {
    run_.reset();
    auto data = prepareDataCached(request.experiment, *catalog_, request.baseFolder);
    if (!data) {
      emit failed(data.error());
      return;
    }
    if (stop.stop_requested()) {
      emit cancelled();
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
    train(request.epochLimit, stop, {});
  });
}

void TrainingWorker::resume(std::uint64_t epochLimit, std::stop_token stop) {
  guarded([&] {
    if (!run_) {
      emit failed({"", "There is no paused run.", "Start a new one."});
      return;
    }
    train(epochLimit, stop, {});
  });
}

void TrainingWorker::resumeFolder(const QString& folder, std::size_t threads,
                                  std::stop_token stop) {
  guarded([&] {
    run_.reset();
    auto run = TrainingRun::resume(folder, *catalog_, pool(threads));
    if (!run) {
      emit failed(run.error());
      return;
    }
    run_ = std::move(*run);
    train(0, stop, toList(run_->notes()));
  });
}

void TrainingWorker::send() {
  emit progressed(std::make_shared<const TrainingProgress>(coalescer_->take(now())));
}

void TrainingWorker::train(std::uint64_t epochLimit, std::stop_token stop,
                           const QStringList& notes) {
  const Checkpoint& checkpoint = run_->checkpoint();
  RunStart start;
  start.experiment = run_->experiment();
  start.model = run_->model();
  start.folder = run_->folder();
  start.classNames = toList(run_->record().classNames);
  start.notes = notes;
  start.stepsPerEpoch = run_->trainer().stepsPerEpoch();
  start.totalSteps = run_->trainer().totalSteps();
  start.stepsDone = checkpoint.step;
  start.parameters = checkpoint.parameters.empty() ? run_->trainer().setup().initialParameters
                                                   : checkpoint.parameters;
  emit started(std::make_shared<const RunStart>(std::move(start)));

  // An epoch limit is a stop of our own at the end of the last epoch.
  std::stop_source limit;
  const std::stop_callback passOn(stop, [&limit] { limit.request_stop(); });
  std::uint64_t epochs = 0;
  const RunRecord& record = run_->run(limit.get_token(), [&](const TrainEvent& event) {
    coalescer_->add(event);
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
  if (!outcome.resumable) {
    Trainer& trainer = run_->trainer();
    const TrainingSetup& setup = trainer.setup();
    const SplitData& data = run_->data().ready;
    const auto predict = [&](const Dataset& part) {
      if (part.size() == 0) return Matrix{};
      return predictProbabilities(trainer.runner(), *setup.loss, outcome.parameters, part.x, stop);
    };
    outcome.validationProbabilities = predict(data.validation);
    outcome.testProbabilities = predict(data.test);
    run_.reset();
  }
  emit finished(std::make_shared<const RunOutcome>(std::move(outcome)));
}

}  // namespace qonvolve::ui
