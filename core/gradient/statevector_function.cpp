// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a lane function: programs applied to groups of samples, swept back once.
#include <algorithm>
#include <array>
#include <cassert>

#include "core/gradient/circuit_function.h"
#include "core/gradient/sample_programs.h"
#include "core/gradient/state_tape.h"
#include "core/gradient/sweep_layers.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"
#include "core/sim/readout.h"
#include "core/sim/start_state.h"

namespace qonvolve {
namespace {

template <class T>
class StatevectorFunction : public LaneFunction {
 public:
  StatevectorFunction(const Circuit& circuit, std::size_t kept);

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  std::size_t chunks() const override { return kChunks; }
  void bind(std::span<const double> parameters) override;
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override;

 private:
  static constexpr std::size_t kRow = kGroupLanes<T>;
  static constexpr std::size_t kStride = 2 * kRow;
  static constexpr std::size_t kChunks = kRow / kLanes;

  std::size_t size() const { return std::size_t{1} << circuit_.wires; }
  T* keptState(StateTape<T>& tape, std::size_t slot) const {
    return tape.phi.data() + slot * size() * kStride;
  }
  T* lastState(StateTape<T>& tape) const {
    return keptState(tape, layers_.empty() ? 0 : layers_.back().slot);
  }
  template <class Body>
  void forParts(const SweepLayer& layer, Body body) const;
  bool perLane(const Step& step) const { return plan_.programs[step.program].perLane; }
  const typename KernelTable<T>::Matrix& matrix(const Step& step) const {
    return (perLane(step) ? kernels_.perLane : kernels_.shared)[step.form];
  }
  const T* backwardMatrix(const Step& step, const StateTape<T>& tape) const {
    return perLane(step) ? &tape.inverses[samples_.place(step.program).coefficients * kRow]
                         : &backward_[places_[step.program].coefficients];
  }
  T* sums(const Step& step, StateTape<T>& tape) const {
    return &tape.sums[samples_.place(step.program).sums * kRow];
  }
  void startState(StateTape<T>& tape) const;
  void apply(const Step& step, const StateTape<T>& tape, T* to, const T* from,
             std::size_t count) const;
  void undo(const Step& step, const StateTape<T>& tape, T* state, std::size_t count) const;
  void sweepBack(StateTape<T>& tape, bool withInputs) const;
  void readPrefix(StateTape<T>& tape, bool withInputs) const;
  void pullbackPreparations(StateTape<T>& tape, std::size_t chunk,
                            std::span<double> features) const;

  /// Where a program that all lanes share keeps its numbers.
  struct Place {
    std::size_t angles = 0;
    std::size_t coefficients = 0;
  };

  Circuit circuit_;
  Plan plan_;
  SamplePrograms samples_;
  Readout readout_;
  const KernelTable<T>& kernels_;
  std::vector<SweepLayer> layers_;
  std::vector<Place> places_;
  std::vector<StartFactor<T>> factors_;  // preparations, then all other wires
  std::vector<double> parameters_, angles_;
  AlignedRows<T> forward_, backward_;  // coefficients of the shared matrices and their inverses
};

template <class T>
StatevectorFunction<T>::StatevectorFunction(const Circuit& circuit, std::size_t kept)
    : circuit_(circuit),
      plan_(makePlan(circuit)),
      samples_(circuit_, plan_),
      readout_(circuit),
      kernels_(kernels<T>()),
      layers_(makeSweepLayers(plan_, kept)) {
  Place end;
  for (const Program& program : plan_.programs) {
    places_.push_back(end);
    if (program.perLane) continue;
    end.angles += 3 * program.ops.size();
    end.coefficients += coefficientCount(program.form);
  }
  angles_.resize(end.angles);
  forward_.resize(end.coefficients);
  backward_.resize(end.coefficients);
  std::size_t prepared = 0;
  for (const Preparation& p : circuit_.preparations) {
    factors_.push_back(makeFactor<T>(p.wires));
    prepared |= factors_.back().mask;
  }
  for (Wire w = 0; w < circuit_.wires; ++w) {
    if (!((prepared >> w) & 1)) factors_.push_back(makeFactor<T>(std::span(&w, 1)));
  }
}

template <class T>
void StatevectorFunction<T>::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  std::array<double, 32> coefficients;
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane) continue;
    const std::span<double> angles =
        std::span(angles_).subspan(places_[i].angles, 3 * program.ops.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      const Angle& angle = program.ops[k / 3].angles[k % 3];
      const bool constant = angle.source == Angle::Source::Constant;
      angles[k] = angle.offset + (constant ? 0.0 : angle.scale * parameters_[angle.index]);
    }
    const LocalMatrix u = programMatrix(program, angles);
    const auto write = [&](const LocalMatrix& m, AlignedRows<T>& to) {
      writeCoefficients(program, m, coefficients.data(), 1);
      for (std::size_t k = 0; k < coefficientCount(program.form); ++k) {
        to[places_[i].coefficients + k] = static_cast<T>(coefficients[k]);
      }
    };
    write(u, forward_);
    write(u.adjoint(), backward_);
  }
}

