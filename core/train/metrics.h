// SPDX-License-Identifier: GPL-3.0-or-later
// Scores of a classifier on one part of the data.
#pragma once

#include <cstddef>
#include <vector>

#include "core/data/dataset.h"

namespace qonvolve {

struct ClassScore {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  std::size_t count = 0;  // samples of the class
};

struct Scores {
  std::size_t samples = 0;  // 0: this part of the data is empty, nothing else counts
  double loss = 0;          // mean over samples, whatever the training reduction
  double lossError = 0;     // standard error of that mean; 0 where it was not computed
  double accuracy = 0;
  double low95 = 0;  // Wilson 95 % interval of the accuracy
  double high95 = 0;
  std::vector<ClassScore> perClass;
  std::vector<std::vector<std::size_t>> confusion;  // [true class][predicted class]
};

/// Wilson score interval for `correct` of `samples` at z = 1.959964.
void wilsonInterval(std::size_t correct, std::size_t samples, double& low, double& high);

struct Interval {
  double low = 0;
  double high = 1;
};
/// Wilson 95 % intervals of precision and recall of one class, from the confusion matrix.
Interval precisionInterval(const Scores& scores, std::size_t classIndex);
Interval recallInterval(const Scores& scores, std::size_t classIndex);

/// Accuracy of always answering the most frequent class.
double majorityShare(const Scores& scores);

/// probabilities: samples x classes; the predicted class is the first largest.
Scores score(const Matrix& probabilities, const std::vector<int>& labels, double meanLoss);

int predictedClass(const Matrix& probabilities, Eigen::Index row);

}  // namespace qonvolve
