// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a lane function: start states, sweeps through its steps, observables.
#include <algorithm>
#include <cassert>

#include "core/gradient/circuit_function.h"
#include "core/gradient/sample_programs.h"
#include "core/gradient/state_sweeps.h"
#include "core/gradient/state_tape.h"
#include "core/sim/readout.h"
#include "core/sim/start_state.h"

namespace qonvolve {
namespace {

template <class T>
struct StateTape : LaneFunction::Tape {
  typename StateSweeps<T>::Tape states;
  AlignedRows<T> scratch;
  AlignedVector rows;  // one chunk's share of the sums
  std::vector<StartFactor<T>> factors;
  std::vector<SamplePrograms::Tape> chunks;
  std::vector<std::vector<AlignedVector>> prepared;  // [preparation][chunk]: amplitudes
};

/// Lanes of the groups are those of kChunks chunks, one after the other.
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
  void startState(StateTape<T>& tape) const;
  void readPrefix(StateTape<T>& tape, bool withInputs) const;
  void pullbackPreparations(StateTape<T>& tape, std::size_t chunk,
                            std::span<double> features) const;

  Circuit circuit_;
  Plan plan_;
  SamplePrograms samples_;
  StateSweeps<T> sweeps_;
  Readout readout_;
  const KernelTable<T>& kernels_;
  std::vector<StartFactor<T>> factors_;  // preparations, then all other wires
  std::vector<double> parameters_;
};

template <class T>
StatevectorFunction<T>::StatevectorFunction(const Circuit& circuit, std::size_t kept)
    : circuit_(circuit),
      plan_(makePlan(circuit)),
      samples_(circuit_, plan_),
      sweeps_(plan_, samples_, circuit.wires, kept),
      readout_(circuit),
      kernels_(kernels<T>()) {
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
  sweeps_.bind(parameters);
}

template <class T>
std::unique_ptr<LaneFunction::Tape> StatevectorFunction<T>::makeTape() const {
  auto tape = std::make_unique<StateTape<T>>();
  tape->states = sweeps_.makeTape();
  tape->rows.resize(samples_.size().sums * kLanes);
  tape->factors = factors_;
  for (std::size_t c = 0; c < kChunks; ++c) tape->chunks.push_back(samples_.makeTape());
  for (const Preparation& p : circuit_.preparations) {
    tape->prepared.emplace_back(kChunks, AlignedVector(kLanes << p.wires.size()));
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
    const T* u = &tape.states.coefficients[samples_.place(p.program).coefficients * kRow];
    for (std::size_t i = circuit_.preparations.size(); i < tape.factors.size(); ++i) {
      if (tape.factors[i].mask != std::size_t{1} << p.wire) continue;
      std::copy_n(u, kStride, tape.factors[i].amplitudes.data());
      std::copy_n(u + 2 * kStride, kStride, tape.factors[i].amplitudes.data() + kStride);
    }
  }
  buildStart<T>(kernels_, tape.factors, nullptr, sweeps_.start(tape.states));
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
    copyLanes(chunk.coefficients.data(), kLanes, tape.states.coefficients.data() + c * kLanes, kRow,
              samples_.size().coefficients);
  }
  startState(tape);
  sweeps_.forward(tape.states);
  readout_.expectations(kernels_, sweeps_.last(tape.states), tape.scratch,
                        outputs.first(kChunks * outputCount() * kLanes));
}

template <class T>
void StatevectorFunction<T>::readPrefix(StateTape<T>& tape, bool withInputs) const {
  T* phi = sweeps_.start(tape.states);
  bool rebuilt = false;
  for (const PrefixWire& p : plan_.prefix) {
    const Program& program = plan_.programs[p.program];
    if (!program.trainable && !(withInputs && program.features)) continue;
    if (!rebuilt) buildStart<T>(kernels_, tape.factors, nullptr, phi);
    rebuilt = true;
    kernels_.shared[Form::Dense1].reduce(phi, tape.states.lambda.data(), size(),
                                         std::size_t{1} << p.wire, 0,
                                         &tape.states.sums[samples_.place(p.program).sums * kRow]);
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
  tape.states.lambda.resize(size() * kStride);
  std::ranges::fill(tape.states.sums, T{0});
  readout_.cotangentState(kernels_, sweeps_.last(tape.states), cotangents, tape.scratch,
                          tape.states.lambda.data());
  sweeps_.backward(tape.states, withInputs);
  readPrefix(tape, withInputs);
  for (std::size_t c = 0; c < kChunks; ++c) {
    copyLanes(tape.states.sums.data() + c * kLanes, kRow, tape.rows.data(), kLanes,
              samples_.size().sums);
    for (std::size_t k = 0; k < tape.rows.size(); ++k) gradient.sums[k] += tape.rows[k];
    const SamplePrograms::Tape& chunk = tape.chunks[c];
    std::vector<double> features(withInputs ? chunk.features.size() : 0);
    if (withInputs) pullbackPreparations(tape, c, features);
    samples_.pullback(chunk, tape.rows, gradient.parameters, features);
    const std::size_t width = withInputs ? inputCount() * kLanes : 0;
    for (std::size_t k = 0; k < width; ++k) inputCotangents[c * width + k] += features[k];
  }
}

template <class T>
void StatevectorFunction<T>::pullbackPreparations(StateTape<T>& tape, std::size_t chunk,
                                                  std::span<double> features) const {
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    const StartFactor<T>& factor = tape.factors[i];
    const std::size_t count = factor.offsets.size();
    T* rest = sweeps_.start(tape.states);
    buildStart<T>(kernels_, tape.factors, &factor, rest);
    AlignedRows<T> g(count * kRow, T{0});
    kernels_.contract(tape.states.lambda.data(), rest, (size() - 1) & ~factor.mask,
                      factor.offsets.data(), count, g.data());
    AlignedVector own(count * kLanes);
    copyLanes(g.data() + chunk * kLanes, kRow, own.data(), kLanes, count);
    pullbackPreparation(circuit_.preparations[i], tape.chunks[chunk].features,
                        tape.prepared[i][chunk], own, features);
  }
}

template <class T>
void StatevectorFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                     std::span<double> parameterGradient) const {
  AlignedVector sums(samples_.size().sums * kLanes);
  for (const auto& any : gradients) {
    const auto& gradient = static_cast<const StateGradient&>(*any);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += gradient.sums[k];
    for (std::size_t k = 0; k < gradient.parameters.size(); ++k) {
      parameterGradient[k] += gradient.parameters[k];
    }
  }
  sweeps_.collect(sums, parameterGradient);
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
