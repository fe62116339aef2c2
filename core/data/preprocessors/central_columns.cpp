// SPDX-License-Identifier: GPL-3.0-or-later
// The published resize to width 1: the central pixel columns, stretched.
#include "core/data/preprocessors/preprocessors.h"
#include "core/data/preprocessors/resampling.h"

namespace qonvolve {

namespace {

struct CentralOptions {
  std::int64_t rows = 256;
};

struct CentralColumns {
  using Options = CentralOptions;

  static Schema<Options> schema() {
    Schema<Options> s;
    s.integer("rows", &Options::rows, 1, 65536,
              {"Rows", "Features it gives; published: 256 for amplitudes, 784 before PCA."});
    return s;
  }

  static Result<FeatureShape> outputShape(const Options& o, const FeatureShape& shape,
                                          const std::string& where) {
    if (!shape.isImage()) {
      return Error{where, "Central columns: the data are no images.",
                   "Use it as the first step after a source of images, or remove it."};
    }
    return FeatureShape{.features = static_cast<std::uint32_t>(o.rows)};
  }

  static Result<FittedState> fit(const Options& o, const Dataset& train, Rng,
                                 const std::string& where) {
    if (auto shape = outputShape(o, train.shape, where); !shape) return shape.error();
    return sizeOf(train.shape);
  }

  static Result<Dataset> apply(const Options& o, const FittedState&, const Dataset& data, DataPart,
                               const std::string& where) {
    auto shape = outputShape(o, data.shape, where);
    if (!shape) return shape.error();
    if (auto fits = checkSize(data.x.rows(), shape->features, "Central columns", where); !fits) {
      return fits.error();
    }
    const auto height = static_cast<Eigen::Index>(data.shape.height);
    const auto width = static_cast<Eigen::Index>(data.shape.width);
    const auto rows = static_cast<Eigen::Index>(o.rows);
    const Between column = resized(0, width, 1);

    Dataset out{.x = Matrix(data.x.rows(), rows),
                .y = data.y,
                .shape = *shape,
                .classNames = data.classNames,
                .featureNames = {}};
    Matrix profile(data.x.rows(), height);
    for (Eigen::Index y = 0; y < height; ++y) {
      profile.col(y) = (1 - column.weight) * data.x.col(y * width + column.low) +
                       column.weight * data.x.col(y * width + column.high);
    }
    for (Eigen::Index i = 0; i < rows; ++i) {
      const Between row = resized(i, height, rows);
      out.x.col(i) = (1 - row.weight) * profile.col(row.low) + row.weight * profile.col(row.high);
    }
    return out;
  }

  /// Images whose columns are all alike: nothing else of them is left.
  static Matrix reconstruct(const Options& o, const FittedState& state, const Matrix& features) {
    const auto height = static_cast<Eigen::Index>(state.at("size")(0, 0));
    const auto width = static_cast<Eigen::Index>(state.at("size")(0, 1));
    Matrix images(features.rows(), height * width);
    for (Eigen::Index y = 0; y < height; ++y) {
      const Between row = resized(y, static_cast<Eigen::Index>(o.rows), height);
      images.middleCols(y * width, width).colwise() =
          ((1 - row.weight) * features.col(row.low) + row.weight * features.col(row.high)).eval();
    }
    return images;
  }
};

}  // namespace

PreprocessorType centralColumnsPreprocessor() {
  return makePreprocessorType<CentralColumns>(
      {"central_columns", "Central columns (as published)", "Preprocessing",
       "The mean of the two central pixel columns, stretched: what the published tables used",
       "A resize to height `rows` and width 1 without smoothing reads an image of even width only "
       "at its vertical centre line: each row becomes the mean of its two central pixels, and this "
       "profile is interpolated to `rows` values. It is here to repeat published results; to "
       "classify images, use Resize.",
       "arXiv:2108.00661, reference implementation"});
}

}  // namespace qonvolve
