// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/descriptors.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "core/analysis/entanglement.h"

namespace qonvolve {
namespace {

Estimate estimate(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  Estimate result;
  for (const double value : values) result.mean += value / count;
  double square = 0;
  for (const double value : values) square += (value - result.mean) * (value - result.mean);
  if (values.size() > 1) result.standardError = std::sqrt(square / (count * (count - 1)));
  return result;
}

/// What is measured of one pair of states.
struct PairValues {
  double fidelity = 0;
  std::array<double, 2> meyerWallach{};
  std::array<std::vector<double>, 2> cuts, mutual;  // empty beyond entropyStates
};

std::vector<std::size_t> histogram(std::span<const double> fidelities, std::size_t bins) {
  std::vector<std::size_t> counts(bins);
  for (const double f : fidelities) {
    const double at = std::clamp(f, 0.0, 1.0) * static_cast<double>(bins);
    ++counts[std::min(static_cast<std::size_t>(at), bins - 1)];
  }
  return counts;
}

}  // namespace

std::vector<double> haarBins(Wire wires, std::size_t bins) {
  const double power = std::ldexp(1.0, static_cast<int>(wires)) - 1;
  std::vector<double> mass(bins);
  for (std::size_t k = 0; k < bins; ++k) {
    const auto edge = [&](std::size_t i) {
      return std::pow(static_cast<double>(bins - i) / static_cast<double>(bins), power);
    };
    mass[k] = edge(k) - edge(k + 1);
  }
  return mass;
}

double haarDivergence(std::span<const double> fidelities, Wire wires, std::size_t bins) {
  const std::vector<std::size_t> counts = histogram(fidelities, bins);
  const double power = std::ldexp(1.0, static_cast<int>(wires)) - 1;
  double sum = 0;
  for (std::size_t k = 0; k < bins; ++k) {
    if (counts[k] == 0) continue;
    // ln of (1 - left)^power - (1 - right)^power, which itself underflows for many wires.
    const double left = static_cast<double>(bins - k);
    const double logMass = power * std::log(left / static_cast<double>(bins)) +
                           std::log1p(-std::exp(power * std::log((left - 1) / left)));
    const double p = static_cast<double>(counts[k]) / static_cast<double>(fidelities.size());
    sum += p * (std::log(p) - logMass);
  }
  return sum;
}

std::optional<Descriptors> describeStates(const StateSampler& sampler, Wire wires,
                                          const DescriptorOptions& options, ThreadPool& pool,
                                          std::stop_token stop) {
  std::vector<PairValues> values(options.pairs);
  std::atomic<bool> stopped{false};
  constexpr std::size_t kPiece = 32;
  pool.run((options.pairs + kPiece - 1) / kPiece, [&](std::size_t piece, std::size_t) {
    const std::size_t end = std::min((piece + 1) * kPiece, options.pairs);
    for (std::size_t k = piece * kPiece; k < end; ++k) {
      if (stop.stop_requested()) stopped = true;
      if (stopped) return;
      const std::array states{sampler(2 * k), sampler(2 * k + 1)};
      Complex overlap = 0;
      for (std::size_t i = 0; i < states[0].size(); ++i) {
        overlap += std::conj(states[0][i]) * states[1][i];
      }
      values[k].fidelity = std::norm(overlap);
      for (std::size_t s = 0; s < 2; ++s) {
        values[k].meyerWallach[s] = meyerWallach(states[s]);
        if (2 * k + s >= options.entropyStates) continue;
        values[k].cuts[s] = cutEntropies(states[s]);
        values[k].mutual[s] = mutualInformation(states[s]);
      }
    }
  });
  if (stopped) return {};

  Descriptors result;
  result.wires = wires;
  result.pairs = options.pairs;
  result.entropyStates = std::min(options.entropyStates, 2 * options.pairs);
  std::vector<double> fidelities, q;
  for (const PairValues& pair : values) {
    fidelities.push_back(pair.fidelity);
    q.insert(q.end(), pair.meyerWallach.begin(), pair.meyerWallach.end());
  }
  const double dim = std::ldexp(1.0, static_cast<int>(wires));
  result.expressibility = haarDivergence(fidelities, wires, options.bins);
  const std::vector<double> haar = haarBins(wires, options.bins);
  // Expected number of bins that Haar pairs would occupy; chi-squared mean over twice the pairs.
  double occupied = 0;
  for (const double mass : haar) {
    occupied += 1 - std::pow(1 - mass, static_cast<double>(options.pairs));
  }
  result.expressibilityBias = (occupied - 1) / (2 * static_cast<double>(options.pairs));
  result.expressibilityIdle = (dim - 1) * std::log(static_cast<double>(options.bins));
  result.meyerWallach = estimate(q);
  result.meyerWallachHaar = (dim - 2) / (dim + 1);

  std::vector<double> column(result.entropyStates);
  const auto average = [&](auto member, std::size_t entry) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] = (values[i / 2].*member)[i % 2][entry];
    }
    return estimate(column);
  };
  for (std::size_t cut = 0; cut + 1 < wires && !column.empty(); ++cut) {
    result.cutEntropies.push_back(average(&PairValues::cuts, cut));
  }
  for (std::size_t k = 0; k < std::size_t{wires} * wires && !column.empty(); ++k) {
    result.mutualInformation.push_back(average(&PairValues::mutual, k).mean);
  }
  return result;
}

}  // namespace qonvolve