template <class T>
std::unique_ptr<LaneFunction::Tape> StatevectorFunction<T>::makeTape() const {
  auto tape = std::make_unique<StateTape<T>>();
  tape->phi.resize(slotCount(layers_) * size() * kStride);
  tape->coefficients.resize(samples_.size().coefficients * kRow);
  tape->sums.resize(samples_.size().sums * kRow);
  tape->rows.resize(samples_.size().sums * kLanes);
  tape->factors = factors_;
  for (std::size_t c = 0; c < kChunks; ++c) tape->chunks.push_back(samples_.makeTape());
  for (const Preparation& p : circuit_.preparations) {
    const AlignedVector amplitudes((kLanes << p.wires.size()));
    tape->prepared.emplace_back(kChunks, amplitudes);
  }
  return tape;
}

template <class T>
std::unique_ptr<LaneFunction::Gradient> StatevectorFunction<T>::makeGradient() const {
  auto gradient = std::make_unique<StateGradient>();
  gradient->sums.resize(samples_.size().sums * kLanes);
  return gradient;
}

/// The product of the preparations, the prefixes of wires, and |0> on all others.
template <class T>
void StatevectorFunction<T>::startState(StateTape<T>& tape) const {
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    for (std::size_t c = 0; c < kChunks; ++c) {
      AlignedVector& amplitudes = tape.prepared[i][c];
      prepare(circuit_.preparations[i], tape.chunks[c].features, amplitudes);
      copyLanes(amplitudes.data(), kLanes, tape.factors[i].amplitudes.data() + c * kLanes, kStride,
                amplitudes.size() / kLanes);
    }
  }
  for (const PrefixWire& p : plan_.prefix) {
    // The first column of the product of the wire's gates.
    const T* u = &tape.coefficients[samples_.place(p.program).coefficients * kRow];
    for (std::size_t i = circuit_.preparations.size(); i < tape.factors.size(); ++i) {
      if (tape.factors[i].mask != std::size_t{1} << p.wire) continue;
      std::copy_n(u, kStride, tape.factors[i].amplitudes.data());
      std::copy_n(u + 2 * kStride, kStride, tape.factors[i].amplitudes.data() + kStride);
    }
  }
  buildStart<T>(kernels_, tape.factors, nullptr, keptState(tape, 0));
}

/// Calls body(step, first number, amplitudes) for parts of the state that cover it step by step:
/// all narrow steps tile after tile, then the wide ones.
template <class T>
template <class Body>
void StatevectorFunction<T>::forParts(const SweepLayer& layer, Body body) const {
  const std::size_t tile = std::min(size(), kTile);
  for (std::size_t first = 0; first < size() && !layer.narrow.empty(); first += tile) {
    for (const Step& step : layer.narrow) body(step, first * kStride, tile);
  }
  for (const Step& step : layer.wide) body(step, std::size_t{0}, size());
}

