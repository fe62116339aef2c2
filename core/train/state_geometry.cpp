// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/state_geometry.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "core/gradient/metric.h"
#include "core/sim/statevector.h"

namespace qonvolve {

namespace {

using State = std::vector<Complex>;

// Samples go into at most so many sums, which are added in order: the same bits for any number of
// threads.
constexpr std::size_t kSums = 16;

// A circuit that the features alone feed, with the feature of each of its inputs.
struct FedCircuit {
  Circuit circuit;
  std::vector<Eigen::Index> features;
  std::vector<bool> uses;  // one a parameter

  std::vector<double> inputs(const Matrix& x, std::size_t row) const {
    std::vector<double> values;
    for (const Eigen::Index feature : features) {
      values.push_back(x(static_cast<Eigen::Index>(row), feature));
    }
    return values;
  }
};

std::vector<bool> parametersOf(const Circuit& circuit, std::size_t count) {
  std::vector<bool> uses(count);
  for (const Op& op : circuit.ops) {
    for (std::size_t a = 0; a < gateInfo(op.gate).angles; ++a) {
      const Angle& angle = op.angles[a];
      if (angle.source == Angle::Source::Parameter) uses[angle.index] = true;
      if (angle.source == Angle::Source::TokenParameter && angle.stride > 0) {
        for (std::size_t k = angle.index; k < count; k += angle.stride) uses[k] = true;
      }
    }
  }
  return uses;
}

std::vector<ParameterRange> rangesOf(const Model& model, Coupling coupling) {
  switch (coupling) {
    case Coupling::Full:
      return {{0, model.parameterCount}};
    case Coupling::Block: {
      std::vector<ParameterRange> ranges;
      for (const ParameterGroup& group : model.groups) ranges.push_back({group.first, group.count});
      return ranges;
    }
    case Coupling::Diagonal:
      break;
  }
  return singleRanges(model.parameterCount);
}

double overlap(const State& a, const State& b) {
  Complex sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::conj(a[i]) * b[i];
  return std::norm(sum);
}

}  // namespace

struct StateGeometry::Impl {
  Model model;
  ThreadPool* pool;
  std::vector<FedCircuit> circuits;
  // The states that the last fidelity() started from: [sample][circuit].
  std::vector<double> keptAt;
  std::vector<std::size_t> keptRows;
  std::vector<std::vector<State>> kept;

  // Calls work(sample, sum) for all samples, samples of one sum in order; false if stopped.
  template <class Work>
  bool forSamples(std::size_t samples, const std::stop_token& stop, const Work& work) {
    const std::size_t sums = std::min(samples, kSums);
    std::atomic<bool> stopped{false};
    pool->run(sums, [&](std::size_t sum, std::size_t /*worker*/) {
      for (std::size_t i = sum * samples / sums; i < (sum + 1) * samples / sums; ++i) {
        if (stop.stop_requested()) {
          stopped = true;
          return;
        }
        work(i, sum);
      }
    });
    return !stopped;
  }

  bool keep(std::span<const double> a, const Matrix& x, std::span<const std::size_t> rows,
            const std::stop_token& stop) {
    if (std::ranges::equal(a, keptAt) && std::ranges::equal(rows, keptRows)) return true;
    keptAt.clear();
    keptRows.clear();
    kept.assign(rows.size(), {});
    const bool done = forSamples(rows.size(), stop, [&](std::size_t i, std::size_t /*sum*/) {
      for (const FedCircuit& fed : circuits) {
        kept[i].push_back(statevector(fed.circuit, a, fed.inputs(x, rows[i])));
      }
    });
    if (!done) return false;
    keptAt.assign(a.begin(), a.end());
    keptRows.assign(rows.begin(), rows.end());
    return true;
  }
};

StateGeometry::StateGeometry(const Model& model, ThreadPool& pool)
    : impl_(std::make_unique<Impl>()) {
  impl_->model = model;
  impl_->pool = &pool;
  for (const PlacedStage& placed : model.stages) {
    const auto* circuit = std::get_if<Circuit>(&placed.stage);
    if (circuit == nullptr) continue;
    const bool fed = std::ranges::all_of(placed.inputs, &InputRef::isFeature);
    for (std::uint32_t copy = 0; fed && copy < placed.copies; ++copy) {
      FedCircuit own{*circuit, {}, parametersOf(*circuit, model.parameterCount)};
      for (std::uint32_t i = 0; i < circuit->inputs; ++i) {
        const InputRef& ref = placed.inputs[copy * circuit->inputs + i];
        own.features.push_back(static_cast<Eigen::Index>(ref.index));
      }
      impl_->circuits.push_back(std::move(own));
    }
  }
}

StateGeometry::~StateGeometry() = default;

std::optional<double> StateGeometry::fidelity(std::span<const double> a, std::span<const double> b,
                                              const Matrix& x, std::span<const std::size_t> rows,
                                              std::stop_token stop) {
  Impl& m = *impl_;
  if (rows.empty()) return 1;
  if (!m.keep(a, x, rows, stop)) return {};
  std::vector<double> fidelities(rows.size(), 1.0);
  const bool done = m.forSamples(rows.size(), stop, [&](std::size_t i, std::size_t /*sum*/) {
    for (std::size_t c = 0; c < m.circuits.size(); ++c) {
      const FedCircuit& fed = m.circuits[c];
      fidelities[i] *= overlap(m.kept[i][c], statevector(fed.circuit, b, fed.inputs(x, rows[i])));
    }
  });
  if (!done) return {};
  double sum = 0;
  for (const double one : fidelities) sum += one;
  return sum / static_cast<double>(rows.size());
}

bool StateGeometry::metric(std::span<const double> theta, Coupling coupling, const Matrix& x,
                           std::span<const std::size_t> rows, std::span<double> g,
                           std::stop_token stop) {
  Impl& m = *impl_;
  const std::size_t size = theta.size();
  std::ranges::fill(g, 0.0);
  std::vector<bool> hasState(size);
  const std::vector<ParameterRange> ranges = rangesOf(m.model, coupling);
  for (const FedCircuit& fed : m.circuits) {
    for (std::size_t k = 0; k < size; ++k) hasState[k] = hasState[k] || fed.uses[k];
    std::vector<std::unique_ptr<MetricSweep>> sweeps(kSums);
    std::vector<Metric> sums(kSums, Metric(ranges));
    const bool done = m.forSamples(rows.size(), stop, [&](std::size_t i, std::size_t sum) {
      if (!sweeps[sum]) {
        sweeps[sum] = std::make_unique<MetricSweep>(fed.circuit);
        sweeps[sum]->bind(theta);
      }
      sweeps[sum]->add(fed.inputs(x, rows[i]), 1 / static_cast<double>(rows.size()), sums[sum]);
    });
    if (!done) return false;
    for (std::size_t s = 1; s < kSums; ++s) sums[0].add(1, sums[s]);
    const Eigen::MatrixXd dense = sums[0].dense(size);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] += dense.data()[i];  // symmetric
  }
  for (std::size_t k = 0; k < size; ++k) {
    if (!hasState[k]) g[k * size + k] = 1;
  }
  return true;
}

}  // namespace qonvolve
