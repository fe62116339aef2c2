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
#include "core/sim/density_measurement.h"
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
  AlignedVector rhoTile, lambdaTile;                // amplitudes of a window
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
  std::span<const DensityStep> stepsOf(const DensityWindow& window) const {
    return std::span(plan_.steps).subspan(window.first, window.count);
  }
  /// Calls body(index of the tile's first amplitude) for every tile of a window.
  template <class Body>
  void forTiles(const DensityWindow& window, Body body) const {
    for (std::size_t block = 0; block < plan_.blocks(); ++block) {
      if ((block & window.mask) != window.value) continue;
      std::size_t base = 0;
      do {
        body(block * plan_.blockSize() + base);
        base = (base - window.free) & window.free;
      } while (base != 0);
    }
  }
  const KernelTable<double>::Matrix& matrix(const DensityStep& step) const {
    return (program(step).perLane ? kernels_.perLane : kernels_.shared)[step.gates.form];
  }
  Coefficients forwardOf(const DensityStep& step, const DensityTape& tape) const;
  Coefficients backwardOf(const DensityStep& step, const DensityTape& tape) const;
  void startState(DensityTape& tape) const;
  void applyGates(const DensityWindow& window, const DensityStep& step, Coefficients m,
                  double* tile) const;
  void applyMap(const Superoperator& map, const DensityStep& step, AlignedVector& tile) const;
  void undoWindow(const DensityWindow& window, DensityTape& tape, bool withInputs) const;
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

/// Copies the amplitudes of a tile, from or to their places in the state.
void gather(const DensityWindow& window, const double* state, AlignedVector& tile) {
  for (std::size_t k = 0; k < window.offsets.size(); ++k) {
    std::copy_n(state + window.offsets[k] * kStride, kStride, tile.data() + k * kStride);
  }
}
void scatter(const DensityWindow& window, const AlignedVector& tile, double* state) {
  for (std::size_t k = 0; k < window.offsets.size(); ++k) {
    std::copy_n(tile.data() + k * kStride, kStride, state + window.offsets[k] * kStride);
  }
}

void DensityFunction::applyGates(const DensityWindow& window, const DensityStep& step,
                                 Coefficients m, double* tile) const {
  const Step& gates = step.gates;
  const std::size_t size = window.offsets.size();
  const std::size_t shift = window.wires.size();
  if (gates.form == Form::Exchange) {
    kernels_.exchange(tile, size, gates.mask, gates.from, gates.flip);
    kernels_.exchange(tile, size, gates.mask << shift, gates.from << shift, gates.flip << shift);
    return;
  }
  const std::size_t bit0 = gates.bit(0), bit1 = gates.bit(1);
  matrix(step).apply(tile, tile, size, bit0, bit1, m.ket);
  matrix(step).apply(tile, tile, size, bit0 << shift, bit1 << shift, m.bra);
}

void DensityFunction::applyMap(const Superoperator& map, const DensityStep& step,
                               AlignedVector& tile) const {
  const std::size_t size = tile.size() / kStride;
  if (map.dim() != 4) return map.apply(tile.data(), size, step.bits);
  kernels_.shared[Form::Dense2].apply(tile.data(), tile.data(), size, step.bits[0], step.bits[1],
                                      map.coefficients());
}

void DensityFunction::forward(Tape& anyTape, std::span<const double> inputs,
                              std::span<double> outputs) const {
  auto& tape = static_cast<DensityTape&>(anyTape);
  samples_.forward(tape.samples, inputs.first(inputCount() * kLanes), parameters_);
  conjugate(tape.samples.coefficients, tape.forwardBra);
  startState(tape);
  double* rho = tape.rho.data();
  for (const DensityWindow& window : plan_.windows) {
    if (tape.stopped()) break;
    if (window.slot != DensityWindow::kUndone) tape.kept[window.slot] = tape.rho;
    if (window.measures) {
      measure(plan_, window, rho);
      continue;
    }
    tape.rhoTile.resize(window.offsets.size() * kStride);
    forTiles(window, [&](std::size_t at) {
      gather(window, rho + at * kStride, tape.rhoTile);
      for (const DensityStep& step : stepsOf(window)) {
        if (step.kind == DensityStep::Kind::Map) {
          applyMap(plan_.maps[step.map], step, tape.rhoTile);
        } else {
          const bool exchange = step.gates.form == Form::Exchange;
          applyGates(window, step, exchange ? Coefficients{} : forwardOf(step, tape),
                     tape.rhoTile.data());
        }
      }
      scatter(window, tape.rhoTile, rho + at * kStride);
    });
  }
  readout_.expectations(rho, outputs.first(outputCount() * kLanes));
}

/// Reads what each program's gradient needs just after its step, then undoes the step.
void DensityFunction::undoWindow(const DensityWindow& window, DensityTape& tape,
                                 bool withInputs) const {
  const std::size_t size = window.offsets.size();
  tape.rhoTile.resize(size * kStride);
  tape.lambdaTile.resize(size * kStride);
  const auto steps = stepsOf(window);
  forTiles(window, [&](std::size_t at) {
    gather(window, tape.rho.data() + at * kStride, tape.rhoTile);
    gather(window, tape.lambda.data() + at * kStride, tape.lambdaTile);
    for (std::size_t s = steps.size(); s-- > 0;) {
      const DensityStep& step = steps[s];
      if (plan_.isRead(step, withInputs)) {
        double* sums = &tape.sums[samples_.place(step.gates.program).sums * kLanes];
        matrix(step).reduce(tape.rhoTile.data(), tape.lambdaTile.data(), size, step.gates.bit(0),
                            step.gates.bit(1), sums);
      }
      if (step.kind == DensityStep::Kind::Map) {
        applyMap(plan_.inverses[step.map], step, tape.rhoTile);
        applyMap(plan_.adjoints[step.map], step, tape.lambdaTile);
        continue;
      }
      const bool exchange = step.gates.form == Form::Exchange;
      const Coefficients m = exchange ? Coefficients{} : backwardOf(step, tape);
      applyGates(window, step, m, tape.rhoTile.data());
      applyGates(window, step, m, tape.lambdaTile.data());
    }
    scatter(window, tape.rhoTile, tape.rho.data() + at * kStride);
    scatter(window, tape.lambdaTile, tape.lambda.data() + at * kStride);
  });
}

void DensityFunction::sweepBack(DensityTape& tape, bool withInputs) const {
  for (std::size_t w = plan_.windows.size(); w-- > plan_.firstRead[withInputs];) {
    if (tape.stopped()) return;
    const DensityWindow& window = plan_.windows[w];
    if (window.measures) {
      measureBack(plan_, window, tape.lambda.data());
    } else {
      undoWindow(window, tape, withInputs);
    }
    if (window.slot != DensityWindow::kUndone)
      std::ranges::copy(tape.kept[window.slot], tape.rho.data());
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
