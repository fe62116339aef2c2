// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/training_session.h"

#include <sys/resource.h>

namespace qonvolve::ui {
namespace {

constexpr int kWaitAtEnd = 2000;      // ms
constexpr int kTrainingNiceness = 5;  // so that the window gets a core whenever it wants one

}  // namespace

TrainingSession::TrainingSession(std::shared_ptr<const Catalog> catalog, QObject* parent)
    : QObject(parent),
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
}

bool TrainingSession::isBusy() const {
  return state_ == State::Preparing || state_ == State::Training || state_ == State::Stopping;
}

void TrainingSession::setState(State state) {
  if (state_ == state) return;
  state_ = state;
  emit stateChanged(state);
}

void TrainingSession::post(std::function<void(TrainingWorker&, const JobStops&)> job) {
  stop_.emplace();
  stopResults_.request_stop();
  stopResults_ = std::stop_source();
  wantsPause_ = false;
  pausedOutcome_.reset();
  setState(State::Preparing);
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, stops = JobStops{stop_->get_token(), stopResults_.get_token()},
                job = std::move(job)] { job(*worker, stops); });
}

void TrainingSession::start(const TrainingRequest& request) {
  if (isBusy()) return;
  const bool limited = request.epochLimit > 0;
  post([request](TrainingWorker& worker, const JobStops& stops) { worker.start(request, stops); });
  wantsPause_ = limited;
}

void TrainingSession::resume() {
  if (state_ != State::Paused) return;
  post([](TrainingWorker& worker, const JobStops& stops) { worker.resume(0, stops); });
}

void TrainingSession::resumeFolder(const QString& folder, std::size_t threads) {
  if (isBusy()) return;
  post([folder, threads](TrainingWorker& worker, const JobStops& stops) {
    worker.resumeFolder(folder, threads, stops);
  });
}

void TrainingSession::oneEpoch(TrainingRequest request) {
  if (isBusy()) return;
  if (state_ == State::Paused) {
    post([](TrainingWorker& worker, const JobStops& stops) { worker.resume(1, stops); });
    wantsPause_ = true;
    return;
  }
  request.epochLimit = 1;
  start(request);
}

void TrainingSession::pause() {
  if (state_ != State::Preparing && state_ != State::Training) return;
  wantsPause_ = true;
  setState(State::Stopping);
  stop_->request_stop();
}

void TrainingSession::stop() {
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
