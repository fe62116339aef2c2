// SPDX-License-Identifier: GPL-3.0-or-later
// Selection of the features that say most about the class.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/data/preprocessors/feature_scores.h"
#include "core/data/preprocessors/preprocessors.h"

namespace qonvolve {

namespace {

struct SelectOptions {
  std::int64_t features = 8;
  std::string method = "anova";
  std::int64_t bins = 16;
};

/// Columns of the `count` largest scores in ascending order. Scores count as equal when they agree
/// as float, so that rounding does not decide; then the first columns win.
std::vector<std::size_t> bestColumns(const std::vector<double>& scores, std::size_t count) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return static_cast<float>(scores[a]) > static_cast<float>(scores[b]);
  });
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

struct Select {
  using Options = SelectOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("features", &Options::features, 1, 65536, {"Features", "How many are kept."});
    s.choice("method", &Options::method,
             {{"anova", "ANOVA F", "Spread between the class means against the spread within."},
              {"mutual_info", "Mutual information",
               "How much the feature tells about the class, of whatever form."},
              {"variance", "Variance", "Spread over all samples; needs no labels."}},
             {"Method", "What makes a feature worth keeping."});
    s.integer("bins", &Options::bins, 2, 1024,
              {"Bins",
               "Mutual information only: equal-width intervals from the smallest to the largest "
               "training value of a feature.",
               "intervals"});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (static_cast<std::uint64_t>(o.features) > shape.features) {
      return Error{where + "/options/features",
                   "Select: " + std::to_string(o.features) + " features asked, but only " +
                       std::to_string(shape.features) + " arrive.",
                   "Ask for at most " + std::to_string(shape.features) + ", or remove it."};
    }
    return FeatureShape{.features = static_cast<std::uint32_t>(o.features)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng,
                                 const std::string& where) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    std::vector<double> scores;
    if (o.method == "variance") {
      scores = varianceScores(train.x);
    } else if (o.method == "anova") {
      if (train.size() <= train.classNames.size()) {
        return Error{where + "/options/method",
                     "Select: ANOVA needs more training samples than classes; there are " +
                         std::to_string(train.size()) + " samples of " +
                         std::to_string(train.classNames.size()) + " classes.",
                     "Train on more samples, or select by variance."};
      }
      scores = anovaScores(train);
    } else {
      scores = mutualInformationScores(train, o.bins);
    }
    if (std::any_of(scores.begin(), scores.end(), [](double s) { return std::isnan(s); })) {
      return Error{where, "Select: the values are too large to be compared.",
                   "Add Scale before it."};
    }
    const auto best = bestColumns(scores, static_cast<std::size_t>(o.features));
    Matrix columns(1, o.features);
    for (std::size_t i = 0; i < best.size(); ++i) {
      columns(0, static_cast<Eigen::Index>(i)) = static_cast<double>(best[i]);
    }
    Matrix arriving(1, 1);
    arriving(0, 0) = static_cast<double>(scores.size());
    return FittedState{
        .numbers = {{"columns", std::move(columns)}, {"arriving", std::move(arriving)}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart, const std::string& where) {
    auto shape = outputShape(o, data.shape, where);
    if (!shape) return shape.error();
    const Matrix& columns = state.at("columns");
    const auto arriving = static_cast<Eigen::Index>(state.at("arriving")(0, 0));
    if (data.x.cols() != arriving) {
      return Error{where,
                   "Select: it was fitted on " + std::to_string(arriving) + " features, but " +
                       std::to_string(data.x.cols()) + " arrive.",
                   "Use data with the same features as in training."};
    }
    Dataset out{.x = Matrix(data.x.rows(), columns.cols()),
                .y = data.y,
                .shape = *shape,
                .classNames = data.classNames,
                .featureNames = {}};
    for (Eigen::Index k = 0; k < columns.cols(); ++k) {
      const auto column = static_cast<Eigen::Index>(columns(0, k));
      out.x.col(k) = data.x.col(column);
      if (!data.featureNames.empty()) {
        out.featureNames.push_back(data.featureNames[static_cast<std::size_t>(column)]);
      }
    }
    return out;
  }

  /// What was not selected is 0.
  static Matrix reconstruct(const Options&, const FittedState& state, const Matrix& features) {
    const Matrix& columns = state.at("columns");
    Matrix x = Matrix::Zero(features.rows(), static_cast<Eigen::Index>(state.at("arriving")(0, 0)));
    for (Eigen::Index k = 0; k < columns.cols(); ++k) {
      x.col(static_cast<Eigen::Index>(columns(0, k))) = features.col(k);
    }
    return x;
  }
};

}  // namespace

PreprocessorType selectPreprocessor() {
  return makePreprocessorType<Select>(
      {"select", "Select", "Preprocessing", "Keeps the features that say most about the class",
       "Scores every feature on the training data and keeps the best ones in their order; of equal "
       "ones the first. ANOVA: F = (sum_c n_c (m_c - m)^2 / (C - 1)) / (sum_c sum_i (x_i - m_c)^2 "
       "/ (n - C)). Mutual information: sum p(b, c) ln(p(b, c) / (p(b) p(c))) over classes c and "
       "`bins` intervals b of equal width between the feature's smallest and largest training "
       "value. A constant feature scores 0.",
       "Guyon, Elisseeff, J. Mach. Learn. Res. 3, 1157 (2003)"});
}

}  // namespace qonvolve
