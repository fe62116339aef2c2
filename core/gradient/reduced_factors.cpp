// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/reduced_factors.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "core/gradient/state_tape.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

namespace {

std::size_t kindCount(std::span<const Split> splits) {
  std::uint32_t count = 0;
  for (const Split& split : splits) count = std::max(count, split.kind + 1);
  return count;
}

}  // namespace

template <class T>
ReducedFactors<T>::ReducedFactors(const LeftPlan& plan)
    : plan_(plan),
      samples_(plan.circuit, plan.plan),
      shared_(plan.plan.programs),
      kernels_(kernels<T>()),
      preparedAt_(plan.circuit.preparations.size()),
      splits_(kindCount(plan.factors.back().splits)),
      splitCoefficients_(splits_.size()) {
  std::size_t end = 0;
  for (const Program& program : plan.plan.programs) {
    places_.push_back(end);
    trainablePerSample_ |= program.perLane && program.trainable;
    if (!program.perLane) end += coefficientCount(program.form);
  }
  forward_.resize(end);
  backward_.resize(end);
  for (const Factor& factor : plan.factors) {
    stepsPerSample_ |= std::ranges::any_of(factor.steps, [&](const FactorStep& step) {
      return step.form != Form::Exchange && perLane(step);
    });
    if (factor.start != Factor::Start::Preparation) continue;
    std::vector<Wire> bits;
    for (const Wire w : plan.circuit.preparations[factor.origin].wires) {
      bits.push_back(static_cast<Wire>(std::ranges::find(factor.wires, w) - factor.wires.begin()));
    }
    preparedAt_[factor.origin] = makeFactor<T>(bits).offsets;
  }
}

template <class T>
void ReducedFactors<T>::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  shared_.bind(parameters);
  std::array<double, 32> coefficients;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Program& program = plan_.plan.programs[i];
    if (program.perLane) continue;
    const auto write = [&](const LocalMatrix& m, T* to) {
      writeCoefficients(program, m, coefficients.data(), 1);
      std::transform(coefficients.begin(), coefficients.begin() + coefficientCount(program.form),
                     to, [](double x) { return static_cast<T>(x); });
    };
    write(shared_.matrix(i), &forward_[places_[i]]);
    write(shared_.matrix(i).adjoint(), &backward_[places_[i]]);
  }
  bindSplits();
}

template <class T>
typename ReducedFactors<T>::Tape ReducedFactors<T>::makeTape() const {
  Tape tape;
  tape.phi.resize((last().offset + last().size()) * kStride);
  if constexpr (!kDouble) tape.coefficients.resize(samples_.size().coefficients * kRow);
  tape.sums.resize(sumRows() * kRow);
  tape.rows.resize(sumRows() * kLanes);
  if (!splits_.empty()) {
    for (std::size_t part = 0; part < 2; ++part) {
      const std::size_t size = plan_.factors[last().parts[part]].size() * kStride;
      tape.turned[part].resize(size << last().controls(1 - part));
      tape.turnedBack[part].resize(tape.turned[part].size());
      tape.flipped.resize(std::max(tape.flipped.size(), tape.turned[part].size()));
    }
  }
  for (std::size_t c = 0; c < kChunks; ++c) tape.chunks.push_back(samples_.makeTape());
  for (const Preparation& p : plan_.circuit.preparations) {
    tape.prepared.emplace_back(kChunks, AlignedVector(kLanes << p.wires.size()));
  }
  return tape;
}

