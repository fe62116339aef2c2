// SPDX-License-Identifier: GPL-3.0-or-later
// A circuit as a lane function: programs applied to chunks of eight samples, swept back once.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/gradient/circuit_function.h"
#include "core/sim/aligned.h"
#include "core/sim/kernels.h"
#include "core/sim/plan.h"
#include "core/sim/program_matrix.h"
#include "core/sim/readout.h"
#include "core/sim/start_state.h"

namespace qonvolve {
namespace {

constexpr std::size_t kStride = 2 * kLanes;

struct StateTape : LaneFunction::Tape {
  AlignedVector phi, lambda;
  AlignedVector features;      // inputs, then products, rows of lanes
  AlignedVector angles;        // of the programs with angles per lane: 3 per gate, rows of lanes
  AlignedVector coefficients;  // of the same programs
  AlignedVector sums;          // accumulators of the same programs
  AlignedVector scratch;
  std::vector<StartFactor> factors;
};

struct StateGradient : LaneFunction::Gradient {
  AlignedVector sums;              // accumulators of the programs that all lanes share
  std::vector<double> parameters;  // dL/dtheta through programs with angles per lane
  void clear() override {
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(parameters, 0.0);
  }
};

class StatevectorFunction : public LaneFunction {
 public:
  explicit StatevectorFunction(const Circuit& circuit);

  std::size_t inputCount() const override { return circuit_.inputs; }
  std::size_t outputCount() const override { return circuit_.outputs.size(); }
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
  /// Where a program keeps its numbers: in the function and the gradient if all lanes share it, in
  /// the tape if not.
  struct Place {
    std::size_t angles = 0;
    std::size_t coefficients = 0;
    std::size_t sums = 0;
  };

  std::size_t size() const { return std::size_t{1} << circuit_.wires; }
  void laneAngles(StateTape& tape) const;
  void laneAngle(const Angle& angle, const StateTape& tape, double* out) const;
  std::size_t tokenParameter(const Angle& angle, const StateTape& tape, std::size_t lane) const;
  void startState(StateTape& tape) const;
  const Kernels::Matrix& matrix(const Step& step) const;
  void sweepBack(StateTape& tape, StateGradient& gradient, bool withInputs) const;
  void scatter(const Angle& angle, double derivative, const StateTape& tape, std::size_t lane,
               StateGradient& gradient, std::span<double> features) const;
  void walkLanes(const StateTape& tape, StateGradient& gradient, std::span<double> features) const;

