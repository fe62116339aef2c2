// SPDX-License-Identifier: GPL-3.0-or-later
// Mixed states straight from the definitions: one density matrix for each value of the classical
// bits.
#include "core/sim/density_matrix.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>

#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

using Matrix = std::vector<Complex>;
/// Unnormalized density matrices by the value of the classical bits.
using Branches = std::map<std::uint64_t, Matrix>;

/// K rho K^dagger: K on the rows (the high bits of the index), its conjugate on the columns.
Matrix conjugated(const Matrix& rho, std::uint32_t wires, std::span<const Wire> on,
                  std::span<const Complex> k) {
  Matrix result = rho;
  std::vector<Wire> rows;
  for (const Wire w : on) rows.push_back(w + wires);
  std::vector<Complex> conjugate(k.begin(), k.end());
  for (Complex& entry : conjugate) entry = std::conj(entry);
  applyMatrix(result, rows, k);
  applyMatrix(result, on, conjugate);
  return result;
}

void add(Matrix& sum, const Matrix& term) {
  sum.resize(term.size());
  for (std::size_t i = 0; i < term.size(); ++i) sum[i] += term[i];
}

Matrix projector(std::size_t bit) {
  return bit == 0 ? Matrix{1, 0, 0, 0} : Matrix{0, 0, 0, 1};
}

class Evolution {
 public:
  Evolution(const Circuit& circuit, std::span<const double> parameters,
            std::span<const double> inputs)
      : circuit_(circuit), parameters_(parameters), inputs_(inputs) {
    for (const Condition& condition : circuit.conditions) read_ |= condition.mask;
    branches_[0] = pureDensityMatrix(preparedState(circuit, inputs));
  }

  Matrix run() {
    auto event = circuit_.events.begin();
    for (std::size_t at = 0; at <= circuit_.ops.size(); ++at) {
      for (; event != circuit_.events.end() && event->position == at; ++event) apply(*event);
      if (at < circuit_.ops.size()) apply(circuit_.ops[at]);
    }
    assert(event == circuit_.events.end());
    Matrix rho;
    for (const auto& [bits, branch] : branches_) add(rho, branch);
    return rho;
  }

 private:
  bool holds(std::uint32_t condition, std::uint64_t bits) const {
    if (condition == 0) return true;
    const Condition& c = circuit_.conditions[condition - 1];
    return (bits & c.mask) == c.value;
  }

  void apply(const Op& op) {
    const GateInfo& info = gateInfo(op.gate);
    std::array<double, 3> angles{};
    for (std::size_t k = 0; k < info.angles; ++k) {
      angles[k] = angleValue(circuit_, op.angles[k], parameters_, inputs_);
    }
    std::vector<Complex> matrix(std::size_t{1} << (2 * info.wires));
    gateMatrix(op.gate, angles, matrix);
    for (auto& [bits, rho] : branches_) {
      if (!holds(op.condition, bits)) continue;
      rho = conjugated(rho, circuit_.wires, std::span(op.wires).first(info.wires), matrix);
    }
  }

  void apply(const Event& event) {
    Branches after;
    for (const auto& [bits, rho] : branches_) {
      if (!holds(event.condition, bits)) {
        add(after[bits], rho);
        continue;
      }
      const auto one = std::span(event.wires).first(1);
      // Outcomes that no condition reads are one branch.
      const std::uint64_t bit = (std::uint64_t{1} << event.index) & read_;
      switch (event.kind) {
        case Event::Kind::Measure:
          add(after[bits & ~bit], conjugated(rho, circuit_.wires, one, projector(0)));
          add(after[bits | bit], conjugated(rho, circuit_.wires, one, projector(1)));
          break;
        case Event::Kind::Reset:
          add(after[bits], conjugated(rho, circuit_.wires, one, projector(0)));
          add(after[bits], conjugated(rho, circuit_.wires, one, Matrix{0, 1, 0, 0}));
          break;
        case Event::Kind::Channel: {
          const Channel& channel = circuit_.channels[event.index];
          for (const Matrix& k : channel.kraus) {
            add(after[bits],
                conjugated(rho, circuit_.wires, std::span(event.wires).first(channel.wires), k));
          }
          break;
        }
      }
    }
    branches_ = std::move(after);
  }

  const Circuit& circuit_;
  std::span<const double> parameters_;
  std::span<const double> inputs_;
  std::uint64_t read_ = 0;  // bits that some condition reads
  Branches branches_;
};

