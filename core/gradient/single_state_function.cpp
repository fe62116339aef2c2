// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a lane function that takes one sample after the other, each as one large state.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/gradient/bound_programs.h"
#include "core/gradient/circuit_function.h"
#include "core/gradient/sample_numbers.h"
#include "core/gradient/single_state.h"
#include "core/sim/state_memory.h"
#include "core/sim/state_readout.h"
#include "core/sim/state_run.h"
#include "core/sim/state_start.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

constexpr std::uint32_t kNone = RotationItem::kNone;
constexpr std::size_t kApart = 1024;  // bytes; see StateMemory

template <class T>
struct SingleTape : LaneFunction::Tape {
  explicit SingleTape(const StatePlan& plan) : run(plan) {}
  StateRun<T> run;
  StateMemory<T> phi;    // of all kept samples, one after the other
  std::size_t kept = 1;  // how many
  StateMemory<T> lambda;
  StateNumbers<T> numbers;
  SampleNumbersTape sample;             // of those that depend on it
  std::size_t version = 0;              // of the numbers that all samples share
  std::vector<double> features;         // sample by sample
  std::vector<double> angles;           // of the program at hand
  std::vector<double> derivatives;      // by these
  PauliRotations::Turns turns;
  std::array<double, kLanes> factor{};  // what each state lacks
  std::array<bool, kLanes> holds{};     // whether phi still has the sample's final state
  std::size_t last = 0;                 // sample whose numbers are in `numbers`
  StateReadings readings;
};

struct SingleGradient : LaneFunction::Gradient {
  std::vector<LocalMatrix> shared;  // of each program that all samples share: sum of A
  std::vector<double> parameters;   // dL/dtheta through all others
  void clear() override {
    std::ranges::fill(parameters, 0.0);
    for (LocalMatrix& a : shared) a.entries.fill(0);
  }
};

template <class T>
class SingleStateFunction : public LaneFunction {
 public:
  explicit SingleStateFunction(const Circuit& circuit);

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  bool threadsInside() const override { return plan_.bits >= kThreadedBits; }
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
  std::span<const double> sample(const SingleTape<T>& tape, std::size_t s) const {
    return std::span(tape.features).subspan(s * circuit_.inputs, circuit_.inputs);
  }
  void sampleNumbers(SingleTape<T>& tape, std::size_t s) const;
  T* phi(SingleTape<T>& tape, std::size_t s) const {
    return tape.phi.data() + s % tape.kept * (std::size_t{2} << plan_.bits);
  }
  T* compute(SingleTape<T>& tape, std::size_t s) const;
  bool reads(const Program& program, bool withInputs) const {
    return program.trainable || (withInputs && program.features);
  }
  void distribute(SingleTape<T>& tape, std::size_t s, SingleGradient& gradient,
                  std::span<double> features) const;
  void add(SingleTape<T>& tape, std::size_t s, std::size_t program, const LocalMatrix& a,
           SingleGradient& gradient, std::span<double> features) const;

  Circuit circuit_;
  StatePlan plan_;
  StateStart start_;
  StateReadout<T> readout_;
  std::array<std::size_t, 2> firstVisit_{};  // [with inputs]
  SampleNumbers<T> samples_;
  std::vector<double> parameters_;
  StateNumbers<T> shared_;
  BoundPrograms programs_;
  std::size_t version_ = 0;
};

template <class T>
SingleStateFunction<T>::SingleStateFunction(const Circuit& circuit)
    : circuit_(circuit),
      plan_(makeStatePlan(circuit, statePlanOptions(circuit.wires, kLaneWires<T>))),
      start_(circuit_, plan_),
      readout_(circuit, plan_.endBit, plan_.bits),
      samples_(circuit_, plan_.plan),
      programs_(plan_.plan.programs) {
  const std::size_t programs = plan_.plan.programs.size();
  shared_.programs.resize(programs);
  shared_.forward.resize(programs);
  shared_.backward.resize(programs);
  const bool prepared = !circuit.preparations.empty();
  firstVisit_ = {firstReadVisit(plan_, false),
                 prepared ? std::size_t{0} : firstReadVisit(plan_, true)};
}

template <class T>
void SingleStateFunction<T>::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  programs_.bind(parameters);
  for (std::size_t p = 0; p < plan_.plan.programs.size(); ++p) {
    const Program& program = plan_.plan.programs[p];
    if (program.perLane) continue;
    fillNumbers(plan_.plan, p, programs_.angles(p), shared_);
  }
  ++version_;
}

template <class T>
std::unique_ptr<LaneFunction::Tape> SingleStateFunction<T>::makeTape() const {
  auto tape = std::make_unique<SingleTape<T>>(plan_);
  tape->kept = keptSamples(std::uint64_t{2 * sizeof(T)} << plan_.bits);
  tape->features.resize(kLanes * circuit_.inputs);
  return tape;
}

