// SPDX-License-Identifier: GPL-3.0-or-later
// What a circuit can reach at random angles: expressibility, entanglement, mutual information.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/analysis/state_sampler.h"
#include "core/base/parallel.h"

namespace qonvolve {

struct DescriptorOptions {
  std::size_t pairs = 5000;
  std::size_t bins = 75;
  /// Entropies of cuts and mutual information of pairs are averaged over this many states (they
  /// cost more than the rest); all states count for Meyer-Wallach.
  std::size_t entropyStates = 500;
};

/// Mean over states, and its standard error.
struct Estimate {
  double mean = 0;
  double standardError = 0;
};

/// Means over random states: of all pairs, or of the first `entropyStates` states.
struct Descriptors {
  Wire wires = 0;
  std::size_t pairs = 0;
  std::size_t entropyStates = 0;
  double expressibility = 0;      // KL divergence from Haar, natural logarithm: 0 is best
  double expressibilityBias = 0;  // what a perfect sampler would show with as many pairs
  double expressibilityIdle = 0;  // of a circuit that does nothing: the worst value
  Estimate meyerWallach;
  double meyerWallachHaar = 0;            // mean of Haar states, (N - 2)/(N + 1)
  std::vector<Estimate> cutEntropies;     // bits, entry k - 1: wires 0 ... k - 1 with the rest
  std::vector<double> mutualInformation;  // bits, wires x wires, row major
};

/// Expressibility of Sim, Johnson and Aspuru-Guzik, arXiv:1905.10876: fidelities of pairs of states
/// in `bins` equal bins of [0, 1] against P(F <= f) = 1 - (1 - f)^(N - 1), N = 2^wires.
double haarDivergence(std::span<const double> fidelities, Wire wires, std::size_t bins);

/// Probability of each bin for Haar-random states.
std::vector<double> haarBins(Wire wires, std::size_t bins);

/// Empty if stopped. The same bits for any number of threads.
std::optional<Descriptors> describeStates(const StateSampler& sampler, Wire wires,
                                          const DescriptorOptions& options, ThreadPool& pool,
                                          std::stop_token stop = {});

}  // namespace qonvolve
