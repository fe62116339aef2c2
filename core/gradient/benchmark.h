// SPDX-License-Identifier: GPL-3.0-or-later
// The benchmark workloads, with the machine's own arithmetic peak measured in the same run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace qonvolve {

struct BenchmarkOptions {
  std::string only;               // "W1", "W2" or "W3"; empty: all
  std::size_t batch = 32;         // W1: samples per step
  std::size_t threads = 1;        // W1
  std::size_t repetitions = 200;  // blocks of steps; median and 10th percentile are over these
  bool quick = false;             // leaves out the larger states
};

struct BenchmarkResult {
  std::string name;       // "W1 gradient"
  double median = 0;      // in `unit`
  double p10 = 0;         // the better tenth: 10th percentile of the times
  std::string unit;       // "samples/s" or "ms"
  std::string checkName;  // of a value that any correct program reproduces: "loss"
  double check = 0;
  double gflops = 0;          // at p10, counted from the multiply-adds of the plan
  double fractionOfPeak = 0;  // of the peak measured beside it, times the threads
};

struct MachinePeak {
  std::string simd;                             // path in use
  double fmaGflops = 0;                         // double, one thread, best of the run
  double l1GBps = 0, l2GBps = 0, dramGBps = 0;  // reading, one thread
};

/// How inputs, labels and parameters of the workloads are made, for `bench --help`.
std::string_view benchmarkDescription();

/// Mean cross-entropy of W1 over the first `batch` samples at the written-down parameters.
double benchmarkQcnnLoss(std::size_t batch);

MachinePeak measurePeak();
/// W1 (QCNN step: forward, gradient), W2 (one large state: the same), W3 (scan of variances).
std::vector<BenchmarkResult> runBenchmarks(const BenchmarkOptions& options, MachinePeak& peak);

}  // namespace qonvolve
