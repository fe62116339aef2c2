// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/sample_numbers.h"

#include <algorithm>
#include <array>

#include "core/base/lane_function.h"
#include "core/sim/kernels.h"
#include "core/sim/statevector.h"

namespace qonvolve {

template <class T>
SampleNumbers<T>::SampleNumbers(const Circuit& circuit, const Plan& plan)
    : circuit_(circuit), plan_(plan) {
  for (const Program& program : plan.programs) {
    std::vector<std::uint32_t>& needs = needs_.emplace_back();
    for (const LocalOp& op : program.ops) {
      for (const Angle& angle : op.angles) {
        if (angle.source == Angle::Source::TokenParameter) needs.push_back(angle.token);
        if (angle.source != Angle::Source::Feature) continue;
        if (angle.index < circuit.inputs) {
          needs.push_back(angle.index);
        } else {
          const FeatureProduct& product = circuit.products[angle.index - circuit.inputs];
          needs.insert(needs.end(), {product.a, product.b});
        }
      }
    }
  }
}

template <class T>
void SampleNumbers<T>::angles(const Program& program, std::span<const double> parameters,
                              std::span<const double> inputs, std::vector<double>& out) const {
  out.assign(3 * program.ops.size(), 0.0);
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    const LocalOp& op = program.ops[i];
    for (std::size_t k = 0; k < gateInfo(op.gate).angles; ++k) {
      out[3 * i + k] = angleValue(circuit_, op.angles[k], parameters, inputs);
    }
  }
}

template <class T>
void SampleNumbers<T>::fill(std::span<const double> parameters, std::span<const double> inputs,
                            SampleNumbersTape& tape, StateNumbers<T>& numbers) const {
  const bool all = tape.known.empty();
  tape.known.resize(inputs.size());
  tape.changed.resize(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    tape.changed[i] = all || inputs[i] != tape.known[i];
  }
  std::ranges::copy(inputs, tape.known.begin());
  tape.turned.clear();
  tape.halves.clear();
  for (std::size_t p = 0; p < plan_.programs.size(); ++p) {
    // Samples often differ in few features only, as those of shifted circuits do.
    if (std::ranges::none_of(needs_[p], [&](std::uint32_t i) { return tape.changed[i] != 0; })) {
      continue;
    }
    const Program& program = plan_.programs[p];
    angles(program, parameters, inputs, tape.angles);
    if (program.form != Form::Dense1) {
      fillNumbers(plan_, p, tape.angles, numbers);
      continue;
    }
    tape.turned.push_back(static_cast<std::uint32_t>(p));
    for (std::size_t i = 0; i < program.ops.size(); ++i) {
      for (std::size_t k = 0; k < gateInfo(program.ops[i].gate).angles; ++k) {
        tape.halves.push_back(tape.angles[3 * i + k] / 2);
      }
    }
  }
  fillTurned(tape, numbers);
}

/// All cosines and sines of one-wire programs together.
template <class T>
void SampleNumbers<T>::fillTurned(SampleNumbersTape& tape, StateNumbers<T>& numbers) const {
  const std::size_t count = tape.halves.size();
  tape.halves.resize((count + kLanes - 1) / kLanes * kLanes, 0.0);
  tape.halfTurns.resize(tape.halves.size());
  for (std::size_t first = 0; first < count; first += kLanes) {
    alignas(64) std::array<double, kLanes> sine, cosine;
    laneSinCos(kernels(), &tape.halves[first], sine.data(), cosine.data());
    for (std::size_t k = 0; k < kLanes; ++k) tape.halfTurns[first + k] = {cosine[k], sine[k]};
  }
  const HalfTurn* halves = tape.halfTurns.data();
  for (const std::uint32_t p : tape.turned) {
    const Program& program = plan_.programs[p];
    numbers.programs[p] = rotationNumbers<T>(program, halves);
    for (const LocalOp& op : program.ops) halves += gateInfo(op.gate).angles;
  }
}

template class SampleNumbers<double>;
template class SampleNumbers<float>;

}  // namespace qonvolve