  Circuit circuit_;
  Plan plan_;
  Readout readout_;
  const Kernels& kernels_;
  std::vector<Place> places_;  // of each program
  Place sharedSize_, laneSize_;
  std::vector<StartFactor> factors_;  // preparations, then all other wires
  std::vector<double> parameters_;
  std::vector<double> sharedAngles_;
  AlignedVector forwardCoefficients_, backwardCoefficients_;
};

StatevectorFunction::StatevectorFunction(const Circuit& circuit)
    : circuit_(circuit), plan_(makePlan(circuit)), readout_(circuit), kernels_(kernels()) {
  for (const Program& program : plan_.programs) {
    Place& end = program.perLane ? laneSize_ : sharedSize_;
    const std::size_t lanes = program.perLane ? kLanes : 1;
    places_.push_back(end);
    end.angles += 3 * program.ops.size() * lanes;
    end.coefficients += coefficientCount(program.form) * lanes;
    end.sums += accumulatorCount(program.form) * kLanes;
  }
  std::size_t prepared = 0;
  for (const Preparation& p : circuit_.preparations) {
    factors_.push_back(makeFactor(p.wires));
    prepared |= factors_.back().mask;
  }
  for (Wire w = 0; w < circuit_.wires; ++w) {
    if (!((prepared >> w) & 1)) factors_.push_back(makeFactor(std::span(&w, 1)));
  }
}

void StatevectorFunction::bind(std::span<const double> parameters) {
  parameters_.assign(parameters.begin(), parameters.end());
  sharedAngles_.assign(sharedSize_.angles, 0.0);
  forwardCoefficients_.resize(sharedSize_.coefficients);
  backwardCoefficients_.resize(sharedSize_.coefficients);
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (program.perLane) continue;
    const Place& place = places_[i];
    const std::span<double> angles =
        std::span(sharedAngles_).subspan(place.angles, 3 * program.ops.size());
    for (std::size_t k = 0; k < angles.size(); ++k) {
      const Angle& angle = program.ops[k / 3].angles[k % 3];
      const bool constant = angle.source == Angle::Source::Constant;
      angles[k] = angle.offset + (constant ? 0.0 : angle.scale * parameters_[angle.index]);
    }
    const LocalMatrix u = programMatrix(program, angles);
    writeCoefficients(program, u, &forwardCoefficients_[place.coefficients], 1);
    writeCoefficients(program, u.adjoint(), &backwardCoefficients_[place.coefficients], 1);
  }
}

std::unique_ptr<LaneFunction::Tape> StatevectorFunction::makeTape() const {
  auto tape = std::make_unique<StateTape>();
  tape->phi.resize(size() * kStride);
  tape->features.resize((circuit_.inputs + circuit_.products.size()) * kLanes);
  tape->angles.resize(laneSize_.angles);
  tape->coefficients.resize(laneSize_.coefficients);
  tape->sums.resize(laneSize_.sums);
  tape->factors = factors_;
  return tape;
}

std::unique_ptr<LaneFunction::Gradient> StatevectorFunction::makeGradient() const {
  auto gradient = std::make_unique<StateGradient>();
  gradient->sums.resize(sharedSize_.sums);
  return gradient;
}

std::size_t StatevectorFunction::tokenParameter(const Angle& angle, const StateTape& tape,
                                                std::size_t lane) const {
  const double id = std::round(tape.features[angle.token * kLanes + lane]);
  const double at = angle.index + angle.stride * id;
  const bool known = id >= 0 && at < static_cast<double>(parameters_.size());
  return known ? static_cast<std::size_t>(at) : parameters_.size();
}

void StatevectorFunction::laneAngle(const Angle& angle, const StateTape& tape, double* out) const {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double source = 0;
    switch (angle.source) {
      case Angle::Source::Constant:
        break;
      case Angle::Source::Parameter:
        source = parameters_[angle.index];
        break;
      case Angle::Source::Feature:
        source = tape.features[angle.index * kLanes + lane];
        break;
      case Angle::Source::TokenParameter: {
        const std::size_t at = tokenParameter(angle, tape, lane);
        source =
            at < parameters_.size() ? parameters_[at] : std::numeric_limits<double>::quiet_NaN();
        break;
      }
    }
    out[lane] = angle.source == Angle::Source::Constant ? angle.offset
                                                        : angle.offset + angle.scale * source;
  }
}

/// Angles and matrices of all programs that depend on the sample.
void StatevectorFunction::laneAngles(StateTape& tape) const {
  for (std::size_t i = 0; i < circuit_.products.size(); ++i) {
    const FeatureProduct& p = circuit_.products[i];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      tape.features[(circuit_.inputs + i) * kLanes + lane] =
          (p.offsetA + p.scaleA * tape.features[p.a * kLanes + lane]) *
          (p.offsetB + p.scaleB * tape.features[p.b * kLanes + lane]);
    }
  }
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    if (!program.perLane) continue;
    double* angles = &tape.angles[places_[i].angles];
    for (std::size_t k = 0; k < program.ops.size(); ++k) {
      for (std::size_t a = 0; a < gateInfo(program.ops[k].gate).angles; ++a) {
        laneAngle(program.ops[k].angles[a], tape, angles + (3 * k + a) * kLanes);
      }
    }
    laneCoefficients(program, kernels_, angles, &tape.coefficients[places_[i].coefficients]);
  }
}

void StatevectorFunction::startState(StateTape& tape) const {
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    prepare(circuit_.preparations[i], tape.features, tape.factors[i]);
  }
  for (const PrefixWire& p : plan_.prefix) {
    // The first column of the product of the wire's gates.
    const double* u = &tape.coefficients[places_[p.program].coefficients];
    for (std::size_t i = circuit_.preparations.size(); i < tape.factors.size(); ++i) {
      if (tape.factors[i].mask != std::size_t{1} << p.wire) continue;
      std::copy_n(u, kStride, tape.factors[i].amplitudes.data());
      std::copy_n(u + 2 * kStride, kStride, tape.factors[i].amplitudes.data() + kStride);
    }
  }
  buildStart(kernels_, tape.factors, nullptr, tape.phi.data());
}

