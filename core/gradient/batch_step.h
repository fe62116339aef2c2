// SPDX-License-Identifier: GPL-3.0-or-later
// One training step of a circuit on written-down numbers, for benchmarks.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/result.h"
#include "core/circuit/circuit.h"
#include "core/gradient/engine.h"

namespace qonvolve {

/// Parameters t_k = pi (2 u(k) - 1) and, for sample s, inputs pi u(P + s I + i), P and I being the
/// numbers of parameters and inputs; labels s mod 2, p_0 = (1 + first output) / 2, cross-entropy.
class BatchStep {
 public:
  /// options.samples and options.threads are the batch and the size of the pool.
  BatchStep(const Circuit& circuit, std::size_t parameters, const EngineOptions& options,
            const EngineChoice& choice);

  /// Mean loss; with `gradient` also fills gradient().
  double run(bool gradient);
  const std::vector<double>& gradient() const { return gradient_; }

 private:
  /// What a thread works with.
  struct Worker {
    std::unique_ptr<LaneFunction::Tape> tape;
    std::vector<double> outputs, weights;
  };
  void call(std::size_t index, Worker& worker, LaneFunction::Gradient* gradient);

  std::size_t batch_, inputCount_, outputCount_;
  ThreadPool pool_;
  std::unique_ptr<LaneFunction> function_;
  std::vector<double> parameters_, inputs_, losses_, gradient_;
  std::vector<Worker> workers_;
  std::vector<std::unique_ptr<LaneFunction::Gradient>> gradients_;
};

}  // namespace qonvolve
