// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/sweep_session.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "core/io/sweep_folder.h"

namespace qonvolve::ui {

namespace {

QString textOf(const QString& job, const std::vector<SlurmTask>& tasks) {
  int running = 0, waiting = 0, ended = 0, failed = 0;
  for (const SlurmTask& task : tasks) {
    if (task.state.isEmpty()) {
      ++(task.exitCode == 0 ? ended : failed);
    } else {
      ++(task.state == QLatin1String("PENDING") ? waiting : running);
    }
  }
  QStringList parts;
  if (running > 0) parts << SweepSession::tr("%n task(s) at work", nullptr, running);
  if (waiting > 0) parts << SweepSession::tr("%1 waiting").arg(waiting);
  if (ended > 0) parts << SweepSession::tr("%1 done").arg(ended);
  if (failed > 0) parts << SweepSession::tr("%1 failed: see the logs in slurm").arg(failed);
  return SweepSession::tr("Slurm job %1: %2").arg(job, parts.join(QStringLiteral(", ")));
}

}  // namespace

// What makes the runs, with its thread; updates wait here until the window takes them.
struct SweepSession::Running {
  std::shared_ptr<const Catalog> catalog;
  std::shared_ptr<const SweepPlan> plan;
  std::shared_ptr<const SweepStore> store;
  std::unique_ptr<SweepRunner> runner;  // one of these two
  std::unique_ptr<SlurmSweep> slurm;
  std::stop_source leave;  // of the job on the cluster
  std::mutex mutex;
  std::map<std::size_t, SweepUpdate> updates;
  std::optional<QString> jobText;
  std::optional<Error> error;
  std::atomic<bool> done = false;
  std::jthread thread;  // last: it uses all above

  Running(std::shared_ptr<const Catalog> c, std::shared_ptr<const SweepPlan> p,
          std::shared_ptr<const SweepStore> s)
      : catalog(std::move(c)), plan(std::move(p)), store(std::move(s)) {}

  void here(SweepRunner::Options options) {
    runner = std::make_unique<SweepRunner>(*plan, *catalog, *store, std::move(options));
    begin();
  }
  void onCluster(SlurmOptions options) {
    options.leave = leave.get_token();
    options.tasksChanged = [this](const QString& job, const std::vector<SlurmTask>& tasks) {
      const std::lock_guard lock(mutex);
      jobText = textOf(job, tasks);
    };
    slurm = std::make_unique<SlurmSweep>(*plan, *store, std::move(options));
    begin();
  }

