// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/training_run.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>

#include "core/base/text.h"
#include "core/io/experiment_json.h"
#include "core/io/fit_cache.h"
#include "core/io/trained_model.h"
#include "core/sim/kernels.h"

namespace qonvolve {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> groupNames(const Model& model) {
  std::vector<std::string> names;
  for (const ParameterGroup& group : model.groups) names.push_back(group.name);
  return names;
}

/// Of the blocks that are not bypassed, in order, each once.
std::string ansatzOf(const Experiment& experiment, const Catalog& catalog) {
  std::vector<std::string> ids;
  for (const BlockId id : idsInOrder(experiment.stack)) {
    const Block* block = findBlock(experiment.stack, id);
    const BlockType* type = block ? catalog.blocks.find(block->choice.type) : nullptr;
    if (type == nullptr || block->bypassed) continue;
    for (const Field& field : type->fields()) {
      if (field.key != "ansatz") continue;
      const auto given = block->choice.options.find(field.key);
      const std::string ansatz =
          valueText(given == block->choice.options.end() ? field.defaultValue : given->second);
      if (std::ranges::find(ids, ansatz) == ids.end()) ids.push_back(ansatz);
    }
  }
  return join(ids, ", ");
}

// The part of a record that follows from experiment, model and program.
RunRecord newRecord(const Experiment& experiment, const Catalog& catalog, const Model& model,
                    const std::string& baseFolder, const PreparedData& data,
                    std::uint64_t threads) {
  RunRecord record;
  record.name = experiment.name;
  record.started = utcNow();
  record.program = programVersion();
  record.instructionSet = kernels().name;
  record.threads = threads;
  record.seed = experiment.seed;
  record.designHash = designHash(experiment);
  const auto encoding =
      std::find_if(model.spans.begin(), model.spans.end(),
                   [](const BlockSpan& span) { return span.category == "Encoding"; });
  if (encoding != model.spans.end()) record.encoding = encoding->typeId;
  record.ansatz = ansatzOf(experiment, catalog);
  record.optimizer = experiment.train.optimizer.type;
  record.dataFolder = baseFolder;
  record.classNames = data.ready.train.classNames;
  record.qubits = wireCount(model);
  record.parameters = model.parameterCount;
  record.wordParameters = wordParameterCount(model);
  record.hasValidation = data.ready.validation.size() > 0;
  return record;
}

}  // namespace

struct TrainingRun::Impl {
  Experiment experiment;
  std::shared_ptr<const PreparedData> data;
  std::unique_ptr<Trainer> trainer;
  std::optional<RunFolder> folder;
  std::unique_ptr<HistoryWriter> history;
  RunRecord record;
  Checkpoint checkpoint;
  Clock::time_point lastWrite = Clock::now();
  std::optional<Error> problem;
  std::vector<std::string> notes;
  std::unique_ptr<RunWatch> watch;

  void keep(const Result<void>& done) {
    if (!done && !problem) problem = done.error();
  }

  void takeStock() {
    record.epochs = checkpoint.epoch;
    record.steps = checkpoint.step;
    record.seconds = checkpoint.seconds;
    record.evaluations = checkpoint.evaluations;
    record.bestEpoch = checkpoint.bestEpoch;
    record.best = checkpoint.best;
  }

  void writeState() {
    takeStock();
    lastWrite = Clock::now();
    if (!folder) return;
    if (history) history->flush();
    keep(folder->writeCheckpoint(checkpoint));
    keep(folder->writeParameters(checkpoint, trainer->setup().model));
    keep(folder->writeRecord(record));
  }

  void take(const TrainEvent& event) {
    if (const auto* ready = std::get_if<CheckpointReady>(&event)) {
      checkpoint = ready->checkpoint;
      if (secondsSince(lastWrite) >= kCheckpointSeconds) writeState();
      return;
    }
    if (const auto* epoch = std::get_if<EpochDone>(&event)) {
      record.last = epoch->train;
      if (epoch->hasValidation) record.lastValidation = epoch->validation;
    }
    if (const auto* notice = std::get_if<Notice>(&event)) {
      record.notices.push_back(notice->text.message + " " + notice->text.hint);
    }
    if (history) {
      history->append(event);
      if (history->problem() && !problem) problem = history->problem();
    }
  }

  std::uint64_t samplesUntil(std::uint64_t step) const {
    const auto batch = static_cast<std::uint64_t>(experiment.train.settings.batchSize);
    if (experiment.train.settings.replacement) return step * batch;
    const std::uint64_t perEpoch = std::max<std::uint64_t>(1, trainer->stepsPerEpoch());
    const std::uint64_t rest = std::min(step % perEpoch * batch, data->ready.train.size());
    return step / perEpoch * data->ready.train.size() + rest;
  }

