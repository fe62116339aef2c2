// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit with noise, measurements and resets as a lane function on vectorized density matrices.
//
// With rho as a vector |rho>>, a gate is U (x) conj(U), a channel a matrix S, and the loss
// L = <<w|rho>> is linear. Back through every step: <<w| <- <<w| S. Where U depends on an angle,
// both factors change, and as rho and w stay Hermitian the two parts are conjugate:
// dL/dt = 2 Re <<w| dU U^dagger (x) 1 |rho>>, the formula of the adjoint method for pure states
// (arXiv:2009.02823) on the wires of the kets. Going back, rho is found again by inverse maps;
// where they would enlarge rounding errors, or do not exist, the state was kept on the way forward.
#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "core/gradient/circuit_function.h"
#include "core/gradient/sample_programs.h"
#include "core/gradient/shared_programs.h"
#include "core/gradient/state_tape.h"
#include "core/sim/density_plan.h"
#include "core/sim/density_readout.h"
#include "core/sim/kernels.h"
#include "core/sim/program_matrix.h"
#include "core/sim/start_state.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;

/// Coefficients of one program, for its matrix on kets and the conjugate on bras.
struct Coefficients {
  const double* ket;
  const double* bra;
};

struct DensityTape : LaneFunction::Tape {
  AlignedVector rho, lambda;
  std::vector<AlignedVector> kept;
  AlignedVector forwardBra, backward, backwardBra;  // of programs that depend on the sample
  AlignedVector sums;                               // accumulators of all programs
  SamplePrograms::Tape samples;
  std::vector<StartFactor<double>> kets, bras;  // one a preparation
  std::vector<AlignedVector> prepared;
};

class DensityFunction : public LaneFunction {
 public:
  explicit DensityFunction(const Circuit& circuit)
      : circuit_(circuit),
        plan_(makeDensityPlan(circuit)),
        shared_(plan_.gates),
        samples_(circuit_, plan_.gates),
        readout_(circuit, plan_),
        kernels_(kernels<double>()) {}

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
  void bind(std::span<const double> parameters) override {
    parameters_.assign(parameters.begin(), parameters.end());
    shared_.bind(parameters_);
  }
  std::unique_ptr<Tape> makeTape() const override;
  std::unique_ptr<Gradient> makeGradient() const override;
  void forward(Tape& tape, std::span<const double> inputs,
               std::span<double> outputs) const override;
  void pullback(Tape& tape, std::span<const double> cotangents, Gradient& gradient,
                std::span<double> inputCotangents) const override;
  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override;

 private:
  std::size_t doubles() const { return plan_.blocks() * plan_.blockSize() * kStride; }
  const Program& program(const DensityStep& step) const {
    return plan_.gates.programs[step.gates.program];
  }
  bool isRead(const DensityStep& step, bool withInputs) const {
    return step.kind == DensityStep::Kind::Gates && step.gates.program != Step::kNoProgram &&
           (program(step).trainable || (withInputs && program(step).features));
  }
  template <class Body>
  void forBlocks(const DensityStep& step, double* state, Body body) const {
    for (std::size_t block = 0; block < plan_.blocks(); ++block) {
      if ((block & step.mask) == step.value) body(state + block * plan_.blockSize() * kStride);
    }
  }
  const KernelTable<double>::Matrix& matrix(const DensityStep& step) const {
    return (program(step).perLane ? kernels_.perLane : kernels_.shared)[step.gates.form];
  }
  Coefficients forwardOf(const DensityStep& step, const DensityTape& tape) const;
  Coefficients backwardOf(const DensityStep& step, const DensityTape& tape) const;
  void startState(DensityTape& tape) const;
  void applyGates(const DensityStep& step, Coefficients m, double* state) const;
  void measure(const DensityStep& step, double* state) const;
  void measureBack(const DensityStep& step, double* lambda) const;
  void sweepBack(DensityTape& tape, bool withInputs) const;
  void pullbackPreparations(DensityTape& tape, std::span<double> features) const;

  Circuit circuit_;
  DensityPlan plan_;
  SharedPrograms shared_;
  SamplePrograms samples_;
  DensityReadout readout_;
  const KernelTable<double>& kernels_;
  std::vector<double> parameters_;
};