template <class T>
std::unique_ptr<LaneFunction::Gradient> SingleStateFunction<T>::makeGradient() const {
  auto gradient = std::make_unique<SingleGradient>();
  for (const Program& program : plan_.plan.programs) {
    gradient->shared.push_back({.dim = std::size_t{1} << program.wires()});
  }
  return gradient;
}

/// Numbers of the programs that depend on the sample; the others are already there.
template <class T>
void SingleStateFunction<T>::sampleNumbers(SingleTape<T>& tape, std::size_t s) const {
  if (tape.version != version_) {
    tape.numbers = shared_;
    tape.version = version_;
    tape.run.forget();
    tape.sample.known.clear();
  } else if (tape.last == s) {
    return;
  }
  samples_.fill(parameters_, sample(tape, s), tape.sample, tape.numbers);
  tape.last = s;
}

/// The final state of a sample.
template <class T>
T* SingleStateFunction<T>::compute(SingleTape<T>& tape, std::size_t s) const {
  if (tape.phi.size() == 0) tape.phi = StateMemory<T>(tape.kept * (std::size_t{2} << plan_.bits));
  T* const state = phi(tape, s);
  sampleNumbers(tape, s);
  start_.build(sample(tape, s), std::span<const ProgramNumbers>(tape.numbers.programs), state,
               tape.pool);
  tape.factor[s] = tape.run.forward(tape.numbers, state, tape.pool);
  if (tape.kept == 1) tape.holds.fill(false);
  tape.holds[s] = true;
  return state;
}

template <class T>
void SingleStateFunction<T>::forward(Tape& anyTape, std::span<const double> inputs,
                                     std::span<double> outputs) const {
  auto& tape = static_cast<SingleTape<T>&>(anyTape);
  assert(inputs.size() >= inputCount() * kLanes && outputs.size() >= outputCount() * kLanes);
  tape.last = kLanes;  // new inputs
  std::vector<double> values(outputCount());
  for (std::size_t s = 0; s < tape.samples; ++s) {
    for (std::size_t i = 0; i < circuit_.inputs; ++i) {
      tape.features[s * circuit_.inputs + i] = inputs[i * kLanes + s];
    }
  }
  for (std::size_t s = 0; s < tape.samples && !tape.stopped(); ++s) {
    const T* const state = compute(tape, s);
    readout_.expectations(state, values);
    for (std::size_t o = 0; o < values.size(); ++o) {
      const double value = tape.factor[s] * tape.factor[s] * values[o];
      for (std::size_t lane = s; lane < (s + 1 == tape.samples ? kLanes : s + 1); ++lane) {
        outputs[o * kLanes + lane] = value;
      }
    }
  }
}

template <class T>
void SingleStateFunction<T>::pullback(Tape& anyTape, std::span<const double> cotangents,
                                      Gradient& anyGradient,
                                      std::span<double> inputCotangents) const {
  auto& tape = static_cast<SingleTape<T>&>(anyTape);
  auto& gradient = static_cast<SingleGradient&>(anyGradient);
  const bool withInputs = !inputCotangents.empty();
  gradient.parameters.resize(parameters_.size());
  if (tape.lambda.size() == 0) {
    tape.lambda = StateMemory<T>(std::size_t{2} << plan_.bits, kApart);
  }
  std::vector<double> weights(outputCount()), features;
  for (std::size_t s = tape.samples; s-- > 0 && !tape.stopped();) {
    for (std::size_t o = 0; o < weights.size(); ++o) weights[o] = cotangents[o * kLanes + s];
    if (!tape.holds[s]) compute(tape, s);
    sampleNumbers(tape, s);
    T* const phi = this->phi(tape, s);
    T* const lambda = tape.lambda.data();
    readout_.cotangentState(phi, weights, lambda);
    const double factor = tape.run.backward(tape.numbers, tape.factor[s], firstVisit_[withInputs],
                                            phi, lambda, tape.pool, tape.readings);
    tape.holds[s] = false;
    features.assign(withInputs ? circuit_.inputs + circuit_.products.size() : 0, 0.0);
    distribute(tape, s, gradient, features);
    if (!withInputs) continue;
    const std::span<const double> x = sample(tape, s);
    for (std::size_t i = 0; i < circuit_.products.size(); ++i) {
      const FeatureProduct& p = circuit_.products[i];
      const double d = features[circuit_.inputs + i];
      features[p.a] += d * p.scaleA * (p.offsetB + p.scaleB * x[p.b]);
      features[p.b] += d * p.scaleB * (p.offsetA + p.scaleA * x[p.a]);
    }
    start_.pullback(x, lambda, factor, features);
    for (std::size_t i = 0; i < circuit_.inputs; ++i)
      inputCotangents[i * kLanes + s] += features[i];
  }
}

