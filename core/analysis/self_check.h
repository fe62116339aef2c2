// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of circuits whose variances are known: is what the plateau laboratory says right?
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/experiment/catalog.h"

namespace qonvolve {

/// One number measured against its reference.
struct CheckRow {
  std::string table;  // "Random circuit (McClean et al., arXiv:1803.11173)"
  std::string name;   // "4 qubits", "TTN, 8 qubits"
  double expected = 0;
  double expectedError = 0;  // of a reference that was sampled itself
  double measured = 0;
  double error = 0;  // standard error; 0: both are exact
  std::size_t samples = 0;
  bool undersampled = false;

  /// Difference in standard errors; for exact numbers, in units of 1e-9 of the reference.
  double deviation() const;
  /// Within four of them, or too few samples to tell.
  bool agrees() const;
};

enum class SelfCheckSize : std::uint8_t {
  Quick,  // seconds
  Full,   // minutes
};

/// Variances of gradients and costs: random circuits, global and local costs of product circuits,
/// QCNNs of nine circuits, depth, noise, Lie algebras. Rows as they are there; fewer after a stop.
std::vector<CheckRow> runSelfCheck(const Catalog& catalog, SelfCheckSize size, ThreadPool& pool,
                                   std::stop_token stop = {},
                                   const std::function<void(const CheckRow&)>& report = {});

}  // namespace qonvolve