std::unique_ptr<LaneFunction::Tape> DensityFunction::makeTape() const {
  auto tape = std::make_unique<DensityTape>();
  tape->rho.resize(doubles());
  tape->kept.resize(plan_.keptStates);
  tape->samples = samples_.makeTape();
  tape->sums.resize(samples_.size().sums * kLanes);
  for (AlignedVector* list : {&tape->forwardBra, &tape->backward, &tape->backwardBra}) {
    list->resize(samples_.size().coefficients * kLanes);
  }
  for (const Preparation& p : circuit_.preparations) {
    tape->kets.push_back(makeFactor<double>(p.wires));
    std::vector<Wire> bras;
    for (const Wire w : p.wires) bras.push_back(w + circuit_.wires);
    tape->bras.push_back(makeFactor<double>(bras));
    tape->prepared.emplace_back(kLanes << p.wires.size());
  }
  return tape;
}

std::unique_ptr<LaneFunction::Gradient> DensityFunction::makeGradient() const {
  auto gradient = std::make_unique<StateGradient>();
  gradient->sums.resize(samples_.size().sums * kLanes);
  return gradient;
}

Coefficients DensityFunction::forwardOf(const DensityStep& step, const DensityTape& tape) const {
  const std::size_t p = step.gates.program;
  if (!program(step).perLane) return {shared_.forward(p), shared_.forwardConjugate(p)};
  const std::size_t at = samples_.place(p).coefficients * kLanes;
  return {&tape.samples.coefficients[at], &tape.forwardBra[at]};
}

Coefficients DensityFunction::backwardOf(const DensityStep& step, const DensityTape& tape) const {
  const std::size_t p = step.gates.program;
  if (!program(step).perLane) return {shared_.backward(p), shared_.backwardConjugate(p)};
  const std::size_t at = samples_.place(p).coefficients * kLanes;
  return {&tape.backward[at], &tape.backwardBra[at]};
}

/// Imaginary parts are every other row of kLanes.
void conjugate(const AlignedVector& from, AlignedVector& to) {
  for (std::size_t k = 0; k < from.size(); ++k) to[k] = k / kLanes % 2 == 0 ? from[k] : -from[k];
}

/// |psi><psi| of the preparations, |0><0| on all other wires, in the block of classical zeros.
void DensityFunction::startState(DensityTape& tape) const {
  std::ranges::fill(tape.rho, 0.0);
  std::fill_n(tape.rho.begin(), kLanes, 1.0);
  std::size_t done = 0;
  const auto expand = [&](const StartFactor<double>& factor) {
    kernels_.expand(tape.rho.data(), done, factor.offsets.data(), factor.offsets.size(),
                    factor.amplitudes.data());
    done |= factor.mask;
  };
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    AlignedVector& amplitudes = tape.prepared[i];
    prepare(circuit_.preparations[i], tape.samples.features, amplitudes);
    for (StartFactor<double>* factor : {&tape.kets[i], &tape.bras[i]}) {
      copyLanes(amplitudes.data(), kLanes, factor->amplitudes.data(), kStride,
                amplitudes.size() / kLanes);  // amplitudes are real
      expand(*factor);
    }
  }
}

void DensityFunction::applyGates(const DensityStep& step, Coefficients m, double* state) const {
  const Step& gates = step.gates;
  const std::size_t size = plan_.blockSize();
  const Wire shift = circuit_.wires;
  forBlocks(step, state, [&](double* block) {
    if (gates.form == Form::Exchange) {
      kernels_.exchange(block, size, gates.mask, gates.from, gates.flip);
      kernels_.exchange(block, size, gates.mask << shift, gates.from << shift, gates.flip << shift);
      return;
    }
    const std::size_t bit0 = gates.bit(0), bit1 = gates.bit(1);
    matrix(step).apply(block, block, size, bit0, bit1, m.ket);
    matrix(step).apply(block, block, size, bit0 << shift, bit1 << shift, m.bra);
  });
}

