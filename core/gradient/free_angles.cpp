// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/free_angles.h"

#include <cmath>

#include "core/base/lane_function.h"
#include "core/sim/statevector.h"

namespace qonvolve {

FreeAngles::FreeAngles(const Circuit& circuit) : old_(circuit), free_(circuit) {
  free_.products.clear();
  std::uint32_t parameters = 0;
  for (Op& op : free_.ops) {
    const GateInfo& info = gateInfo(op.gate);
    for (std::size_t k = 0; k < info.angles; ++k) {
      Angle& angle = op.angles[k];
      if (angle.source == Angle::Source::Constant) continue;
      const bool parameter = angle.source == Angle::Source::Parameter;
      const std::uint32_t index = parameter ? parameters++ : free_.inputs++;
      occurrences_.push_back({angle, info.shift, parameter, index});
      angle = parameter ? Angle::parameter(index) : Angle::feature(index);
    }
  }
}

std::vector<double> FreeAngles::parameters(std::span<const double> parameters) const {
  std::vector<double> values;
  for (const Occurrence& o : occurrences_) {
    if (o.parameter) values.push_back(o.angle.offset + o.angle.scale * parameters[o.angle.index]);
  }
  return values;
}

std::vector<double> FreeAngles::inputs(std::span<const double> parameters,
                                       std::span<const double> inputs) const {
  std::vector<double> rows(inputs.begin(), inputs.end());
  rows.resize(std::size_t{free_.inputs} * kLanes);
  std::vector<double> own(old_.inputs);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t i = 0; i < own.size(); ++i) own[i] = inputs[i * kLanes + lane];
    for (const Occurrence& o : occurrences_) {
      if (o.parameter) continue;
      rows[o.index * kLanes + lane] = angleValue(old_, o.angle, parameters, own);
    }
  }
  return rows;
}

void FreeAngles::scatter(const Occurrence& occurrence, double derivative, std::size_t lane,
                         std::span<const double> inputs, std::span<double> parameterGradient,
                         std::span<double> inputGradient) const {
  const Angle& angle = occurrence.angle;
  const double d = derivative * angle.scale;
  const auto input = [&](std::uint32_t index) { return inputs[index * kLanes + lane]; };
  switch (angle.source) {
    case Angle::Source::Constant:
      return;
    case Angle::Source::Parameter:
      parameterGradient[angle.index] += d;
      return;
    case Angle::Source::TokenParameter: {
      const double at = angle.index + angle.stride * std::round(input(angle.token));
      if (at >= 0 && at < static_cast<double>(parameterGradient.size())) {
        parameterGradient[static_cast<std::size_t>(at)] += d;
      }
      return;
    }
    case Angle::Source::Feature:
      if (inputGradient.empty()) return;
      if (angle.index < old_.inputs) {
        inputGradient[angle.index * kLanes + lane] += d;
        return;
      }
      const FeatureProduct& p = old_.products[angle.index - old_.inputs];
      inputGradient[p.a * kLanes + lane] += d * p.scaleA * (p.offsetB + p.scaleB * input(p.b));
      inputGradient[p.b * kLanes + lane] += d * p.scaleB * (p.offsetA + p.scaleA * input(p.a));
      return;
  }
}

}  // namespace qonvolve
