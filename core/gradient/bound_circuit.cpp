// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of a bound circuit by the vector kernels; directions enter as one matrix per lane.
#include "core/gradient/bound_circuit.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/circuit/nonunitary.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;
constexpr std::size_t kMostCoefficients = 32;  // of a dense matrix on two wires

}  // namespace

const double* Directions::row(std::uint32_t parameter) const {
  const auto found = std::ranges::lower_bound(parameters, parameter);
  if (found == parameters.end() || *found != parameter) return nullptr;
  return &values[static_cast<std::size_t>(found - parameters.begin()) * kLanes];
}

BoundCircuit::BoundCircuit(const Circuit& circuit, DerivativeOrder order)
    : circuit_(circuit), order_(order), plan_(makePlan(circuit)), kernels_(kernels()) {
  assert(isUnitary(circuit));
  for (const PrefixWire& first : plan_.prefix) {
    steps_.push_back({.form = plan_.programs[first.program].form,
                      .program = first.program,
                      .wires = {first.wire, 0}});
  }
  steps_.insert(steps_.end(), plan_.steps.begin(), plan_.steps.end());
  programs_.resize(plan_.programs.size());
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    const std::size_t count = coefficientCount(plan_.programs[i].form);
    programs_[i].forward.resize(count);
    programs_[i].backward.resize(count);
  }
  scratch_.resize(chunkSize());
}

void BoundCircuit::bindProgram(std::size_t index, std::span<const double> inputs) {
  const Program& program = plan_.programs[index];
  std::vector<double> angles(3 * program.ops.size());
  std::vector<std::uint32_t> parameters(angles.size(), kNoParameter);
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    for (std::size_t k = 0; k < gateInfo(program.ops[i].gate).angles; ++k) {
      const Angle& angle = program.ops[i].angles[k];
      angles[3 * i + k] = angleValue(circuit_, angle, parameters_, inputs);
      if (angle.source == Angle::Source::Parameter) parameters[3 * i + k] = angle.index;
      if (angle.source == Angle::Source::TokenParameter && std::isfinite(angles[3 * i + k])) {
        parameters[3 * i + k] = angle.index + angle.stride * static_cast<std::uint32_t>(
                                                                 std::lround(inputs[angle.token]));
      }
    }
  }
  BoundProgram& bound = programs_[index];
  bound.derivatives = differentiate(program, angles, parameters, order_);
  writeCoefficients(program, bound.derivatives.matrix, bound.forward.data(), 1);
  writeCoefficients(program, bound.derivatives.matrix.adjoint(), bound.backward.data(), 1);
}

void BoundCircuit::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    if (!plan_.programs[i].perLane) bindProgram(i, {});
  }
}

void BoundCircuit::setSample(std::span<const double> inputs) {
  assert(inputs.size() == circuit_.inputs);
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    if (plan_.programs[i].perLane) bindProgram(i, inputs);
  }
  prepared_ = preparedState(circuit_, inputs);
}

const ProgramDerivatives* BoundCircuit::derivatives(std::size_t s) const {
  if (steps_[s].form == Form::Exchange) return nullptr;
  const ProgramDerivatives& found = programs_[steps_[s].program].derivatives;
  return found.parameters.empty() ? nullptr : &found;
}

void BoundCircuit::start(std::span<double> state) const {
  for (std::size_t i = 0; i < prepared_.size(); ++i) {
    std::fill_n(&state[i * kStride], kLanes, prepared_[i].real());
    std::fill_n(&state[i * kStride + kLanes], kLanes, prepared_[i].imag());
  }
}

void BoundCircuit::apply(std::size_t s, std::span<double> state) const {
  sweep(s, false, state);
}

void BoundCircuit::undo(std::size_t s, std::span<double> state) const {
  sweep(s, true, state);
}

void BoundCircuit::sweep(std::size_t s, bool inverse, std::span<double> state) const {
  const Step& step = steps_[s];
  const std::size_t size = state.size() / kStride;
  if (step.form == Form::Exchange) {
    return kernels_.exchange(state.data(), size, step.mask, step.from, step.flip);
  }
  const BoundProgram& bound = programs_[step.program];
  kernels_.shared[step.form].apply(state.data(), state.data(), size, step.bit(0), step.bit(1),
                                   (inverse ? bound.backward : bound.forward).data());
}

bool BoundCircuit::directionCoefficients(std::size_t s, const Directions& directions, double factor,
                                         double* coefficients) const {
  const ProgramDerivatives* d = derivatives(s);
  if (d == nullptr) return false;
  std::array<LocalMatrix, kLanes> lanes;
  lanes.fill({.dim = d->matrix.dim});
  bool moved = false;
  for (std::size_t i = 0; i < d->parameters.size(); ++i) {
    const double* row = directions.row(d->parameters[i]);
    if (row == nullptr) continue;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (row[lane] == 0) continue;
      moved = true;
      const double weight = factor * row[lane];
      for (std::size_t k = 0; k < d->matrix.dim * d->matrix.dim; ++k) {
        lanes[lane].entries[k] += weight * d->first[i].entries[k];
      }
    }
  }
  if (!moved) return false;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    writeCoefficients(plan_.programs[steps_[s].program], lanes[lane], coefficients + lane, kLanes);
  }
  return true;
}

void BoundCircuit::addApplied(std::size_t s, const double* coefficients,
                              std::span<const double> from, std::span<double> to) {
  const Step& step = steps_[s];
  kernels_.perLane[step.form].apply(scratch_.data(), from.data(), from.size() / kStride,
                                    step.bit(0), step.bit(1), coefficients);
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += scratch_[k];
}

bool BoundCircuit::addDerivative(std::size_t s, const Directions& directions, double factor,
                                 std::span<const double> from, std::span<double> to) {
  alignas(64) std::array<double, kMostCoefficients * kLanes> coefficients;
  if (!directionCoefficients(s, directions, factor, coefficients.data())) return false;
  addApplied(s, coefficients.data(), from, to);
  return true;
}

bool BoundCircuit::addAdjointDerivative(std::size_t s, const Directions& directions, double factor,
                                        std::span<const double> from, std::span<double> to) {
  alignas(64) std::array<double, kMostCoefficients * kLanes> coefficients, adjoint;
  if (!directionCoefficients(s, directions, factor, coefficients.data())) return false;
  adjointCoefficients(plan_.programs[steps_[s].program], coefficients.data(), adjoint.data(),
                      kLanes);
  addApplied(s, adjoint.data(), from, to);
  return true;
}

}  // namespace qonvolve
