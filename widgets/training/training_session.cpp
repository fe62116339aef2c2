// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/training_session.h"

#include <sys/resource.h>

#include <QFileInfo>
#include <utility>

namespace qonvolve::ui {
namespace {

constexpr int kWaitAtEnd = 2000;      // ms
constexpr int kTrainingNiceness = 5;  // so that the window gets a core whenever it wants one

}  // namespace

TrainingSession::TrainingSession(std::shared_ptr<const Catalog> catalog, QObject* parent,
                                 std::shared_ptr<WorkQueue> queue)
    : QObject(parent),
      queue_(queue ? std::move(queue) : std::make_shared<WorkQueue>()),
      coalescer_(std::make_shared<ProgressCoalescer>()),
      thread_(new QThread),
      worker_(new TrainingWorker(std::move(catalog), coalescer_)) {
  thread_->setObjectName(QStringLiteral("training"));
  worker_->moveToThread(thread_);
  connect(thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connect(thread_, &QThread::finished, thread_, &QObject::deleteLater);
  connect(worker_, &TrainingWorker::started, this, [this](std::shared_ptr<const RunStart> start) {
    run_ = start;
    if (state_ == State::Preparing) setState(State::Training);
    emit started(std::move(start));
  });
  connect(worker_, &TrainingWorker::progressed, this,
          [this](std::shared_ptr<const TrainingProgress> progress) {
            emit progressed(std::move(progress));
            coalescer_->acknowledge();
          });
  connect(worker_, &TrainingWorker::finished, this, &TrainingSession::onFinished);
  connect(worker_, &TrainingWorker::answered, this,
          [this](std::shared_ptr<const RunResults> results) { emit answered(std::move(results)); });
  connect(worker_, &TrainingWorker::failed, this, [this](const Error& error) {
    setState(State::Idle);
    emit failed(error);
  });
  connect(worker_, &TrainingWorker::cancelled, this, [this] { setState(State::Idle); });
  connect(queue_.get(), &WorkQueue::changed, this, [this] {
    if (state_ == State::Waiting) emit stateChanged(state_);  // other places before it
  });
  connect(worker_, &TrainingWorker::ended, this, [this](quint64 job) {
    if (job == job_) queue_->leave(std::exchange(ticket_, 0));
  });
  thread_->start();
  // Threads that the worker makes inherit its niceness.
  QMetaObject::invokeMethod(worker_, [] { setpriority(PRIO_PROCESS, 0, kTrainingNiceness); });
}

TrainingSession::~TrainingSession() {
  if (stop_) stop_->request_stop();
  stopResults_.request_stop();
  disconnect(worker_, nullptr, this, nullptr);
  thread_->quit();
  // The thread deletes the worker as it ends. Longer than this and it outlives us: it holds all it
  // needs and cleans up by itself.
  if (thread_->wait(kWaitAtEnd)) delete thread_;
  queue_->leave(ticket_);
}

bool TrainingSession::isBusy() const {
  return state_ != State::Idle && state_ != State::Paused;
}

void TrainingSession::setState(State state) {
  if (state_ == state) return;
  state_ = state;
  emit stateChanged(state);
}

void TrainingSession::post(const QString& title, Job job, bool pauses) {
  // What is still worked out about the run before is no longer wanted.
  stopResults_.request_stop();
  queue_->leave(std::exchange(ticket_, 0));
  title_ = title;
  setState(State::Waiting);
  ticket_ = queue_->enter(
      title, [this, job = std::move(job), pauses] { begin(job, pauses); }, [this] { withdraw(); });
}

void TrainingSession::begin(const Job& job, bool pauses) {
  stop_.emplace();
  stopResults_ = std::stop_source();
  wantsPause_ = pauses;
  pausedOutcome_.reset();
  setState(State::Preparing);
  QMetaObject::invokeMethod(worker_,
                            [worker = worker_, number = ++job_, job,
                             stops = JobStops{stop_->get_token(), stopResults_.get_token()}] {
                              job(*worker, stops);
                              emit worker->ended(number);
                            });
}

void TrainingSession::withdraw() {
  ticket_ = 0;
  setState(pausedOutcome_ ? State::Paused : State::Idle);
}

void TrainingSession::start(const TrainingRequest& request) {
  if (isBusy()) return;
  post(
      QString::fromStdString(request.experiment.name),
      [request](TrainingWorker& worker, const JobStops& stops) { worker.start(request, stops); },
      request.epochLimit > 0);
}

void TrainingSession::resume() {
  if (state_ != State::Paused) return;
  post(
      title_, [](TrainingWorker& worker, const JobStops& stops) { worker.resume(0, stops); },
      false);
}

void TrainingSession::resumeFolder(const QString& folder, std::size_t threads) {
  if (isBusy()) return;
  const auto record = RunFolder(folder).record();
  post(
      record ? QString::fromStdString(record->name) : QFileInfo(folder).fileName(),
      [folder, threads](TrainingWorker& worker, const JobStops& stops) {
        worker.resumeFolder(folder, threads, stops);
      },
      false);
}

void TrainingSession::oneEpoch(TrainingRequest request) {
  if (isBusy()) return;
  if (state_ == State::Paused) {
    post(
        title_, [](TrainingWorker& worker, const JobStops& stops) { worker.resume(1, stops); },
        true);
    return;
  }
  request.epochLimit = 1;
  start(request);
}

void TrainingSession::pause() {
  if (state_ == State::Waiting) {
    queue_->leave(ticket_);
    withdraw();
    return;
  }
  if (state_ != State::Preparing && state_ != State::Training) return;
  wantsPause_ = true;
  setState(State::Stopping);
  stop_->request_stop();
}

void TrainingSession::stop() {
  if (state_ == State::Waiting) pause();
  if (state_ == State::Paused) {
    const auto outcome = std::exchange(pausedOutcome_, nullptr);
    setState(State::Idle);
    if (outcome) emit finished(outcome);
    return;
  }
  if (!isBusy()) return;
  wantsPause_ = false;
  setState(State::Stopping);
  stop_->request_stop();
}

void TrainingSession::onFinished(const std::shared_ptr<const RunOutcome>& outcome) {
  if (outcome->resumable && wantsPause_) {
    pausedOutcome_ = outcome;
    setState(State::Paused);
    emit paused(outcome);
    return;
  }
  setState(State::Idle);
  emit finished(outcome);
}

}  // namespace qonvolve::ui
