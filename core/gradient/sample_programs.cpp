// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/sample_programs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/lane_function.h"
#include "core/sim/program_matrix.h"

namespace qonvolve {

SamplePrograms::SamplePrograms(const Circuit& circuit, const Plan& plan)
    : circuit_(circuit), plan_(plan) {
  for (const Program& program : plan.programs) {
    places_.push_back(size_);
    rotations_.emplace_back(program);
    size_.sums += accumulatorCount(program.form);
    if (!program.perLane) continue;
    size_.angles += 3 * program.ops.size();
    size_.coefficients += coefficientCount(program.form);
  }
}

SamplePrograms::Tape SamplePrograms::makeTape() const {
  Tape tape;
  tape.features.resize((circuit_.inputs + circuit_.products.size()) * kLanes);
  tape.angles.resize(size_.angles * kLanes);
  tape.coefficients.resize(size_.coefficients * kLanes);
  return tape;
}

/// The parameter that a token chooses; `parameters` if there is none.
std::size_t SamplePrograms::tokenParameter(const Angle& angle, const Tape& tape, std::size_t lane,
                                           std::size_t parameters) const {
  const double id = std::round(tape.features[angle.token * kLanes + lane]);
  const double at = angle.index + angle.stride * id;
  const bool known = id >= 0 && at < static_cast<double>(parameters);
  return known ? static_cast<std::size_t>(at) : parameters;
}

void SamplePrograms::fillAngle(const Angle& angle, const Tape& tape,
                               std::span<const double> parameters, double* out) const {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double source = 0;
    switch (angle.source) {
      case Angle::Source::Constant:
        break;
      case Angle::Source::Parameter:
        source = parameters[angle.index];
        break;
      case Angle::Source::Feature:
        source = tape.features[angle.index * kLanes + lane];
        break;
      case Angle::Source::TokenParameter: {
        const std::size_t at = tokenParameter(angle, tape, lane, parameters.size());
        source = at < parameters.size() ? parameters[at] : std::numeric_limits<double>::quiet_NaN();
        break;
      }
    }
    const bool constant = angle.source == Angle::Source::Constant;
    out[lane] = constant ? angle.offset : angle.offset + angle.scale * source;
  }
}

void SamplePrograms::forward(Tape& tape, std::span<const double> inputs,
                             std::span<const double> parameters) const {
  std::copy_n(inputs.begin(), circuit_.inputs * kLanes, tape.features.begin());
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
    double* angles = &tape.angles[places_[i].angles * kLanes];
    for (std::size_t k = 0; k < program.ops.size(); ++k) {
      for (std::size_t a = 0; a < gateInfo(program.ops[k].gate).angles; ++a) {
        fillAngle(program.ops[k].angles[a], tape, parameters, angles + (3 * k + a) * kLanes);
      }
    }
    laneCoefficients(program, kernels(), angles,
                     &tape.coefficients[places_[i].coefficients * kLanes]);
  }
}

/// Carries dL/d(angle) of one lane on to a feature or a parameter.
void SamplePrograms::scatter(const Angle& angle, double derivative, const Tape& tape,
                             std::size_t lane, std::span<double> parameterGradient,
                             std::span<double> features) const {
  const double d = angle.scale * derivative;
  if (angle.source == Angle::Source::Feature) {
    if (!features.empty()) features[angle.index * kLanes + lane] += d;
  } else if (angle.source != Angle::Source::Constant) {
    const std::size_t at = angle.source == Angle::Source::Parameter
                               ? angle.index
                               : tokenParameter(angle, tape, lane, parameterGradient.size());
    if (at < parameterGradient.size()) parameterGradient[at] += d;
  }
}

void SamplePrograms::pullback(const Tape& tape, std::span<const double> sums,
                              std::span<double> parameterGradient,
                              std::span<double> features) const {
  std::vector<double> angles, derivatives;
  PauliRotations::Turns turns;
  for (std::size_t i = 0; i < plan_.programs.size(); ++i) {
    const Program& program = plan_.programs[i];
    const bool read = program.trainable || (!features.empty() && program.features);
    if (!program.perLane || !read) continue;
    const double* own = &sums[places_[i].sums * kLanes];
    const std::size_t count = 3 * program.ops.size();
    derivatives.resize(count * kLanes);
    if (laneDerivatives(program, own, derivatives.data())) {
      for (std::size_t op = 0; op < program.ops.size(); ++op) {
        if (gateInfo(program.ops[op].gate).angles == 0) continue;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          scatter(program.ops[op].angles[0], derivatives[3 * op * kLanes + lane], tape, lane,
                  parameterGradient, features);
        }
      }
      continue;
    }
    angles.resize(count);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t k = 0; k < angles.size(); ++k) {
        angles[k] = tape.angles[(places_[i].angles + k) * kLanes + lane];
      }
      rotations_[i].turn(angles, turns);
      rotations_[i].walk(antiHermitianPart(program.form, own + lane, kLanes),
                         PauliRotations::From::End, turns, std::span(derivatives).first(count));
      for (std::size_t k = 0; k < count; ++k) {
        scatter(program.ops[k / 3].angles[k % 3], derivatives[k], tape, lane, parameterGradient,
                features);
      }
    }
  }
  if (!features.empty()) pullbackProducts(tape, features);
}

void SamplePrograms::pullbackProducts(const Tape& tape, std::span<double> features) const {
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
}

}  // namespace qonvolve
