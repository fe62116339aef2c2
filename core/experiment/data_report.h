// SPDX-License-Identifier: GPL-3.0-or-later
// What is in the data of an experiment, before and after preprocessing, for people to look at.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/assemble.h"
#include "core/experiment/decision_surface.h"

namespace qonvolve {

struct TextReport;

/// How the values of one feature are spread over the training part.
struct FeatureSpread {
  std::string name;
  double low = 0;
  double high = 1;
  std::vector<std::vector<std::size_t>> counts;  // [class][bin], bins of equal width
};

/// One training sample.
struct ReportedSample {
  int label = 0;
  std::vector<double> raw;       // as it came
  std::vector<double> seen;      // what preprocessing left of it, in the form it came in
  std::vector<double> features;  // what the encoding gets
};

struct DataReport {
  std::vector<std::string> classNames;
  std::vector<std::string> featureNames;  // of the raw data
  FeatureShape rawShape;
  FeatureShape seenShape;
  FeatureShape readyShape;
  /// Samples of each class in the training, validation and test part.
  std::array<std::vector<std::size_t>, 3> counts;
  /// All features together first, then one by one (at most kMostSpreads).
  std::vector<FeatureSpread> before;
  std::vector<FeatureSpread> after;
  /// The first ones of each class in turn.
  std::vector<ReportedSample> samples;
  double rawLow = 0;  // extremes over the training part
  double rawHigh = 1;
  /// Training samples of two-feature data.
  std::optional<PlaneSamples> plane;
  /// First rows of the training part with their labels.
  Matrix firstRows;
  std::vector<int> firstLabels;
  std::shared_ptr<const TextReport> text;  // of texts only; all of numbers is then empty
  std::vector<std::string> notes;          // of the source

  std::size_t samplesIn(std::size_t part) const;

  static constexpr std::size_t kBins = 24;
  static constexpr std::size_t kMostSpreads = 1024;
  static constexpr std::size_t kSamples = 24;
  static constexpr std::size_t kRows = 50;
};

/// `data`: as prepareData() made them for this experiment.
Result<DataReport> describeData(const Experiment& experiment, const Catalog& catalog,
                                const PreparedData& data);

/// Accuracy of always answering the most frequent class of the validation part, or of the training
/// part where there is none.
double majorityShare(const SplitData& data);

/// Name of a feature of the data: its own, "row 2, column 5" of an image, or "x3".
std::string featureName(const Dataset& data, std::size_t feature);

/// Preprocessed samples in the form they came in, as far as the steps can be undone: the picture
/// that the circuit sees.
struct SeenSamples {
  Matrix x;
  FeatureShape shape;
};
Result<SeenSamples> asSeen(const DataSpec& spec, const Catalog& catalog,
                           const std::vector<FittedState>& fitted, const FeatureShape& rawShape,
                           const Matrix& ready);

}  // namespace qonvolve