  void score(std::stop_token stop) {
    const auto& parameters =
        checkpoint.bestParameters.empty() ? checkpoint.parameters : checkpoint.bestParameters;
    const Loss& loss = *trainer->setup().loss;
    const SplitData& parts = data->ready;
    record.train = evaluate(trainer->runner(), loss, parameters, parts.train, stop);
    record.validation = evaluate(trainer->runner(), loss, parameters, parts.validation, stop);
    record.test = evaluate(trainer->runner(), loss, parameters, parts.test, stop);
  }

  void train(std::stop_token stop, const std::function<void(const TrainEvent&)>& report) {
    const double secondsBefore = checkpoint.seconds;
    const std::uint64_t samplesBefore = samplesUntil(checkpoint.step);
    TrainOutcome outcome = trainer->run(stop, [&](const TrainEvent& event) {
      take(event);
      if (report) report(event);
      const auto notice = watch->take(event, stop);
      if (!notice) return;
      take(*notice);
      if (report) report(*notice);
    });
    checkpoint = std::move(outcome.checkpoint);
    takeStock();
    if (const double seconds = checkpoint.seconds - secondsBefore; seconds > 0) {
      record.samplesPerSecond =
          static_cast<double>(samplesUntil(checkpoint.step) - samplesBefore) / seconds;
    }
    switch (outcome.status) {
      case TrainOutcome::Status::Finished:
        record.status = RunStatus::Finished;
        score(stop);
        break;
      case TrainOutcome::Status::Stopped:
        record.status = RunStatus::Stopped;
        break;
      case TrainOutcome::Status::Diverged:
        record.status = RunStatus::Diverged;
        record.error = outcome.error;
        score(stop);
        break;
    }
  }

  Result<void> open(std::uint64_t epoch, std::uint64_t step) {
    auto writer = HistoryWriter::open(*folder, groupNames(trainer->setup().model), epoch, step);
    if (!writer) return writer.error();
    history = std::move(*writer);
    return folder->writeRecord(record);
  }
};

