// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace qonvolve {

void wilsonInterval(std::size_t correct, std::size_t samples, double& low, double& high) {
  constexpr double kZ = 1.959964;
  if (samples == 0) {
    low = 0;
    high = 1;
    return;
  }
  const auto n = static_cast<double>(samples);
  const double p = static_cast<double>(correct) / n;
  const double scale = 1 / (1 + kZ * kZ / n);
  const double centre = (p + kZ * kZ / (2 * n)) * scale;
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) * scale;
  low = correct == 0 ? 0 : std::max(0.0, centre - half);
  high = correct == samples ? 1 : std::min(1.0, centre + half);
}

Interval precisionInterval(const Scores& scores, std::size_t classIndex) {
  std::size_t predicted = 0;
  for (const auto& row : scores.confusion) predicted += row[classIndex];
  Interval interval;
  wilsonInterval(scores.confusion[classIndex][classIndex], predicted, interval.low, interval.high);
  return interval;
}

Interval recallInterval(const Scores& scores, std::size_t classIndex) {
  const auto& row = scores.confusion[classIndex];
  Interval interval;
  wilsonInterval(row[classIndex], std::accumulate(row.begin(), row.end(), std::size_t{0}),
                 interval.low, interval.high);
  return interval;
}

int predictedClass(const Matrix& probabilities, Eigen::Index row) {
  Eigen::Index best = 0;
  for (Eigen::Index k = 1; k < probabilities.cols(); ++k) {
    if (probabilities(row, k) > probabilities(row, best)) best = k;
  }
  return static_cast<int>(best);
}

double majorityShare(const Scores& scores) {
  std::size_t most = 0;
  for (const ClassScore& one : scores.perClass) most = std::max(most, one.count);
  return scores.samples == 0 ? 0 : static_cast<double>(most) / static_cast<double>(scores.samples);
}

Scores score(const Matrix& probabilities, const std::vector<int>& labels, double meanLoss) {
  Scores scores;
  scores.samples = labels.size();
  const auto classes = static_cast<std::size_t>(probabilities.cols());
  scores.confusion.assign(classes, std::vector<std::size_t>(classes, 0));
  scores.perClass.resize(classes);
  if (labels.empty()) return scores;
  scores.loss = meanLoss;

  std::size_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    const auto predicted =
        static_cast<std::size_t>(predictedClass(probabilities, static_cast<Eigen::Index>(i)));
    ++scores.confusion[label][predicted];
    if (label == predicted) ++correct;
  }
  scores.accuracy = static_cast<double>(correct) / static_cast<double>(labels.size());
  wilsonInterval(correct, labels.size(), scores.low95, scores.high95);

  for (std::size_t k = 0; k < classes; ++k) {
    std::size_t predicted = 0;
    for (std::size_t j = 0; j < classes; ++j) {
      scores.perClass[k].count += scores.confusion[k][j];
      predicted += scores.confusion[j][k];
    }
    const auto hits = static_cast<double>(scores.confusion[k][k]);
    ClassScore& s = scores.perClass[k];
    if (predicted > 0) s.precision = hits / static_cast<double>(predicted);
    if (s.count > 0) s.recall = hits / static_cast<double>(s.count);
    if (hits > 0) s.f1 = 2 * s.precision * s.recall / (s.precision + s.recall);
  }
  return scores;
}

}  // namespace qonvolve
