// SPDX-License-Identifier: GPL-3.0-or-later
// The plain simulator: one sample, one gate after the other, straight from the definitions.
#include "core/sim/statevector.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/circuit/nonunitary.h"

namespace qonvolve {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Spreads the bits of `local` over the given wires: the index of a block's basis state.
std::size_t spread(std::size_t local, std::span<const Wire> wires) {
  std::size_t index = 0;
  for (std::size_t b = 0; b < wires.size(); ++b) index |= ((local >> b) & 1) << wires[b];
  return index;
}

double norm(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return std::sqrt(sum);
}

/// Amplitude `k` of the block that a preparation makes.
double preparedAmplitude(const Preparation& p, std::span<const double> x, double norm,
                         std::size_t k) {
  if (p.kind == Preparation::Kind::Amplitude) {
    if (p.zeroIsGround && norm == 0) return k == 0 ? 1 : 0;
    return k < x.size() ? x[k] / norm : 0.0 / norm;
  }
  if (p.kind == Preparation::Kind::Basis) {
    const double id = std::round(x[0]);
    const bool exists = id >= 0 && id < std::exp2(p.wires.size());
    if (!exists) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(k) == id ? 1 : 0;
  }
  double amplitude = 1;
  std::size_t node = 0;
  for (std::size_t level = p.wires.size(); level-- > 0;) {
    const std::size_t bit = (k >> level) & 1;
    amplitude *= bit ? std::sin(x[node] / 2) : std::cos(x[node] / 2);
    node = 2 * node + 1 + bit;
  }
  return amplitude;
}

}  // namespace

double angleValue(const Circuit& circuit, const Angle& angle, std::span<const double> parameters,
                  std::span<const double> inputs) {
  double source = 0;
  switch (angle.source) {
    case Angle::Source::Constant:
      return angle.offset;
    case Angle::Source::Parameter:
      source = parameters[angle.index];
      break;
    case Angle::Source::Feature:
      if (angle.index < circuit.inputs) {
        source = inputs[angle.index];
      } else {
        const FeatureProduct& p = circuit.products[angle.index - circuit.inputs];
        source = (p.offsetA + p.scaleA * inputs[p.a]) * (p.offsetB + p.scaleB * inputs[p.b]);
      }
      break;
    case Angle::Source::TokenParameter: {
      const double id = std::round(inputs[angle.token]);
      const double at = angle.index + angle.stride * id;
      const bool known = id >= 0 && at < static_cast<double>(parameters.size());
      source = known ? parameters[static_cast<std::size_t>(at)] : kNan;
      break;
    }
  }
  return angle.offset + angle.scale * source;
}

std::vector<Complex> preparedState(const Circuit& circuit, std::span<const double> inputs) {
  std::vector<Complex> state(std::size_t{1} << circuit.wires);
  state[0] = 1;
  for (const Preparation& p : circuit.preparations) {
    const std::span<const double> x = inputs.subspan(p.first, p.count);
    const std::vector<Complex> rest = state;
    std::ranges::fill(state, Complex{});
    for (std::size_t k = 0; k < std::size_t{1} << p.wires.size(); ++k) {
      const double amplitude = preparedAmplitude(p, x, norm(x), k);
      const std::size_t at = spread(k, p.wires);
      for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] != Complex{}) state[i | at] += rest[i] * amplitude;
      }
    }
  }
  return state;
}

Result<void> checkInputs(const Circuit& circuit, std::span<const double> inputs,
                         const std::string& where) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!std::isfinite(inputs[i])) {
      return Error{where,
                   "Input " + std::to_string(i) + " is " + numberText(inputs[i]) +
                       "; inputs must be finite.",
                   "Remove the sample or fill in the missing value."};
    }
  }
  for (const Preparation& p : circuit.preparations) {
    const double id = std::round(inputs[p.first]);
    const double states = std::exp2(p.wires.size());
    if (p.kind == Preparation::Kind::Basis && !(id >= 0 && id < states)) {
      return Error{where,
                   "Input " + std::to_string(p.first) + " is " + numberText(id) +
                       "; it must be the number of a basis state, 0 to " + numberText(states - 1) +
                       ".",
                   "Use a word's number from the vocabulary."};
    }
    if (p.kind != Preparation::Kind::Amplitude || p.zeroIsGround) continue;
    if (norm(inputs.subspan(p.first, p.count)) > 0) continue;
    return Error{where,
                 "Inputs " + std::to_string(p.first) + " to " +
                     std::to_string(p.first + p.count - 1) +
                     " are all zero; amplitude encoding needs a vector with a length.",
                 "Remove the sample, or use another scaling or encoding."};
  }
  return {};
}

