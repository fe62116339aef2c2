// SPDX-License-Identifier: GPL-3.0-or-later
// Helpers for data sets: picking rows and refusing values that are not numbers.
#include "core/data/dataset.h"

#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

Dataset subset(const Dataset& data, const std::vector<std::size_t>& rows) {
  Dataset part;
  part.shape = data.shape;
  part.classNames = data.classNames;
  part.featureNames = data.featureNames;
  part.x.resize(static_cast<Eigen::Index>(rows.size()), data.x.cols());
  part.y.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    part.x.row(static_cast<Eigen::Index>(i)) = data.x.row(static_cast<Eigen::Index>(rows[i]));
    part.y.push_back(data.y[rows[i]]);
  }
  return part;
}

Result<void> checkFinite(const Dataset& data, const std::string& where) {
  const auto columns = static_cast<std::size_t>(data.x.cols());
  const auto count = static_cast<std::size_t>(data.x.size());
  const double* values = data.x.data();
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isfinite(values[i])) continue;
    const std::size_t column = i % columns;
    std::string name = std::to_string(column + 1);
    if (column < data.featureNames.size()) name += " (" + data.featureNames[column] + ")";
    return Error{where,
                 "Row " + std::to_string(i / columns + 1) + ", column " + name + " is " +
                     numberText(values[i]) + "; every value must be a finite number.",
                 "Remove or repair that row."};
  }
  return {};
}

}  // namespace qonvolve
