// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/train/batch_objective.h"
#include "core/train/batches.h"
#include "core/train/gradient_window.h"
#include "core/train/trainer_messages.h"

namespace qonvolve {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kCheckpointSeconds = 5;
// Rounding leaves about 1e-15 of a derivative that is exactly zero.
constexpr double kZeroGradient = 1e-11;

bool allFinite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

// NaN for no values: a step without a gradient.
double norm(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const double v : values) sum += v * v;
  return std::sqrt(sum);
}

double variance(std::span<const double> values) {
  if (values.empty()) return 0;
  double sum = 0;
  double squares = 0;
  for (const double v : values) {
    sum += v;
    squares += v * v;
  }
  const auto count = static_cast<double>(values.size());
  return std::max(0.0, squares / count - sum * sum / (count * count));
}

}  // namespace

struct Trainer::Impl {
  // A state that was seen to work, to fall back to.
  struct Good {
    Checkpoint position;  // without best and gradient window
    bool valid = false;
  };

  TrainingSetup setup;
  ModelRunner runner;
  Batches batches;
  BatchObjective objective;
  GradientWindow window;
  OptimizerState fresh;  // of the optimizer before its first step
  Checkpoint now;        // gradient window and optimizer state are filled in by checkpoint()
  Good good;
  Clock::time_point clockStart;
  double secondsBefore = 0;

  Impl(TrainingSetup s, ThreadPool& pool)
      : setup(std::move(s)),
        runner(setup.model, setup.stages, pool),
        batches(setup.data.train.size(), static_cast<std::size_t>(setup.settings.batchSize),
                setup.settings.replacement ? Sampling::Replacement : Sampling::Permutation,
                setup.seed),
        objective(runner, *setup.loss, setup.data.train, pool,
                  {parseClipping(setup.settings.clipping), setup.settings.clippingLimit}) {
    assert(setup.initialParameters.size() == setup.model.parameterCount);
    fresh = setup.optimizer->state();
    now.parameters = setup.initialParameters;
    now.bestParameters = now.parameters;
  }

  std::uint64_t totalSteps() const {
    if (setup.settings.steps > 0) return static_cast<std::uint64_t>(setup.settings.steps);
    return static_cast<std::uint64_t>(setup.settings.epochs) * batches.stepsPerEpoch();
  }

  double seconds() const {
    return secondsBefore + std::chrono::duration<double>(Clock::now() - clockStart).count();
  }

  Checkpoint checkpoint() {
    Checkpoint copy = now;
    copy.seconds = seconds();
    copy.optimizer = setup.optimizer->state();
    copy.gradientWindow = window.entries();
    return copy;
  }

  // Parameters, optimizer and counters, without what is large or cannot go wrong.
  Checkpoint position() const {
    Checkpoint copy;
    copy.epoch = now.epoch;
    copy.step = now.step;
    copy.parameters = now.parameters;
    copy.optimizer = setup.optimizer->state();
    copy.epochsSinceBest = now.epochsSinceBest;
    copy.epochLossSum = now.epochLossSum;
    copy.epochCorrect = now.epochCorrect;
    copy.epochSamples = now.epochSamples;
    copy.epochSquaredNorm = now.epochSquaredNorm;
    return copy;
  }

  void goTo(const Checkpoint& position) {
    now.epoch = position.epoch;
    now.step = position.step;
    now.parameters = position.parameters;
    now.epochsSinceBest = position.epochsSinceBest;
    now.epochLossSum = position.epochLossSum;
    now.epochCorrect = position.epochCorrect;
    now.epochSamples = position.epochSamples;
    now.epochSquaredNorm = position.epochSquaredNorm;
    const Result<void> restored = setup.optimizer->restore(position.optimizer);
    assert(restored);
    static_cast<void>(restored);
  }

  bool budgetIsSpent() const {
    return setup.settings.evaluations > 0 &&
           now.evaluations >= static_cast<std::uint64_t>(setup.settings.evaluations);
  }

  bool epochIsDue() const {
    return now.epochSamples > 0 &&
           (now.step % batches.stepsPerEpoch() == 0 || now.step >= totalSteps() || budgetIsSpent());
  }

  bool patienceIsOver() const {
    return setup.settings.patience > 0 &&
           now.epochsSinceBest >= static_cast<std::uint64_t>(setup.settings.patience);
  }

  StepInfo stepInfo() const {
    StepInfo info;
    info.rng = Rng(setup.seed).stream("optimizer", now.step);
    info.totalSteps = totalSteps();
    if (setup.schedule) {
      info.rate = setup.schedule({now.step, info.totalSteps, batches.stepsPerEpoch()});
    }
    return info;
  }

