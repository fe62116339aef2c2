// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of image resizing.
#include "core/data/preprocessors/resampling.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"

namespace qonvolve {

Between resized(Eigen::Index i, Eigen::Index from, Eigen::Index to) {
  const double position =
      (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
  const double inside = std::clamp(position, 0.0, static_cast<double>(from - 1));
  const auto low = static_cast<Eigen::Index>(std::floor(inside));
  return {low, std::min(low + 1, from - 1), inside - static_cast<double>(low)};
}

Matrix bilinearWeights(Eigen::Index from, Eigen::Index to) {
  Matrix weights = Matrix::Zero(to, from);
  for (Eigen::Index i = 0; i < to; ++i) {
    const Between at = resized(i, from, to);
    weights(i, at.low) += 1 - at.weight;
    weights(i, at.high) += at.weight;
  }
  return weights;
}

Matrix areaWeights(Eigen::Index from, Eigen::Index to) {
  // In units of 1 / to of an old pixel, every new pixel is `from` long and every old one `to`.
  Matrix weights = Matrix::Zero(to, from);
  for (Eigen::Index i = 0; i < to; ++i) {
    const Eigen::Index begin = i * from;
    const Eigen::Index end = begin + from;
    for (Eigen::Index j = begin / to; j * to < end; ++j) {
      const Eigen::Index overlap = std::min(end, (j + 1) * to) - std::max(begin, j * to);
      weights(i, j) = static_cast<double>(overlap) / static_cast<double>(from);
    }
  }
  return weights;
}

FittedState sizeOf(const FeatureShape& images) {
  Matrix size(1, 2);
  size << images.height, images.width;
  return {.numbers = {{"size", size}}};
}

Result<void> checkSize(Eigen::Index samples, std::uint32_t features, const std::string& what,
                       const std::string& where) {
  constexpr double kLimit = 2.0 * 1024 * 1024 * 1024;
  const double bytes =
      static_cast<double>(samples) * static_cast<double>(features) * sizeof(double);
  if (bytes <= kLimit) return {};
  return Error{where,
               what + ": " + std::to_string(samples) + " samples of " + std::to_string(features) +
                   " features take " + fixedText(bytes / (kLimit / 2), 1) +
                   " GiB; at most 2 GiB are allowed.",
               "Ask for smaller ones, or limit the number of samples."};
}

}  // namespace qonvolve