TrainingRun::TrainingRun(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TrainingRun::~TrainingRun() = default;

Result<PreparedData> prepareDataCached(const Experiment& experiment, const Catalog& catalog,
                                       const std::string& baseFolder, std::stop_token stop) {
  return prepareData(experiment, catalog, baseFolder, userFitCache(), stop);
}

Result<std::unique_ptr<TrainingRun>> TrainingRun::create(const Experiment& experiment,
                                                         const Catalog& catalog,
                                                         std::shared_ptr<const PreparedData> data,
                                                         ThreadPool& pool, Options options) {
  auto setup = assemble(experiment, catalog, data->ready);
  if (!setup) return setup.error();
  auto impl = std::make_unique<Impl>();
  impl->experiment = experiment;
  impl->data = std::move(data);
  impl->record =
      newRecord(experiment, catalog, setup->model, options.baseFolder, *impl->data, pool.size());
  impl->trainer = std::make_unique<Trainer>(std::move(*setup), pool);
  impl->watch = std::make_unique<RunWatch>(impl->experiment, catalog, *impl->trainer, pool);
  impl->record.totalSteps = impl->trainer->totalSteps();
  if (!options.runsFolder.isEmpty() || !options.folder.isEmpty()) {
    Result<RunFolder> folder = options.folder.isEmpty()
                                   ? RunFolder::create(options.runsFolder, experiment.name)
                                   : RunFolder(options.folder);
    if (!folder) return folder.error();
    impl->folder = *folder;
    setOwnProcess(impl->record);
    if (auto done = folder->writeExperiment(experiment); !done) return done.error();
    const Dataset& raw = impl->data->raw.train;
    if (auto done = folder->writePreprocessing({impl->data->fitted, raw.classNames, raw.shape});
        !done) {
      return done.error();
    }
    if (auto done = impl->open(0, 0); !done) return done.error();
  }
  return std::unique_ptr<TrainingRun>(new TrainingRun(std::move(impl)));
}

Result<std::unique_ptr<TrainingRun>> TrainingRun::resume(const QString& path,
                                                         const Catalog& catalog, ThreadPool& pool,
                                                         std::stop_token stop) {
  const RunFolder folder(path);
  auto record = folder.record();
  if (!record) return record.error();
  const std::string where = path.toStdString();
  if (record->status == RunStatus::Finished) {
    return Error{where, "This run is finished; there is nothing to resume.",
                 "Start a new run with more epochs instead."};
  }
  if (record->status == RunStatus::Running) {
    return Error{where,
                 "This run is still going on (process " + std::to_string(record->pid) + " on " +
                     record->host + ").",
                 "Stop it first."};
  }
  auto experiment = folder.experiment(catalog);
  if (!experiment) return experiment.error();
  auto fitted = folder.preprocessing();
  if (!fitted) return fitted.error();
  auto data = reloadData(*experiment, catalog, record->dataFolder, fitted->steps, stop);
  if (!data) return data.error();
  auto impl = std::make_unique<Impl>();
  impl->experiment = std::move(*experiment);
  impl->data = std::make_shared<const PreparedData>(std::move(*data));
  auto setup = assemble(impl->experiment, catalog, impl->data->ready);
  if (!setup) return setup.error();
  const RunRecord fresh = newRecord(impl->experiment, catalog, setup->model, record->dataFolder,
                                    *impl->data, pool.size());
  impl->trainer = std::make_unique<Trainer>(std::move(*setup), pool);
  impl->watch = std::make_unique<RunWatch>(impl->experiment, catalog, *impl->trainer, pool);
  if (folder.hasCheckpoint()) {
    auto checkpoint = folder.checkpoint();
    if (!checkpoint) return checkpoint.error();
    impl->checkpoint = std::move(*checkpoint);
    if (auto done = impl->trainer->resume(impl->checkpoint); !done) {
      Error error = done.error();
      if (error.where.empty()) error.where = where;
      return error;
    }
  }
  impl->record = std::move(*record);
  RunRecord& r = impl->record;
  if (!r.instructionSet.empty() && r.instructionSet != fresh.instructionSet) {
    impl->notes.push_back("This run began with " + r.instructionSet +
                          " instructions and goes on with " + fresh.instructionSet +
                          "; the last digits of its numbers may differ.");
  }
  if (r.program.version != fresh.program.version || r.program.commit != fresh.program.commit) {
    impl->notes.push_back("This run began with Qonvolve " + r.program.version + " (" +
                          r.program.commit + ") and goes on with " + fresh.program.version + " (" +
                          fresh.program.commit + ").");
  }
  r.status = RunStatus::Running;
  r.error = {};
  r.ended.clear();
  r.program = fresh.program;
  r.instructionSet = fresh.instructionSet;
  r.threads = fresh.threads;
  setOwnProcess(r);
  impl->folder = folder;
  if (auto done = impl->open(impl->checkpoint.epoch, impl->checkpoint.step); !done) {
    return done.error();
  }
  return std::unique_ptr<TrainingRun>(new TrainingRun(std::move(impl)));
}

const RunRecord& TrainingRun::run(std::stop_token stop,
                                  const std::function<void(const TrainEvent&)>& report) {
  RunRecord& record = impl_->record;
  const bool again = record.status != RunStatus::Running;
  record.status = RunStatus::Running;
  record.ended.clear();
  // Killed before its next checkpoint it is interrupted, not stopped.
  if (again && impl_->folder) impl_->keep(impl_->folder->writeRecord(record));
  impl_->lastWrite = Clock::now();
  try {
    impl_->train(stop, report);
  } catch (const std::bad_alloc&) {
    record.status = RunStatus::Failed;
    record.error = {"", "There was not enough memory for this run.",
                    "Use fewer qubits, a smaller batch or fewer threads."};
  } catch (const std::exception& exception) {
    record.status = RunStatus::Failed;
    record.error = {"", "Training ended unexpectedly: " + std::string(exception.what()) + ".", ""};
  }
  record.ended = utcNow();
  if (record.status != RunStatus::Failed) {
    impl_->writeState();
  } else if (impl_->folder) {
    impl_->keep(impl_->folder->writeRecord(record));
  }
  return record;
}

void TrainingRun::addScores(const Scores& train, const Scores& validation, const Scores& test) {
  RunRecord& record = impl_->record;
  record.train = train;
  record.validation = validation;
  record.test = test;
  if (impl_->folder) impl_->keep(impl_->folder->writeRecord(record));
}

const RunRecord& TrainingRun::record() const {
  return impl_->record;
}
const Experiment& TrainingRun::experiment() const {
  return impl_->experiment;
}
const Model& TrainingRun::model() const {
  return impl_->trainer->setup().model;
}
const PreparedData& TrainingRun::data() const {
  return *impl_->data;
}
const std::shared_ptr<const PreparedData>& TrainingRun::sharedData() const {
  return impl_->data;
}
Trainer& TrainingRun::trainer() {
  return *impl_->trainer;
}
const Checkpoint& TrainingRun::checkpoint() const {
  return impl_->checkpoint;
}
std::optional<WatchReading> TrainingRun::reading() const {
  return impl_->watch->reading();
}
QString TrainingRun::folder() const {
  return impl_->folder ? impl_->folder->path() : QString();
}
const std::optional<Error>& TrainingRun::problem() const {
  return impl_->problem;
}
const std::vector<std::string>& TrainingRun::notes() const {
  return impl_->notes;
}

}  // namespace qonvolve
