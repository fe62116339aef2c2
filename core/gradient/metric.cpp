// SPDX-License-Identifier: GPL-3.0-or-later
// One forward sweep with the derivative states in the lanes; inner products at the end of a range.
#include "core/gradient/metric.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "core/gradient/bound_circuit.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
constexpr std::size_t kNever = ~std::size_t{0};

/// The steps that turn something, first and last.
struct Extent {
  std::size_t first = kNever;
  std::size_t last = 0;
  bool empty() const { return first == kNever; }
  void include(Extent other) {
    first = std::min(first, other.first);
    last = std::max(last, other.last);
  }
};

/// The derivative states of up to eight parameters, alive from the first to the last step that
/// matters to them.
struct Tangents {
  Directions directions;
  Extent extent;
  AlignedVector state;
};

/// A lane of a chunk of tangents.
struct Place {
  std::size_t chunk = 0;
  std::size_t lane = 0;
};

/// A range with the places of those of its parameters that the circuit uses.
struct RangePlaces {
  std::size_t range = 0;
  std::vector<std::uint32_t> parameters;
  std::vector<Place> places;
  Extent extent;
};

}  // namespace

struct MetricSweep::Impl {
  BoundCircuit circuit;
  AlignedVector psi;
  std::vector<Tangents> chunks;

  explicit Impl(const Circuit& c) : circuit(c, DerivativeOrder::First) {
    psi.resize(circuit.chunkSize());
  }

  /// Which steps each parameter turns, for the sample that is set.
  std::vector<Extent> extents() const {
    std::vector<Extent> result(circuit.parameterCount());
    for (std::size_t s = 0; s < circuit.steps(); ++s) {
      const ProgramDerivatives* d = circuit.derivatives(s);
      if (d == nullptr) continue;
      for (const std::uint32_t p : d->parameters) result[p].include({s, s});
    }
    return result;
  }

  /// Packs the parameters of all ranges into chunks, eight by eight.
  std::vector<RangePlaces> distribute(std::span<const ParameterRange> ranges) {
    const std::vector<Extent> of = extents();
    std::vector<RangePlaces> result;
    chunks.clear();
    std::size_t used = kLanes;
    for (std::size_t r = 0; r < ranges.size(); ++r) {
      RangePlaces range{r, {}, {}, {}};
      for (std::uint32_t p = ranges[r].first; p < ranges[r].first + ranges[r].count; ++p) {
        if (of[p].empty()) continue;
        range.extent.include(of[p]);
        if (used == kLanes) {
          chunks.emplace_back();
          used = 0;
        }
        Directions& directions = chunks.back().directions;
        directions.parameters.push_back(p);
        directions.values.resize(directions.values.size() + kLanes);
        directions.values[directions.values.size() - kLanes + used] = 1;
        chunks.back().extent.first = std::min(chunks.back().extent.first, of[p].first);
        range.parameters.push_back(p);
        range.places.push_back({chunks.size() - 1, used++});
      }
      for (const Place& place : range.places) {
        std::size_t& last = chunks[place.chunk].extent.last;
        last = std::max(last, range.extent.last);
      }
      if (!range.places.empty()) result.push_back(std::move(range));
    }
    return result;
  }

  /// Takes psi and the living tangents through the circuit; after(s) sees them behind step s.
  template <class After>
  void run(const After& after) {
    circuit.start(psi);
    for (std::size_t s = 0; s < circuit.steps(); ++s) {
      for (Tangents& t : chunks) {
        if (s < t.extent.first || s > t.extent.last) continue;
        if (t.state.empty()) {
          t.state.resize(circuit.chunkSize());
        } else {
          circuit.apply(s, t.state);
        }
        circuit.addDerivative(s, t.directions, 1, psi, t.state);
      }
      circuit.apply(s, psi);
      after(s);
      for (Tangents& t : chunks) {
        if (s == t.extent.last) t.state = {};
      }
    }
  }

