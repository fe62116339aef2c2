// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/spin.h"

namespace qonvolve {

namespace {

constexpr std::uint64_t kIndexMask = 0xFFFFFFFFULL;
constexpr std::size_t kCacheLine = 64;

}  // namespace

// run() waits for the pieces, not for the threads: one that wakes late finds nothing to claim and
// delays nobody. `work` is read only by who has claimed a piece, and run() cannot return before
// that piece is done, so the pointer is alive whenever it is used.
struct ThreadPool::Shared {
  // Number of the job in the high half (a late claim of an old job fails), pieces not yet claimed
  // in the low half.
  alignas(kCacheLine) std::atomic<std::uint64_t> ticket{0};
  alignas(kCacheLine) std::atomic<std::size_t> pending{0};  // pieces not yet done
  alignas(kCacheLine) std::atomic<bool> quit{false};
  std::atomic<bool> failed{false};
  const std::function<void(std::size_t, std::size_t)>* work = nullptr;
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable finished;
  std::exception_ptr failure;
  std::vector<std::jthread> threads;

  bool hasWork() const { return (ticket.load(std::memory_order_relaxed) & kIndexMask) != 0; }

  void drain(std::size_t worker) {
    std::uint64_t seen = ticket.load(std::memory_order_acquire);
    while ((seen & kIndexMask) != 0) {
      if (!ticket.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) continue;
      if (!failed.load(std::memory_order_relaxed)) {
        try {
          (*work)(static_cast<std::size_t>((seen & kIndexMask) - 1), worker);
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (!failure) failure = std::current_exception();
          failed.store(true);
        }
      }
      if (pending.fetch_sub(1, std::memory_order_acq_rel) == 1 && worker != 0) {
        const std::lock_guard lock(mutex);
        finished.notify_one();
      }
      seen = ticket.load(std::memory_order_acquire);
    }
  }

  void loop(std::size_t worker) {
    const auto called = [this] { return hasWork() || quit.load(std::memory_order_relaxed); };
    while (true) {
      if (!spinUntil(called)) {
        std::unique_lock lock(mutex);
        wake.wait(lock, called);
      }
      if (quit.load()) return;
      drain(worker);
    }
  }
};

ThreadPool::ThreadPool(std::size_t threads) : shared_(std::make_unique<Shared>()) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t worker = 1; worker < threads; ++worker) {
    shared_->threads.emplace_back([shared = shared_.get(), worker] { shared->loop(worker); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->quit.store(true);
  }
  shared_->wake.notify_all();
  shared_->threads.clear();
}

std::size_t ThreadPool::size() const noexcept {
  return shared_->threads.size() + 1;
}

void ThreadPool::run(std::size_t count,
                     const std::function<void(std::size_t index, std::size_t worker)>& work) {
  if (size() == 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i, 0);
    return;
  }
  assert(count <= std::numeric_limits<std::uint32_t>::max());
  Shared& s = *shared_;
  {
    const std::lock_guard lock(s.mutex);
    s.work = &work;
    s.failure = nullptr;
    s.failed.store(false);
    s.pending.store(count);
    const std::uint64_t job = (s.ticket.load() & ~kIndexMask) + kIndexMask + 1;
    s.ticket.store(job | count, std::memory_order_release);
  }
  s.wake.notify_all();
  s.drain(0);
  const auto done = [&s] { return s.pending.load(std::memory_order_acquire) == 0; };
  if (!spinUntil(done)) {
    std::unique_lock lock(s.mutex);
    s.finished.wait(lock, done);
  }
  if (s.failed.load()) std::rethrow_exception(s.failure);
}

}  // namespace qonvolve
