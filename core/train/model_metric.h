// SPDX-License-Identifier: GPL-3.0-or-later
// The Fubini-Study metric of a model, averaged over samples: what natural gradients divide by.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/gradient/metric.h"
#include "core/train/model_runner.h"

namespace qonvolve {

enum class MetricShape : std::uint8_t {
  Full,
  BlockDiagonal,  // one block for each parameter group of the model (a layer)
  Diagonal,
};

/// The ranges of parameters that make a metric of this shape.
std::vector<ParameterRange> metricRanges(const Model& model, MetricShape shape);

/// Sum over the circuits of a model of the metric of their states, mean over samples. Parameters
/// of classical stages count as flat space: 1 on the diagonal.
class ModelMetric {
 public:
  ModelMetric(const Model& model, MetricShape shape, ThreadPool& pool);
  ~ModelMetric();

  /// `runner` runs the same model and says what feeds the circuits behind other stages. Returns
  /// false if stopped. The same bits for any number of threads. The result lives until the next
  /// call.
  bool average(ModelRunner& runner, std::span<const double> parameters, const Matrix& x,
               std::span<const std::size_t> rows, std::stop_token stop = {});
  const Metric& metric() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
