// SPDX-License-Identifier: GPL-3.0-or-later
// Small data sets and shortcuts for the tests of core/data.
#pragma once

#include <QString>
#include <initializer_list>

#include "core/data/dataset.h"
#include "core/data/preprocess.h"

namespace qonvolve {

/// Samples with labels; classes "a", "b", ... as many as the labels need.
inline Dataset makeDataset(std::initializer_list<std::initializer_list<double>> rows,
                           std::vector<int> labels) {
  Dataset data;
  const auto columns = static_cast<Eigen::Index>(rows.begin()->size());
  data.x.resize(static_cast<Eigen::Index>(rows.size()), columns);
  Eigen::Index i = 0;
  for (const auto& row : rows) {
    Eigen::Index j = 0;
    for (const double value : row) data.x(i, j++) = value;
    ++i;
  }
  data.shape.features = static_cast<std::uint32_t>(columns);
  for (const int label : labels) {
    while (static_cast<int>(data.classNames.size()) <= label) {
      data.classNames.push_back(std::string(1, static_cast<char>('a' + data.classNames.size())));
    }
  }
  data.y = std::move(labels);
  return data;
}

/// `counts[c]` samples of class c whose only feature is their row number.
inline Dataset makeCounted(const std::vector<int>& counts) {
  Dataset data;
  data.shape.features = 1;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    data.classNames.push_back(std::string(1, static_cast<char>('a' + c)));
    data.y.insert(data.y.end(), static_cast<std::size_t>(counts[c]), static_cast<int>(c));
  }
  data.x.resize(static_cast<Eigen::Index>(data.y.size()), 1);
  for (Eigen::Index i = 0; i < data.x.rows(); ++i) data.x(i, 0) = static_cast<double>(i);
  return data;
}

inline std::vector<int> classCounts(const Dataset& data) {
  std::vector<int> counts(data.classNames.size());
  for (const int label : data.y) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

/// The error as one line, or "no error".
template <class T>
QString errorText(const Result<T>& result) {
  return result ? QStringLiteral("no error") : QString::fromStdString(toText(result.error()));
}

}  // namespace qonvolve