std::vector<Complex> statevector(const Circuit& circuit, std::span<const double> parameters,
                                 std::span<const double> inputs) {
  assert(isUnitary(circuit));
  std::vector<Complex> state = preparedState(circuit, inputs);
  std::array<Complex, 64> matrix;
  for (const Op& op : circuit.ops) {
    const GateInfo& info = gateInfo(op.gate);
    std::array<double, 3> angles{};
    for (std::size_t k = 0; k < info.angles; ++k) {
      angles[k] = angleValue(circuit, op.angles[k], parameters, inputs);
    }
    gateMatrix(op.gate, angles, matrix);
    const std::size_t dim = std::size_t{1} << info.wires;
    applyMatrix(state, std::span(op.wires).first(info.wires), std::span(matrix).first(dim * dim));
  }
  return state;
}

std::vector<Complex> applyObservable(const Observable& observable, std::span<const Complex> state) {
  std::vector<Complex> result(state.size());
  if (observable.projector) {
    for (std::size_t k = 0; k < state.size(); ++k) {
      if ((k & observable.mask) == observable.value) result[k] = state[k];
    }
    return result;
  }
  // P|k> = i^(number of Y) (-1)^(bits of k in zMask) |k xor xMask>, since Y = iXZ.
  constexpr std::array<Complex, 4> powers{Complex{1, 0}, Complex{0, 1}, Complex{-1, 0},
                                          Complex{0, -1}};
  for (const PauliTerm& term : observable.terms) {
    const Complex phase = term.coefficient *
                          powers[static_cast<unsigned>(std::popcount(term.xMask & term.zMask)) % 4];
    for (std::size_t k = 0; k < state.size(); ++k) {
      const double sign = std::popcount(k & term.zMask) % 2 ? -1 : 1;
      result[k ^ term.xMask] += phase * sign * state[k];
    }
  }
  return result;
}

double expectation(const Observable& observable, std::span<const Complex> state) {
  const std::vector<Complex> image = applyObservable(observable, state);
  double sum = 0;
  for (std::size_t k = 0; k < state.size(); ++k) sum += (std::conj(state[k]) * image[k]).real();
  return sum;
}

double weightedExpectation(const Circuit& circuit, std::span<const double> parameters,
                           std::span<const double> inputs, std::span<const double> weights) {
  const std::vector<Complex> state = statevector(circuit, parameters, inputs);
  double sum = 0;
  for (std::size_t o = 0; o < weights.size(); ++o) {
    sum += weights[o] * expectation(circuit.outputs[o], state);
  }
  return sum;
}

void applyMatrix(std::span<Complex> state, std::span<const Wire> wires,
                 std::span<const Complex> matrix) {
  const std::size_t dim = std::size_t{1} << wires.size();
  assert(dim <= 8 && matrix.size() == dim * dim);
  const std::size_t all = spread(dim - 1, wires);
  std::array<Complex, 8> in;
  for (std::size_t base = 0; base < state.size(); ++base) {
    if (base & all) continue;
    for (std::size_t j = 0; j < dim; ++j) in[j] = state[base | spread(j, wires)];
    for (std::size_t i = 0; i < dim; ++i) {
      Complex sum = 0;
      for (std::size_t j = 0; j < dim; ++j) sum += matrix[dim * i + j] * in[j];
      state[base | spread(i, wires)] = sum;
    }
  }
}

std::vector<Complex> reducedDensityMatrix(std::span<const Complex> state,
                                          std::span<const Wire> keep) {
  const std::size_t dim = std::size_t{1} << keep.size();
  const std::size_t all = spread(dim - 1, keep);
  std::vector<Complex> rho(dim * dim);
  for (std::size_t base = 0; base < state.size(); ++base) {
    if (base & all) continue;
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j) {
        rho[dim * i + j] +=
            state[base | spread(i, keep)] * std::conj(state[base | spread(j, keep)]);
      }
    }
  }
  return rho;
}

}  // namespace qonvolve
