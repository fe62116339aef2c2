// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/sweep_session.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "core/io/sweep_folder.h"

namespace qonvolve::ui {

// The runner with its thread; updates wait here until the window takes them.
struct SweepSession::Running {
  std::shared_ptr<const Catalog> catalog;
  std::shared_ptr<const SweepPlan> plan;
  std::shared_ptr<const SweepStore> store;
  SweepRunner runner;
  std::mutex mutex;
  std::map<std::size_t, SweepUpdate> updates;
  std::optional<Error> error;
  std::atomic<bool> done = false;
  std::jthread thread;  // last: it uses all above

  Running(std::shared_ptr<const Catalog> c, std::shared_ptr<const SweepPlan> p,
          std::shared_ptr<const SweepStore> s, SweepRunner::Options options)
      : catalog(std::move(c)),
        plan(std::move(p)),
        store(std::move(s)),
        runner(*plan, *catalog, *store, std::move(options)) {
    thread = std::jthread([this](const std::stop_token& stop) {
      const Result<void> outcome = runner.run(stop, [this](const SweepUpdate& update) {
        const std::lock_guard lock(mutex);
        updates[update.run] = update;
      });
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

SweepSession::~SweepSession() = default;

void SweepSession::open(const SweepSpec& spec, const QString& base, const QString& folder) {
  close();
  struct Opened {
    std::shared_ptr<const SweepPlan> plan;
    std::shared_ptr<const SweepStore> store;
    std::vector<SweepStatus> statuses;
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
        view_.results = collectResults(*view_.plan, view_.statuses);
        followTimer_.start();
        emit this->opened();
      });
  emit changed();
}

void SweepSession::close() {
  job_.cancel();
  finish();
  followTimer_.stop();
  const bool was = isOpen();
  store_.reset();
  view_ = {};
  if (was) emit opened();
}

Comparison SweepSession::comparison() const {
  if (!isOpen()) return {};
  return comparisonOf(*view_.plan, view_.statuses, *store_, *catalog_);
}

QString SweepSession::folder() const {
  return store_ ? store_->folder() : QString();
}

void SweepSession::start(std::size_t threads) {
  if (!isOpen() || isRunning()) return;
  state_ =
      std::make_unique<Running>(catalog_, view_.plan, store_,
                                SweepRunner::Options{.threads = threads, .niceness = kNiceness});
  refreshTimer_.start();
  emit runningChanged();
}

void SweepSession::stop() {
  if (state_) state_->thread.request_stop();
}

void SweepSession::finish() {
  if (!state_) return;
  state_->thread.request_stop();
  state_.reset();  // waits
  refreshTimer_.stop();
  emit runningChanged();
}

void SweepSession::refresh() {
  if (!state_) return;
  std::map<std::size_t, SweepUpdate> updates;
  const bool done = state_->done;
  {
    const std::lock_guard lock(state_->mutex);
    updates.swap(state_->updates);
  }
  for (auto& [run, update] : updates) {
    view_.statuses[run] = std::move(update.status);
    view_.progress[run] = update.totalSteps > 0 ? static_cast<double>(update.step) /
                                                      static_cast<double>(update.totalSteps)
                                                : 0;
  }
  if (!updates.empty()) {
    view_.results = collectResults(*view_.plan, view_.statuses);
    emit changed();
  }
  if (!done) return;
  const std::optional<Error> error = state_->error;
  finish();
  if (error) emit failed(*error);
}

void SweepSession::follow() {
  // While runs are made here, these report themselves.
  if (!isOpen() || isRunning()) return;
  bool any = false;
  for (std::size_t r = 0; r < view_.statuses.size(); ++r) {
    SweepStatus& status = view_.statuses[r];
    if (status.state == SweepState::Done || status.state == SweepState::Diverged) continue;
    SweepStatus now = store_->status(view_.plan->runs[r].id);
    const std::uint64_t steps = now.record ? now.record->steps : 0;
    any |= now.state != status.state || (status.record && status.record->steps != steps);
    if (now.record && now.record->totalSteps > 0) {
      view_.progress[r] = static_cast<double>(steps) / static_cast<double>(now.record->totalSteps);
    }
    status = std::move(now);
  }
  if (!any) return;
  view_.results = collectResults(*view_.plan, view_.statuses);
  emit changed();
}

void SweepSession::prefer(const std::vector<std::size_t>& cells) {
  if (!state_) return;
  std::vector<std::size_t> runs;
  for (const std::size_t cell : cells) {
    const auto& own = view_.plan->cells[cell].runs;
    runs.insert(runs.end(), own.begin(), own.end());
  }
  state_->runner.prefer(runs);
}

void SweepSession::cancel(const std::vector<std::size_t>& cells) {
  if (!state_) return;
  for (const std::size_t cell : cells) {
    for (const std::size_t run : view_.plan->cells[cell].runs) state_->runner.cancel(run);
  }
}

}  // namespace qonvolve::ui
