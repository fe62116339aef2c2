// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a model over data: predictions and gradients, chunk by chunk, on all threads.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/lane_function.h"
#include "core/base/parallel.h"
#include "core/data/dataset.h"
#include "core/model/model.h"

namespace qonvolve {

/// Makes the evaluator of one stage (the engine for circuits); given by the assembling layer.
using StageFactory = std::function<std::unique_ptr<LaneFunction>(const Stage&)>;

/// Loss of one sample, given its position in `rows`: reads the outputs and writes dL/doutputs.
using SampleLoss = std::function<double(std::size_t position, std::span<const double> outputs,
                                        std::span<double> cotangents)>;

/// Evaluates a model. Results are identical bit for bit for any number of threads: samples go into
/// fixed groups of chunks of kLanes (as many chunks as the most demanding stage takes a call),
/// groups into at most kSlabs slabs, and slabs are summed in order.
class ModelRunner {
 public:
  ModelRunner(const Model& model, const StageFactory& factory, ThreadPool& pool);
  ~ModelRunner();

  /// outputs (resized): rows.size() x head.outputs. Returns false if stopped.
  bool predict(std::span<const double> parameters, const Matrix& x,
               std::span<const std::size_t> rows, Matrix& outputs, std::stop_token stop = {});

  /// What feeds a stage (resized): rows.size() x inputs of the stage. Returns false if stopped.
  bool stageInputs(std::span<const double> parameters, const Matrix& x,
                   std::span<const std::size_t> rows, std::size_t stage, Matrix& inputs,
                   std::stop_token stop = {});

  /// Overwrites `gradient` with the sum of dL/dtheta over the samples, and returns the sum of the
  /// losses. `inputGradient`, if given, becomes rows.size() x features (dL/dx). `stopped` (if
  /// given) is set when the stop token ended the work early; results are then incomplete.
  double gradient(std::span<const double> parameters, const Matrix& x,
                  std::span<const std::size_t> rows, const SampleLoss& loss,
                  std::span<double> gradient, Matrix* inputGradient = nullptr,
                  std::stop_token stop = {}, bool* stopped = nullptr);

  const Model& model() const;

  static constexpr std::size_t kSlabs = 16;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