  void forget() {
    const Result<void> restored = setup.optimizer->restore(fresh);
    assert(restored);
    static_cast<void>(restored);
  }

  void perturb() {
    if (setup.settings.perturbation <= 0) return;
    const double exponent = 0.55 + variance(objective.gradient());
    const double size =
        setup.settings.perturbation / std::pow(1 + static_cast<double>(now.step), exponent);
    Rng rng = Rng(setup.seed).stream("perturbation", now.step);
    for (double& value : now.parameters) value += size * rng.normal();
  }

  Error divergence(const std::string& what, std::uint64_t keptStep) const {
    return divergedError(what, now, keptStep, setup.learningRate);
  }
  Error badStep(double loss) const;

  enum class Progress : std::uint8_t { Done, Stopped, Diverged };
  Progress step(const std::stop_token& stop, const std::function<void(const TrainEvent&)>& report,
                Error& error);
  Progress finishEpoch(const std::stop_token& stop,
                       const std::function<void(const TrainEvent&)>& report, Error& error);
};

Error Trainer::Impl::badStep(double loss) const {
  std::string group;
  const std::span<const double> gradient = objective.gradient();
  for (const ParameterGroup& candidate : setup.model.groups) {
    if (!allFinite(gradient.subspan(candidate.first, candidate.count))) {
      group = candidate.name;
      break;
    }
  }
  std::string text = std::isfinite(loss) ? "the gradient" : "the loss";
  text += std::isnan(loss) || std::isfinite(loss) ? " became NaN" : " became infinite";
  if (!group.empty()) text += ", first in the parameters of " + group;
  if (const auto sample = objective.badSample()) {
    text += ", at training sample " + std::to_string(*sample + 1);
  }
  return divergence(text + ".", good.valid ? good.position.step : now.step);
}

Trainer::Impl::Progress Trainer::Impl::step(const std::stop_token& stop,
                                            const std::function<void(const TrainEvent&)>& report,
                                            Error& error) {
  const Checkpoint before = position();
  const std::span<const std::size_t> rows = batches.rows(now.step);
  if (setup.settings.optimizerReset == "step") forget();
  objective.begin(rows, now.parameters, stop);
  const double loss = setup.optimizer->step(now.parameters, objective, stepInfo());
  if (objective.stopped()) {
    goTo(before);
    return Progress::Stopped;
  }
  if (!std::isfinite(loss) || !allFinite(objective.gradient())) {
    error = badStep(loss);
    if (good.valid) {
      goTo(good.position);
      window.pop();
    } else {
      goTo(before);
    }
    return Progress::Diverged;
  }
  perturb();
  if (!allFinite(now.parameters)) {
    error = divergence("the step made parameters infinite.", now.step);
    goTo(before);
    return Progress::Diverged;
  }
  good = {before, true};

  const double gradientNorm = norm(objective.gradient());
  if (!objective.gradient().empty()) window.push(objective.gradient());
  if (now.step == 0 && setup.model.parameterCount > 0 && gradientNorm < kZeroGradient) {
    report(stationaryStart(gradientNorm));
  }
  ++now.step;
  now.evaluations += objective.evaluations();
  now.epochLossSum += objective.lossSum();
  now.epochCorrect += static_cast<double>(objective.correct());
  now.epochSamples += rows.size();
  now.epochSquaredNorm += gradientNorm * gradientNorm;
  report(StepDone{now.step, loss, gradientNorm, objective.evaluations()});
  if (window.size() >= 2 && now.step % kGradientWindow == 0 && !epochIsDue()) {
    report(window.measure(setup.model, now.step));
  }
  return Progress::Done;
}

Trainer::Impl::Progress Trainer::Impl::finishEpoch(
    const std::stop_token& stop, const std::function<void(const TrainEvent&)>& report,
    Error& error) {
  EpochDone done;
  done.epoch = now.epoch + 1;
  done.step = now.step;
  const auto samples = static_cast<double>(now.epochSamples);
  done.train = {now.epochLossSum / samples, now.epochCorrect / samples};
  const std::uint64_t inEpoch = now.step % batches.stepsPerEpoch();
  const std::uint64_t steps = inEpoch == 0 ? batches.stepsPerEpoch() : inEpoch;
  done.gradientNorm = std::sqrt(now.epochSquaredNorm / static_cast<double>(steps));
  done.hasValidation = setup.data.validation.size() > 0;
  if (done.hasValidation) {
    const Scores scores =
        evaluate(runner, *setup.loss, now.parameters, setup.data.validation, stop);
    if (scores.samples == 0) return Progress::Stopped;
    if (!std::isfinite(scores.loss)) {
      error =
          divergence("the validation loss became NaN.", good.valid ? good.position.step : now.step);
      if (good.valid) {
        goTo(good.position);
        window.pop();
      }
      return Progress::Diverged;
    }
    done.validation = {scores.loss, scores.accuracy};
    done.best = now.bestEpoch == 0 || scores.accuracy > now.best.accuracy ||
                (scores.accuracy == now.best.accuracy && scores.loss < now.best.loss);
  } else {
    done.best = true;  // without a validation set the last one counts
  }
  done.seconds = seconds();
  done.evaluations = now.evaluations;

  now.epoch = done.epoch;
  if (done.best) {
    now.best = done.hasValidation ? done.validation : done.train;
    now.bestEpoch = done.epoch;
    now.bestParameters = now.parameters;
    now.epochsSinceBest = 0;
  } else {
    ++now.epochsSinceBest;
  }
  now.epochLossSum = 0;
  now.epochCorrect = 0;
  now.epochSamples = 0;
  now.epochSquaredNorm = 0;
  if (window.size() >= 2) report(window.measure(setup.model, now.step));
  report(done);
  return Progress::Done;
}

