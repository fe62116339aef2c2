// SPDX-License-Identifier: GPL-3.0-or-later
// What the machine could do, and how long something takes on it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace qonvolve {

/// Rates of one thread, measured where this program runs.
struct Machine {
  std::string processor;  // as the system names it; empty: unknown
  std::size_t threads = 1;
  std::string simd;                          // path in use
  double doubleGflops = 0, floatGflops = 0;  // multiply-adds in registers, two operations each
  double l1GBps = 0, l2GBps = 0, l3GBps = 0, dramGBps = 0;  // reading 24 KiB, 512 KiB, 8, 256 MiB
};
Machine measureMachine();

/// GFLOP/s now.
double doublePeak();
double floatPeak();

struct Timing {
  double median = 0, p10 = 0;            // seconds of one run
  double doublePeak = 0, floatPeak = 0;  // best GFLOP/s between the runs, one thread
};

/// Blocks of runs with the peaks measured between them, since other programs may use the machine.
/// With one thread its processor time counts, in which they have no part; with more, real time.
Timing timed(std::size_t blocks, const std::function<void()>& work, std::size_t threads = 1);

}  // namespace qonvolve