template <class T>
void ReducedFactors<T>::begin(const Factor& factor, Tape& tape) const {
  T* phi = tape.phi.data() + factor.offset * kStride;
  switch (factor.start) {
    case Factor::Start::Zero:
      std::fill_n(phi, factor.size() * kStride, T{0});
      std::fill_n(phi, kRow, T{1});
      return;
    case Factor::Start::Prefix: {
      // The first column of the product of the wire's gates.
      const T* u = coefficients(factor.origin, tape);
      std::copy_n(u, kStride, phi);
      std::copy_n(u + 2 * kStride, kStride, phi + kStride);
      return;
    }
    case Factor::Start::Preparation: {
      std::fill_n(phi, factor.size() * kStride, T{0});
      const std::vector<std::size_t>& at = preparedAt_[factor.origin];
      for (std::size_t c = 0; c < kChunks; ++c) {
        AlignedVector& amplitudes = tape.prepared[factor.origin][c];
        prepare(plan_.circuit.preparations[factor.origin], tape.chunks[c].features, amplitudes);
        for (std::size_t k = 0; k < at.size(); ++k) {
          copyLanes(&amplitudes[k * kLanes], kLanes, phi + at[k] * kStride + c * kLanes, kStride,
                    1);
        }
      }
      return;
    }
    case Factor::Start::Product:
      return multiply(factor, tape);
  }
}

template <class T>
void ReducedFactors<T>::apply(const FactorStep& step, const Tape& tape, T* state,
                              std::size_t size) const {
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, size, step.mask, step.from, step.flip);
    return;
  }
  const T* m = perLane(step) ? coefficients(step.program, tape) : &forward_[places_[step.program]];
  matrix(step).apply(state, state, size, step.bit0, step.bit1, m);
}

template <class T>
void ReducedFactors<T>::undo(const FactorStep& step, const Tape& tape, T* state,
                             std::size_t size) const {
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, size, step.mask, step.from, step.flip);
    return;
  }
  const T* m = perLane(step) ? &tape.inverses[samples_.place(step.program).coefficients * kRow]
                             : &backward_[places_[step.program]];
  matrix(step).apply(state, state, size, step.bit0, step.bit1, m);
}

template <class T>
void ReducedFactors<T>::forward(Tape& tape, std::span<const double> inputs) const {
  const std::size_t width = plan_.circuit.inputs * kLanes;
  assert(inputs.size() >= kChunks * width);
  for (std::size_t c = 0; c < kChunks; ++c) {
    SamplePrograms::Tape& chunk = tape.chunks[c];
    samples_.forward(chunk, inputs.subspan(c * width, width), parameters_);
    if constexpr (!kDouble) {
      copyLanes(chunk.coefficients.data(), kLanes, tape.coefficients.data() + c * kLanes, kRow,
                samples_.size().coefficients);
    }
  }
  for (const Factor& factor : plan_.factors) {
    begin(factor, tape);
    T* phi = tape.phi.data() + factor.offset * kStride;
    for (const FactorStep& step : factor.steps) apply(step, tape, phi, factor.size());
  }
}

/// Reads what gradients need just after each step, undoing what lies in the way of earlier ones;
/// then undoes the rest on lambda, so that the factor's beginning can be compared with it. What is
/// left for that shares no wire with what has been undone before it.
template <class T>
void ReducedFactors<T>::sweepBack(const Factor& factor, Tape& tape, bool withInputs) const {
  T* phi = tape.phi.data() + factor.offset * kStride;
  T* lambda = tape.lambda.data() + factor.offset * kStride;
  for (auto step = factor.steps.rbegin(); step != factor.steps.rend(); ++step) {
    if (step->read[withInputs]) {
      matrix(*step).reduce(phi, lambda, factor.size(), step->bit0, step->bit1,
                           sumsOf(step->program, tape));
    }
    if (!step->undoState[withInputs]) continue;
    undo(*step, tape, phi, factor.size());
    undo(*step, tape, lambda, factor.size());
  }
  if (!factor.wanted[withInputs]) return;
  for (auto step = factor.steps.rbegin(); step != factor.steps.rend(); ++step) {
    if (!step->undoState[withInputs]) undo(*step, tape, lambda, factor.size());
  }
}

/// From the beginning of a factor to what it was made of.
template <class T>
void ReducedFactors<T>::leave(const Factor& factor, Tape& tape) const {
  T* phi = tape.phi.data();
  T* lambda = tape.lambda.data();
  const std::size_t at = factor.offset * kStride;
  if (factor.start == Factor::Start::Product) {
    multiplyBack(factor, tape);
  } else if (factor.start == Factor::Start::Prefix) {
    kernels_.shared[Form::Dense1].reduce(phi + at, lambda + at, 2, 1, 0,
                                         sumsOf(factor.origin, tape));
  }
}