Trainer::Trainer(TrainingSetup setup, ThreadPool& pool)
    : impl_(std::make_unique<Impl>(std::move(setup), pool)) {}

Trainer::~Trainer() = default;

std::uint64_t Trainer::totalSteps() const {
  return impl_->totalSteps();
}
std::uint64_t Trainer::stepsPerEpoch() const {
  return impl_->batches.stepsPerEpoch();
}
const TrainingSetup& Trainer::setup() const {
  return impl_->setup;
}
ModelRunner& Trainer::runner() {
  return impl_->runner;
}

Result<void> Trainer::resume(const Checkpoint& checkpoint) {
  Impl& m = *impl_;
  const auto wrongSize = [&](const std::vector<double>& values, const std::string& what) {
    return Error{"",
                 "The checkpoint has " + std::to_string(values.size()) + " " + what +
                     "; the design has " + std::to_string(m.setup.model.parameterCount) +
                     " parameters.",
                 "It belongs to another design; train anew."};
  };
  const std::size_t parameters = m.setup.model.parameterCount;
  if (checkpoint.parameters.size() != parameters) {
    return wrongSize(checkpoint.parameters, "parameters");
  }
  if (checkpoint.bestParameters.size() != parameters) {
    return wrongSize(checkpoint.bestParameters, "best parameters");
  }
  for (const std::vector<double>& entry : checkpoint.gradientWindow) {
    if (entry.size() != parameters) return wrongSize(entry, "derivatives in its gradient window");
  }
  if (Result<void> restored = m.setup.optimizer->restore(checkpoint.optimizer); !restored) {
    return restored.error();
  }
  m.now = checkpoint;
  m.window.restore(checkpoint.gradientWindow);
  m.now.gradientWindow.clear();
  m.now.optimizer.clear();
  m.secondsBefore = checkpoint.seconds;
  m.good = {};
  return {};
}

TrainOutcome Trainer::run(std::stop_token stop,
                          const std::function<void(const TrainEvent&)>& report,
                          std::uint64_t epochLimit) {
  Impl& m = *impl_;
  m.clockStart = Clock::now();
  Clock::time_point lastCheckpoint = m.clockStart;
  TrainOutcome outcome;
  std::uint64_t epochs = 0;
  Impl::Progress progress = Impl::Progress::Done;
  while (true) {
    if (m.epochIsDue()) {
      progress = m.finishEpoch(stop, report, outcome.error);
      if (progress != Impl::Progress::Done) break;
      report(CheckpointReady{m.checkpoint()});
      lastCheckpoint = Clock::now();
      ++epochs;
    }
    if (m.now.step >= m.totalSteps() || m.patienceIsOver() || m.budgetIsSpent()) break;
    if (stop.stop_requested() || (epochLimit > 0 && epochs >= epochLimit)) {
      progress = Impl::Progress::Stopped;
      break;
    }
    progress = m.step(stop, report, outcome.error);
    if (progress != Impl::Progress::Done) break;
    if (std::chrono::duration<double>(Clock::now() - lastCheckpoint).count() >=
        kCheckpointSeconds) {
      report(CheckpointReady{m.checkpoint()});
      lastCheckpoint = Clock::now();
    }
  }
  switch (progress) {
    case Impl::Progress::Done:
      outcome.status = TrainOutcome::Status::Finished;
      break;
    case Impl::Progress::Stopped:
      outcome.status = TrainOutcome::Status::Stopped;
      break;
    case Impl::Progress::Diverged:
      outcome.status = TrainOutcome::Status::Diverged;
      break;
  }
  outcome.checkpoint = m.checkpoint();
  m.secondsBefore = outcome.checkpoint.seconds;
  return outcome;
}

}  // namespace qonvolve
