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

/// How the features of a sample are arranged; an image has height * width == features. Prepared
/// text has features == tokens + vocabulary: the word ids of the token positions (0: unknown word,
/// 1: padding), then the TF-IDF value of every id.
struct FeatureShape {
  std::uint32_t features = 0;
  std::uint32_t height = 0;  // 0: not an image
  std::uint32_t width = 0;
  std::uint32_t tokens = 0;      // 0: not prepared text
  std::uint32_t vocabulary = 0;  // ids, those of unknown words and padding included
  bool texts = false;            // texts as they came: no features yet
  bool isImage() const { return height > 0 && width > 0; }
  bool isTokens() const { return tokens > 0; }
  bool operator==(const FeatureShape&) const = default;
};

struct Dataset {
  Matrix x;            // samples x features
  std::vector<int> y;  // 0 ... classNames.size() - 1, one a sample
  FeatureShape shape;
  std::vector<std::string> classNames;
  std::vector<std::string> featureNames = {};  // empty: numbered
  std::vector<std::string> texts = {};         // one a sample, or empty for data that are numbers
  /// For long texts cut into several rows: the sample (from 0, rising) of each row. Empty: every
  /// row is a sample. The answer to a sample is the mean over its rows.
  std::vector<std::size_t> sampleOf = {};

  std::size_t size() const { return y.size(); }
};

/// What a source delivers: one set to be split, or parts given as such.
struct SourceData {
  Dataset train;
  std::optional<Dataset> test;
  std::optional<Dataset> validation = {};
  std::vector<std::string> notes = {};  // what a person should know about how the data were read
};

/// How reading, fitting or applying ends when it was asked to stop.
Error stoppedError(const std::string& where);

/// The rows of `data` in the given order; `data` must not be cut into rows of samples.
Dataset subset(const Dataset& data, const std::vector<std::size_t>& rows);

/// The rows of `first`, then those of `second`, which must have the same shape and classes.
Dataset joined(Dataset first, const Dataset& second);

/// Error at `where` that names the first value that is not finite by sample and feature (from 1).
/// `part` names the data ("test"), `hint` says what to do about it. To be called on what a source
/// delivers and after each preprocessing step.
Result<void> checkFinite(const Dataset& data, const std::string& part, const std::string& where,
                         const std::string& hint);

}  // namespace qonvolve