/// The kernels for a step's matrix; not for an exchange.
const Kernels::Matrix& StatevectorFunction::matrix(const Step& step) const {
  const bool perLane = plan_.programs[step.program].perLane;
  return (perLane ? kernels_.perLane : kernels_.shared)[step.form];
}

void StatevectorFunction::forward(Tape& anyTape, std::span<const double> inputs,
                                  std::span<double> outputs) const {
  auto& tape = static_cast<StateTape&>(anyTape);
  assert(inputs.size() >= inputCount() * kLanes && outputs.size() >= outputCount() * kLanes);
  std::copy_n(inputs.begin(), inputCount() * kLanes, tape.features.begin());
  laneAngles(tape);
  startState(tape);
  double* state = tape.phi.data();
  for (const Step& step : plan_.steps) {
    if (step.form == Form::Exchange) {
      kernels_.exchange(state, size(), step.mask, step.from, step.flip);
      continue;
    }
    const bool perLane = plan_.programs[step.program].perLane;
    const AlignedVector& from = perLane ? tape.coefficients : forwardCoefficients_;
    matrix(step).apply(state, size(), step.bit(0), step.bit(1),
                       &from[places_[step.program].coefficients]);
  }
  readout_.expectations(kernels_, tape.phi.data(), tape.scratch,
                        outputs.first(outputCount() * kLanes));
}

/// Reads what each program's gradient needs just after its step, then undoes the step. Steps on
/// other wires change nothing a program reads, so only what lies in the way is undone.
void StatevectorFunction::sweepBack(StateTape& tape, StateGradient& gradient,
                                    bool withInputs) const {
  double* phi = tape.phi.data();
  double* lambda = tape.lambda.data();
  alignas(64) double inverse[32 * kLanes];
  for (std::size_t s = plan_.steps.size(); s-- > 0;) {
    const Step& step = plan_.steps[s];
    const bool undo = step.undo[withInputs];
    if (step.form == Form::Exchange) {
      if (!undo) continue;
      kernels_.exchange(phi, size(), step.mask, step.from, step.flip);
      kernels_.exchange(lambda, size(), step.mask, step.from, step.flip);
      continue;
    }
    const Program& program = plan_.programs[step.program];
    const Place& place = places_[step.program];
    const bool read = program.trainable || (withInputs && program.features);
    double* sums = (program.perLane ? tape.sums : gradient.sums).data() + place.sums;
    if (undo) {
      const double* m =
          &(program.perLane ? tape.coefficients : backwardCoefficients_)[place.coefficients];
      if (program.perLane) {
        adjointLaneCoefficients(program, m, inverse);
        m = inverse;
      }
      matrix(step).sweep(phi, lambda, size(), step.bit(0), step.bit(1), m, read ? sums : nullptr);
    } else if (read) {
      matrix(step).reduce(phi, lambda, size(), step.bit(0), step.bit(1), sums);
    }
  }
  for (const PrefixWire& p : plan_.prefix) {
    const Program& program = plan_.programs[p.program];
    if (!program.trainable && !(withInputs && program.features)) continue;
    kernels_.shared[Form::Dense1].reduce(phi, lambda, size(), std::size_t{1} << p.wire, 0,
                                         &tape.sums[places_[p.program].sums]);
  }
}

/// Carries dL/d(angle) of one lane on to a feature or a parameter.
void StatevectorFunction::scatter(const Angle& angle, double derivative, const StateTape& tape,
                                  std::size_t lane, StateGradient& gradient,
                                  std::span<double> features) const {
  const double d = angle.scale * derivative;
  if (angle.source == Angle::Source::Feature) {
    if (!features.empty()) features[angle.index * kLanes + lane] += d;
  } else if (angle.source != Angle::Source::Constant) {
    const std::size_t at =
        angle.source == Angle::Source::Parameter ? angle.index : tokenParameter(angle, tape, lane);
    if (at < gradient.parameters.size()) gradient.parameters[at] += d;
  }
}

