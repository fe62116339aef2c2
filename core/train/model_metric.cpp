// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics of the samples, summed in fixed slabs.
#include "core/train/model_metric.h"

#include <algorithm>
#include <atomic>

namespace qonvolve {
namespace {

constexpr std::size_t kSlabs = 16;

}  // namespace

std::vector<ParameterRange> metricRanges(const Model& model, MetricShape shape) {
  if (shape == MetricShape::Diagonal) return singleRanges(model.parameterCount);
  if (shape == MetricShape::Full) return {{0, model.parameterCount}};
  std::vector<ParameterRange> ranges;
  for (const ParameterGroup& group : model.groups) ranges.push_back({group.first, group.count});
  std::ranges::sort(ranges, {}, &ParameterRange::first);
  return ranges;
}

struct ModelMetric::Impl {
  // A circuit of the model, with a sweep for each thread, made when first used.
  struct CircuitStage {
    std::size_t stage;
    std::vector<std::unique_ptr<MetricSweep>> sweeps;
  };

  ThreadPool* pool;
  Model model;
  std::vector<CircuitStage> circuits;
  std::vector<bool> flat;  // parameters of classical stages
  std::vector<Metric> slabs;
  Metric metric;
  Matrix inputs;

  Impl(const Model& m, MetricShape shape, ThreadPool& p)
      : pool(&p), model(m), flat(m.parameterCount), metric(metricRanges(m, shape)) {
    for (std::size_t s = 0; s < model.stages.size(); ++s) {
      if (const auto* node = std::get_if<ClassicalNode>(&model.stages[s].stage)) {
        std::fill_n(flat.begin() + node->firstParameter, parametersOf(*node), true);
      } else {
        circuits.push_back({s, {}});
        circuits.back().sweeps.resize(pool->size());
      }
    }
  }

  bool addCircuit(CircuitStage& of, std::span<const double> parameters,
                  const std::stop_token& stop) {
    const auto& circuit = std::get<Circuit>(model.stages[of.stage].stage);
    const std::size_t copies = model.stages[of.stage].copies;
    const auto count = static_cast<std::size_t>(inputs.rows()) * copies;
    const auto width = static_cast<std::size_t>(inputs.cols()) / copies;
    std::vector<char> bound(pool->size(), 0);
    std::atomic<bool> stopped{false};
    const double factor = 1 / static_cast<double>(inputs.rows());
    pool->run(slabs.size(), [&](std::size_t slab, std::size_t worker) {
      std::unique_ptr<MetricSweep>& sweep = of.sweeps[worker];
      if (!sweep) sweep = std::make_unique<MetricSweep>(circuit);
      if (!bound[worker]) sweep->bind(parameters);
      bound[worker] = 1;
      const std::size_t end = (slab + 1) * count / slabs.size();
      for (std::size_t row = slab * count / slabs.size(); row < end; ++row) {
        if (stop.stop_requested()) stopped = true;
        if (stopped) return;
        sweep->add({inputs.data() + row * width, width}, factor, slabs[slab]);
      }
    });
    return !stopped;
  }
};

ModelMetric::ModelMetric(const Model& model, MetricShape shape, ThreadPool& pool)
    : impl_(std::make_unique<Impl>(model, shape, pool)) {}

ModelMetric::~ModelMetric() = default;

const Metric& ModelMetric::metric() const {
  return impl_->metric;
}

bool ModelMetric::average(ModelRunner& runner, std::span<const double> parameters, const Matrix& x,
                          std::span<const std::size_t> rows, std::stop_token stop) {
  Impl& m = *impl_;
  m.slabs.resize(std::min(rows.size(), kSlabs), Metric(m.metric.ranges));
  for (Metric& slab : m.slabs) slab.setZero();
  for (Impl::CircuitStage& circuit : m.circuits) {
    if (!runner.stageInputs(parameters, x, rows, circuit.stage, m.inputs, stop)) return false;
    if (!m.addCircuit(circuit, parameters, stop)) return false;
  }
  m.metric.setZero();
  for (const Metric& slab : m.slabs) m.metric.add(1, slab);
  for (std::size_t k = 0; k < m.metric.ranges.size(); ++k) {
    const ParameterRange& range = m.metric.ranges[k];
    for (std::uint32_t i = 0; i < range.count; ++i) {
      if (m.flat[range.first + i]) m.metric.blocks[k](i, i) = 1;
    }
  }
  return true;
}

}  // namespace qonvolve
