// SPDX-License-Identifier: GPL-3.0-or-later
// Fidelities and metrics of the states that a model's circuits prepare, averaged over samples.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "core/base/parallel.h"
#include "core/data/dataset.h"
#include "core/model/model.h"
#include "core/train/objective.h"

namespace qonvolve {

/// Of the circuits that the features alone feed; those that see outputs of other stages are left
/// out. With several circuits, of the product of their states. Results do not depend on the number
/// of threads.
class StateGeometry {
 public:
  StateGeometry(const Model& model, ThreadPool& pool);
  ~StateGeometry();

  /// Mean over `rows` of |<psi(a)|psi(b)>|^2; nothing if stopped. The states at `a` are kept for
  /// the next call with the same `a` and rows.
  std::optional<double> fidelity(std::span<const double> a, std::span<const double> b,
                                 const Matrix& x, std::span<const std::size_t> rows,
                                 std::stop_token stop);

  /// Overwrites g (row major) with the mean metric over `rows`; parameters without state get the
  /// unit matrix. False if stopped.
  bool metric(std::span<const double> theta, Coupling coupling, const Matrix& x,
              std::span<const std::size_t> rows, std::span<double> g, std::stop_token stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
