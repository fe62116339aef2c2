// SPDX-License-Identifier: GPL-3.0-or-later
// The Fubini-Study metric of a circuit's states, and their Jacobian.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/circuit/circuit.h"

namespace qonvolve {

/// Successive parameters.
struct ParameterRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool operator==(const ParameterRange&) const = default;
};

/// g_ij = Re<d_i psi|d_j psi> - <d_i psi|psi><psi|d_j psi>, a quarter of the quantum Fisher
/// information (Stokes et al., arXiv:1909.02108), as far as i and j lie in one range; the other
/// entries count as zero. A single RY has g = 1/4.
struct Metric {
  std::vector<ParameterRange> ranges;   // disjoint, increasing
  std::vector<Eigen::MatrixXd> blocks;  // symmetric, count x count, one a range

  /// All blocks zero.
  explicit Metric(std::vector<ParameterRange> ranges = {});
  void setZero();
  /// this += factor * other, of the same ranges.
  void add(double factor, const Metric& other);
  Eigen::MatrixXd dense(std::size_t parameters) const;
};

/// Every parameter alone: the diagonal of the metric.
std::vector<ParameterRange> singleRanges(std::size_t parameters);

/// Computes metrics of one circuit, sample by sample, exactly: the derivative states of eight
/// parameters at a time go through the circuit in the SIMD lanes, and only from the first to the
/// last gate of their range, since later gates change no inner product. Parameters shared over
/// gates are summed. Memory: parameters of the widest overlap of ranges x 2^wires x 32 bytes, at
/// most.
class MetricSweep {
 public:
  explicit MetricSweep(const Circuit& circuit);
  ~MetricSweep();

  void bind(std::span<const double> parameters);
  /// metric += factor * that of the state of one sample. inputs: circuit.inputs values.
  void add(std::span<const double> inputs, double factor, Metric& metric);
  /// The state (column 0) and its derivatives (column 1 + k by parameter k): 2^wires x (1 + P).
  Eigen::MatrixXcd jacobian(std::span<const double> inputs);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qonvolve