/// A of every program whose gradient is wanted.
template <class T>
void SingleStateFunction<T>::distribute(SingleTape<T>& tape, std::size_t s,
                                        SingleGradient& gradient,
                                        std::span<double> features) const {
  const auto wanted = [&](std::size_t program) {
    return reads(plan_.plan.programs[program], !features.empty());
  };
  const StateReadings& readings = tape.readings;
  for (std::size_t r = 0; r < plan_.rotations.size(); ++r) {
    const RotationItem& item = plan_.rotations[r];
    if (!wanted(item.program)) continue;
    add(tape, s, item.program,
        rotationGradient(tape.numbers.programs[item.program], readings.rotations[r]), gradient,
        features);
  }
  for (std::size_t d = 0; d < plan_.diagonals.size(); ++d) {
    const std::vector<double>& w = readings.diagonals[d];
    for (const DiagonalItem::Term& term : plan_.diagonals[d].terms) {
      if (term.part != DiagonalItem::Part::Whole || !wanted(term.program)) continue;
      const double first = w[1 + term.wires[0]], second = w[1 + term.wires[1]];
      LocalMatrix a{.dim = term.pair == kNone ? std::size_t{2} : std::size_t{4}};
      if (term.pair == kNone) {
        a.at(0, 0) = w[0] - first;
        a.at(1, 1) = first;
      } else {
        const double both = readings.pairs[d][term.pair];
        a.at(0, 0) = w[0] - first - second + both;
        a.at(1, 1) = first - both;
        a.at(2, 2) = second - both;
        a.at(3, 3) = both;
      }
      add(tape, s, term.program, a, gradient, features);
    }
  }
  for (std::size_t k = 0; k < plan_.plan.steps.size(); ++k) {
    const Step& step = plan_.plan.steps[k];
    const bool matrix = step.form == Form::Dense2 || step.form == Form::Multiplexed ||
                        step.form == Form::MultiplexedFlip;
    if (!matrix || !wanted(step.program)) continue;
    add(tape, s, step.program, antiHermitianPart(step.form, readings.matrices[k].data(), 1),
        gradient, features);
  }
}

/// Sums A of a shared program; walks through the gates of one that depends on the sample.
template <class T>
void SingleStateFunction<T>::add(SingleTape<T>& tape, std::size_t s, std::size_t index,
                                 const LocalMatrix& a, SingleGradient& gradient,
                                 std::span<double> features) const {
  const Program& program = plan_.plan.programs[index];
  if (!program.perLane) {
    for (std::size_t k = 0; k < a.dim * a.dim; ++k) {
      gradient.shared[index].entries[k] += a.entries[k];
    }
    return;
  }
  samples_.angles(program, parameters_, sample(tape, s), tape.angles);
  tape.derivatives.resize(tape.angles.size());
  const PauliRotations& rotations = programs_.rotations(index);
  rotations.turn(tape.angles, tape.turns);
  rotations.walk(a, PauliRotations::From::End, tape.turns, tape.derivatives);
  for (std::size_t k = 0; k < tape.derivatives.size(); ++k) {
    const Angle& angle = program.ops[k / 3].angles[k % 3];
    if (angle.source == Angle::Source::Constant) continue;
    const double d = angle.scale * tape.derivatives[k];
    if (angle.source == Angle::Source::Feature) {
      if (!features.empty()) features[angle.index] += d;
      continue;
    }
    std::size_t at = angle.index;
    if (angle.source == Angle::Source::TokenParameter) {
      const double id = std::round(sample(tape, s)[angle.token]);
      const double wide = angle.index + angle.stride * id;
      if (!(id >= 0 && wide < static_cast<double>(gradient.parameters.size()))) continue;
      at = static_cast<std::size_t>(wide);
    }
    gradient.parameters[at] += d;
  }
}

template <class T>
void SingleStateFunction<T>::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                                     std::span<double> parameterGradient) const {
  for (const auto& any : gradients) {
    const auto& parameters = static_cast<const SingleGradient&>(*any).parameters;
    for (std::size_t k = 0; k < parameters.size(); ++k) parameterGradient[k] += parameters[k];
  }
  for (std::size_t p = 0; p < plan_.plan.programs.size(); ++p) {
    const Program& program = plan_.plan.programs[p];
    if (program.perLane || !program.trainable) continue;
    LocalMatrix sum{.dim = std::size_t{1} << program.wires()};
    for (const auto& any : gradients) {
      const LocalMatrix& a = static_cast<const SingleGradient&>(*any).shared[p];
      for (std::size_t k = 0; k < sum.dim * sum.dim; ++k) sum.entries[k] += a.entries[k];
    }
    programs_.pullback(p, sum, PauliRotations::From::End, parameterGradient);
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeSingleStateFunction(const Circuit& circuit, Precision precision) {
  if (precision == Precision::Float) return std::make_unique<SingleStateFunction<float>>(circuit);
  return std::make_unique<SingleStateFunction<double>>(circuit);
}

}  // namespace qonvolve