template <class T>
void ReducedFactors<T>::pullback(Tape& tape, std::span<double> sums,
                                 std::span<double> parameterGradient,
                                 std::span<double> inputCotangents) const {
  const bool withInputs = !inputCotangents.empty();
  if (!last().reached[withInputs]) return;
  if (stepsPerSample_) {
    tape.inverses.resize(samples_.size().coefficients * kRow);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const Program& program = plan_.plan.programs[i];
      if (!program.perLane) continue;
      const std::size_t at = samples_.place(i).coefficients * kRow;
      adjointCoefficients(program, coefficients(i, tape), &tape.inverses[at], kRow);
    }
  }
  // Without programs per sample to be read, all accumulators are those of the gradient.
  const bool perSample = withInputs || trainablePerSample_;
  if constexpr (kDouble) tape.target = sums.data();
  if (perSample || !kDouble) {
    std::ranges::fill(tape.sums, T{0});
    tape.target = tape.sums.data();
  }
  for (auto factor = plan_.factors.rbegin(); factor != plan_.factors.rend(); ++factor) {
    if (!factor->reached[withInputs]) continue;
    sweepBack(*factor, tape, withInputs);
    if (factor->wanted[withInputs]) leave(*factor, tape);
  }
  if (tape.target != tape.sums.data()) return;
  const std::size_t width = plan_.circuit.inputs * kLanes;
  for (std::size_t c = 0; c < kChunks; ++c) {
    copyLanes(tape.sums.data() + c * kLanes, kRow, tape.rows.data(), kLanes, sumRows());
    kernels().add(sums.data(), tape.rows.data(), tape.rows.size());
    if (!perSample) continue;
    const SamplePrograms::Tape& chunk = tape.chunks[c];
    std::vector<double> features(withInputs ? chunk.features.size() : 0);
    samples_.pullback(chunk, tape.rows, parameterGradient, features);
    if (!withInputs) continue;
    pullbackPreparations(tape, c, features);
    for (std::size_t k = 0; k < width; ++k) inputCotangents[c * width + k] += features[k];
  }
}

/// With everything else in other factors, dL/d(amplitude) is twice the real part of lambda.
template <class T>
void ReducedFactors<T>::pullbackPreparations(const Tape& tape, std::size_t chunk,
                                             std::span<double> features) const {
  for (const Factor& factor : plan_.factors) {
    if (factor.start != Factor::Start::Preparation) continue;
    const T* lambda = tape.lambda.data() + factor.offset * kStride + chunk * kLanes;
    const std::vector<std::size_t>& at = preparedAt_[factor.origin];
    AlignedVector g(at.size() * kLanes);
    for (std::size_t k = 0; k < at.size(); ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        g[k * kLanes + lane] = 2 * static_cast<double>(lambda[at[k] * kStride + lane]);
      }
    }
    pullbackPreparation(plan_.circuit.preparations[factor.origin], tape.chunks[chunk].features,
                        tape.prepared[factor.origin][chunk], g, features);
  }
}

template <class T>
void ReducedFactors<T>::collect(std::span<const double> sums,
                                std::span<double> parameterGradient) const {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Program& program = plan_.plan.programs[i];
    if (program.perLane || !program.trainable) continue;
    LocalMatrix a = antiHermitianSum(program.form, &sums[samples_.place(i).sums * kLanes]);
    std::uint32_t next = 0;  // of the kinds of splits
    for (const Split& split : last().splits) {
      if (split.kind != next) continue;
      ++next;
      if (split.program != i) continue;
      const LocalMatrix part = splitSum(split, sums);
      for (std::size_t e = 0; e < 16; ++e) a.entries[e] += part.entries[e];
    }
    shared_.pullback(i, a, PauliRotations::From::End, parameterGradient);
  }
}

template class ReducedFactors<double>;
template class ReducedFactors<float>;

}  // namespace qonvolve