/// The observable as a sum of Pauli products.
std::vector<PauliTerm> termsOf(const Observable& o) {
  if (!o.projector) return o.terms;
  // Product of (1 +- Z)/2 over the wires of the mask.
  std::vector<PauliTerm> terms{{1.0, 0, 0}};
  for (Wire w = 0; w < 64; ++w) {
    const std::uint64_t bit = std::uint64_t{1} << w;
    if ((o.mask & bit) == 0) continue;
    for (std::size_t i = 0, count = terms.size(); i < count; ++i) {
      terms[i].coefficient /= 2;
      PauliTerm with = terms[i];
      with.zMask |= bit;
      if ((o.value & bit) != 0) with.coefficient = -with.coefficient;
      terms.push_back(with);
    }
  }
  return terms;
}

}  // namespace

std::vector<Complex> densityMatrix(const Circuit& circuit, std::span<const double> parameters,
                                   std::span<const double> inputs) {
  return Evolution(circuit, parameters, inputs).run();
}

std::vector<Complex> pureDensityMatrix(std::span<const Complex> state) {
  std::vector<Complex> rho(state.size() * state.size());
  for (std::size_t i = 0; i < state.size(); ++i) {
    for (std::size_t j = 0; j < state.size(); ++j) {
      rho[i * state.size() + j] = state[i] * std::conj(state[j]);
    }
  }
  return rho;
}

double expectation(const Observable& observable, std::span<const Complex> rho,
                   std::uint32_t wires) {
  const std::size_t size = std::size_t{1} << wires;
  double trace = 0;
  std::vector<Complex> column(size);
  for (std::size_t j = 0; j < size; ++j) {
    for (std::size_t i = 0; i < size; ++i) column[i] = rho[i * size + j];
    trace += applyObservable(observable, column)[j].real();
  }
  return trace;
}

std::vector<Complex> partialTrace(std::span<const Complex> rho, std::uint32_t wires,
                                  std::span<const Wire> keep) {
  const std::size_t size = std::size_t{1} << wires;
  const std::size_t dim = std::size_t{1} << keep.size();
  const auto spread = [&](std::size_t local) {
    std::size_t index = 0;
    for (std::size_t b = 0; b < keep.size(); ++b) index |= ((local >> b) & 1) << keep[b];
    return index;
  };
  const std::size_t kept = spread(dim - 1);
  std::vector<Complex> result(dim * dim);
  for (std::size_t rest = 0; rest < size; ++rest) {
    if ((rest & kept) != 0) continue;
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j) {
        result[i * dim + j] += rho[(rest | spread(i)) * size + (rest | spread(j))];
      }
    }
  }
  return result;
}

double purity(std::span<const Complex> rho) {
  double sum = 0;
  for (const Complex entry : rho) sum += std::norm(entry);
  return sum;
}

std::vector<double> readoutProbabilities(std::span<const double> probabilities,
                                         std::span<const ReadoutError> errors) {
  std::vector<double> result(probabilities.begin(), probabilities.end());
  for (const ReadoutError& error : errors) {
    const std::size_t bit = std::size_t{1} << error.wire;
    for (std::size_t k = 0; k < result.size(); ++k) {
      if ((k & bit) != 0) continue;
      const double zero = result[k], one = result[k | bit];
      result[k] = (1 - error.oneIfZero) * zero + error.zeroIfOne * one;
      result[k | bit] = error.oneIfZero * zero + (1 - error.zeroIfOne) * one;
    }
  }
  return result;
}

Circuit withReadoutErrors(const Circuit& circuit) {
  Circuit result = circuit;
  result.readoutErrors.clear();
  std::uint64_t wrong = 0;
  for (const ReadoutError& error : circuit.readoutErrors) wrong |= std::uint64_t{1} << error.wire;
  for (Observable& output : result.outputs) {
    if (output.projector && (output.mask & wrong) == 0) continue;
    std::vector<PauliTerm> terms = termsOf(output);
    for (const ReadoutError& error : circuit.readoutErrors) {
      const std::uint64_t bit = std::uint64_t{1} << error.wire;
      for (std::size_t i = 0, count = terms.size(); i < count; ++i) {
        if (((terms[i].xMask | terms[i].zMask) & bit) == 0) continue;
        PauliTerm without = terms[i];
        without.coefficient *= error.zeroIfOne - error.oneIfZero;
        without.xMask &= ~bit;
        without.zMask &= ~bit;
        terms[i].coefficient *= 1 - error.zeroIfOne - error.oneIfZero;
        if (without.coefficient != 0) terms.push_back(without);
      }
    }
    output = {.terms = std::move(terms)};
  }
  return result;
}

}  // namespace qonvolve
