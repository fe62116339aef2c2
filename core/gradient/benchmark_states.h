// SPDX-License-Identifier: GPL-3.0-or-later
// The workloads on single states.
#pragma once

#include <vector>

#include "core/gradient/benchmark.h"

namespace qonvolve {

/// W2: 16 and 20 qubits with 20 layers, 24 qubits with 4 (quick: 10 qubits), forward and gradient,
/// double and float, on one thread and on two.
void runLargeStates(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results);

/// W3: random circuits whose angles are all inputs, on one thread and on two.
void runScan(const BenchmarkOptions& options, std::vector<BenchmarkResult>& results);

}  // namespace qonvolve
