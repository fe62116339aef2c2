// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_runner.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "core/io/sweep_training.h"

namespace qonvolve {

namespace {

using Clock = std::chrono::steady_clock;

// How long to wait for runs that others make before the designs of a rung can be compared.
constexpr std::chrono::seconds kPoll{1};

void lowerPriority(int niceness) {
  // On Linux this is a property of the thread.
  if (niceness > 0)
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness));
}

}  // namespace

struct SweepRunner::Impl {
  const SweepPlan& plan;
  const Catalog& catalog;
  const SweepStore& store;
  Options options;
  SharedData data;

  std::mutex mutex;  // all below
  std::vector<std::size_t> queue;
  std::set<std::size_t> cancelled;
  std::map<std::size_t, std::stop_source> running;
  std::set<const SweepClaim*> claims;
  std::optional<Error> error;

  std::mutex reportMutex;
  std::function<void(const SweepUpdate&)> report;

  Impl(const SweepPlan& p, const Catalog& c, const SweepStore& s, Options o)
      : plan(p), catalog(c), store(s), options(std::move(o)), data(c, p.baseFolder) {
    if (options.threads == 0) options.threads = std::max(1U, std::thread::hardware_concurrency());
  }

  void tell(const SweepUpdate& update) {
    const std::lock_guard lock(reportMutex);
    if (report) report(update);
  }

  std::optional<std::size_t> next() {
    const std::lock_guard lock(mutex);
    while (!queue.empty()) {
      const std::size_t run = queue.front();
      queue.erase(queue.begin());
      if (!cancelled.contains(run)) return run;
    }
    return {};
  }

  // One run from its claim to its end; nothing to do when it is somebody else's.
  void work(std::size_t run, ThreadPool& pool, std::uint64_t epochLimit,
            const std::stop_token& stop) {
    const std::string& id = plan.runs[run].id;
    auto claim = store.claim(id);
    if (!claim) {
      const std::lock_guard lock(mutex);
      if (!error) error = claim.error();
      return;
    }
    SweepUpdate update{.run = run, .status = store.status(id)};
    // Somebody may have finished it since the queue was made.
    if (*claim == nullptr || hasReached(update.status, epochLimit)) {
      claim->reset();
      update.status = store.status(id);
      tell(update);
      return;
    }
    std::stop_source end;
    const std::stop_callback passOn(stop, [&end] { end.request_stop(); });
    {
      const std::lock_guard lock(mutex);
      running[run] = end;
      claims.insert(claim->get());
    }
    update.status.state = SweepState::Running;
    tell(update);
    Clock::time_point last{};
    const SweepStatus result =
        trainSweepRun(plan, run, catalog, store, data, pool, epochLimit, end.get_token(),
                      [&](const TrainEvent& event, TrainingRun& training) {
                        if (const auto* step = std::get_if<StepDone>(&event)) {
                          update.step = step->step;
                          update.loss = step->loss;
                        } else if (const auto* epoch = std::get_if<EpochDone>(&event)) {
                          update.epoch = epoch->epoch;
                        }
                        const Clock::time_point now = Clock::now();
                        if (std::chrono::duration<double>(now - last).count() < kReportSeconds)
                          return;
                        last = now;
                        update.totalSteps = training.trainer().totalSteps();
                        update.status.record = training.record();
                        tell(update);
                      });
    {
      const std::lock_guard lock(mutex);
      running.erase(run);
      claims.erase(claim->get());
    }
    claim->reset();
    update.status = result;
    // Seen before the claim was given back.
    if (update.status.state == SweepState::Running) update.status = store.status(id);
    if (update.status.record) {
      update.step = update.status.record->steps;
      update.epoch = update.status.record->epochs;
      update.totalSteps = update.status.record->totalSteps;
    }
    tell(update);
  }

  // Side by side, one a thread. Runs beyond a multiple of the number of threads come first, on all
  // threads together: so nothing idles that would not idle with one run after another.
  void workAll(std::uint64_t epochLimit, const std::stop_token& stop) {
    std::size_t count = 0;
    {
      const std::lock_guard lock(mutex);
      count = queue.size();
    }
    if (const std::size_t rest = count % options.threads; rest > 0) {
      workBeside(rest, rest, epochLimit, stop);
    }
    workBeside(std::min(count, options.threads), count, epochLimit, stop);
  }