template <class T>
void StatevectorFunction<T>::apply(const Step& step, const StateTape<T>& tape, T* to, const T* from,
                                   std::size_t count) const {
  if (step.form == Form::Exchange) {
    if (to != from) std::copy_n(from, count * kStride, to);
    kernels_.exchange(to, count, step.mask, step.from, step.flip);
    return;
  }
  const T* m = perLane(step) ? &tape.coefficients[samples_.place(step.program).coefficients * kRow]
                             : &forward_[places_[step.program].coefficients];
  matrix(step).apply(to, from, count, step.bit(0), step.bit(1), m);
}

template <class T>
void StatevectorFunction<T>::undo(const Step& step, const StateTape<T>& tape, T* state,
                                  std::size_t count) const {
  if (step.form == Form::Exchange) {
    kernels_.exchange(state, count, step.mask, step.from, step.flip);
    return;
  }
  matrix(step).apply(state, state, count, step.bit(0), step.bit(1), backwardMatrix(step, tape));
}

template <class T>
void StatevectorFunction<T>::forward(Tape& anyTape, std::span<const double> inputs,
                                     std::span<double> outputs) const {
  auto& tape = static_cast<StateTape<T>&>(anyTape);
  const std::size_t width = inputCount() * kLanes;
  assert(inputs.size() >= kChunks * width && outputs.size() >= kChunks * outputCount() * kLanes);
  for (std::size_t c = 0; c < kChunks; ++c) {
    SamplePrograms::Tape& chunk = tape.chunks[c];
    samples_.forward(chunk, inputs.subspan(c * width, width), parameters_);
    copyLanes(chunk.coefficients.data(), kLanes, tape.coefficients.data() + c * kLanes, kRow,
              samples_.size().coefficients);
  }
  startState(tape);
  const T* from = keptState(tape, 0);
  for (const SweepLayer& layer : layers_) {
    T* to = keptState(tape, layer.slot);
    const Step* first = layer.narrow.empty() ? &layer.wide.front() : &layer.narrow.front();
    forParts(layer, [&](const Step& step, std::size_t at, std::size_t count) {
      apply(step, tape, to + at, (&step == first ? from : to) + at, count);
    });
    from = to;
  }
  readout_.expectations(kernels_, from, tape.scratch,
                        outputs.first(kChunks * outputCount() * kLanes));
}

/// Reads what each program's gradient needs just after its layer, then undoes the layer, or what
/// of it lies in the way of an earlier one.
template <class T>
void StatevectorFunction<T>::sweepBack(StateTape<T>& tape, bool withInputs) const {
  T* lambda = tape.lambda.data();
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    T* phi = keptState(tape, layer->slot);
    const bool together = layer->undoPhi[withInputs];  // both states: one pass over both
    forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
      const bool read = isRead(plan_, step, withInputs);
      if (together && step.undo[withInputs] && step.form != Form::Exchange) {
        matrix(step).sweep(phi + at, lambda + at, count, step.bit(0), step.bit(1),
                           backwardMatrix(step, tape), read ? sums(step, tape) : nullptr);
        return;
      }
      if (together && step.undo[withInputs]) {
        undo(step, tape, phi + at, count);
        undo(step, tape, lambda + at, count);
      }
      if (read) {
        matrix(step).reduce(phi + at, lambda + at, count, step.bit(0), step.bit(1),
                            sums(step, tape));
      }
    });
    if (together) continue;
    forParts(*layer, [&](const Step& step, std::size_t at, std::size_t count) {
      if (step.undo[withInputs]) undo(step, tape, lambda + at, count);
    });
  }
}

template <class T>
void StatevectorFunction<T>::readPrefix(StateTape<T>& tape, bool withInputs) const {
  bool rebuilt = false;
  for (const PrefixWire& p : plan_.prefix) {
    const Program& program = plan_.programs[p.program];
    if (!program.trainable && !(withInputs && program.features)) continue;
    T* phi = keptState(tape, 0);
    if (!rebuilt) buildStart<T>(kernels_, tape.factors, nullptr, phi);
    rebuilt = true;
    kernels_.shared[Form::Dense1].reduce(phi, tape.lambda.data(), size(), std::size_t{1} << p.wire,
                                         0, &tape.sums[samples_.place(p.program).sums * kRow]);
  }
}