/// Entries with ket and bra bit m go to the block whose outcome is m, all others vanish.
void DensityFunction::measure(const DensityStep& step, double* state) const {
  const std::size_t size = plan_.blockSize();
  const std::size_t ket = std::size_t{1} << step.wire;
  const std::size_t bra = ket << circuit_.wires;
  for (std::size_t block = 0; block < plan_.blocks(); ++block) {
    // Each pair of blocks once, where it is measured: a condition may ask for the old outcome.
    if ((block & step.outcome) != 0) continue;
    const bool from0 = (block & step.mask) == step.value;
    const bool from1 = ((block | step.outcome) & step.mask) == step.value;
    double* zero = state + block * size * kStride;
    double* one = state + (block | step.outcome) * size * kStride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool m0 = (i & (ket | bra)) == 0, m1 = (i & (ket | bra)) == (ket | bra);
      for (std::size_t k = i * kStride; k < (i + 1) * kStride; ++k) {
        const double moved = (from0 ? zero[k] : 0) + (from1 ? one[k] : 0);
        zero[k] = (from0 ? 0 : zero[k]) + (m0 ? moved : 0);
        one[k] = (from1 ? 0 : one[k]) + (m1 ? moved : 0);
      }
    }
  }
}

void DensityFunction::measureBack(const DensityStep& step, double* lambda) const {
  const std::size_t size = plan_.blockSize();
  const std::size_t ket = std::size_t{1} << step.wire;
  const std::size_t bra = ket << circuit_.wires;
  for (std::size_t block = 0; block < plan_.blocks(); ++block) {
    if ((block & step.outcome) != 0) continue;
    const bool from0 = (block & step.mask) == step.value;
    const bool from1 = ((block | step.outcome) & step.mask) == step.value;
    double* zero = lambda + block * size * kStride;
    double* one = lambda + (block | step.outcome) * size * kStride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool m0 = (i & (ket | bra)) == 0, m1 = (i & (ket | bra)) == (ket | bra);
      for (std::size_t k = i * kStride; k < (i + 1) * kStride; ++k) {
        const double moved = m0 ? zero[k] : (m1 ? one[k] : 0);
        if (from0) zero[k] = moved;
        if (from1) one[k] = moved;
      }
    }
  }
}

void DensityFunction::forward(Tape& anyTape, std::span<const double> inputs,
                              std::span<double> outputs) const {
  auto& tape = static_cast<DensityTape&>(anyTape);
  samples_.forward(tape.samples, inputs.first(inputCount() * kLanes), parameters_);
  conjugate(tape.samples.coefficients, tape.forwardBra);
  startState(tape);
  double* rho = tape.rho.data();
  for (const DensityStep& step : plan_.steps) {
    if (step.slot != DensityStep::kUndone) tape.kept[step.slot] = tape.rho;
    switch (step.kind) {
      case DensityStep::Kind::Gates: {
        const bool exchange = step.gates.form == Form::Exchange;
        applyGates(step, exchange ? Coefficients{} : forwardOf(step, tape), rho);
        break;
      }
      case DensityStep::Kind::Map:
        forBlocks(step, rho, [&](double* block) {
          plan_.maps[step.map].apply(block, plan_.blockSize(), step.bits);
        });
        break;
      case DensityStep::Kind::Measure:
        measure(step, rho);
        break;
    }
  }
  readout_.expectations(rho, outputs.first(outputCount() * kLanes));
}

void DensityFunction::sweepBack(DensityTape& tape, bool withInputs) const {
  double* rho = tape.rho.data();
  double* lambda = tape.lambda.data();
  for (std::size_t s = plan_.steps.size(); s-- > plan_.firstRead[withInputs];) {
    const DensityStep& step = plan_.steps[s];
    if (isRead(step, withInputs)) {
      double* sums = &tape.sums[samples_.place(step.gates.program).sums * kLanes];
      forBlocks(step, rho, [&](const double* block) {
        matrix(step).reduce(block, lambda + (block - rho), plan_.blockSize(), step.gates.bit(0),
                            step.gates.bit(1), sums);
      });
    }
    if (step.kind == DensityStep::Kind::Gates) {
      const bool exchange = step.gates.form == Form::Exchange;
      const Coefficients m = exchange ? Coefficients{} : backwardOf(step, tape);
      applyGates(step, m, rho);
      applyGates(step, m, lambda);
      continue;
    }
    const bool map = step.kind == DensityStep::Kind::Map;
    if (step.slot != DensityStep::kUndone) {
      std::ranges::copy(tape.kept[step.slot], rho);
    } else {
      forBlocks(step, rho, [&](double* block) {
        plan_.inverses[step.map].apply(block, plan_.blockSize(), step.bits);
      });
    }
    if (!map) {
      measureBack(step, lambda);
      continue;
    }
    forBlocks(step, lambda, [&](double* block) {
      plan_.adjoints[step.map].apply(block, plan_.blockSize(), step.bits);
    });
  }
}

