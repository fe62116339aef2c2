// SPDX-License-Identifier: GPL-3.0-or-later
// Samples with labels, and what a source of data delivers.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace qonvolve {

/// B samples x D features, a sample contiguous.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// How the features of a sample are arranged; an image has height * width == features.
struct FeatureShape {
  std::uint32_t features = 0;
  std::uint32_t height = 0;  // 0: not an image
  std::uint32_t width = 0;
  bool isImage() const { return height > 0 && width > 0; }
  bool operator==(const FeatureShape&) const = default;
};

struct Dataset {
  Matrix x;            // samples x features
  std::vector<int> y;  // 0 ... classNames.size() - 1, one a sample
  FeatureShape shape;
  std::vector<std::string> classNames;
  std::vector<std::string> featureNames;  // empty: numbered

  std::size_t size() const { return y.size(); }
};

/// What a source delivers: one set to be split, or a training and a test set given as such.
struct SourceData {
  Dataset train;
  std::optional<Dataset> test;
};

/// The rows of `data` in the given order.
Dataset subset(const Dataset& data, const std::vector<std::size_t>& rows);

/// Error at `where` that names the first value that is not finite by sample and feature (from 1).
/// `part` names the data ("test"), `hint` says what to do about it. To be called on what a source
/// delivers and after each preprocessing step.
Result<void> checkFinite(const Dataset& data, const std::string& part, const std::string& where,
                         const std::string& hint);

}  // namespace qonvolve