template <class T>
void StatevectorFunction<T>::pullback(Tape& anyTape, std::span<const double> cotangents,
                                      Gradient& anyGradient,
                                      std::span<double> inputCotangents) const {
  auto& tape = static_cast<StateTape<T>&>(anyTape);
  auto& gradient = static_cast<StateGradient&>(anyGradient);
  const bool withInputs = !inputCotangents.empty();
  gradient.parameters.resize(samples_.size().angles > 0 ? parameters_.size() : 0);
  tape.lambda.resize(size() * kStride);
  tape.inverses.resize(tape.coefficients.size());
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const std::size_t at = samples_.place(i).coefficients * kRow;
    if (!plan_.programs[i].perLane) continue;
    adjointCoefficients(plan_.programs[i], &tape.coefficients[at], &tape.inverses[at], kRow);
  }
  std::ranges::fill(tape.sums, T{0});
  readout_.cotangentState(kernels_, lastState(tape), cotangents, tape.scratch, tape.lambda.data());
  sweepBack(tape, withInputs);
  readPrefix(tape, withInputs);
  for (std::size_t c = 0; c < kChunks; ++c) {
    copyLanes(tape.sums.data() + c * kLanes, kRow, tape.rows.data(), kLanes, samples_.size().sums);
    for (std::size_t k = 0; k < tape.rows.size(); ++k) gradient.sums[k] += tape.rows[k];
    const SamplePrograms::Tape& chunk = tape.chunks[c];
    std::vector<double> features(withInputs ? chunk.features.size() : 0);
    samples_.pullback(chunk, tape.rows, gradient.parameters, features);
    if (!withInputs) continue;
    pullbackPreparations(tape, c, features);
    const std::size_t width = inputCount() * kLanes;
    for (std::size_t k = 0; k < width; ++k) inputCotangents[c * width + k] += features[k];
  }
}

template <class T>
void StatevectorFunction<T>::pullbackPreparations(StateTape<T>& tape, std::size_t chunk,
                                                  std::span<double> features) const {
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    const StartFactor<T>& factor = tape.factors[i];
    const std::size_t count = factor.offsets.size();
    T* rest = keptState(tape, 0);
    buildStart<T>(kernels_, tape.factors, &factor, rest);
    AlignedRows<T> g(count * kRow, T{0});
    kernels_.contract(tape.lambda.data(), rest, (size() - 1) & ~factor.mask, factor.offsets.data(),
                      count, g.data());
    AlignedVector own(count * kLanes);
    copyLanes(g.data() + chunk * kLanes, kRow, own.data(), kLanes, count);
    pullbackPreparation(circuit_.preparations[i], tape.chunks[chunk].features,
                        tape.prepared[i][chunk], own, features);
  }
}

template <class T>
void StatevectorFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                     std::span<double> parameterGradient) const {
  for (const auto& any : gradients) {
    const auto& parameters = static_cast<const StateGradient&>(*any).parameters;
    for (std::size_t k = 0; k < parameters.size(); ++k) parameterGradient[k] += parameters[k];
  }
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane || !program.trainable) continue;
    std::array<double, 16> sum{};
    const std::size_t count = accumulatorCount(program.form);
    for (const auto& any : gradients) {
      const double* own =
          &static_cast<const StateGradient&>(*any).sums[samples_.place(i).sums * kLanes];
      for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sum[k] += own[k * kLanes + lane];
      }
    }
    const auto angles = std::span(angles_).subspan(places_[i].angles, 3 * program.ops.size());
    walkGradient(program, angles, antiHermitianPart(program.form, sum.data(), 1),
                 [&](std::size_t op, std::size_t k, double derivative) {
                   const Angle& angle = program.ops[op].angles[k];
                   parameterGradient[angle.index] += angle.scale * derivative;
                 });
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit, Precision precision) {
  return makeStatevectorFunction(circuit, precision, keptStates(circuit.wires));
}

std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit, Precision precision,
                                                      std::size_t kept) {
  if (precision == Precision::Float) {
    return std::make_unique<StatevectorFunction<float>>(circuit, kept);
  }
  return std::make_unique<StatevectorFunction<double>>(circuit, kept);
}

}  // namespace qonvolve
