// SPDX-License-Identifier: GPL-3.0-or-later
// A persistent pool of threads and a parallel loop over independent pieces of work.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace qonvolve {

/// Threads that wait parked between jobs (they spin for some ten microseconds first).
/// One job at a time; run() may be called from any one thread, never from inside a job.
class ThreadPool {
 public:
  /// `threads` workers in all, the caller included; 0 means one per core.
  explicit ThreadPool(std::size_t threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const noexcept;

  /// Calls work(index, worker) once for each index in [0, count), worker in [0, size()), and returns
  /// when all are done. Which worker gets which index is not fixed, so results must depend on the
  /// index alone. The first exception thrown by `work` is rethrown here.
  void run(std::size_t count, const std::function<void(std::size_t index, std::size_t worker)>& work);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace qonvolve