 private:
  void begin() {
    thread = std::jthread([this](const std::stop_token& stop) {
      const auto take = [this](const SweepUpdate& update) {
        const std::lock_guard lock(mutex);
        updates[update.run] = update;
      };
      const Result<void> outcome = runner ? runner->run(stop, take) : slurm->run(stop, take);
      if (!outcome) {
        const std::lock_guard lock(mutex);
        error = outcome.error();
      }
      done = true;
    });
  }
};

SweepSession::SweepSession(std::shared_ptr<const Catalog> catalog, QObject* parent)
    : QObject(parent), catalog_(std::move(catalog)) {
  refreshTimer_.setInterval(kRefreshMilliseconds);
  followTimer_.setInterval(kFollowMilliseconds);
  connect(&refreshTimer_, &QTimer::timeout, this, &SweepSession::refresh);
  connect(&followTimer_, &QTimer::timeout, this, &SweepSession::follow);
}

SweepSession::~SweepSession() {
  if (state_) state_->leave.request_stop();
  state_.reset();
  leaveLine();
}

SweepSession::State SweepSession::state() const {
  if (state_) return state_->slurm ? State::Cluster : State::Here;
  return ticket_ != 0 ? State::Waiting : State::Idle;
}

void SweepSession::open(const SweepSpec& spec, const QString& base, const QString& folder) {
  close();
  struct Opened {
    std::shared_ptr<const SweepPlan> plan;
    std::shared_ptr<const SweepStore> store;
    std::vector<SweepStatus> statuses;
    Comparison designs;
    bool jobIsThere = false;
  };
  job_.start(
      [catalog = catalog_, spec, base, folder](const std::stop_token&) -> Result<Opened> {
        auto own = withOwnBase(spec, *catalog, base.toStdString());
        if (!own) return own.error();
        auto plan = planSweep(*own, *catalog, folder.toStdString());
        if (!plan) return plan.error();
        if (auto kept = keepSweep(*own, folder); !kept) return kept.error();
        Opened opened;
        opened.plan = std::make_shared<const SweepPlan>(std::move(*plan));
        opened.store = std::make_shared<const SweepStore>(folder);
        opened.statuses = readStatuses(*opened.plan, *opened.store);
        opened.designs = designsOf(*opened.plan, *catalog);
        opened.jobIsThere = SlurmSweep::available().has_value() &&
                            !SlurmSweep(*opened.plan, *opened.store, {}).job().isEmpty();
        return opened;
      },
      [this](Result<Opened> opened) {
        if (!opened) {
          emit changed();
          emit failed(opened.error());
          return;
        }
        store_ = opened->store;
        view_.plan = opened->plan;
        view_.statuses = std::move(opened->statuses);
        view_.progress.assign(view_.statuses.size(), 0);
        view_.losses.assign(view_.statuses.size(), {});
        comparison_ = std::move(opened->designs);
        collect();
        readLosses();
        followTimer_.start();
        emit this->opened();
        if (opened->jobIsThere && !isRunning()) startOnCluster({.retries = -1});
      });
  emit changed();
}

void SweepSession::close() {
  job_.cancel();
  reading_.cancel();
  if (state_) state_->leave.request_stop();
  finish();
  followTimer_.stop();
  const bool was = isOpen();
  store_.reset();
  view_ = {};
  comparison_ = {};
  lossesRead_.clear();
  if (was) emit opened();
}

QString SweepSession::folder() const {
  return store_ ? store_->folder() : QString();
}

void SweepSession::collect() {
  view_.results = collectResults(*view_.plan, view_.statuses);
  fillRuns(comparison_, *view_.plan, view_.statuses, *store_);
}

// The losses of runs that were made before, or elsewhere.
void SweepSession::readLosses() {
  std::vector<std::pair<std::size_t, QString>> wanted;
  for (std::size_t r = 0; r < view_.statuses.size(); ++r) {
    const SweepStatus& status = view_.statuses[r];
    if (status.record && status.state != SweepState::Running && !lossesRead_.contains(r)) {
      wanted.emplace_back(r, store_->runFolder(view_.plan->runs[r].id));
    }
  }
  if (wanted.empty() || reading_.isBusy()) return;
  using Losses = std::vector<std::pair<std::size_t, std::vector<float>>>;
  reading_.start(
      [wanted = std::move(wanted)](const std::stop_token& stop) -> Result<Losses> {
        Losses losses;
        for (const auto& [run, folder] : wanted) {
          if (stop.stop_requested()) return Error{"", "This was stopped.", ""};
          std::vector<float>& values = losses.emplace_back(run, std::vector<float>()).second;
          for (const EpochDone& epoch : RunFolder(folder).history().epochs) {
            values.push_back(static_cast<float>(epoch.train.loss));
          }
        }
        return losses;
      },
      [this](Result<Losses> losses) {
        if (!losses || !isOpen()) return;
        for (auto& [run, values] : *losses) {
          view_.losses[run] = std::move(values);
          lossesRead_.insert(run);
        }
        emit changed();
        readLosses();  // of those that have ended meanwhile
      });
}

QString SweepSession::lineTitle() const {
  return tr("Comparison %1, %2 of %3 runs")
      .arg(QString::fromStdString(view_.plan->spec.name))
      .arg(view_.results.done)
      .arg(view_.results.total);
}

void SweepSession::start(std::size_t threads) {
  if (!isOpen() || isRunning()) return;
  if (!queue_) return begin(threads);
  // The turn may come before enter() returns.
  const auto turn = [this, threads] { begin(threads); };
  const auto withdrawn = [this] {
    ticket_ = 0;
    emit runningChanged();
  };
  ticket_ = queue_->enter(lineTitle(), turn, withdrawn);
  emit runningChanged();
}

void SweepSession::begin(std::size_t threads) {
  auto running = std::make_unique<Running>(catalog_, view_.plan, store_);
  running->here({.threads = threads, .niceness = kNiceness});
  run(std::move(running));
}

void SweepSession::startOnCluster(const SlurmOptions& options) {
  if (!isOpen() || isRunning()) return;
  jobText_ = options.retries < 0 ? tr("Following a Slurm job…") : tr("Submitting to Slurm…");
  auto running = std::make_unique<Running>(catalog_, view_.plan, store_);
  running->onCluster(options);
  run(std::move(running));
}

void SweepSession::run(std::unique_ptr<Running> running) {
  state_ = std::move(running);
  refreshTimer_.start();
  emit runningChanged();
}

void SweepSession::stop() {
  if (state_) {
    state_->thread.request_stop();
    if (state_->slurm) jobText_ = tr("Cancelling the Slurm job…");
  } else {
    leaveLine();
  }
  emit runningChanged();
}

void SweepSession::leaveLine() {
  if (ticket_ != 0) queue_->leave(std::exchange(ticket_, 0));
}

void SweepSession::finish() {
  const bool was = isRunning();
  if (state_) state_->thread.request_stop();
  state_.reset();  // waits
  refreshTimer_.stop();
  jobText_.clear();
  leaveLine();
  if (was) emit runningChanged();
}

// One value an epoch; whoever makes the run tells of an epoch when it has ended.
void SweepSession::keepLoss(std::size_t run, const SweepUpdate& update) {
  std::vector<float>& losses = view_.losses[run];
  if (update.epoch > losses.size() && update.status.state == SweepState::Running) {
    losses.resize(update.epoch, static_cast<float>(update.loss));
  }
}

void SweepSession::refresh() {
  if (!state_) return;
  std::map<std::size_t, SweepUpdate> updates;
  const bool done = state_->done;
  std::optional<QString> jobText;
  {
    const std::lock_guard lock(state_->mutex);
    updates.swap(state_->updates);
    jobText.swap(state_->jobText);
  }
  const bool told = jobText.has_value();
  if (told) jobText_ = *jobText;
  for (auto& [run, update] : updates) {
    keepLoss(run, update);
    if (update.status.state != SweepState::Running) lossesRead_.erase(run);
    view_.statuses[run] = std::move(update.status);
    view_.progress[run] = update.totalSteps > 0 ? static_cast<double>(update.step) /
                                                      static_cast<double>(update.totalSteps)
                                                : 0;
  }
  if (!updates.empty()) {
    collect();
    readLosses();
    if (ticket_ != 0) queue_->rename(ticket_, lineTitle());
  }
  if (!updates.empty() || told) emit changed();
  if (!done) return;
  const std::optional<Error> error = state_->error;
  finish();
  if (error) emit failed(*error);
}

void SweepSession::follow() {
  // While runs are made from here, these report themselves.
  if (!isOpen() || state_) return;
  bool any = false;
  for (std::size_t r = 0; r < view_.statuses.size(); ++r) {
    SweepStatus& status = view_.statuses[r];
    if (status.state == SweepState::Done || status.state == SweepState::Diverged) continue;
    SweepStatus now = store_->status(view_.plan->runs[r].id);
    const std::uint64_t steps = now.record ? now.record->steps : 0;
    any |= now.state != status.state || (status.record && status.record->steps != steps);
    if (now.state != status.state) lossesRead_.erase(r);
    if (now.record && now.record->totalSteps > 0) {
      view_.progress[r] = static_cast<double>(steps) / static_cast<double>(now.record->totalSteps);
    }
    status = std::move(now);
  }
  if (!any) return;
  collect();
  readLosses();
  emit changed();
}

std::vector<std::size_t> SweepSession::runsOf(const std::vector<std::size_t>& cells) const {
  std::vector<std::size_t> runs;
  for (const std::size_t cell : cells) {
    const auto& own = view_.plan->cells[cell].runs;
    runs.insert(runs.end(), own.begin(), own.end());
  }
  return runs;
}

void SweepSession::prefer(const std::vector<std::size_t>& cells) {
  if (state_ && state_->runner) state_->runner->prefer(runsOf(cells));
}

void SweepSession::defer(const std::vector<std::size_t>& cells) {
  if (state_ && state_->runner) state_->runner->defer(runsOf(cells));
}

void SweepSession::cancel(const std::vector<std::size_t>& cells) {
  if (!state_ || !state_->runner) return;
  for (const std::size_t run : runsOf(cells)) state_->runner->cancel(run);
}

}  // namespace qonvolve::ui
