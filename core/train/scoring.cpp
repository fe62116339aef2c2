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

// Samples of a set that may be cut into rows.
std::size_t sampleCount(const Dataset& data) {
  return data.sampleOf.empty() ? data.size() : data.sampleOf.back() + 1;
}

// The mean over the rows of each sample.
Matrix overSamples(Matrix rows, const Dataset& data) {
  if (data.sampleOf.empty()) return rows;
  Matrix mean = Matrix::Zero(static_cast<Eigen::Index>(sampleCount(data)), rows.cols());
  Eigen::VectorXd count = Eigen::VectorXd::Zero(mean.rows());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto sample = static_cast<Eigen::Index>(data.sampleOf[static_cast<std::size_t>(i)]);
    mean.row(sample) += rows.row(i);
    count[sample] += 1;
  }
  return mean.array().colwise() / count.array();
}

std::vector<int> labelsOf(const Dataset& data) {
  if (data.sampleOf.empty()) return data.y;
  std::vector<int> labels(sampleCount(data));
  for (std::size_t i = 0; i < data.size(); ++i) labels[data.sampleOf[i]] = data.y[i];
  return labels;
}

}  // namespace

Matrix predictProbabilities(ModelRunner& runner, const Loss& loss,
                            std::span<const double> parameters, const Dataset& data,
                            std::stop_token stop) {
  Matrix rows = predictProbabilities(runner, loss, parameters, data.x, stop);
  return rows.rows() == 0 ? rows : overSamples(std::move(rows), data);
}

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
  Matrix answers = overSamples(probabilitiesOf(head, loss, outputs), data);
  Scores scores = score(answers, labelsOf(data), sum / n);
  if (data.size() > 1) {
    scores.lossError = std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)) / (n - 1));
  }
  if (probabilities != nullptr) *probabilities = std::move(answers);
  return scores;
}

}  // namespace qonvolve
