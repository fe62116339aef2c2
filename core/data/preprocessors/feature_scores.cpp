// SPDX-License-Identifier: GPL-3.0-or-later
// Variance, ANOVA F and mutual information of features.
#include "core/data/preprocessors/feature_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qonvolve {

namespace {

using Row = Eigen::Array<double, 1, Eigen::Dynamic>;

/// Mean of some rows, summed as differences to the first: exact for constant columns.
struct Mean {
  Row first;
  Row excess;
  double count = 0;

  void add(const auto& row) {
    if (count == 0) {
      first = row;
      excess = Row::Zero(row.cols());
    } else {
      excess += row - first;
    }
    ++count;
  }
  Row value() const { return first + excess / count; }
};

std::vector<double> toVector(const Row& row) {
  return {row.data(), row.data() + row.size()};
}

}  // namespace

std::vector<double> varianceScores(const Matrix& x) {
  Mean mean;
  for (Eigen::Index i = 0; i < x.rows(); ++i) mean.add(x.row(i).array());
  const Row centre = mean.value();
  Row sum = Row::Zero(x.cols());
  for (Eigen::Index i = 0; i < x.rows(); ++i) sum += (x.row(i).array() - centre).square();
  return toVector(sum / mean.count);
}

std::vector<double> anovaScores(const Dataset& data) {
  std::vector<Mean> sums(data.classNames.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    sums[static_cast<std::size_t>(data.y[i])].add(data.x.row(static_cast<Eigen::Index>(i)).array());
  }
  std::vector<Row> means(sums.size());
  Row base;  // mean of the first class that has samples
  Row excess = Row::Zero(data.x.cols());
  double classes = 0;
  for (std::size_t c = 0; c < sums.size(); ++c) {
    if (sums[c].count == 0) continue;
    means[c] = sums[c].value();
    if (classes == 0) base = means[c];
    excess += sums[c].count * (means[c] - base);
    ++classes;
  }
  const auto samples = static_cast<double>(data.size());
  const Row grand = base + excess / samples;
  Row between = Row::Zero(data.x.cols());
  for (std::size_t c = 0; c < sums.size(); ++c) {
    if (sums[c].count > 0) between += sums[c].count * (means[c] - grand).square();
  }
  Row within = Row::Zero(data.x.cols());
  for (std::size_t i = 0; i < data.size(); ++i) {
    within += (data.x.row(static_cast<Eigen::Index>(i)).array() -
               means[static_cast<std::size_t>(data.y[i])])
                  .square();
  }
  between /= std::max(1.0, classes - 1);
  within /= samples - classes;
  return toVector((between == 0).select(0.0, between / within));
}

std::vector<double> mutualInformationScores(const Dataset& data, std::int64_t bins) {
  const auto classes = static_cast<Eigen::Index>(data.classNames.size());
  const auto samples = static_cast<double>(data.size());
  std::vector<double> scores(static_cast<std::size_t>(data.x.cols()));
  Eigen::ArrayXXd counts(bins, classes);
  for (Eigen::Index j = 0; j < data.x.cols(); ++j) {
    const double low = data.x.col(j).minCoeff();
    const double span = data.x.col(j).maxCoeff() - low;
    if (span == 0) continue;
    if (!std::isfinite(span)) {
      scores[static_cast<std::size_t>(j)] = std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    counts.setZero();
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const double position = (data.x(i, j) - low) / span * static_cast<double>(bins);
      const auto bin = std::min(static_cast<Eigen::Index>(position), bins - 1);
      ++counts(bin, data.y[static_cast<std::size_t>(i)]);
    }
    const Eigen::ArrayXd inBin = counts.rowwise().sum();
    const Eigen::ArrayXd inClass = counts.colwise().sum().transpose();
    double sum = 0;
    for (Eigen::Index c = 0; c < classes; ++c) {
      for (Eigen::Index b = 0; b < bins; ++b) {
        const double both = counts(b, c);
        if (both > 0) sum += both * std::log(both * samples / (inBin(b) * inClass(c)));
      }
    }
    scores[static_cast<std::size_t>(j)] = sum / samples;
  }
  return scores;
}

}  // namespace qonvolve
