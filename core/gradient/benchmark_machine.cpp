// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/benchmark_machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <thread>
#include <vector>

#include "core/base/lane_function.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"

namespace qonvolve {
namespace {

double realTime() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// Time that this thread has had a processor, where the system tells.
double processorTime() {
#if defined(__unix__)
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
#else
  return realTime();
#endif
}

double seconds(const std::function<void()>& work, double (*clock)() = processorTime) {
  const double start = clock();
  work();
  return clock() - start;
}

template <class T>
double peakOnce() {
  constexpr std::size_t kRounds = 2000;
  volatile T sink = 0;
  const double time = seconds([&] { sink = sink + kernels<T>().peak(kRounds); });
  return 2.0 * kRounds * 128 * kGroupLanes<T> / time * 1e-9;
}

/// Best rate of summing an array of this size, several times over.
double readBandwidth(std::size_t bytes) {
  const std::size_t amplitudes = bytes / (2 * kLanes * sizeof(double));
  const AlignedVector data(amplitudes * 2 * kLanes, 1e-3);
  AlignedVector sum(kLanes, 0.0);
  const std::uint32_t bucket = 0;
  const std::size_t passes = std::max<std::size_t>(1, (std::size_t{1} << 25) / bytes);
  double best = 0;
  for (int repetition = 0; repetition < 5; ++repetition) {
    const double time = seconds([&] {
      for (std::size_t p = 0; p < passes; ++p) {
        kernels().bucketNorms(data.data(), amplitudes, amplitudes, &bucket, sum.data());
      }
    });
    best = std::max(best, static_cast<double>(passes * amplitudes * 2 * kLanes * 8) / time * 1e-9);
  }
  return best;
}

std::string processorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

}  // namespace

double doublePeak() {
  return peakOnce<double>();
}

double floatPeak() {
  return peakOnce<float>();
}

Machine measureMachine() {
  Machine machine{.processor = processorName(),
                  .threads = std::max(1U, std::thread::hardware_concurrency()),
                  .simd = simdPath()};
  for (int i = 0; i < 20; ++i) {
    machine.doubleGflops = std::max(machine.doubleGflops, doublePeak());
    machine.floatGflops = std::max(machine.floatGflops, floatPeak());
  }
  machine.l1GBps = readBandwidth(std::size_t{24} << 10);
  machine.l2GBps = readBandwidth(std::size_t{512} << 10);
  machine.l3GBps = readBandwidth(std::size_t{8} << 20);
  machine.dramGBps = readBandwidth(std::size_t{256} << 20);
  return machine;
}

Timing timed(std::size_t blocks, const std::function<void()>& work, std::size_t threads) {
  double (*const clock)() = threads > 1 ? realTime : processorTime;
  work();
  const double once = std::max(1e-7, seconds(work, clock));
  const auto runs = static_cast<std::size_t>(std::max(1.0, 1e-3 / once));
  std::vector<double> times;
  Timing result;
  for (std::size_t r = 0; r < blocks; ++r) {
    const auto block = [&] {
      for (std::size_t k = 0; k < runs; ++k) work();
    };
    times.push_back(seconds(block, clock) / static_cast<double>(runs));
    result.doublePeak = std::max(result.doublePeak, doublePeak());
    result.floatPeak = std::max(result.floatPeak, floatPeak());
  }
  std::ranges::sort(times);
  result.median = times[times.size() / 2];
  result.p10 = times[times.size() / 10];
  return result;
}

}  // namespace qonvolve