  void workBeside(std::size_t workers, std::size_t most, std::uint64_t epochLimit,
                  const std::stop_token& stop) {
    if (workers == 0) return;
    std::atomic<std::size_t> begun = 0;
    std::vector<std::jthread> threads;
    for (std::size_t w = 0; w < workers; ++w) {
      const std::size_t share = options.threads / workers + (w < options.threads % workers ? 1 : 0);
      threads.emplace_back([this, share, most, epochLimit, &stop, &begun] {
        lowerPriority(options.niceness);
        ThreadPool pool(share);
        while (!stop.stop_requested() && begun.fetch_add(1) < most) {
          const auto run = next();
          if (!run) return;
          work(*run, pool, epochLimit, stop);
        }
      });
    }
  }

  // Fills the queue with the runs of these cells that did not come to the limit.
  void fill(const std::vector<std::size_t>& cells, std::uint64_t epochLimit) {
    std::set<std::size_t> wanted;
    for (const std::size_t cell : cells) {
      wanted.insert(plan.cells[cell].runs.begin(), plan.cells[cell].runs.end());
    }
    if (!options.only.empty()) {
      const std::set<std::size_t> only(options.only.begin(), options.only.end());
      std::erase_if(wanted, [&](std::size_t run) { return !only.contains(run); });
    }
    std::vector<std::size_t> order;
    for (const std::size_t run : wanted) {
      const SweepStatus status = store.status(plan.runs[run].id);
      tell({.run = run, .status = status});
      if (hasReached(status, epochLimit)) continue;
      if (status.state != SweepState::Running) order.push_back(run);
    }
    const std::lock_guard lock(mutex);
    queue = std::move(order);
  }

  // Until nobody is left who works on the runs of a rung.
  void awaitOthers(const std::vector<std::size_t>& cells, std::uint64_t epochLimit,
                   const std::stop_token& stop) {
    const auto busy = [&] {
      for (const std::size_t cell : cells) {
        for (const std::size_t run : plan.cells[cell].runs) {
          const SweepStatus status = store.status(plan.runs[run].id);
          if (!hasReached(status, epochLimit) && status.state == SweepState::Running) return true;
        }
      }
      return false;
    };
    while (!stop.stop_requested() && busy()) std::this_thread::sleep_for(kPoll);
  }

  void renewClaims(const std::stop_token& end) {
    std::mutex own;
    std::condition_variable_any wake;
    std::unique_lock lock(own);
    while (!wake.wait_for(lock, end, std::chrono::seconds(SweepClaim::kRenewSeconds),
                          [] { return false; })) {
      if (end.stop_requested()) return;
      const std::lock_guard claimsLock(mutex);
      for (const SweepClaim* claim : claims) claim->renew();
    }
  }
};

SweepRunner::SweepRunner(const SweepPlan& plan, const Catalog& catalog, const SweepStore& store,
                         Options options)
    : impl_(std::make_unique<Impl>(plan, catalog, store, std::move(options))) {}

SweepRunner::~SweepRunner() = default;

Result<void> SweepRunner::run(std::stop_token stop,
                              const std::function<void(const SweepUpdate&)>& report) {
  Impl& m = *impl_;
  m.report = report;
  const std::jthread renewer([&m](const std::stop_token& end) { m.renewClaims(end); });
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < m.plan.cells.size(); ++c) {
    if (!m.plan.cells[c].problem) cells.push_back(c);
  }
  const std::vector<std::uint64_t> rungs =
      m.options.only.empty() ? halvingRungs(m.plan) : std::vector{m.options.epochLimit};
  for (const std::uint64_t rung : rungs) {
    m.fill(cells, rung);
    m.workAll(rung, stop);
    if (m.error) return *m.error;
    if (stop.stop_requested() || rung == rungs.back()) break;
    m.awaitOthers(cells, rung, stop);
    cells = promoted(m.plan, m.store, cells, rung);
  }
  return {};
}

void SweepRunner::prefer(const std::vector<std::size_t>& runs) {
  const std::lock_guard lock(impl_->mutex);
  auto at = impl_->queue.begin();
  for (const std::size_t run : runs) {
    const auto found = std::find(at, impl_->queue.end(), run);
    if (found == impl_->queue.end()) continue;
    std::rotate(at, found, found + 1);
    ++at;
  }
}

void SweepRunner::defer(const std::vector<std::size_t>& runs) {
  const std::lock_guard lock(impl_->mutex);
  std::vector<std::size_t>& queue = impl_->queue;
  for (const std::size_t run : runs) {
    const auto found = std::find(queue.begin(), queue.end(), run);
    if (found != queue.end()) std::rotate(found, found + 1, queue.end());
  }
}

void SweepRunner::cancel(std::size_t run) {
  const std::lock_guard lock(impl_->mutex);
  impl_->cancelled.insert(run);
  const auto found = impl_->running.find(run);
  if (found != impl_->running.end()) found->second.request_stop();
}

}  // namespace qonvolve