/// Gradients of the programs that depend on the sample.
void StatevectorFunction::walkLanes(const StateTape& tape, StateGradient& gradient,
                                    std::span<double> features) const {
  std::vector<double> angles, derivatives;
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    const bool read = program.trainable || (!features.empty() && program.features);
    if (!program.perLane || !read) continue;
    const double* sums = &tape.sums[places_[i].sums];
    derivatives.resize(3 * program.ops.size() * kLanes);
    if (laneDerivatives(program, sums, derivatives.data())) {
      for (std::size_t op = 0; op < program.ops.size(); ++op) {
        if (gateInfo(program.ops[op].gate).angles == 0) continue;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          scatter(program.ops[op].angles[0], derivatives[3 * op * kLanes + lane], tape, lane,
                  gradient, features);
        }
      }
      continue;
    }
    angles.resize(3 * program.ops.size());
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t k = 0; k < angles.size(); ++k) {
        angles[k] = tape.angles[places_[i].angles + k * kLanes + lane];
      }
      walkGradient(program, angles, antiHermitianPart(program.form, sums + lane, kLanes),
                   [&](std::size_t op, std::size_t k, double derivative) {
                     scatter(program.ops[op].angles[k], derivative, tape, lane, gradient, features);
                   });
    }
  }
}

void StatevectorFunction::pullback(Tape& anyTape, std::span<const double> cotangents,
                                   Gradient& anyGradient, std::span<double> inputCotangents) const {
  auto& tape = static_cast<StateTape&>(anyTape);
  auto& gradient = static_cast<StateGradient&>(anyGradient);
  const bool withInputs = !inputCotangents.empty();
  gradient.parameters.resize(laneSize_.angles > 0 ? parameters_.size() : 0);
  tape.lambda.resize(tape.phi.size());
  std::ranges::fill(tape.sums, 0.0);
  readout_.cotangentState(kernels_, tape.phi.data(), cotangents, tape.scratch, tape.lambda.data());
  sweepBack(tape, gradient, withInputs);

  std::vector<double> features(withInputs ? tape.features.size() : 0);
  walkLanes(tape, gradient, features);
  if (!withInputs) return;
  for (std::size_t i = 0; i < circuit_.products.size(); ++i) {
    const FeatureProduct& p = circuit_.products[i];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double d = features[(circuit_.inputs + i) * kLanes + lane];
      const double a = p.offsetA + p.scaleA * tape.features[p.a * kLanes + lane];
      const double b = p.offsetB + p.scaleB * tape.features[p.b * kLanes + lane];
      features[p.a * kLanes + lane] += d * p.scaleA * b;
      features[p.b * kLanes + lane] += d * p.scaleB * a;
    }
  }
  for (std::size_t i = 0; i < circuit_.preparations.size(); ++i) {
    buildStart(kernels_, tape.factors, &tape.factors[i], tape.phi.data());
    pullbackPreparation(kernels_, circuit_.preparations[i], tape.factors[i], size(),
                        tape.lambda.data(), tape.phi.data(), tape.features, features);
  }
  for (std::size_t k = 0; k < inputCount() * kLanes; ++k) inputCotangents[k] += features[k];
}

void StatevectorFunction::collect(std::span<const std::unique_ptr<Gradient>> gradients,
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
      const double* sums = &static_cast<const StateGradient&>(*any).sums[places_[i].sums];
      for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) sum[k] += sums[k * kLanes + lane];
      }
    }
    const auto angles = std::span(sharedAngles_).subspan(places_[i].angles, 3 * program.ops.size());
    walkGradient(program, angles, antiHermitianPart(program.form, sum.data(), 1),
                 [&](std::size_t op, std::size_t k, double derivative) {
                   const Angle& angle = program.ops[op].angles[k];
                   parameterGradient[angle.index] += angle.scale * derivative;
                 });
  }
}

}  // namespace

std::unique_ptr<LaneFunction> makeStatevectorFunction(const Circuit& circuit) {
  return std::make_unique<StatevectorFunction>(circuit);
}

}  // namespace qonvolve
