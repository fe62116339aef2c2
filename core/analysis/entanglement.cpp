// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/entanglement.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

#include "core/sim/density_matrix.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

Wire wireCount(std::span<const Complex> state) {
  assert(std::has_single_bit(state.size()));
  return static_cast<Wire>(std::countr_zero(state.size()));
}

}  // namespace

double entropy(std::span<const Complex> rho) {
  const Eigen::Index dim = Eigen::Index{1} << (std::countr_zero(rho.size()) / 2);
  using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(
      Eigen::Map<const RowMajor>(rho.data(), dim, dim), Eigen::EigenvaluesOnly);
  double sum = 0;
  for (const double p : solver.eigenvalues()) {
    if (p > 0) sum -= p * std::log2(p);
  }
  return std::max(sum, 0.0);
}

std::vector<double> wirePurities(std::span<const Complex> state) {
  std::vector<double> result;
  for (Wire wire = 0; wire < wireCount(state); ++wire) {
    result.push_back(purity(reducedDensityMatrix(state, {{wire}})));
  }
  return result;
}

double meyerWallach(std::span<const Complex> state) {
  const std::vector<double> purities = wirePurities(state);
  return 2 * (1 - std::accumulate(purities.begin(), purities.end(), 0.0) /
                      static_cast<double>(purities.size()));
}

double entanglementEntropy(std::span<const Complex> state, std::span<const Wire> wires) {
  const Wire count = wireCount(state);
  std::vector<Wire> side(wires.begin(), wires.end());
  if (2 * side.size() > count) {
    side.clear();
    for (Wire wire = 0; wire < count; ++wire) {
      if (std::ranges::find(wires, wire) == wires.end()) side.push_back(wire);
    }
  }
  return entropy(reducedDensityMatrix(state, side));
}

std::vector<double> cutEntropies(std::span<const Complex> state) {
  std::vector<double> result;
  std::vector<Wire> wires;
  for (Wire cut = 1; cut < wireCount(state); ++cut) {
    wires.push_back(cut - 1);
    result.push_back(entanglementEntropy(state, wires));
  }
  return result;
}

std::vector<double> mutualInformation(std::span<const Complex> state) {
  const Wire count = wireCount(state);
  std::vector<double> single, result(std::size_t{count} * count);
  for (Wire wire = 0; wire < count; ++wire) {
    single.push_back(entanglementEntropy(state, {{wire}}));
  }
  for (Wire a = 0; a < count; ++a) {
    for (Wire b = 0; b < a; ++b) {
      const double both = entanglementEntropy(state, {{a, b}});
      result[a * count + b] = result[b * count + a] = std::max(single[a] + single[b] - both, 0.0);
    }
  }
  return result;
}

}  // namespace qonvolve
