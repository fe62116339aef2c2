// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sim/superoperator.h"

#include <Eigen/Dense>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/base/lane_function.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
constexpr double kNegligible = 1e-15;  // rounding of sums of Kraus operators

using DenseMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const DenseMatrix> view(const std::vector<Complex>& matrix, std::size_t dim) {
  return {matrix.data(), static_cast<Eigen::Index>(dim), static_cast<Eigen::Index>(dim)};
}

}  // namespace

Superoperator::Superoperator(std::vector<Complex> matrix)
    : dim_(matrix.size() == 16 ? 4 : 16), matrix_(std::move(matrix)) {
  assert(matrix_.size() == dim_ * dim_);
  for (std::size_t row = 0; row < dim_; ++row) {
    for (std::size_t column = 0; column < dim_; ++column) {
      Complex& entry = matrix_[row * dim_ + column];
      if (std::abs(entry) < kNegligible) entry = 0;
      coefficients_.push_back(entry.real());
      coefficients_.push_back(entry.imag());
      if (entry == Complex{}) continue;
      entries_.push_back({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column),
                          entry.real(), entry.imag()});
    }
  }
}

Superoperator Superoperator::ofChannel(const Channel& channel) {
  const std::size_t d = std::size_t{1} << channel.wires;
  std::vector<Complex> sum(d * d * d * d);
  for (const std::vector<Complex>& k : channel.kraus) {
    for (std::size_t row = 0; row < d * d; ++row) {
      for (std::size_t column = 0; column < d * d; ++column) {
        sum[row * d * d + column] +=
            k[(row % d) * d + column % d] * std::conj(k[(row / d) * d + column / d]);
      }
    }
  }
  return Superoperator(std::move(sum));
}

Superoperator Superoperator::ofReset() {
  return ofChannel({.name = {}, .wires = 1, .kraus = {{1, 0, 0, 0}, {0, 1, 0, 0}}});
}

Superoperator Superoperator::ofMeasurement() {
  return ofChannel({.name = {}, .wires = 1, .kraus = {{1, 0, 0, 0}, {0, 0, 0, 1}}});
}

Superoperator Superoperator::adjoint() const {
  std::vector<Complex> result(matrix_.size());
  for (std::size_t i = 0; i < dim_; ++i) {
    for (std::size_t j = 0; j < dim_; ++j) result[j * dim_ + i] = std::conj(matrix_[i * dim_ + j]);
  }
  return Superoperator(std::move(result));
}

double Superoperator::inverseNorm() const {
  const double smallest = view(matrix_, dim_).jacobiSvd().singularValues().minCoeff();
  return smallest > 0 ? 1 / smallest : std::numeric_limits<double>::infinity();
}

std::optional<Superoperator> Superoperator::inverse(double limit) const {
  if (inverseNorm() > limit) return {};
  const DenseMatrix inverted = view(matrix_, dim_).inverse();
  return Superoperator({inverted.data(), inverted.data() + inverted.size()});
}

void Superoperator::apply(double* state, std::size_t size,
                          std::span<const std::size_t> bits) const {
  assert(std::size_t{1} << bits.size() == dim_);
  std::array<std::size_t, 16> offsets{};
  for (std::size_t local = 0; local < dim_; ++local) {
    for (std::size_t b = 0; b < bits.size(); ++b) offsets[local] |= (local >> b & 1) ? bits[b] : 0;
  }
  const std::size_t free = (size - 1) & ~offsets[dim_ - 1];
  alignas(64) std::array<double, 16 * kStride> in;
  std::size_t i = 0;
  do {
    for (std::size_t local = 0; local < dim_; ++local) {
      double* at = state + (i + offsets[local]) * kStride;
      for (std::size_t k = 0; k < kStride; ++k) {
        in[local * kStride + k] = at[k];
        at[k] = 0;
      }
    }
    for (const Entry& e : entries_) {
      const double* from = in.data() + e.column * kStride;
      double* to = state + (i + offsets[e.row]) * kStride;
      for (std::size_t k = 0; k < kStride; ++k) to[k] += e.re * from[k];
      if (e.im == 0) continue;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        to[lane] -= e.im * from[kLanes + lane];
        to[kLanes + lane] += e.im * from[lane];
      }
    }
    i = (i - free) & free;  // next index within the free bits
  } while (i != 0);
}

}  // namespace qonvolve