void DensityFunction::pullbackPreparations(DensityTape& tape, std::span<double> features) const {
  const std::size_t size = plan_.blockSize();
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    // The start state without the kets of this preparation; kets and bras give conjugate parts.
    std::ranges::fill(tape.rho, 0.0);
    std::fill_n(tape.rho.begin(), kLanes, 1.0);
    std::size_t done = 0;
    for (std::size_t k = 0; k < circuit_.preparations.size(); ++k) {
      for (const StartFactor<double>* factor : {&tape.kets[k], &tape.bras[k]}) {
        if (factor == &tape.kets[i]) continue;
        kernels_.expand(tape.rho.data(), done, factor->offsets.data(), factor->offsets.size(),
                        factor->amplitudes.data());
        done |= factor->mask;
      }
    }
    const StartFactor<double>& factor = tape.kets[i];
    AlignedVector g(factor.offsets.size() * kLanes, 0.0);
    kernels_.contract(tape.lambda.data(), tape.rho.data(), (size - 1) & ~factor.mask,
                      factor.offsets.data(), factor.offsets.size(), g.data());
    pullbackPreparation(circuit_.preparations[i], tape.samples.features, tape.prepared[i], g,
                        features);
  }
}

void DensityFunction::pullback(Tape& anyTape, std::span<const double> cotangents,
                               Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<DensityTape&>(anyTape);
  auto& gradient = static_cast<StateGradient&>(anyGradient);
  const bool withInputs = !inputCotangents.empty();
  gradient.parameters.resize(samples_.size().angles > 0 ? parameters_.size() : 0);
  tape.lambda.resize(tape.rho.size());
  for (std::size_t i = 0; i < plan_.gates.programs.size(); ++i) {
    const std::size_t at = samples_.place(i).coefficients * kLanes;
    const Program& program = plan_.gates.programs[i];
    if (!program.perLane) continue;
    adjointCoefficients(program, &tape.samples.coefficients[at], &tape.backward[at], kLanes);
  }
  conjugate(tape.backward, tape.backwardBra);
  std::ranges::fill(tape.sums, 0.0);
  readout_.cotangentState(cotangents, tape.lambda.data());
  sweepBack(tape, withInputs);
  for (std::size_t k = 0; k < tape.sums.size(); ++k) gradient.sums[k] += tape.sums[k];
  std::vector<double> features(withInputs ? tape.samples.features.size() : 0);
  samples_.pullback(tape.samples, tape.sums, gradient.parameters, features);
  if (!withInputs) return;
  pullbackPreparations(tape, features);
  for (std::size_t k = 0; k < inputCount() * kLanes; ++k) inputCotangents[k] += features[k];
}

void DensityFunction::collect(std::span<const std::unique_ptr<Gradient>> gradients,
                              std::span<double> parameterGradient) const {
  for (const auto& any : gradients) {
    const auto& parameters = static_cast<const StateGradient&>(*any).parameters;
    for (std::size_t k = 0; k < parameters.size(); ++k) parameterGradient[k] += parameters[k];
  }
  for (std::size_t i = 0; i < plan_.gates.programs.size(); ++i) {
    const Program& program = plan_.gates.programs[i];
    if (program.perLane || !program.trainable) continue;
    std::array<double, 16> sum{};
    for (const auto& any : gradients) {
      const double* own =
          &static_cast<const StateGradient&>(*any).sums[samples_.place(i).sums * kLanes];
      for (std::size_t k = 0; k < accumulatorCount(program.form); ++k) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sum[k] += own[k * kLanes + lane];
      }
    }
    shared_.collect(i, sum, parameterGradient);
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeDensityFunction(const Circuit& circuit) {
  return std::make_unique<DensityFunction>(circuit);
}

std::uint64_t densityBytes(const Circuit& circuit) {
  constexpr Wire kBeyondAnyMemory = 25;
  if (circuit.wires >= kBeyondAnyMemory) return std::numeric_limits<std::uint64_t>::max();
  const DensityPlan plan = makeDensityPlan(circuit);
  if (plan.bits >= kBeyondAnyMemory) return std::numeric_limits<std::uint64_t>::max();
  return plan.blocks() * plan.blockSize() * kStride * sizeof(double) * (2 + plan.keptStates);
}

}  // namespace qonvolve
