// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/landscape_probe.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qonvolve {

namespace {

/// Sums of the first four powers, for variance and kurtosis.
struct Moments {
  double s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  void add(double x) {
    s1 += x;
    s2 += x * x;
    s3 += x * x * x;
    s4 += x * x * x * x;
  }
  double variance(double n) const { return std::max(0.0, s2 - s1 * s1 / n) / (n - 1); }
  /// Of the variance: sqrt((m4 - m2^2)/n).
  double squaredError(double n) const {
    const double m = s1 / n;
    const double m2 = s2 / n - m * m;
    const double m4 = s4 / n - 4 * m * s3 / n + 6 * m * m * s2 / n - 3 * m * m * m * m;
    return std::max(0.0, m4 - m2 * m2) / n;
  }
};

/// Outputs that leave all classes alike, or say class 0 for certain.
std::vector<double> outputsOf(const Head& head, bool certain) {
  std::vector<double> outputs(head.outputs, 0.0);
  switch (head.kind) {
    case Head::Kind::Expectation:
      outputs[0] = certain ? 1 : 0;
      break;
    case Head::Kind::Logits:
      if (certain) outputs[0] = 10;
      break;
    case Head::Kind::Probabilities:
      std::ranges::fill(outputs, certain ? 0 : 1.0 / head.outputs);
      if (certain) outputs[0] = 1;
      break;
  }
  return outputs;
}

/// Between the smallest and the largest value of the first output.
double outputRange(const Model& model) {
  double factor = 1;
  for (std::size_t s = model.stages.size(); s-- > 0;) {
    if (const auto* circuit = std::get_if<Circuit>(&model.stages[s].stage)) {
      const Observable& observable = circuit->outputs.front();
      if (observable.projector) return factor;
      double sum = 0;
      for (const PauliTerm& term : observable.terms) {
        if (term.xMask != 0 || term.zMask != 0) sum += std::abs(term.coefficient);
      }
      return 2 * sum * factor;
    }
    const auto& node = std::get<ClassicalNode>(model.stages[s].stage);
    if (node.kind != ClassicalNode::Kind::Scale) return 0;
    factor *= std::abs(node.factor);
  }
  return 0;
}

}  // namespace

std::optional<LandscapeProbe> probeLandscape(ModelRunner& runner, const Loss& loss,
                                             const Dataset& data, std::span<const std::size_t> rows,
                                             const InitialDraw& draw, std::size_t draws,
                                             std::stop_token stop) {
  assert(draws >= 2 && !rows.empty());
  const Model& model = runner.model();
  const auto samples = static_cast<double>(rows.size());
  std::vector<double> each(rows.size());
  const auto sampleLoss = [&](std::size_t position, std::span<const double> outputs,
                              std::span<double> cotangents) {
    return each[position] = loss.evaluate(model.head, outputs, data.y[rows[position]], cotangents);
  };
  Moments losses;
  double sampleVariance = 0;
  std::vector<Moments> derivatives(model.parameterCount);
  std::vector<double> norms;
  std::vector<double> gradient(model.parameterCount);
  for (std::size_t d = 0; d < draws; ++d) {
    bool stopped = false;
    const double sum =
        runner.gradient(draw(d), data.x, rows, sampleLoss, gradient, nullptr, stop, &stopped);
    if (stopped) return {};
    losses.add(sum / samples);
    if (rows.size() > 1) {
      Moments own;
      for (const double value : each) own.add(value);
      sampleVariance += own.variance(samples);
    }
    double norm = 0;
    for (std::size_t p = 0; p < gradient.size(); ++p) {
      const double value = gradient[p] / samples;
      derivatives[p].add(value);
      norm += value * value;
    }
    norms.push_back(norm / static_cast<double>(gradient.size()));
  }
  const auto n = static_cast<double>(draws);
  LandscapeProbe probe;
  probe.draws = draws;
  probe.lossMean = losses.s1 / n;
  probe.lossDeviation = std::sqrt(losses.variance(n));
  probe.sampleDeviation = std::sqrt(sampleVariance / n);
  const auto middle = norms.begin() + static_cast<std::ptrdiff_t>(draws / 2);
  std::nth_element(norms.begin(), middle, norms.end());
  probe.medianSquare = *middle;
  for (const ParameterGroup& group : model.groups) {
    double variance = 0;
    double error = 0;
    for (std::size_t p = group.first; p < std::size_t{group.first} + group.count; ++p) {
      variance += derivatives[p].variance(n);
      error += std::sqrt(derivatives[p].squaredError(n));
    }
    // Derivatives of a group come from the same draws: their errors do not cancel.
    const double count = std::max(1U, group.count);
    probe.groupVariances.push_back(variance / count);
    probe.groupErrors.push_back(error / count);
  }
  std::vector<double> slopes(model.head.outputs);
  const std::vector<double> unsure = outputsOf(model.head, false);
  loss.evaluate(model.head, unsure, 0, slopes);
  probe.range = outputRange(model) * std::abs(slopes[0]);
  probe.lowestLoss = loss.evaluate(model.head, outputsOf(model.head, true), 0, {});
  return probe;
}

}  // namespace qonvolve
