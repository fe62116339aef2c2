// SPDX-License-Identifier: GPL-3.0-or-later
// Random Fourier features: a kernel machine's features without the kernel.
#include <cmath>
#include <numbers>

#include "core/data/preprocessors/preprocessors.h"

namespace qonvolve {

namespace {

struct RandomFeatureOptions {
  std::int64_t features = 64;
  double width = 0;
};

struct RandomFeatures {
  using Options = RandomFeatureOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("features", &Options::features, 1, 65536,
              {.label = "Features", .help = "How many cosines."});
    s.real("width", &Options::width, 0, 1e6,
           {.label = "Width",
            .help = "Width of the Gaussian kernel; 0: the root of half the total variance of the "
                    "training features."});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape&,
                                          const std::string&) {
    return FeatureShape{.features = static_cast<std::uint32_t>(o.features)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng rng,
                                 const std::string& where) {
    if (train.size() == 0) return Error{where, "Random features: there are no samples.", ""};
    double width = o.width;
    if (width <= 0) {
      const Matrix centred = train.x.rowwise() - train.x.colwise().mean();
      const double variance = centred.squaredNorm() / static_cast<double>(train.x.rows());
      width = variance > 0 ? std::sqrt(variance / 2) : 1;
    }
    Matrix weights(train.x.cols(), o.features);
    Matrix phases(1, o.features);
    Rng normal = rng.stream("weights");
    for (Eigen::Index k = 0; k < weights.size(); ++k) weights.data()[k] = normal.normal() / width;
    Rng uniform = rng.stream("phases");
    for (Eigen::Index k = 0; k < phases.size(); ++k) {
      phases.data()[k] = uniform.uniform(0, 2 * std::numbers::pi);
    }
    return FittedState{.numbers = {{"weights", weights}, {"phases", phases}}};
  }

  static Result<Dataset> apply(const Options& o, const FittedState& state, const Dataset& data,
                               DataPart, const std::string& where) {
    const auto weights = state.numbers.find("weights");
    const auto phases = state.numbers.find("phases");
    const bool fits = weights != state.numbers.end() && phases != state.numbers.end() &&
                      weights->second.rows() == data.x.cols() &&
                      weights->second.cols() == o.features && phases->second.size() == o.features;
    if (!fits) {
      return Error{where, "Random features: the fitted state does not suit the data.",
                   "Use the data the run was made with."};
    }
    Dataset made = data;
    made.x = data.x * weights->second;
    made.x.rowwise() += phases->second.row(0);
    made.x = (std::sqrt(2.0) * made.x.array().cos()).matrix();
    made.shape = {.features = static_cast<std::uint32_t>(o.features)};
    made.featureNames.clear();
    return made;
  }
};

}  // namespace

PreprocessorType randomFeaturesPreprocessor() {
  return makePreprocessorType<RandomFeatures>(
      {"random_features", "Random features", "Preprocessing",
       "Random cosines of all features; a linear model on them is a kernel machine.",
       "y_k = sqrt(2) cos(w_k · x + b_k) with normal w_k and uniform b_k, drawn once. A linear "
       "layer "
       "on many of them approximates a Gaussian kernel; it is also the classical stand-in for "
       "angle-encoded circuits.",
       "Rahimi and Recht, NIPS 2007; Landman et al., arXiv:2210.13200"},
      true);
}

}  // namespace qonvolve
