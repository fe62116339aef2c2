// SPDX-License-Identifier: GPL-3.0-or-later
// The benchmark workloads, with the machine's own arithmetic peak measured in the same run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/gradient/benchmark_machine.h"
#include "core/gradient/engine.h"

namespace qonvolve {

struct BenchmarkOptions {
  std::string only;           // "W1", "W2", "W3", "scaling" or "designs"; empty: the first three
  EngineOptions engine = {};  // W1 and scaling: precision, engine, batch (samples), threads
  std::size_t repetitions = 200;  // blocks of steps; median and 10th percentile are over these
  bool quick = false;             // leaves out the larger states
};

struct BenchmarkResult {
  std::string name;       // "W1 gradient"
  std::string engine;     // id of the engine
  double median = 0;      // in `unit`
  double p10 = 0;         // the better tenth: 10th percentile of the times
  std::string unit;       // "samples/s" or "ms"
  std::string checkName;  // of a value that any correct program reproduces: "loss"
  double check = 0;
  double gflops = 0;          // at p10, counted from the engine's multiply-adds; 0: not counted
  double fractionOfPeak = 0;  // of the peak measured beside it, times the threads
  double gbps =
      0;  // of states read and written, at p10; 0: they stay in the caches, or not counted
};

/// How inputs, labels and parameters of the workloads are made, for `bench --help`.
std::string_view benchmarkDescription();

/// Mean cross-entropy of W1 over the first `batch` samples at the written-down parameters.
double benchmarkQcnnLoss(std::size_t batch);

/// W1 (QCNN step: forward, gradient), W2 (one large state: the same), W3 (scan of variances);
/// "scaling": gradients of a layered circuit by qubits, depth, batch and threads. Errors: the
/// engine does not fit. `machine` becomes what was measured.
Result<std::vector<BenchmarkResult>> runBenchmarks(const BenchmarkOptions& options,
                                                   Machine& machine);

}  // namespace qonvolve
