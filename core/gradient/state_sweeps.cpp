// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/state_sweeps.h"

#include <algorithm>
#include <array>

#include "core/base/lane_function.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

template <class T>
StateSweeps<T>::StateSweeps(const Plan& plan, const SamplePrograms& samples, Wire wires,
                            std::size_t kept)
    : plan_(plan),
      samples_(samples),
      kernels_(kernels<T>()),
      size_(std::size_t{1} << wires),
      layers_(makeSweepLayers(plan, kept)),
      shared_(plan) {}

template <class T>
void StateSweeps<T>::bind(std::span<const double> parameters) {
  shared_.bind(parameters);
  const auto copy = [](std::span<const double> from, AlignedRows<T>& to) {
    to.resize(from.size());
    std::ranges::transform(from, to.begin(), [](double x) { return static_cast<T>(x); });
  };
  copy(shared_.allForward(), forward_);
  copy(shared_.allBackward(), backward_);
}

template <class T>
typename StateSweeps<T>::Tape StateSweeps<T>::makeTape() const {
  Tape tape;
  tape.phi.resize(slotCount(layers_) * size_ * kStride);
  tape.coefficients.resize(samples_.size().coefficients * kRow);
  tape.sums.resize(samples_.size().sums * kRow);
  return tape;
}

template <class T>
T* StateSweeps<T>::last(Tape& tape) const {
  return layers_.empty() ? start(tape) : kept(tape, layers_.back());
}

/// Calls body(step, first number, amplitudes) for parts of the state that cover it step by step:
/// all narrow steps tile after tile, then the wide ones.
template <class T>
template <class Body>
void StateSweeps<T>::forParts(const SweepLayer& layer, Body body) const {
  const std::size_t tile = std::min(size_, kTile);
  for (std::size_t first = 0; first < size_ && !layer.narrow.empty(); first += tile) {
    for (const Step& step : layer.narrow) body(step, first * kStride, tile);
  }
  for (const Step& step : layer.wide) body(step, std::size_t{0}, size_);
}

template <class T>
const T* StateSweeps<T>::coefficients(const Step& step, const Tape& tape) const {
  return perLane(step) ? &tape.coefficients[samples_.place(step.program).coefficients * kRow]
                       : &forward_[shared_.place(step.program)];
}

template <class T>
const T* StateSweeps<T>::inverse(const Step& step, const Tape& tape) const {
  return perLane(step) ? &tape.inverses[samples_.place(step.program).coefficients * kRow]
                       : &backward_[shared_.place(step.program)];
}

template <class T>
T* StateSweeps<T>::sums(const Step& step, Tape& tape) const {
  return &tape.sums[samples_.place(step.program).sums * kRow];
}

template <class T>
void StateSweeps<T>::apply(const Step& step, const Tape& tape, T* to, const T* from,
                           std::size_t count) const {
  if (step.form == Form::Exchange) {
    if (to != from) std::copy_n(from, count * kStride, to);
    kernels_.exchange(to, count, step.mask, step.from, step.flip);
    return;
  }
  matrix(step).apply(to, from, count, step.bit(0), step.bit(1), coefficients(step, tape));
}

template <class T>
void StateSweeps<T>::undo(const Step& step, const Tape& tape, T* state, std::size_t count) const {
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, count, step.mask, step.from, step.flip);
    return;
  }
  matrix(step).apply(state, state, count, step.bit(0), step.bit(1), inverse(step, tape));
}

template <class T>
void StateSweeps<T>::forward(Tape& tape) const {
  const T* from = start(tape);
  for (const SweepLayer& layer : layers_) {
    T* to = kept(tape, layer);
    const Step* first = layer.narrow.empty() ? &layer.wide.front() : &layer.narrow.front();
    forParts(layer, [&](const Step& step, std::size_t at, std::size_t count) {
      apply(step, tape, to + at, (&step == first ? from : to) + at, count);
    });
    from = to;
  }
}

/// Both states at once, which then pass through the caches once.
template <class T>
void StateSweeps<T>::readAndUndo(const Step& step, Tape& tape, T* phi, T* lambda, std::size_t count,
                                 bool withInputs) const {
  if (step.form == Form::Exchange) {
    undo(step, tape, phi, count);
    undo(step, tape, lambda, count);
    return;
  }
  matrix(step).sweep(phi, lambda, count, step.bit(0), step.bit(1), inverse(step, tape),
                     isRead(plan_, step, withInputs) ? sums(step, tape) : nullptr);
}

/// What a program's gradient needs is read after its layer; steps on other wires change nothing of
/// it as long as both states have passed the same ones.
template <class T>
void StateSweeps<T>::backward(Tape& tape, bool withInputs) const {
  tape.inverses.resize(tape.coefficients.size());
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const std::size_t at = samples_.place(i).coefficients * kRow;
    if (!plan_.programs[i].perLane) continue;
    adjointCoefficients(plan_.programs[i], &tape.coefficients[at], &tape.inverses[at], kRow);
  }
  T* lambda = tape.lambda.data();
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    T* phi = kept(tape, *layer);
    if (layer->undoPhi[withInputs]) {
      forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
        readAndUndo(step, tape, phi + at, lambda + at, count, withInputs);
      });
      continue;
    }
    forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
      if (!isRead(plan_, step, withInputs)) return;
      matrix(step).reduce(phi + at, lambda + at, count, step.bit(0), step.bit(1), sums(step, tape));
    });
    forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
      if (step.undo[withInputs]) undo(step, tape, lambda + at, count);
    });
  }
}

template <class T>
void StateSweeps<T>::undoAll(Tape& tape, T* state) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
      undo(step, tape, state + at, count);
    });
  }
}

template <class T>
void StateSweeps<T>::collect(std::span<const double> sums,
                             std::span<double> parameterGradient) const {
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane || !program.trainable) continue;
    std::array<double, 16> sum{};
    const double* own = &sums[samples_.place(i).sums * kLanes];
    for (std::size_t k = 0; k < accumulatorCount(program.form); ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) sum[k] += own[k * kLanes + lane];
    }
    shared_.collect(i, sum, parameterGradient);
  }
}

template class StateSweeps<double>;
template class StateSweeps<float>;

}  // namespace qonvolve
