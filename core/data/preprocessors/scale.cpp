// SPDX-License-Identifier: GPL-3.0-or-later
// Scaling of features to a range or to unit variance, over all features or each on its own.
#include <cmath>
#include <numbers>

#include "core/data/preprocessors/preprocessors.h"

namespace qonvolve {

namespace {

struct ScaleOptions {
  std::string method = "minmax";
  std::string mode = "global";
  double low = 0;
  double high = std::numbers::pi;
  std::string testScaling = "train";
  bool clip = true;
};

/// y = x * gain + shift for each feature; 1 x features both.
struct Map {
  Matrix gain;
  Matrix shift;
};

Map fitMap(const ScaleOptions& o, const Matrix& x) {
  const Eigen::Index columns = x.cols();
  Matrix from(1, columns);  // the value that becomes `base`
  Matrix span(1, columns);  // the length that becomes `length`
  const bool standard = o.method == "standard";
  if (standard) {
    from = x.colwise().mean();
    if (o.mode == "global") from.setConstant(from.mean());
    span = (x.rowwise() - from.row(0)).colwise().squaredNorm() / static_cast<double>(x.rows());
    if (o.mode == "global") span.setConstant(span.mean());
    span = span.cwiseSqrt();
  } else {
    from = x.colwise().minCoeff();
    span = x.colwise().maxCoeff();
    if (o.mode == "global") {
      from.setConstant(from.minCoeff());
      span.setConstant(span.maxCoeff());
    }
    span -= from;
  }
  const double base = standard ? 0 : o.low;
  const double length = standard ? 1 : o.high - o.low;
  Map map{Matrix(1, columns), Matrix(1, columns)};
  for (Eigen::Index j = 0; j < columns; ++j) {
    // A constant feature carries nothing: it becomes `base` everywhere.
    const double gain = span(0, j) > 0 ? length / span(0, j) : 0;
    map.gain(0, j) = gain;
    map.shift(0, j) = base - gain * from(0, j);
  }
  return map;
}

struct Scale {
  using Options = ScaleOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.choice(
        "method", &Options::method,
        {{"minmax", "Range", "The smallest value becomes low, the largest high."},
         {"standard", "Standard", "Mean 0 and standard deviation 1; low and high do not matter."}},
        {"Method", "What to bring the values to."});
    s.choice("mode", &Options::mode,
             {{"global", "All features together", "One map for all: keeps their sizes relative."},
              {"feature", "Each feature on its own", "Every feature fills the whole range."}},
             {"Over", "Whether the features share one map."});
    s.real("low", &Options::low, -1e6, 1e6, {"Low", "What the smallest value becomes.", "rad"});
    s.real("high", &Options::high, -1e6, 1e6, {"High", "What the largest value becomes.", "rad"});
    s.choice("test_scaling", &Options::testScaling,
             {{"train", "As fitted", "Validation and test data use the map of the training data."},
              {"published", "As published",
               "Validation and test data are each fitted anew, as in the published experiments; "
               "single predictions use the map of the training data."}},
             {"Test data", "Where the map for validation and test data comes from."});
    s.boolean("clip", &Options::clip,
              {"Clip",
               "Values outside low to high, which only new data can have, become the nearest "
               "end. Range method only."});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (o.method == "minmax" && o.low >= o.high) {
      return Error{
          where + "/options/high",
          "Scale: high is " + numberText(o.high) + ", but low is " + numberText(o.low) + ".",
          "High must be greater than low."};
    }
    return shape;
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng,
                                 const std::string& where) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    Map map = fitMap(o, train.x);
    return FittedState{.numbers = {{"gain", std::move(map.gain)}, {"shift", std::move(map.shift)}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart part, const std::string&) {
    Dataset out = data;
    const bool anew = o.testScaling == "published" && data.size() > 0 &&
                      (part == DataPart::Validation || part == DataPart::Test);
    const Map map = anew ? fitMap(o, data.x) : Map{state.at("gain"), state.at("shift")};
    out.x.array().rowwise() *= map.gain.row(0).array();
    out.x.rowwise() += map.shift.row(0);
    if (o.clip && o.method == "minmax") out.x = out.x.cwiseMax(o.low).cwiseMin(o.high);
    return out;
  }

  static Matrix reconstruct(const Options&, const FittedState& state, const Matrix& features) {
    const Matrix& gain = state.at("gain");
    Matrix x = features.rowwise() - state.at("shift").row(0);
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      if (gain(0, j) != 0) x.col(j) /= gain(0, j);
    }
    return x;
  }
};

}  // namespace

PreprocessorType scalePreprocessor() {
  return makePreprocessorType<Scale>(
      {"scale", "Scale", "Preprocessing", "Brings features to a range, such as angles from 0 to pi",
       "Range: x becomes low + (x - min) (high - low) / (max - min). Standard: x becomes (x - "
       "mean) / "
       "deviation. The numbers come from the training data alone, over all features together or "
       "for "
       "each on its own; a constant feature becomes low (or 0).",
       "arXiv:2108.00661 scales all features together to 0 ... pi, training and test data apart"});
}

}  // namespace qonvolve
