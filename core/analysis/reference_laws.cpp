// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/reference_laws.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <set>

namespace qonvolve {

namespace {

/// Up to the constant factor of a power law, a QCNN loses about n^-2 (exact: local exponents 1.45,
/// 2.06, 2.44 between powers of two).
double qcnnLine(double n) {
  const double level = std::log2(n);
  const auto low = std::min(3U, static_cast<std::uint32_t>(std::floor(level)));
  const double a = std::log(haarQcnnVariance(1U << low));
  const double b = std::log(haarQcnnVariance(1U << (low + 1)));
  return std::exp(a + (level - low) * (b - a));
}

double rankOneLine(double n) {
  return 0.5 * std::pow(4.0, -n);
}

constexpr ReferenceLaw kLaws[] = {
    {"random", "Random circuit, Pauli observable (McClean 2018)", twoDesignVariance},
    {"projector", "Random circuit, projector", rankOneLine},
    {"global", "Product circuit, global cost (Cerezo 2021)", globalCostVariance},
    {"local", "Product circuit, local cost (Cerezo 2021)", localCostVariance},
    {"qcnn", "QCNN of Haar blocks, its cost (Pesah 2021)", qcnnLine, true},
    {"fermions", "Free fermions, their cost", freeFermionVariance, true},
};

/// What a block does to the probabilities of where Pauli matrices are, read backwards.
void pushThroughBlock(std::vector<double>& weights, std::uint64_t a, std::uint64_t b) {
  for (std::uint64_t rest = 0; rest < weights.size(); ++rest) {
    if ((rest & (a | b)) != 0) continue;
    const double sum = weights[rest | a] + weights[rest | b] + weights[rest | a | b];
    weights[rest | a] = sum * 3 / 15;
    weights[rest | b] = sum * 3 / 15;
    weights[rest | a | b] = sum * 9 / 15;
  }
}

using Pauli = std::pair<std::uint64_t, std::uint64_t>;

bool anticommute(const Pauli& a, const Pauli& b) {
  return std::popcount((a.first & b.second) ^ (a.second & b.first)) % 2 == 1;
}

PauliTerm termOf(const Pauli& pauli) {
  return {1, pauli.first, pauli.second};
}

}  // namespace

double randomCircuitVariance(double qubits) {
  const double d = std::exp2(qubits);
  return d / (3 * (d * d - 1));
}

double twoDesignVariance(double qubits) {
  const double d = std::exp2(qubits);
  return d * d / (2 * (d - 1) * (d + 1) * (d + 1));
}

double globalCostVariance(double qubits) {
  return std::pow(3.0 / 8, qubits - 1) / 8;
}

double localCostVariance(double qubits) {
  return 1 / (8 * qubits * qubits);
}

double haarQcnnVariance(std::uint32_t qubits) {
  assert(std::has_single_bit(qubits) && qubits >= 2 && qubits <= 20);
  // Wires of the level before the last one first: 0 and n/2, and so on up to all of them.
  std::vector<double> weights(std::size_t{1} << qubits);
  weights[1] = 1;
  for (std::uint32_t stride = qubits / 2; stride >= 1; stride /= 2) {
    const std::uint32_t active = qubits / stride;
    const auto bit = [stride, active](std::uint32_t i) {
      return std::uint64_t{1} << (i % active * stride);
    };
    // Odd pairs came last in time, so they are first on the way back.
    for (std::uint32_t start : {1U, 0U}) {
      if (active == 2 && start == 1) continue;
      for (std::uint32_t i = start; i < active; i += 2) {
        pushThroughBlock(weights, bit(i), bit(i + 1));
      }
    }
    if (stride == 1) break;
  }
  double variance = 0;
  for (std::uint64_t support = 0; support < weights.size(); ++support) {
    variance += weights[support] * std::pow(3.0, -std::popcount(support));
  }
  return variance;
}

double freeFermionVariance(double qubits) {
  return 1 / (2 * qubits - 1);
}

double depolarizingFactor(double p, double weight, double layers) {
  return std::pow(1 - 4 * p / 3, weight * layers);
}

std::span<const ReferenceLaw> referenceLaws() {
  return kLaws;
}

std::vector<std::vector<PauliTerm>> pauliAlgebra(std::span<const PauliTerm> generators,
                                                 std::size_t limit) {
  std::set<Pauli> seen;
  std::vector<Pauli> all;
  const auto add = [&](const Pauli& pauli) {
    if (seen.insert(pauli).second) all.push_back(pauli);
  };
  for (const PauliTerm& term : generators) add({term.xMask, term.zMask});
  const std::size_t count = all.size();
  // Nested commutators with the generators reach everything (Jacobi).
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t g = 0; g < count; ++g) {
      const Pauli& a = all[i];
      const Pauli& b = all[g];
      if (anticommute(a, b)) add({a.first ^ b.first, a.second ^ b.second});
    }
    if (all.size() > limit) return {};
  }
  // Parts: generators that do not commute, or are linked by others that do not, belong together,
  // and so does what they generate.
  std::vector<std::size_t> part(all.size());
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = i;
  const auto rootOf = [&part](std::size_t i) {
    while (part[i] != i) i = part[i] = part[part[i]];
    return i;
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t g = 0; g < count; ++g) {
      if (anticommute(all[i], all[g])) part[rootOf(i)] = rootOf(g);
    }
  }
  std::vector<std::vector<PauliTerm>> parts;
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t root = rootOf(i);
    const auto found = std::ranges::find(roots, root);
    const auto at = static_cast<std::size_t>(found - roots.begin());
    if (found == roots.end()) {
      roots.push_back(root);
      parts.emplace_back();
    }
    parts[at].push_back(termOf(all[i]));
  }
  return parts;
}

std::vector<PauliTerm> rotationGenerators(const Circuit& circuit) {
  std::vector<PauliTerm> generators;
  for (const Op& op : circuit.ops) {
    const std::uint64_t a = std::uint64_t{1} << op.wires[0];
    const std::uint64_t ab = a | std::uint64_t{1} << op.wires[1];
    switch (op.gate) {
      case GateId::RX:
        generators.push_back({1, a, 0});
        break;
      case GateId::RY:
        generators.push_back({1, a, a});
        break;
      case GateId::RZ:
        generators.push_back({1, 0, a});
        break;
      case GateId::RXX:
        generators.push_back({1, ab, 0});
        break;
      case GateId::RYY:
        generators.push_back({1, ab, ab});
        break;
      case GateId::RZZ:
        generators.push_back({1, 0, ab});
        break;
      default:
        return {};
    }
  }
  return generators;
}

double algebraVariance(const std::vector<std::vector<PauliTerm>>& parts,
                       const Observable& observable) {
  assert(!observable.projector);
  double variance = 0;
  for (const std::vector<PauliTerm>& part : parts) {
    // With B = P/sqrt(d): P_g(rho) P_g(O) = sum <P>^2 sum c_P^2.
    double state = 0;
    double observed = 0;
    for (const PauliTerm& p : part) {
      if (p.xMask == 0) state += 1;
      for (const PauliTerm& term : observable.terms) {
        if (term.xMask == p.xMask && term.zMask == p.zMask) {
          observed += term.coefficient * term.coefficient;
        }
      }
    }
    variance += state * observed / static_cast<double>(part.size());
  }
  return variance;
}

}  // namespace qonvolve
