// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions and scores of a model with given parameters.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/train/trainer.h"

namespace qonvolve {

namespace {

// Model outputs for every row of x; false if stopped.
bool outputsOf(ModelRunner& runner, std::span<const double> parameters, const Matrix& x,
               Matrix& outputs, const std::stop_token& stop) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(x.rows()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return runner.predict(parameters, x, rows, outputs, stop);
}

Matrix probabilitiesOf(const Head& head, const Loss& loss, const Matrix& outputs) {
  const auto classes = static_cast<Eigen::Index>(classCount(head));
  Matrix probabilities(outputs.rows(), classes);
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    loss.probabilities(head, {outputs.row(i).data(), static_cast<std::size_t>(outputs.cols())},
                       {probabilities.row(i).data(), static_cast<std::size_t>(classes)});
  }
  return probabilities;
}

}  // namespace

Matrix predictProbabilities(ModelRunner& runner, const Loss& loss,
                            std::span<const double> parameters, const Matrix& x,
                            std::stop_token stop) {
  Matrix outputs;
  if (!outputsOf(runner, parameters, x, outputs, stop)) return {};
  return probabilitiesOf(runner.model().head, loss, outputs);
}

Scores evaluate(ModelRunner& runner, const Loss& loss, std::span<const double> parameters,
                const Dataset& data, std::stop_token stop, Matrix* probabilities) {
  Matrix outputs;
  if (data.size() == 0 || !outputsOf(runner, parameters, data.x, outputs, stop)) return {};
  const Head& head = runner.model().head;
  double sum = 0, squares = 0;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    const double one =
        loss.evaluate(head, {outputs.row(i).data(), static_cast<std::size_t>(outputs.cols())},
                      data.y[static_cast<std::size_t>(i)], {});
    sum += one;
    squares += one * one;
  }
  const auto n = static_cast<double>(data.size());
  Matrix answers = probabilitiesOf(head, loss, outputs);
  Scores scores = score(answers, data.y, sum / n);
  if (data.size() > 1) {
    scores.lossError = std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)) / (n - 1));
  }
  if (probabilities != nullptr) *probabilities = std::move(answers);
  return scores;
}

}  // namespace qonvolve
