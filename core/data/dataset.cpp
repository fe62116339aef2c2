// SPDX-License-Identifier: GPL-3.0-or-later
// Helpers for data sets: picking rows and refusing values that are not numbers.
#include "core/data/dataset.h"

#include <cassert>
#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

namespace {

std::string featureText(const Dataset& data, Eigen::Index column) {
  const auto index = static_cast<std::size_t>(column);
  if (index < data.featureNames.size()) return "\"" + data.featureNames[index] + "\"";
  return std::to_string(index + 1);
}

}  // namespace

Error stoppedError(const std::string& where) {
  return {where, "This was stopped.", ""};
}

Dataset subset(const Dataset& data, const std::vector<std::size_t>& rows) {
  assert(data.sampleOf.empty());
  Dataset part;
  part.shape = data.shape;
  part.classNames = data.classNames;
  part.featureNames = data.featureNames;
  part.x.resize(static_cast<Eigen::Index>(rows.size()), data.x.cols());
  part.y.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    part.x.row(static_cast<Eigen::Index>(i)) = data.x.row(static_cast<Eigen::Index>(rows[i]));
    part.y.push_back(data.y[rows[i]]);
    if (!data.texts.empty()) part.texts.push_back(data.texts[rows[i]]);
  }
  return part;
}

Dataset joined(Dataset first, const Dataset& second) {
  assert(first.shape == second.shape && first.classNames == second.classNames);
  assert(first.sampleOf.empty() && second.sampleOf.empty());
  const Eigen::Index rows = first.x.rows();
  first.x.conservativeResize(rows + second.x.rows(), Eigen::NoChange);
  first.x.bottomRows(second.x.rows()) = second.x;
  first.y.insert(first.y.end(), second.y.begin(), second.y.end());
  first.texts.insert(first.texts.end(), second.texts.begin(), second.texts.end());
  return first;
}

Result<void> checkFinite(const Dataset& data, const std::string& part, const std::string& where,
                         const std::string& hint) {
  if (data.x.allFinite()) return {};
  for (Eigen::Index row = 0; row < data.x.rows(); ++row) {
    for (Eigen::Index column = 0; column < data.x.cols(); ++column) {
      const double value = data.x(row, column);
      if (std::isfinite(value)) continue;
      return Error{where,
                   "Sample " + std::to_string(row + 1) + " of the " + part + " data: feature " +
                       featureText(data, column) + " is " + numberText(value) + ".",
                   hint};
    }
  }
  return {};
}

}  // namespace qonvolve
