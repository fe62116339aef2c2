// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting actively for what another thread will do within microseconds.
#pragma once

#include <chrono>
#if !defined(__x86_64__)
#include <thread>
#endif

namespace qonvolve {

/// Long enough to catch the next job of a training loop, which follows within 10 to 30 microseconds
/// (waking a parked thread takes longer); short enough not to disturb a busy machine.
inline constexpr std::chrono::microseconds kSpinTime{40};

inline void pauseCpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Waits actively, at most kSpinTime, until `done` says true; whether it did.
template <class Done>
bool spinUntil(const Done& done) {
  constexpr int kLooksPerClock = 16;
  const auto start = std::chrono::steady_clock::now();
  do {
    for (int i = 0; i < kLooksPerClock; ++i) {
      if (done()) return true;
      pauseCpu();
    }
  } while (std::chrono::steady_clock::now() - start < kSpinTime);
  return done();
}

}  // namespace qonvolve