  /// Inner products of the derivative states without their parts along psi, which is
  /// g_ij = Re<d_i psi|(1 - |psi><psi|)|d_j psi>.
  void addBlock(const RangePlaces& range, double factor, const ParameterRange& whole,
                Eigen::MatrixXd& block) const {
    const std::size_t size = psi.size() / kStride;
    const auto count = static_cast<Eigen::Index>(range.places.size());
    Eigen::MatrixXd t(static_cast<Eigen::Index>(2 * size), count);
    for (Eigen::Index k = 0; k < count; ++k) {
      const Place place = range.places[static_cast<std::size_t>(k)];
      const double* from = chunks[place.chunk].state.data() + place.lane;
      Complex along = 0;  // <psi|d_k psi>
      for (std::size_t i = 0; i < size; ++i) {
        along += Complex(psi[i * kStride], -psi[i * kStride + kLanes]) *
                 Complex(from[i * kStride], from[i * kStride + kLanes]);
      }
      double* column = t.col(k).data();
      for (std::size_t i = 0; i < size; ++i) {
        const double re = psi[i * kStride], im = psi[i * kStride + kLanes];
        column[2 * i] = from[i * kStride] - (along.real() * re - along.imag() * im);
        column[2 * i + 1] = from[i * kStride + kLanes] - (along.real() * im + along.imag() * re);
      }
    }
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(count, count);
    gram.selfadjointView<Eigen::Lower>().rankUpdate(t.transpose(), factor);
    for (Eigen::Index i = 0; i < count; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) {
        const auto row = range.parameters[static_cast<std::size_t>(i)] - whole.first;
        const auto column = range.parameters[static_cast<std::size_t>(j)] - whole.first;
        block(row, column) += gram(i, j);
        if (i != j) block(column, row) += gram(i, j);
      }
    }
  }
};

Metric::Metric(std::vector<ParameterRange> parts) : ranges(std::move(parts)) {
  for (const ParameterRange& range : ranges) {
    blocks.push_back(Eigen::MatrixXd::Zero(range.count, range.count));
  }
}

void Metric::setZero() {
  for (Eigen::MatrixXd& block : blocks) block.setZero();
}

void Metric::add(double factor, const Metric& other) {
  assert(ranges == other.ranges);
  for (std::size_t k = 0; k < blocks.size(); ++k) blocks[k] += factor * other.blocks[k];
}

Eigen::MatrixXd Metric::dense(std::size_t parameters) const {
  const auto size = static_cast<Eigen::Index>(parameters);
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    const ParameterRange& r = ranges[k];
    all.block(r.first, r.first, r.count, r.count) = blocks[k];
  }
  return all;
}

std::vector<ParameterRange> singleRanges(std::size_t parameters) {
  std::vector<ParameterRange> ranges;
  for (std::uint32_t k = 0; k < parameters; ++k) ranges.push_back({k, 1});
  return ranges;
}

MetricSweep::MetricSweep(const Circuit& circuit) : impl_(std::make_unique<Impl>(circuit)) {}

MetricSweep::~MetricSweep() = default;

void MetricSweep::bind(std::span<const double> parameters) {
  impl_->circuit.bind(parameters);
}

void MetricSweep::add(std::span<const double> inputs, double factor, Metric& metric) {
  impl_->circuit.setSample(inputs);
  const std::vector<RangePlaces> ranges = impl_->distribute(metric.ranges);
  impl_->run([&](std::size_t s) {
    for (const RangePlaces& range : ranges) {
      if (range.extent.last != s) continue;
      impl_->addBlock(range, factor, metric.ranges[range.range], metric.blocks[range.range]);
    }
  });
}

Eigen::MatrixXcd MetricSweep::jacobian(std::span<const double> inputs) {
  Impl& m = *impl_;
  m.circuit.setSample(inputs);
  const auto count = static_cast<std::uint32_t>(m.circuit.parameterCount());
  const std::size_t last = std::max<std::size_t>(m.circuit.steps(), 1) - 1;
  const auto size = static_cast<Eigen::Index>(m.psi.size() / kStride);
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(size, 1 + Eigen::Index{count});
  const auto read = [&](const AlignedVector& from, std::size_t lane, Eigen::Index column) {
    for (Eigen::Index i = 0; i < size; ++i) {
      const double* at = &from[static_cast<std::size_t>(i) * kStride + lane];
      result(i, column) = {at[0], at[kLanes]};
    }
  };
  const std::array<ParameterRange, 1> all{{{0, count}}};
  const std::vector<RangePlaces> ranges = m.distribute(all);
  for (Tangents& t : m.chunks) t.extent.last = last;
  m.run([&](std::size_t s) {
    if (s != last || ranges.empty()) return;
    for (std::size_t k = 0; k < ranges[0].places.size(); ++k) {
      const Place place = ranges[0].places[k];
      read(m.chunks[place.chunk].state, place.lane, 1 + Eigen::Index{ranges[0].parameters[k]});
    }
  });
  read(m.psi, 0, 0);
  return result;
}

}  // namespace qonvolve
