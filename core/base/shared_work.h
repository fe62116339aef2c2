// SPDX-License-Identifier: GPL-3.0-or-later
// Work that is done by whoever needs its results first.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace qonvolve {

/// Pieces of work whose results several threads need: each thread does a piece that nobody has
/// begun in place of waiting for somebody who does them all. No piece may throw.
class SharedWork {
 public:
  explicit SharedWork(std::size_t count = 0) : count_(static_cast<std::uint32_t>(count)) {}

  /// `count` pieces to be done. With nothing else beside it.
  void reset(std::size_t count) {
    count_ = static_cast<std::uint32_t>(count);
    begun_.store(0, std::memory_order_relaxed);
    done_.store(0, std::memory_order_relaxed);
  }
  /// Calls work(index) for one piece that nobody has begun; whether there was one.
  template <class Work>
  bool take(const Work& work) noexcept {
    if (begun_.load(std::memory_order_relaxed) >= count_) return false;
    const std::uint32_t index = begun_.fetch_add(1, std::memory_order_relaxed);
    if (index >= count_) return false;
    work(index);
    done_.fetch_add(1, std::memory_order_release);
    done_.notify_all();
    return true;
  }
  /// Returns when all pieces are done, by this thread or others.
  template <class Work>
  void finish(const Work& work) noexcept {
    while (take(work)) {
    }
    if (done_.load(std::memory_order_acquire) < count_) wait();
  }

 private:
  void wait() const;

  std::uint32_t count_;
  std::atomic<std::uint32_t> begun_{0}, done_{0};
};

}  // namespace qonvolve
