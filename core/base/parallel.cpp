// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace qonvolve {

namespace {

// About 2 microseconds: long enough to catch the next job of a tight training loop, short enough not
// to disturb a busy machine.
constexpr int kSpins = 400;

void pauseCpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

}  // namespace

struct ThreadPool::Shared {
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable finished;
  std::atomic<std::uint64_t> job{0};
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> busy{0};
  std::size_t count = 0;
  const std::function<void(std::size_t, std::size_t)>* work = nullptr;
  std::exception_ptr failure;
  std::atomic<bool> quit{false};
  std::vector<std::jthread> threads;

  void drain(std::size_t worker) {
    try {
      for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) (*work)(i, worker);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next.store(count);
    }
  }

  void loop(std::size_t worker) {
    std::uint64_t seen = 0;
    while (true) {
      for (int i = 0; i < kSpins && job.load() == seen && !quit.load(); ++i) pauseCpu();
      if (job.load() == seen) {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return quit.load() || job.load() != seen; });
      }
      if (quit.load()) return;
      seen = job.load();
      drain(worker);
      if (busy.fetch_sub(1) == 1) {
        const std::lock_guard lock(mutex);
        finished.notify_one();
      }
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

std::size_t ThreadPool::size() const noexcept { return shared_->threads.size() + 1; }

void ThreadPool::run(std::size_t count,
                     const std::function<void(std::size_t index, std::size_t worker)>& work) {
  if (size() == 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i, 0);
    return;
  }
  Shared& s = *shared_;
  {
    const std::lock_guard lock(s.mutex);
    s.count = count;
    s.work = &work;
    s.failure = nullptr;
    s.next.store(0);
    s.busy.store(s.threads.size());
    s.job.fetch_add(1);
  }
  s.wake.notify_all();
  s.drain(0);
  for (int i = 0; i < kSpins && s.busy.load() != 0; ++i) pauseCpu();
  std::unique_lock lock(s.mutex);
  s.finished.wait(lock, [&] { return s.busy.load() == 0; });
  if (s.failure) std::rethrow_exception(s.failure);
}

}  // namespace qonvolve
